// Forwarding with one version; see version_proxy.hpp.
// Bolt documentation, "Handshake" and "Manifest negotiation".

#include "support/version_proxy.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace support {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

struct Link {
    explicit Link(const asio::any_io_executor& executor) : client(executor), server(executor) {}

    void close() {
        boost::system::error_code ignored;
        client.close(ignored);
        server.close(ignored);
    }

    tcp::socket client;
    tcp::socket server;
};

/// Appends bytes of the server's up to the end of a number of seven bits a byte.
asio::awaitable<std::size_t> read_varint(tcp::socket& server, std::vector<std::uint8_t>& bytes) {
    std::size_t number = 0;
    for (unsigned shift = 0;; shift += 7) {
        std::uint8_t byte = 0;
        co_await asio::async_read(server, asio::buffer(&byte, 1), asio::use_awaitable);
        bytes.push_back(byte);
        number |= std::size_t{byte & 0x7FU} << shift;
        if ((byte & 0x80U) == 0) {
            co_return number;
        }
    }
}

/// The server's answer: a version, or a manifest with all its parts.
asio::awaitable<std::vector<std::uint8_t>> read_answer(tcp::socket& server) {
    std::vector<std::uint8_t> answer(4);
    co_await asio::async_read(server, asio::buffer(answer), asio::use_awaitable);
    if (answer[3] == 0xFF) {
        const std::size_t ranges = co_await read_varint(server, answer);
        std::vector<std::uint8_t> words(ranges * 4);
        co_await asio::async_read(server, asio::buffer(words), asio::use_awaitable);
        answer.insert(answer.end(), words.begin(), words.end());
        (void)co_await read_varint(server, answer);
    }
    co_return answer;
}

asio::awaitable<void> forward(std::shared_ptr<Link> link, tcp::socket& from, tcp::socket& to) {
    std::vector<std::uint8_t> buffer(std::size_t{16} * 1024);
    constexpr auto kToken = asio::as_tuple(asio::use_awaitable);
    for (;;) {
        const auto [failed, size] = co_await from.async_read_some(asio::buffer(buffer), kToken);
        if (failed) {
            break;
        }
        const auto [broken, written] =
            co_await asio::async_write(to, asio::buffer(buffer.data(), size), kToken);
        if (broken) {
            break;
        }
    }
    link->close();
}

}  // namespace

/// Its coroutines are given the state, because they may begin after the proxy object is gone.
struct VersionProxy::State {
    State(const asio::any_io_executor& executor, std::uint16_t port, bolt::wire::Version only)
        : acceptor(executor, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
          upstream(port),
          version(only) {}

    asio::awaitable<void> accept_all(std::shared_ptr<State> self);
    asio::awaitable<void> serve(std::shared_ptr<State> self, std::shared_ptr<Link> link);
    asio::awaitable<void> shake_hands(Link& link);

    tcp::acceptor acceptor;
    std::uint16_t upstream;
    bolt::wire::Version version;
    std::vector<std::weak_ptr<Link>> links;
    std::vector<std::uint8_t> answer;
};

asio::awaitable<void> VersionProxy::State::accept_all(std::shared_ptr<State> self) {
    const asio::any_io_executor executor = acceptor.get_executor();
    for (;;) {
        auto link = std::make_shared<Link>(executor);
        const auto [error] =
            co_await acceptor.async_accept(link->client, asio::as_tuple(asio::use_awaitable));
        if (error) {
            co_return;
        }
        links.push_back(link);
        asio::co_spawn(executor, serve(self, std::move(link)), asio::detached);
    }
}

asio::awaitable<void> VersionProxy::State::shake_hands(Link& link) {
    std::array<std::uint8_t, 20> opening{};
    co_await asio::async_read(link.client, asio::buffer(opening), asio::use_awaitable);
    const bool by_manifest = version.major >= 6;
    if (!by_manifest) {
        std::fill(opening.begin() + 4, opening.end(), std::uint8_t{0});
        opening[6] = version.minor;
        opening[7] = version.major;
    }
    co_await asio::async_write(link.server, asio::buffer(opening), asio::use_awaitable);
    answer = co_await read_answer(link.server);
    std::vector<std::uint8_t> told = answer;
    if (by_manifest && answer[3] == 0xFF) {
        const std::array<std::uint8_t, 10> manifest{
            0, 0, 1, 0xFF, 1, 0, 0, version.minor, version.major, 0
        };
        told.assign(manifest.begin(), manifest.end());
    }
    co_await asio::async_write(link.client, asio::buffer(told), asio::use_awaitable);
}

asio::awaitable<void> VersionProxy::State::serve(
    std::shared_ptr<State> /*self*/, std::shared_ptr<Link> link
) {
    try {
        const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), upstream);
        co_await link->server.async_connect(endpoint, asio::use_awaitable);
        link->client.set_option(tcp::no_delay(true));
        link->server.set_option(tcp::no_delay(true));
        co_await shake_hands(*link);
    } catch (const boost::system::system_error&) {
        // One side went away; the other one is to see the same.
        link->close();
        co_return;
    }
    const asio::any_io_executor executor = acceptor.get_executor();
    asio::co_spawn(executor, forward(link, link->client, link->server), asio::detached);
    asio::co_spawn(executor, forward(link, link->server, link->client), asio::detached);
}

VersionProxy::VersionProxy(
    const asio::any_io_executor& executor, std::uint16_t upstream, bolt::wire::Version version
)
    : state_(std::make_shared<State>(executor, upstream, version)) {
    asio::co_spawn(executor, state_->accept_all(state_), asio::detached);
}

VersionProxy::~VersionProxy() {
    boost::system::error_code ignored;
    state_->acceptor.close(ignored);
    for (const auto& weak : state_->links) {
        if (const auto link = weak.lock()) {
            link->close();
        }
    }
}

std::string VersionProxy::uri(const std::string& scheme) const {
    return scheme + "://127.0.0.1:" + std::to_string(state_->acceptor.local_endpoint().port());
}

const std::vector<std::uint8_t>& VersionProxy::server_answer() const noexcept {
    return state_->answer;
}

}  // namespace support
