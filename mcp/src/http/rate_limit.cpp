// A request moves the time when its bucket is full again by one interval; it may pass as long as
// that time is no more than the burst ahead.

#include "http/rate_limit.hpp"

#include <algorithm>

namespace mcp::http {

RateLimit::RateLimit(std::uint32_t per_second, std::uint32_t burst, std::size_t max_keys)
    : max_keys_(std::max<std::size_t>(1, max_keys)) {
    if (per_second > 0) {
        interval_ = std::chrono::nanoseconds(std::chrono::seconds(1)) / per_second;
        tolerance_ = interval_ * (burst > 0 ? burst : per_second);
    }
}

std::optional<std::chrono::nanoseconds> RateLimit::take(
    std::string_view key, Clock::time_point now
) {
    if (interval_.count() == 0) {
        return std::nullopt;
    }
    auto found = buckets_.find(key);
    if (found == buckets_.end()) {
        if (order_.size() >= max_keys_) {
            buckets_.erase(order_.front().key);
            order_.pop_front();
        }
        order_.emplace_back(std::string(key), now);
        const auto newest = std::prev(order_.end());
        found = buckets_.emplace(newest->key, newest).first;
    } else {
        order_.splice(order_.end(), order_, found->second);
    }
    Bucket& bucket = *found->second;
    const Clock::time_point next = std::max(bucket.full, now) + interval_;
    const auto over = next - now - tolerance_;
    if (over.count() > 0) {
        return over;
    }
    bucket.full = next;
    return std::nullopt;
}

}  // namespace mcp::http
