// Sessions in the order of their last use: what expires is found at the front.
// Ids come from the cryptographic generator; they are the key to a session, so they are never
// logged.

#include "http_server/session_store.hpp"

#include "crypto/random.hpp"
#include "text/base64.hpp"

#include <algorithm>
#include <utility>

namespace mcp::http_server {
namespace {

constexpr std::size_t kIdBytes = 18;

}  // namespace

bool SessionStore::make_room() {
    if (order_.size() < limits_.max_sessions) {
        return true;
    }
    const auto unused =
        std::ranges::find_if(order_, [](const Entry& entry) { return !entry.session->in_use(); });
    if (unused == order_.end()) {
        return false;
    }
    remove(*unused->session);
    return true;
}

std::shared_ptr<Session> SessionStore::create(
    std::shared_ptr<api::Peer> peer, std::string owner, Clock::time_point now
) {
    if (!make_room()) {
        return nullptr;
    }
    auto session = std::make_shared<Session>(
        text::base64url_encode(crypto::random_bytes(kIdBytes)),
        std::move(owner),
        std::move(peer),
        limits_.max_events,
        limits_.max_bytes
    );
    order_.emplace_back(session, now);
    by_id_.emplace(session->id(), std::prev(order_.end()));
    return session;
}

std::shared_ptr<Session> SessionStore::find(
    std::string_view id, std::string_view owner, Clock::time_point now
) {
    const auto found = by_id_.find(id);
    if (found == by_id_.end() || found->second->session->owner() != owner) {
        return nullptr;
    }
    found->second->used = now;
    order_.splice(order_.end(), order_, found->second);
    return found->second->session;
}

void SessionStore::remove(const Session& session) {
    const auto found = by_id_.find(session.id());
    if (found == by_id_.end()) {
        return;
    }
    const auto at = found->second;
    const auto keep = at->session;  // its id is the key
    by_id_.erase(found);
    order_.erase(at);
    keep->end();
}

void SessionStore::expire(Clock::time_point now) {
    for (auto at = order_.begin(); at != order_.end() && now - at->used >= limits_.idle;) {
        const auto one = at++;
        if (one->session->in_use() || one->session->peer().in_flight() > 0) {
            one->used = now;  // a stream is open: it is used, whatever it carries
            order_.splice(order_.end(), order_, one);
        } else {
            remove(*one->session);
        }
    }
}

void SessionStore::end_all() {
    while (!order_.empty()) {
        remove(*order_.front().session);
    }
}

std::vector<std::shared_ptr<Session>> SessionStore::all() const {
    std::vector<std::shared_ptr<Session>> out;
    out.reserve(order_.size());
    for (const Entry& entry : order_) {
        out.push_back(entry.session);
    }
    return out;
}

}  // namespace mcp::http_server
