// The server and the raw clients of the HTTP tests. The client reads strictly: an answer that is
// not framed as it says fails the test that asked for it.

#include "component/http_fixture.hpp"

#include <mcp/tool.hpp>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace http_test {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

struct Text {
    Text() = default;
    std::string text;
};

struct Nothing {
    Nothing() = default;
};

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

}  // namespace

Client::Client(support::TaskRunner& runner, std::uint16_t port, const std::string& host)
    : runner_(runner), socket_(runner.executor()) {
    socket_.connect(tcp::endpoint(asio::ip::make_address(host), port));
}

void Client::send(std::string_view bytes) {
    const std::string text(bytes);
    const auto write = [this, &text]() -> asio::awaitable<void> {
        co_await asio::async_write(socket_, asio::buffer(text), asio::use_awaitable);
    };
    runner_.run(write());
}

asio::awaitable<bool> Client::more() {
    std::array<char, std::size_t{16} * 1024> space{};
    boost::system::error_code error;
    const std::size_t count = co_await socket_.async_read_some(
        asio::buffer(space), asio::redirect_error(asio::use_awaitable, error)
    );
    buffer_.append(space.data(), count);
    co_return !error;
}

asio::awaitable<std::string> Client::line() {
    for (;;) {
        if (const std::size_t end = buffer_.find("\r\n"); end != std::string::npos) {
            std::string out = buffer_.substr(0, end);
            buffer_.erase(0, end + 2);
            co_return out;
        }
        if (!co_await more()) {
            throw std::runtime_error("the connection ended within a line: " + buffer_);
        }
    }
}

asio::awaitable<std::string> Client::exactly(std::size_t count) {
    while (buffer_.size() < count) {
        if (!co_await more()) {
            throw std::runtime_error("the connection ended within a body");
        }
    }
    std::string out = buffer_.substr(0, count);
    buffer_.erase(0, count);
    co_return out;
}

asio::awaitable<Answer> Client::head() {
    Answer out;
    const std::string status = co_await line();
    if (!status.starts_with("HTTP/1.1 ") || status.size() < 13) {
        throw std::runtime_error("no status line: " + status);
    }
    out.status = std::stoi(status.substr(9, 3));
    for (;;) {
        const std::string field = co_await line();
        if (field.empty()) {
            break;
        }
        const std::size_t colon = field.find(": ");
        if (colon == std::string::npos) {
            throw std::runtime_error("no field: " + field);
        }
        out.fields.emplace(lower(field.substr(0, colon)), field.substr(colon + 2));
    }
    co_return out;
}

asio::awaitable<Answer> Client::answer() {
    Answer out = co_await head();
    if (const std::string length = out.field("content-length"); !length.empty()) {
        out.body = co_await exactly(std::stoul(length));
    }
    co_return out;
}

/// Cuts events out of chunks.
asio::awaitable<std::string> Client::event() {
    for (;;) {
        if (const std::size_t end = events_.find("\n\n"); end != std::string::npos) {
            std::string out = events_.substr(0, end + 1);
            events_.erase(0, end + 2);
            co_return out;
        }
        if (stream_over_) {
            co_return std::string();
        }
        const std::string size_line = co_await line();
        const std::size_t size = std::stoul(size_line, nullptr, 16);
        const std::string chunk = co_await exactly(size + 2);
        events_ += chunk.substr(0, size);
        stream_over_ = size == 0;
    }
}

asio::awaitable<std::string> Client::rest() {
    for (;;) {
        const bool went_on = co_await more();
        if (!went_on) {
            break;
        }
    }
    co_return std::exchange(buffer_, {});
}

Answer Client::read_answer() {
    return runner_.run(answer());
}

Answer Client::read_head() {
    stream_over_ = false;
    events_.clear();
    return runner_.run(head());
}

std::string Client::read_event() {
    return runner_.run(event());
}

std::string Client::read_rest() {
    return runner_.run(rest());
}

void Client::expect_closed() {
    if (const std::string came = read_rest(); !came.empty()) {
        throw std::runtime_error("instead of closing the server sent: " + came);
    }
}

Answer Client::ask(std::string_view bytes) {
    send(bytes);
    return read_answer();
}

void Client::half_close() {
    socket_.shutdown(tcp::socket::shutdown_send);
}

void Client::close() {
    socket_.close();
}

void Client::reset() {
    socket_.set_option(asio::socket_base::linger(true, 0));
    socket_.close();
}

