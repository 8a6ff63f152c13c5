#pragma once
// A driver with short deadlines and small limits, and a server that attacks it once.
// What is measured: how the call ended, how long it took, and the memory at its worst.

#include "component/driver_fixture.hpp"
#include "support/hostile_brain.hpp"
#include "support/memory_use.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace component {

constexpr std::size_t kLargestMessage = 256 * 1024;
/// The server's buffers and the driver's, of all connections of a test.
constexpr std::size_t kMostMemory = 8 * kLargestMessage;
/// All deadlines of one call together, with room for a busy machine; without them it would hang.
constexpr std::chrono::seconds kLongestCall{12};

constexpr std::size_t kFlood = 8 * 1024;  ///< bytes of one write in a flood

using Bytes = std::vector<std::uint8_t>;

/// Answers with these bytes, whatever they mean.
inline support::Reply raw(Bytes bytes, support::Ending ending = support::Ending::none) {
    support::Reply reply;
    return reply.raw(std::move(bytes)).then(ending);
}

/// What a driver does that is not under attack.
inline bolt::Task<bool> echo(bolt::Driver& driver) {
    bolt::Session session = driver.session();
    bolt::Result result = co_await session.run("ECHO", bolt::params().set("n", 7));
    const bolt::Record record = co_await result.single();
    co_return record.at<int>("n") == 7;
}

inline bolt::DriverConfig wary_config() {
    using namespace std::chrono_literals;
    bolt::DriverConfig config;
    config.receive_timeout = 150ms;
    config.connection_timeout = 250ms;
    config.pool.acquisition_timeout = 400ms;
    config.pool.max_size = 2;
    config.max_transaction_retry_time = 1ms;
    config.max_message_size = kLargestMessage;
    return config;
}

class HostileFixture {
  public:
    /// How a call ended.
    struct End {
        End() = default;
        std::optional<bolt::Error> error;
        std::chrono::steady_clock::duration took{0};
        std::size_t most_memory = 0;  ///< more than at the beginning
    };

    explicit HostileFixture(
        support::Attack attack,
        const std::string& scheme = "bolt",
        support::BoltServerOptions options = {},
        bolt::DriverConfig config = wary_config()
    )
        : server_(
              runner.executor(),
              [this, attack = std::move(attack)](std::size_t) {
                  return std::make_shared<support::HostileBrain>(ledger, attack, struck_);
              },
              std::move(options)
          ),
          driver(runner.executor(), server_.uri(scheme), test_auth(), std::move(config)) {}

    [[nodiscard]] End watch(bolt::Task<bool> task) {
        const auto begin = std::chrono::steady_clock::now();
        const std::size_t memory = support::allocated_bytes();
        std::size_t most = memory;
        support::Outcome<bool> outcome;
        runner.start(std::move(task), outcome);
        runner.drive([&] {
            most = std::max(most, support::allocated_bytes());
            return outcome.done();
        });
        End end;
        end.took = std::chrono::steady_clock::now() - begin;
        end.most_memory = most - memory;
        try {
            (void)outcome.take();
        } catch (const bolt::Error& error) {
            end.error = error;
        }
        return end;
    }

    /// Whether the attack has come to pass.
    [[nodiscard]] bool struck() const { return *struck_; }

    support::TaskRunner runner;
    std::shared_ptr<support::EchoLedger> ledger = std::make_shared<support::EchoLedger>();

  private:
    std::shared_ptr<bool> struck_ = std::make_shared<bool>(false);
    support::BoltServer server_;

  public:
    bolt::Driver driver;
};

}  // namespace component
