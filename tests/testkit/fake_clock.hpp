#pragma once
// The environment of all drivers of one conversation: the machine's, until testkit freezes the time
// and moves it by hand.

#include <bolt/environment.hpp>

#include <chrono>
#include <list>
#include <optional>
#include <random>

#include <boost/asio/steady_timer.hpp>

namespace testkit {

/// Threads: the one of the loop. Time never goes back: when testkit lets go of it, the clock goes
/// on from where it was moved to.
class FakeClock final : public bolt::Environment {
  public:
    [[nodiscard]] Clock::time_point now() const override;
    /// Also ends when `duration` has passed on the machine: testkit cannot tick while it waits for
    /// an answer, so a wait that a request makes would never end in frozen time.
    bolt::Task<> sleep(Clock::duration duration) override;
    [[nodiscard]] double random() override;

    void freeze();
    void advance(Clock::duration duration);
    void thaw();

    [[nodiscard]] bool frozen() const noexcept { return frozen_at_.has_value(); }

  private:
    void wake_sleepers();

    std::optional<Clock::time_point> frozen_at_;
    Clock::duration offset_{0};  ///< ahead of the machine's clock, while not frozen
    std::list<boost::asio::steady_timer> sleepers_;
    std::minstd_rand generator_{std::random_device{}()};
};

}  // namespace testkit
