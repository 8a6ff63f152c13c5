// Tests of the stdio transport over real descriptors: pipes, one socket for both ways, files,
// /dev/null; splits, limits, back-pressure and a reader that goes away.

#include "support/catch.hpp"

#include <mcp/error.hpp>
#include <mcp/stdio.hpp>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace asio = boost::asio;
using mcp::Incoming;
using mcp::Task;
using namespace std::chrono_literals;

namespace {

/// Two connected descriptors, closed at the end.
class Ends {
  public:
    enum class Kind { pipe, socket };

    explicit Ends(Kind kind) {
        const int made = kind == Kind::pipe ? ::pipe(fds_.data())
                                            : ::socketpair(AF_UNIX, SOCK_STREAM, 0, fds_.data());
        REQUIRE(made == 0);
    }

    ~Ends() {
        close(0);
        close(1);
    }

    Ends(const Ends&) = delete;
    Ends& operator=(const Ends&) = delete;

    [[nodiscard]] int reading() const { return fds_[0]; }

    [[nodiscard]] int writing() const { return fds_[1]; }

    void close(std::size_t which) {
        if (fds_[which] >= 0) {
            ::close(fds_[which]);
            fds_[which] = -1;
        }
    }

    void write(std::string_view text) const {
        REQUIRE(::write(fds_[1], text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    }

    /// Everything that can be read now.
    [[nodiscard]] std::string drain() const {
        std::string all(std::size_t{1} << 20, '\0');
        ::fcntl(fds_[0], F_SETFL, ::fcntl(fds_[0], F_GETFL) | O_NONBLOCK);
        const ssize_t bytes = ::read(fds_[0], all.data(), all.size());
        all.resize(bytes > 0 ? static_cast<std::size_t>(bytes) : 0);
        return all;
    }

  private:
    std::array<int, 2> fds_{-1, -1};
};

/// Reads from a transport until its end.
struct Reader {
    explicit Reader(asio::io_context& the_context, mcp::StdioTransport& the_transport)
        : context(the_context) {
        auto ended = [this](std::exception_ptr error) {
            CHECK(error == nullptr);
            over = true;
        };
        asio::co_spawn(context, read_all(the_transport), ended);
    }

    Task<> read_all(mcp::StdioTransport& transport) {
        for (;;) {
            const Incoming next = co_await transport.read();
            if (next.kind() == Incoming::Kind::end) {
                co_return;
            }
            messages.push_back(next.kind() == Incoming::Kind::message ? next.text() : "!");
        }
    }

    /// Runs until `done`, at most five seconds.
    template <class Done>
    bool run_until(Done done) {
        const auto until = std::chrono::steady_clock::now() + 5s;
        while (!done() && std::chrono::steady_clock::now() < until) {
            context.restart();
            context.run_one_for(5ms);
        }
        return done();
    }

    bool run_to_end() {
        return run_until([this] { return over; });
    }

    asio::io_context& context;
    std::vector<std::string> messages;
    bool over = false;
};

using Messages = std::vector<std::string>;

}  // namespace

TEST_CASE("messages come line by line, however they were written, and the rest at the end") {
    asio::io_context context;
    Ends input(Ends::Kind::pipe);
    Ends output(Ends::Kind::pipe);
    mcp::StdioTransport transport(context.get_executor(), input.reading(), output.writing());
    Reader reader(context, transport);
    input.write("\n{\"a\"");
    context.poll();
    input.write(":1}\r\n{\"b\":2}\n{\"c\"");
    REQUIRE(reader.run_until([&] { return reader.messages.size() == 2; }));
    input.write(":3}");
    input.close(1);
    REQUIRE(reader.run_to_end());
    CHECK(reader.messages == Messages{"{\"a\":1}", "{\"b\":2}", "{\"c\":3}"});
}

TEST_CASE("one socket serves as input and output") {
    asio::io_context context;
    Ends both(Ends::Kind::socket);
    mcp::StdioTransport transport(context.get_executor(), both.reading(), both.reading());
    Reader reader(context, transport);
    both.write("ping\n");
    REQUIRE(reader.run_until([&] { return reader.messages.size() == 1; }));
    transport.send("pong");
    context.restart();
    context.poll();
    std::array<char, 16> answer{};
    CHECK(::read(both.writing(), answer.data(), answer.size()) == 5);
    CHECK(std::string(answer.data()) == "pong\n");
    both.close(1);
    CHECK(reader.run_to_end());
}

TEST_CASE("files and /dev/null are read to their end") {
    asio::io_context context;
    std::FILE* file = std::tmpfile();
    REQUIRE(file != nullptr);
    std::fputs("one\ntwo\n", file);
    std::rewind(file);
    std::FILE* written = std::tmpfile();
    REQUIRE(written != nullptr);
    {
        mcp::StdioTransport transport(context.get_executor(), ::fileno(file), ::fileno(written));
        Reader reader(context, transport);
        transport.send("answer");
        REQUIRE(reader.run_to_end());
        CHECK(reader.messages == Messages{"one", "two"});
    }
    std::rewind(written);
    std::array<char, 16> answer{};
    CHECK(std::fread(answer.data(), 1, answer.size(), written) == 7);
    CHECK(std::string(answer.data()) == "answer\n");
    std::fclose(file);
    std::fclose(written);
    const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    mcp::StdioTransport transport(context.get_executor(), null, null);
    ::close(null);
    Reader reader(context, transport);
    CHECK(reader.run_to_end());
    CHECK(reader.messages.empty());
}

TEST_CASE("a line above the limit is refused, the next one is read") {
    asio::io_context context;
    Ends input(Ends::Kind::pipe);
    Ends output(Ends::Kind::pipe);
    mcp::StdioLimits limits;
    limits.max_message = 10;
    mcp::StdioTransport transport(
        context.get_executor(), input.reading(), output.writing(), limits
    );
    Reader reader(context, transport);
    input.write("0123456789\n0123456789x\nafter\n");
    input.close(1);
    REQUIRE(reader.run_to_end());
    CHECK(reader.messages == Messages{"0123456789", "!", "after"});
}

TEST_CASE("answers of one turn leave in one write, in order") {
    asio::io_context context;
    Ends input(Ends::Kind::pipe);
    Ends output(Ends::Kind::socket);
    mcp::StdioTransport transport(context.get_executor(), input.reading(), output.writing());
    transport.send("a");
    transport.send("b");
    transport.send("c");
    CHECK(output.drain().empty());
    context.poll();
    CHECK(output.drain() == "a\nb\nc\n");
}

TEST_CASE("while too much output waits, nothing is read") {
    asio::io_context context;
    Ends input(Ends::Kind::pipe);
    Ends output(Ends::Kind::pipe);
    mcp::StdioLimits limits;
    limits.max_queued_output = std::size_t{256} * 1024;
    mcp::StdioTransport transport(
        context.get_executor(), input.reading(), output.writing(), limits
    );
    transport.send(std::string(std::size_t{1} << 20, 'x'));  // more than a pipe takes
    Reader reader(context, transport);
    input.write("question\n");
    context.poll();
    CHECK(reader.messages.empty());
    std::size_t received = 0;
    REQUIRE(reader.run_until([&] {
        received += output.drain().size();
        return reader.messages.size() == 1;
    }));
    CHECK(reader.run_until([&] {
        received += output.drain().size();
        return received == (std::size_t{1} << 20) + 1;
    }));
}

TEST_CASE("a reader that goes away closes the transport and ends its input") {
    std::signal(SIGPIPE, SIG_IGN);
    asio::io_context context;
    Ends input(Ends::Kind::pipe);
    Ends output(Ends::Kind::pipe);
    mcp::StdioTransport transport(context.get_executor(), input.reading(), output.writing());
    Reader reader(context, transport);
    context.poll();
    output.close(0);
    transport.send("nobody hears this");
    CHECK(reader.run_to_end());
    CHECK(transport.closed());
    transport.send("nor this");
}

TEST_CASE("close_input() ends a pending read, and what was queued still leaves") {
    asio::io_context context;
    Ends input(Ends::Kind::pipe);
    Ends output(Ends::Kind::pipe);
    mcp::StdioTransport transport(context.get_executor(), input.reading(), output.writing());
    Reader reader(context, transport);
    context.poll();
    transport.send("last words");
    transport.close_input();
    CHECK(reader.run_to_end());
    bool flushed = false;
    auto ended = [&](std::exception_ptr error) { flushed = error == nullptr; };
    asio::co_spawn(context, transport.flush(1s), ended);
    CHECK(reader.run_until([&] { return flushed; }));
    CHECK(output.drain() == "last words\n");
}

TEST_CASE("flush() gives up at its limit when nobody reads") {
    asio::io_context context;
    Ends input(Ends::Kind::pipe);
    Ends output(Ends::Kind::pipe);
    mcp::StdioTransport transport(context.get_executor(), input.reading(), output.writing());
    transport.send(std::string(std::size_t{1} << 20, 'x'));
    bool flushed = false;
    auto ended = [&](std::exception_ptr error) { flushed = error == nullptr; };
    asio::co_spawn(context, transport.flush(10ms), ended);
    const auto until = std::chrono::steady_clock::now() + 5s;
    while (!flushed && std::chrono::steady_clock::now() < until) {
        context.run_one_for(5ms);
        context.restart();
    }
    CHECK(flushed);
    CHECK_FALSE(transport.closed());
}

TEST_CASE("flags of the shared descriptions are put back") {
    asio::io_context context;
    Ends both(Ends::Kind::socket);
    const int before = ::fcntl(both.reading(), F_GETFL);
    {
        mcp::StdioTransport transport(context.get_executor(), both.reading(), both.reading());
        Reader reader(context, transport);
        context.poll();
        CHECK((::fcntl(both.reading(), F_GETFL) & O_NONBLOCK) != 0);
        transport.close_input();
        CHECK(reader.run_to_end());
    }
    context.restart();
    context.poll();
    CHECK(::fcntl(both.reading(), F_GETFL) == before);
}

TEST_CASE("descriptors that are not open are refused") {
    asio::io_context context;
    Ends ends(Ends::Kind::pipe);
    CHECK_THROWS_AS(mcp::StdioTransport(context.get_executor(), -1, ends.writing()), mcp::Error);
    CHECK_THROWS_AS(mcp::StdioTransport(context.get_executor(), ends.reading(), 9999), mcp::Error);
}
