#pragma once
// Runs awaitables to their end on a loop of its own, so that a test reads as plain steps.
// The loop outlives single runs: stores and databases keep their executor between the steps.

#include "support/outcome.hpp"

#include <chrono>
#include <cstddef>
#include <exception>
#include <stdexcept>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

namespace support {

/// An io_context with a watchdog. Single-threaded: the test's thread runs everything.
class TaskRunner {
  public:
    /// Longest time of one run; a task that needs more has hung, and the run throws.
    static constexpr std::chrono::seconds kLimit{60};

    [[nodiscard]] boost::asio::io_context::executor_type executor() {
        return context_.get_executor();
    }

    template <class T>
    T run(boost::asio::awaitable<T> task) {
        Outcome<T> outcome;
        start(std::move(task), outcome);
        drive([&outcome] { return outcome.done(); });
        return outcome.take();
    }

    void run(boost::asio::awaitable<void> task) { run(answer_true(std::move(task))); }

    /// Starts all tasks before any of them goes on, and waits for every one. In order.
    template <class T>
    std::vector<Outcome<T>> run_all(std::vector<boost::asio::awaitable<T>> tasks) {
        std::vector<Outcome<T>> outcomes(tasks.size());
        for (std::size_t i = 0; i < tasks.size(); ++i) {
            start(std::move(tasks[i]), outcomes[i]);
        }
        drive([&outcomes] {
            for (const Outcome<T>& outcome : outcomes) {
                if (!outcome.done()) {
                    return false;
                }
            }
            return true;
        });
        return outcomes;
    }

    /// Starts a task whose end fills `outcome`, which must live until then.
    template <class T>
    void start(boost::asio::awaitable<T> task, Outcome<T>& outcome) {
        boost::asio::co_spawn(context_, std::move(task), completion(outcome));
    }

    /// The handler of a spawned task that fills `outcome`, which must live until then.
    template <class T>
    [[nodiscard]] static auto completion(Outcome<T>& outcome) {
        return [&outcome](std::exception_ptr failure, T value) {
            if (failure) {
                outcome.fail(std::move(failure));
            } else {
                outcome.succeed(std::move(value));
            }
        };
    }

    /// Starts a task, lets it go on as far as it can without waiting, and cancels it (terminal)
    /// when it has not ended by then.
    template <class T>
    Outcome<T> run_cancelled(boost::asio::awaitable<T> task) {
        boost::asio::cancellation_signal signal;
        Outcome<T> outcome;
        boost::asio::co_spawn(
            context_,
            std::move(task),
            boost::asio::bind_cancellation_slot(signal.slot(), completion(outcome))
        );
        context_.poll();
        bool emitted = outcome.done();
        if (!emitted) {
            // From a handler: co_spawn defers a cancellation that comes from outside of its
            // executor, which could then arrive after the end of the task, and of the signal.
            auto emit = [&] {
                if (!outcome.done()) {
                    signal.emit(boost::asio::cancellation_type::terminal);
                }
                emitted = true;
            };
            boost::asio::post(context_, emit);
        }
        drive([&] { return emitted && outcome.done(); });
        return outcome;
    }

    /// Runs handlers until `finished`; throws when that takes longer than the limit.
    template <class Finished>
    void drive(Finished finished) {
        const auto deadline = std::chrono::steady_clock::now() + kLimit;
        while (!finished()) {
            if (std::chrono::steady_clock::now() >= deadline) {
                throw std::runtime_error("a task did not end within the test's limit");
            }
            context_.run_one_until(deadline);
        }
    }

    /// Runs what is ready now, without waiting.
    void poll() { context_.poll(); }

    [[nodiscard]] boost::asio::io_context& context() noexcept { return context_; }

  private:
    static boost::asio::awaitable<bool> answer_true(boost::asio::awaitable<void> task) {
        co_await std::move(task);
        co_return true;
    }

    boost::asio::io_context context_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{
        context_.get_executor()
    };
};

}  // namespace support
