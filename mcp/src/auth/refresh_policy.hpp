#pragma once
// When keys that were fetched are still good, and when to fetch them again. Sans-IO.
// Keeps an issuer from being asked too often, whatever clients send.

#include <chrono>
#include <optional>

namespace mcp::auth {

/// Times of a key set that is fetched.
struct RefreshTimes {
    RefreshTimes() = default;
    std::chrono::seconds lifetime{300};  ///< after which new keys are fetched
    /// How long keys go on being used when no new ones can be fetched, from when they were.
    std::chrono::seconds usable{3'600};
    std::chrono::seconds retry{5};     ///< between attempts that fail
    std::chrono::seconds unknown{30};  ///< between attempts because of a key that is not there
};

class RefreshPolicy {
  public:
    using Time = std::chrono::steady_clock::time_point;

    explicit RefreshPolicy(RefreshTimes times) : times_(times) {}

    /// Whether the keys at hand may be used.
    [[nodiscard]] bool usable(Time now) const;

    /// Whether to fetch now: there are no keys or they are old, and the last attempt is not too
    /// recent.
    [[nodiscard]] bool due(Time now) const;

    /// Whether a token that names an unknown key is a reason to fetch now.
    [[nodiscard]] bool due_for_unknown(Time now) const;

    void began(Time now) { attempt_ = now; }

    void succeeded(Time now) { fetched_ = now; }

  private:
    RefreshTimes times_;
    std::optional<Time> attempt_;  // began last
    std::optional<Time> fetched_;  // succeeded last
};

}  // namespace mcp::auth
