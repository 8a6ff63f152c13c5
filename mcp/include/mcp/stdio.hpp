#pragma once
// MCP over standard input and output: one message a line, nothing else on stdout.
// Also what a child process of a host must do: end with its input, on signals, and with its parent.

#include <mcp/task.hpp>
#include <mcp/transport.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>

namespace mcp {

class Server;

/// Bounds of the stdio transport. Every value must be positive.
struct StdioLimits {
    StdioLimits() = default;
    std::size_t max_message = std::size_t{16} * 1024 * 1024;  ///< bytes of one line
    /// Bytes of answers waiting to be written; at this number nothing more is read.
    std::size_t max_queued_output = std::size_t{4} * 1024 * 1024;
    /// How often the parent process is looked at; a server whose parent is gone stops.
    std::chrono::milliseconds parent_check{5'000};
};

/// Transport over two descriptors: pipes, sockets, terminals, files or /dev/null, in any mix.
///
/// Ownership: duplicates the descriptors and closes its copies; the flags (O_NONBLOCK) that it had
/// to change on the shared descriptions are put back at the end. Threads: one executor.
class StdioTransport final : public Transport {
  public:
    /// Throws Error when a descriptor cannot be used.
    StdioTransport(boost::asio::any_io_executor ex, int input, int output, StdioLimits limits = {});
    ~StdioTransport() override;

    Task<Incoming> read() override;
    void send(std::string_view message) override;
    Task<> flush(std::chrono::milliseconds limit) override;
    void close_input() noexcept override;
    [[nodiscard]] bool closed() const noexcept override;

  private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

/// Why serve_stdio() returned.
enum class StdioEnd : std::uint8_t {
    input_ended,    ///< the host closed our input
    output_closed,  ///< nobody reads our output any more
    signalled,      ///< SIGINT or SIGTERM
    orphaned,       ///< the parent process is gone
};

/// Serves the process's own stdin and stdout until the first of StdioEnd happens, then finishes
/// running calls (ServerLimits) and returns.
///
/// Takes the descriptors over: stdout is moved away and descriptor 1 points to stderr from then on,
/// so that stray prints cannot break the protocol; SIGPIPE is ignored. Call once per process.
/// `server` must live until it returns. Throws Error when stdin or stdout is not open.
Task<StdioEnd> serve_stdio(Server& server, StdioLimits limits = {});

}  // namespace mcp
