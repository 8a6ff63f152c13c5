#pragma once
// The MCP server: serves one registry of tools to peers over transports, in both protocol eras.
// Stateless towards the tools: a tool sees its arguments, not the connection.

#include <mcp/task.hpp>
#include <mcp/tool.hpp>
#include <mcp/transport.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>

namespace mcp {

/// Bounds of one connection. Every value must be positive.
struct ServerLimits {
    ServerLimits() = default;
    std::size_t max_depth = 64;        ///< nesting of arrays and objects in a message
    std::size_t max_values = 100'000;  ///< JSON values in a message
    std::size_t max_batch = 100;       ///< messages in a batch (revision 2025-03-26 only)
    /// Calls running at once. At this number the server reads no further; calls of a batch beyond
    /// it are answered with an error.
    std::size_t max_in_flight = 256;
    /// A call without an answer after this long is cancelled and answered as failed.
    std::chrono::milliseconds call_timeout{60'000};
    /// After the end of the input: how long running calls may take to finish.
    std::chrono::milliseconds drain_timeout{5'000};
    /// After stop(): the same, shorter, because whoever asks waits.
    std::chrono::milliseconds stop_timeout{1'500};
};

/// Who the server says it is, and how it behaves.
struct ServerConfig {
    ServerConfig() = default;
    std::string name;          ///< serverInfo.name
    std::string title;         ///< serverInfo.title, for people; empty = none
    std::string version;       ///< serverInfo.version
    std::string instructions;  ///< how the tools work together, for the model; empty = none
    ServerLimits limits;
    /// One line about something that went wrong; called on the server's thread. Never carries the
    /// content of messages. Empty = silence.
    std::function<void(std::string_view line)> log;
};

/// A server of tools.
///
/// Ownership: shares the registry; `ex` must outlive it. Threads: all calls on one executor (an
/// io_context run by one thread, or a strand). Cancellation: cancelling serve() (terminal) is as
/// stop(), without the wait. Errors: the constructor throws Error for a config that cannot work;
/// serve() does not throw for anything a peer does.
class Server {
  public:
    Server(
        boost::asio::any_io_executor ex,
        ServerConfig config,
        std::shared_ptr<const ToolRegistry> tools
    );
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Serves one peer until its input ends, its link breaks or stop() is called; then lets running
    /// calls finish within the limits, writes their answers and returns. `transport` must live
    /// until then. May run for several transports at once.
    Task<> serve(Transport& transport);

    /// Makes every serve() read no more, finish and return. The second call cancels what still
    /// runs.
    void stop();

  private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace mcp
