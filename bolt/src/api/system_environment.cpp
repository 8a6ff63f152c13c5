// Real time and randomness; see system_environment.hpp.
// The generator is guarded, because sessions of one driver may run on several threads.

#include "api/system_environment.hpp"

#include <bolt/error.hpp>

#include <mutex>
#include <random>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace bolt::api {

namespace {

namespace asio = boost::asio;

class SystemEnvironment final : public Environment {
  public:
    [[nodiscard]] Clock::time_point now() const override { return Clock::now(); }

    Task<> sleep(Clock::duration duration) override {
        const asio::any_io_executor executor = co_await asio::this_coro::executor;
        asio::steady_timer timer(executor, duration);
        const auto [error] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
        if (error) {
            throw Error(ErrorKind::cancelled, "cancelled while waiting to retry");
        }
    }

    [[nodiscard]] double random() override {
        const std::lock_guard lock(mutex_);
        return std::uniform_real_distribution<double>(0, 1)(generator_);
    }

  private:
    std::mutex mutex_;
    std::minstd_rand generator_{std::random_device{}()};
};

}  // namespace

std::shared_ptr<Environment> make_system_environment() {
    return std::make_shared<SystemEnvironment>();
}

}  // namespace bolt::api
