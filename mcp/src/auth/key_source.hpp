#pragma once
// Where the keys of a token issuer come from: a file or a URL, kept and renewed.
// Tells one key set from the next, so that what was verified with old keys can be forgotten.

#include "auth/jwk_set.hpp"
#include "auth/refresh_policy.hpp"
#include "auth/watched_file.hpp"
#include "crypto/jws.hpp"

#include <mcp/task.hpp>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

namespace mcp::auth {

/// A key that the crypto library has taken.
struct LoadedKey {
    LoadedKey(JwkKey about, crypto::VerificationKey checks)
        : description(std::move(about)), verification(std::move(checks)) {}

    JwkKey description;
    crypto::VerificationKey verification;
};

using KeySet = std::vector<LoadedKey>;

struct KeySourceConfig {
    KeySourceConfig() = default;
    std::string location;               ///< a path, or a URL as of key_url.hpp
    std::filesystem::path authorities;  ///< see HttpGet
    RefreshTimes times;                 ///< of a URL; files are looked at once a second
    std::chrono::milliseconds timeout{5'000};
    std::size_t max_bytes = std::size_t{512} * 1024;  ///< of the key set as text
    SteadyNow now;
    std::function<void(std::string_view line)> log;  ///< may be empty
};

/// One executor. Never throws for what an issuer or a file says: old keys stay, and a line is
/// logged.
class KeySource {
  public:
    KeySource() = default;
    KeySource(const KeySource&) = delete;
    KeySource& operator=(const KeySource&) = delete;
    virtual ~KeySource() = default;

    /// The keys of now; another pointer means other keys. nullptr: none are in reach.
    virtual Task<std::shared_ptr<const KeySet>> current() = 0;

    /// As current(), for a token whose key is not among them: looks again first, but not often.
    virtual Task<std::shared_ptr<const KeySet>> renewed() = 0;
};

/// Throws Error when the location is no good: a URL that must not be used, a file that cannot be
/// read or holds no keys. A URL is first asked with the first token.
[[nodiscard]] std::unique_ptr<KeySource> make_key_source(
    boost::asio::any_io_executor ex, KeySourceConfig config
);

}  // namespace mcp::auth
