#pragma once
// How often each caller may ask: a token bucket per key, kept as one time stamp (the "generic cell
// rate algorithm"). A bounded number of keys. Sans-IO: the time is handed in.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace mcp::http {

class RateLimit {
  public:
    using Clock = std::chrono::steady_clock;

    /// `per_second` 0 = no limit. `burst` requests may come at once after a silence; 0 = as many
    /// as in one second. The least recently seen of more than `max_keys` keys is forgotten.
    RateLimit(std::uint32_t per_second, std::uint32_t burst, std::size_t max_keys = 10'000);

    /// Counts one request of `key`. nullopt = it may pass; else how long until one may.
    [[nodiscard]] std::optional<std::chrono::nanoseconds> take(
        std::string_view key, Clock::time_point now
    );

    [[nodiscard]] std::size_t keys() const noexcept { return order_.size(); }

  private:
    struct Bucket {
        Bucket(std::string the_key, Clock::time_point when) : key(std::move(the_key)), full(when) {}

        std::string key;
        Clock::time_point full;  ///< when the bucket is full again, if nothing more comes
    };

    std::chrono::nanoseconds interval_{0};   ///< between requests at the limit
    std::chrono::nanoseconds tolerance_{0};  ///< of the burst
    std::size_t max_keys_;
    std::list<Bucket> order_;  ///< least recently seen first
    std::unordered_map<std::string_view, std::list<Bucket>::iterator> buckets_;
};

}  // namespace mcp::http
