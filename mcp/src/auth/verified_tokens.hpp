#pragma once
// Tokens whose signature has been checked, so that the next request with the same one is spared
// it: a signature costs as much as a small call. Sans-IO; bounded; knows digests, not tokens.

#include "auth/jwt_claims.hpp"

#include <mcp/principal.hpp>

#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace mcp::auth {

/// A token that was good when it was seen first; its time is to be checked at every use.
struct VerifiedToken {
    VerifiedToken() = default;
    std::shared_ptr<const Principal> principal;
    Claims claims;
};

/// Keeps the tokens used last. One thread.
class VerifiedTokens {
  public:
    /// `limit` = 0 keeps none.
    explicit VerifiedTokens(std::size_t limit) : limit_(limit) {}

    /// nullptr when the digest is not known; good until the next call.
    [[nodiscard]] const VerifiedToken* find(const std::string& digest);

    void add(const std::string& digest, VerifiedToken token);

    /// For a token that has expired.
    void forget(const std::string& digest);

    /// For keys that changed: a signature of a key that was taken away is good no more.
    void clear();

    [[nodiscard]] std::size_t size() const noexcept { return index_.size(); }

  private:
    struct Entry {
        std::string digest;
        VerifiedToken token;
    };

    std::size_t limit_;
    std::list<Entry> entries_;                                                // used last first
    std::unordered_map<std::string_view, std::list<Entry>::iterator> index_;  // views of entries_
};

}  // namespace mcp::auth
