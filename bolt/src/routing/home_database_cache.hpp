#pragma once
// HomeDatabaseCache: what a user's home database was the last time, to choose a server by. Only a
// guess: servers that route themselves (hint ssr.enabled) put a wrong one right.

#include <bolt/auth.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace bolt::routing {

/// Thread-safe. Holds up to `max_size` users; then those not seen for longest are dropped, several
/// at a time.
class HomeDatabaseCache {
  public:
    explicit HomeDatabaseCache(std::size_t max_size = 1'000) : max_size_(max_size) {}

    /// Whose home database: the impersonated user's, the session's own user's, or (neither) that of
    /// the driver. Basic credentials count as their user's name. Comparable only.
    [[nodiscard]] static std::string key(
        const std::string& impersonated_user, const std::optional<AuthToken>& session_auth
    );

    [[nodiscard]] std::optional<std::string> get(const std::string& key);
    void set(const std::string& key, std::string database);

  private:
    struct Entry {
        Entry() = default;
        std::string database;
        std::uint64_t used = 0;  ///< by the clock below
    };

    void prune_locked();

    const std::size_t max_size_;
    std::mutex mutex_;
    std::map<std::string, Entry> entries_;
    std::uint64_t clock_ = 0;  ///< counts uses
};

}  // namespace bolt::routing
