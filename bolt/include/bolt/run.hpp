#pragma once
// run(): an event loop for programs that have none, such as a command line that asks a few queries.
// Programs with a loop of their own start their coroutines on it with boost::asio::co_spawn.

#include <bolt/task.hpp>

#include <functional>

#include <boost/asio/any_io_executor.hpp>

namespace bolt {

/// Calls `work` with the executor of a new event loop, and runs the loop on this thread until
/// nothing is left to do on it. What `work` throws is thrown here, then. A driver with
/// PoolConfig::idle_timeout must be closed in `work`: its timer keeps the loop busy.
///
/// Ownership: `work` is kept until the end, so it may be a lambda that captures; whatever uses the
/// executor must not outlive the call. Threads: blocks the caller, so not from within a coroutine.
void run(std::function<Task<>(boost::asio::any_io_executor ex)> work);

}  // namespace bolt
