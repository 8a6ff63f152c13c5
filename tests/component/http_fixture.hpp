#pragma once
// An MCP server over HTTP on a loopback port, and clients that write raw bytes to it, on one loop:
// a test reads as plain steps, and a hostile client is a few strings.

#include "support/run_task.hpp"

#include <mcp/http.hpp>
#include <mcp/server.hpp>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

namespace http_test {

/// What a server answered.
struct Answer {
    Answer() = default;
    int status = 0;
    std::multimap<std::string, std::string> fields;  ///< names in lower case
    std::string body;

    /// Empty when there is no such field.
    [[nodiscard]] std::string field(const std::string& name) const {
        const auto found = fields.find(name);
        return found == fields.end() ? std::string() : found->second;
    }
};

/// One connection. Every step runs the loop until it is done.
class Client {
  public:
    Client(support::TaskRunner& runner, std::uint16_t port, const std::string& host = "127.0.0.1");

    void send(std::string_view bytes);
    /// Head and body of the next answer; of a stream only the head.
    [[nodiscard]] Answer read_answer();
    /// The next answer's head; the body is left.
    [[nodiscard]] Answer read_head();
    /// The next event of a stream, its lines with line feeds; comments too. Empty at its end.
    [[nodiscard]] std::string read_event();
    /// Everything until the server closes.
    [[nodiscard]] std::string read_rest();
    /// Waits until the server closes; what came instead fails the test.
    void expect_closed();

    /// Sends, and reads the answer.
    [[nodiscard]] Answer ask(std::string_view bytes);

    void half_close();
    void close();
    /// Closes so that the peer sees an error, not an end.
    void reset();

    [[nodiscard]] boost::asio::ip::tcp::socket& socket() noexcept { return socket_; }

  private:
    boost::asio::awaitable<bool> more();
    boost::asio::awaitable<std::string> line();
    boost::asio::awaitable<Answer> head();
    boost::asio::awaitable<Answer> answer();
    boost::asio::awaitable<std::string> exactly(std::size_t count);
    boost::asio::awaitable<std::string> event();
    boost::asio::awaitable<std::string> rest();

    support::TaskRunner& runner_;
    boost::asio::ip::tcp::socket socket_;
    std::string buffer_;
    std::string events_;  ///< unchunked, not read yet
    bool stream_over_ = false;
};

/// A server with the tools echo (text), wait (until open_gate or its cancellation), progress (three
/// notifications, then an answer) and flood (16 KiB notifications until it is cancelled).
class Bench {
  public:
    explicit Bench(mcp::HttpConfig config = {}, mcp::ServerLimits limits = {});
    ~Bench();
    Bench(const Bench&) = delete;
    Bench& operator=(const Bench&) = delete;

    [[nodiscard]] Client connect() { return {runner, port}; }

    /// Runs the loop until `reached`.
    template <class Condition>
    void until(Condition reached) {
        runner.drive(reached);
    }

    void open_gate() { gate.cancel(); }

    /// serve() is over.
    [[nodiscard]] bool over() const noexcept { return served.done(); }

    support::TaskRunner runner;
    boost::asio::steady_timer gate;
    std::vector<std::string> log;
    int waiting = 0;    ///< calls of wait that run
    int cancelled = 0;  ///< calls that were cancelled
    int finished = 0;   ///< calls of wait that went through the gate
    std::unique_ptr<mcp::Server> server;
    std::unique_ptr<mcp::HttpServer> http;
    std::uint16_t port = 0;

  private:
    mcp::Task<mcp::ToolResult> wait_at_gate();
    mcp::Task<mcp::ToolResult> flood(mcp::Call& call);
    support::Outcome<bool> served;
};

/// A POST to /mcp with whatever is usual; `fields` are further lines, each with its CRLF.
[[nodiscard]] std::string post(std::string_view body, std::string_view fields = {});

/// The text of a tools/call. Modern ones carry their envelope; the fields that go with it are
/// modern_fields(tool).
[[nodiscard]] std::string legacy_call(
    int id, const std::string& tool, const std::string& arguments = "{}", bool progress = false
);
[[nodiscard]] std::string modern_call(
    int id, const std::string& tool, const std::string& arguments = "{}", bool progress = false
);
[[nodiscard]] std::string modern_fields(const std::string& tool);

/// A whole modern request that calls a tool.
[[nodiscard]] std::string modern_post(
    int id, const std::string& tool, const std::string& arguments = "{}", bool progress = false
);

/// A GET without a body.
[[nodiscard]] std::string get(std::string_view path, std::string_view fields = {});

/// The text of `ping`, the shortest legacy request.
inline constexpr std::string_view kPing = R"({"jsonrpc":"2.0","id":1,"method":"ping"})";

[[nodiscard]] std::string initialize(const std::string& version = "2025-11-25");

}  // namespace http_test
