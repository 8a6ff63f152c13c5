// The parts of the runner that need no type of a task; see run_task.hpp.
// Here, so that co_spawn is instantiated once for all tests.

#include "support/run_task.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

namespace support {

void TaskRunner::spawn(boost::asio::awaitable<void> task, boost::asio::cancellation_slot slot) {
    boost::asio::co_spawn(
        context_, std::move(task), boost::asio::bind_cancellation_slot(slot, boost::asio::detached)
    );
}

void TaskRunner::cancel(boost::asio::cancellation_signal& signal) {
    bool emitted = false;
    auto emit = [&] {
        signal.emit(boost::asio::cancellation_type::terminal);
        emitted = true;
    };
    boost::asio::post(context_, emit);
    drive([&] { return emitted; });
}

}  // namespace support
