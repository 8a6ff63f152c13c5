// A list in order of use with an index over it.
// The index's keys are views of the list's own strings, which do not move.
#include "auth/verified_tokens.hpp"

#include <utility>

namespace mcp::auth {

const VerifiedToken* VerifiedTokens::find(const std::string& digest) {
    const auto found = index_.find(digest);
    if (found == index_.end()) {
        return nullptr;
    }
    entries_.splice(entries_.begin(), entries_, found->second);
    return &found->second->token;
}

void VerifiedTokens::add(const std::string& digest, VerifiedToken token) {
    forget(digest);
    if (limit_ == 0) {
        return;
    }
    if (entries_.size() == limit_) {
        index_.erase(entries_.back().digest);
        entries_.pop_back();
    }
    entries_.push_front({digest, std::move(token)});
    index_.emplace(entries_.front().digest, entries_.begin());
}

void VerifiedTokens::forget(const std::string& digest) {
    const auto found = index_.find(digest);
    if (found == index_.end()) {
        return;
    }
    const auto entry = found->second;
    index_.erase(found);
    entries_.erase(entry);
}

void VerifiedTokens::clear() {
    index_.clear();
    entries_.clear();
}

}  // namespace mcp::auth