Bench::Bench(mcp::HttpConfig config, mcp::ServerLimits limits) : gate(runner.executor()) {
    gate.expires_at(asio::steady_timer::time_point::max());
    auto registry = std::make_shared<mcp::ToolRegistry>();
    mcp::InputSchema<Text> schema;
    schema.add("text", &Text::text).required();
    auto echo = [](mcp::Call&, Text in) -> mcp::Task<mcp::ToolResult> {
        co_return mcp::ToolResult::success(in.text);
    };
    registry->add(mcp::ToolSpec("echo", "Echoes."), std::move(schema), echo);
    auto wait = [this](mcp::Call&, Nothing) { return wait_at_gate(); };
    registry->add(mcp::ToolSpec("wait", "Waits."), mcp::InputSchema<Nothing>(), wait);
    auto progress = [](mcp::Call& call, Nothing) -> mcp::Task<mcp::ToolResult> {
        for (int step = 1; step <= 3; ++step) {
            call.progress(step, 3.0);
        }
        co_return mcp::ToolResult::success("done");
    };
    registry->add(mcp::ToolSpec("progress", "Reports."), mcp::InputSchema<Nothing>(), progress);
    auto endless = [this](mcp::Call& call, Nothing) { return flood(call); };
    registry->add(mcp::ToolSpec("flood", "Talks."), mcp::InputSchema<Nothing>(), endless);
    mcp::ServerConfig server_config;
    server_config.name = "bench";
    server_config.version = "1";
    server_config.limits = limits;
    server_config.log = [this](std::string_view line) { log.emplace_back(line); };
    mcp::Features features;
    features.tools = registry;
    features.tool_list_changes = true;
    features.logging = true;
    server = std::make_unique<mcp::Server>(runner.executor(), server_config, features);
    http = std::make_unique<mcp::HttpServer>(runner.executor(), *server, std::move(config));
    port = http->port();
    const auto serve = [](mcp::HttpServer& one) -> mcp::Task<bool> {
        co_await one.serve();
        co_return true;
    };
    runner.start(serve(*http), served);
}

Bench::~Bench() {
    http->stop();
    http->stop();
    gate.cancel();
    runner.drive([this] { return over(); });
}

mcp::Task<mcp::ToolResult> Bench::wait_at_gate() {
    ++waiting;
    boost::system::error_code error;
    co_await gate.async_wait(asio::redirect_error(asio::use_awaitable, error));
    --waiting;
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) {
        ++cancelled;
    } else {
        ++finished;
    }
    co_return mcp::ToolResult::success("through the gate");
}

mcp::Task<mcp::ToolResult> Bench::flood(mcp::Call& call) {
    ++waiting;
    const std::string text(std::size_t{16} * 1024, 'x');
    asio::steady_timer pause(co_await asio::this_coro::executor);
    while (!call.cancelled()) {
        call.log(mcp::LogLevel::error, '"' + text + '"');
        pause.expires_after(std::chrono::milliseconds(0));
        boost::system::error_code ignored;
        co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    --waiting;
    ++cancelled;
    co_return mcp::ToolResult::success("never read");
}

std::string post(std::string_view body, std::string_view fields) {
    std::string out =
        "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Accept: application/json, text/event-stream\r\nContent-Length: ";
    out += std::to_string(body.size()) + "\r\n";
    out += fields;
    out += "\r\n";
    return out.append(body);
}

std::string legacy_call(
    int id, const std::string& tool, const std::string& arguments, bool progress
) {
    return R"({"jsonrpc":"2.0","id":)" + std::to_string(id) +
           R"(,"method":"tools/call","params":{"name":")" + tool + R"(","arguments":)" + arguments +
           (progress ? R"(,"_meta":{"progressToken":7}}})" : "}}");
}

std::string modern_call(
    int id, const std::string& tool, const std::string& arguments, bool progress
) {
    return R"({"jsonrpc":"2.0","id":)" + std::to_string(id) +
           R"(,"method":"tools/call","params":{"name":")" + tool + R"(","arguments":)" + arguments +
           R"(,"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",)" +
           R"("io.modelcontextprotocol/logLevel":"error",)" +
           (progress ? R"("progressToken":7,)" : "") +
           R"("io.modelcontextprotocol/clientCapabilities":{}}}})";
}

std::string modern_fields(const std::string& tool) {
    return "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: " + tool +
           "\r\n";
}

std::string modern_post(
    int id, const std::string& tool, const std::string& arguments, bool progress
) {
    return post(modern_call(id, tool, arguments, progress), modern_fields(tool));
}

std::string get(std::string_view path, std::string_view fields) {
    std::string out = "GET ";
    out.append(path).append(" HTTP/1.1\r\nHost: localhost\r\n").append(fields);
    return out + "\r\n";
}

std::string initialize(const std::string& version) {
    return R"({"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":")" +
           version + R"(","capabilities":{},"clientInfo":{"name":"test","version":"1"}}})";
}

}  // namespace http_test
