// bolt-testkit-backend: serves the conformance suite neo4j-drivers/testkit with this driver.
// One loop on one thread; each connection of the suite is a coroutine with objects of its own.

#include "testkit/backend.hpp"
#include "testkit/conversation.hpp"
#include "testkit/features.hpp"

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr std::string_view kUsage =
    R"(Usage: bolt-testkit-backend [--host ADDRESS] [--port PORT] [--bolt-6] [--verbose]
  --host ADDRESS  where to listen, a literal address; default 127.0.0.1
  --port PORT     default 9876
  --bolt-6        also claim what suites later than February 2025 have for Bolt 6
  --verbose       tell requests, replies and the driver's log on the standard error
Environment: TESTKIT_FEATURES=A,-B claims feature A as well and feature B not.
)";

/// The suite opens a connection per test while the last one may still be closing.
constexpr int kBacklog = 1024;

struct Arguments {
    Arguments() = default;

    std::string host = "127.0.0.1";
    std::uint16_t port = 9876;
    bool bolt_6 = false;
    bool verbose = false;
    bool help = false;
};

std::uint16_t port_of(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size()) {
        throw std::invalid_argument("no port: " + std::string(text));
    }
    return port;
}

Arguments parse(int count, const char* const* words) {
    Arguments arguments;
    for (int i = 1; i < count; ++i) {
        const std::string_view word = words[i];
        const bool has_value = word == "--host" || word == "--port";
        if (has_value && i + 1 == count) {
            throw std::invalid_argument(std::string(word) + " needs a value");
        }
        if (word == "--host") {
            arguments.host = words[++i];
        } else if (word == "--port") {
            arguments.port = port_of(words[++i]);
        } else if (word == "--bolt-6") {
            arguments.bolt_6 = true;
        } else if (word == "--verbose") {
            arguments.verbose = true;
        } else if (word == "--help") {
            arguments.help = true;
        } else {
            throw std::invalid_argument("unknown option " + std::string(word));
        }
    }
    return arguments;
}

/// The coroutine of one connection; owns everything that belongs to it.
asio::awaitable<void> serve(tcp::socket socket, const testkit::Options& options) {
    auto conversation = std::make_shared<testkit::Conversation>(std::move(socket), options.verbose);
    testkit::Backend backend(std::move(conversation), options);
    co_await backend.run();
}

void tell(const std::exception_ptr& failure) {
    try {
        if (failure) {
            std::rethrow_exception(failure);
        }
    } catch (const std::exception& error) {
        std::cerr << "bolt-testkit-backend: " << error.what() << '\n';
    }
}

asio::awaitable<void> accept_all(tcp::acceptor& acceptor, const testkit::Options& options) {
    const asio::any_io_executor executor = acceptor.get_executor();
    for (;;) {
        tcp::socket socket(executor);
        const auto [error] =
            co_await acceptor.async_accept(socket, asio::as_tuple(asio::use_awaitable));
        if (error) {
            std::cerr << "bolt-testkit-backend: accept: " << error.message() << '\n';
            co_return;
        }
        socket.set_option(tcp::no_delay(true));
        asio::co_spawn(executor, serve(std::move(socket), options), tell);
    }
}

void run(const Arguments& arguments) {
    testkit::Options options;
    const char* changes = std::getenv("TESTKIT_FEATURES");
    options.features = testkit::feature_list(arguments.bolt_6, changes == nullptr ? "" : changes);
    options.verbose = arguments.verbose;

    asio::io_context loop(1);
    const tcp::endpoint place(asio::ip::make_address(arguments.host), arguments.port);
    tcp::acceptor acceptor(loop);
    acceptor.open(place.protocol());
    acceptor.set_option(tcp::acceptor::reuse_address(true));
    acceptor.bind(place);
    acceptor.listen(kBacklog);
    asio::signal_set signals(loop, SIGINT, SIGTERM);
    signals.async_wait([&loop](const boost::system::error_code& /*error*/, int /*signal*/) {
        loop.stop();
    });
    asio::co_spawn(loop, accept_all(acceptor, options), tell);
    std::cerr << "bolt-testkit-backend: listening on " << acceptor.local_endpoint() << '\n';
    loop.run();
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const Arguments arguments = parse(argc, argv);
        if (arguments.help) {
            std::cout << kUsage;
            return 0;
        }
        run(arguments);
        return 0;
    } catch (const std::invalid_argument& error) {
        std::cerr << "bolt-testkit-backend: " << error.what() << '\n' << kUsage;
        return 2;
    } catch (const std::exception& error) {
        std::cerr << "bolt-testkit-backend: " << error.what() << '\n';
        return 1;
    }
}
