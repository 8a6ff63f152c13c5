// One loop, one coroutine, one thread; see run.hpp.
// Compiled here once, because starting a coroutine costs each file that does it half a second.

#include <bolt/run.hpp>

#include <exception>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

// [gcc12-coro] g++ 12 inlines Asio's allocation of a coroutine frame here but not the release, and
// takes the two for a mismatched pair.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"

namespace bolt {

void run(std::function<Task<>(boost::asio::any_io_executor ex)> work) {
    std::exception_ptr failure;
    // The hint says that one thread runs it, which saves wake-ups.
    boost::asio::io_context loop(1);
    auto on_end = [&failure](std::exception_ptr error) { failure = error; };
    boost::asio::co_spawn(loop, work(loop.get_executor()), on_end);
    loop.run();
    if (failure) {
        std::rethrow_exception(failure);
    }
}

}  // namespace bolt
