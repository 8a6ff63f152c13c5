// The event loop around one command: spawning it, signals, closing the database, the first error.
// Whatever a command throws passes through here untouched, after the database was closed.
#include "app/host.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <signal.h>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

namespace mcp::app {
namespace asio = boost::asio;

Host::Host(Settings settings) : settings_(std::move(settings)), loop_(1) {}

memory::MemoryDatabase& Host::database() {
    if (!database_.has_value()) {
        database_.emplace(executor(), settings_.store);
    }
    return *database_;
}

memory::MemoryDatabase& Host::database_for_import() {
    settings_.store.cycles = memory::CyclePolicy::allow;
    memory::Neo4jConfig& neo4j = settings_.store.neo4j;
    neo4j.operation_timeout =
        std::max<std::chrono::milliseconds>(neo4j.operation_timeout, std::chrono::minutes(2));
    return database();
}

/// Closes the database whatever the command's end was: its threads and connections end with it.
Task<Exit> Host::finish(Task<Exit> command) {
    Exit code = Exit::failed;
    std::exception_ptr error;
    try {
        code = co_await std::move(command);
    } catch (...) {
        error = std::current_exception();
    }
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    if (database_.has_value()) {
        try {
            co_await database_->close();
        } catch (...) {
            // The command's own failure says more than a close that fails after it.
            if (!error) {
                error = std::current_exception();
            }
        }
    }
    if (error) {
        std::rethrow_exception(error);
    }
    co_return code;
}

Exit Host::run(Task<Exit> command, OnInterrupt on_interrupt) {
    Exit code = Exit::failed;
    std::exception_ptr error;
    bool signalled = false;
    asio::cancellation_signal cancel;
    asio::signal_set signals(loop_);
    auto done = [&](std::exception_ptr failure, Exit answer) {
        error = std::move(failure);
        code = answer;
        signals.cancel();
    };
    auto stop = [&](const boost::system::error_code& failure, int /*number*/) {
        if (failure) {
            return;
        }
        signalled = true;
        // From here on the signal has its usual effect, so that a second one ends the program.
        signals.clear();
        interrupted_ = true;
        if (on_interrupt == OnInterrupt::cancel) {
            cancel.emit(asio::cancellation_type::terminal);
        }
    };
    if (on_interrupt != OnInterrupt::leave_it) {
        signals.add(SIGINT);
        signals.add(SIGTERM);
        signals.async_wait(stop);
    }
    asio::co_spawn(
        loop_, finish(std::move(command)), asio::bind_cancellation_slot(cancel.slot(), done)
    );
    loop_.run();
    if (signalled && on_interrupt == OnInterrupt::cancel) {
        return Exit::interrupted;
    }
    if (error) {
        std::rethrow_exception(error);
    }
    return code;
}

}  // namespace mcp::app
