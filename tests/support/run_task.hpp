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
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

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

    /// Starts a task whose end fills `outcome`, which must live until then, and the slot's signal.
    template <class T>
    void start(
        boost::asio::awaitable<T> task,
        Outcome<T>& outcome,
        boost::asio::cancellation_slot slot = {}
    ) {
        spawn(fill(std::move(task), outcome), slot);
    }

    /// Cancels what hangs on the signal, terminally. From a handler: co_spawn defers a cancellation
    /// that comes from outside of its executor, which could then arrive after the end of the task,
    /// and of the signal.
    void cancel(boost::asio::cancellation_signal& signal);

    /// Starts a task, lets it go on as far as it can without waiting, and cancels it (terminal)
    /// when it has not ended by then.
    template <class T>
    Outcome<T> run_cancelled(boost::asio::awaitable<T> task) {
        boost::asio::cancellation_signal signal;
        Outcome<T> outcome;
        start(std::move(task), outcome, signal.slot());
        context_.poll();
        if (!outcome.done()) {
            cancel(signal);
        }
        drive([&] { return outcome.done(); });
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
    /// The one place that spawns, compiled once: for each kind of outcome it would cost a second.
    void spawn(boost::asio::awaitable<void> task, boost::asio::cancellation_slot slot);

    template <class T>
    static boost::asio::awaitable<void> fill(boost::asio::awaitable<T> task, Outcome<T>& outcome) {
        try {
            T value = co_await std::move(task);
            outcome.succeed(std::move(value));
        } catch (...) {
            outcome.fail(std::current_exception());
        }
    }

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
