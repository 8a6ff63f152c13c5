// The framing of testkit's protocol; see conversation.hpp.
// JSON text is read and written here and nowhere else.

#include "testkit/conversation.hpp"

#include <cstddef>
#include <iostream>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace testkit {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

/// Longest line that is taken from testkit, in bytes; its own tests stay below a mebibyte.
constexpr std::size_t kLongestLine = std::size_t{256} * 1024 * 1024;

Request parse(const std::string& text) {
    try {
        Json request = Json::parse(text);
        return {request.at("name").get<std::string>(), request.value("data", Json::object())};
    } catch (const Json::exception& error) {
        throw BackendError("a request that cannot be read: " + std::string(error.what()));
    }
}

}  // namespace

Conversation::Conversation(tcp::socket socket, bool verbose)
    : socket_(std::move(socket)), verbose_(verbose) {}

bolt::Task<std::optional<std::string>> Conversation::read_line() {
    const auto [error, size] = co_await asio::async_read_until(
        socket_,
        asio::dynamic_buffer(buffer_, kLongestLine),
        '\n',
        asio::as_tuple(asio::use_awaitable)
    );
    if (error) {
        close();
        co_return std::nullopt;
    }
    std::string line = buffer_.substr(0, size);
    buffer_.erase(0, size);
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) {
        line.pop_back();
    }
    co_return line;
}

bolt::Task<std::optional<Request>> Conversation::read() {
    std::string text;
    bool inside = false;
    for (;;) {
        const std::optional<std::string> line = co_await read_line();
        if (!line) {
            co_return std::nullopt;
        }
        if (*line == "#request begin") {
            inside = true;
            text.clear();
        } else if (*line == "#request end") {
            show("<<<", text);
            co_return parse(text);
        } else if (inside) {
            text += *line;
        }
    }
}

bolt::Task<Request> Conversation::expect() {
    std::optional<Request> request = co_await read();
    if (!request) {
        throw Disconnected();
    }
    co_return std::move(*request);
}

bolt::Task<> Conversation::write(Reply reply) {
    Json object = Json::object();
    object["name"] = std::move(reply.name);
    object["data"] = std::move(reply.data);
    // In ASCII, so that testkit's way to split lines never meets a character it takes for an end.
    const std::string text = object.dump(-1, ' ', true, Json::error_handler_t::replace);
    show(">>>", text);
    const std::string frame = "#response begin\n" + text + "\n#response end\n";
    const auto [error, size] = co_await asio::async_write(
        socket_, asio::buffer(frame), asio::as_tuple(asio::use_awaitable)
    );
    if (error || size != frame.size()) {
        close();
        throw Disconnected();
    }
}

bolt::Task<Json> Conversation::ask(Reply question, std::string answer) {
    const Id id = next_id();
    question.data["id"] = id;
    co_await write(std::move(question));
    Request request = co_await expect();
    if (request.name != answer || request.data.value("requestId", Json()) != Json(id)) {
        throw BackendError(
            "expected " + answer + " with requestId " + std::to_string(id) + ", but got " +
            request.name
        );
    }
    co_return std::move(request.data);
}

void Conversation::close() noexcept {
    boost::system::error_code ignored;
    socket_.close(ignored);
}

void Conversation::show(const char* direction, const std::string& text) const {
    if (verbose_) {
        std::cerr << direction << ' ' << text << '\n';
    }
}

}  // namespace testkit
