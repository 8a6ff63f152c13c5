// Forwarding with faults; see chaos_proxy.hpp.
// The bytes up to the fault are handed on exactly, so that a test can fail each byte in turn.

#include "support/chaos_proxy.hpp"

#include <algorithm>
#include <exception>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace support {

namespace asio = boost::asio;
using asio::ip::tcp;

struct ChaosProxy::Link {
    Link(const asio::any_io_executor& executor, ChaosPlan what)
        : client(executor), server(executor), plan(std::move(what)) {}

    void close() {
        boost::system::error_code ignored;
        client.close(ignored);
        server.close(ignored);
    }

    void strike() {
        boost::system::error_code ignored;
        switch (plan.fault) {
            case Fault::none:
                break;
            case Fault::close:
                close();
                break;
            case Fault::reset:
                client.set_option(asio::socket_base::linger(true, 0), ignored);
                close();
                break;
            case Fault::stall:
                stalled = true;
                break;
            case Fault::half_close:
                client.shutdown(tcp::socket::shutdown_send, ignored);
                break;
        }
        if (plan.on_fault) {
            plan.on_fault();
        }
    }

    tcp::socket client;
    tcp::socket server;
    ChaosPlan plan;
    bool stalled = false;
};

/// Its coroutines are given the state, because they may begin after the proxy object is gone.
struct ChaosProxy::State {
    State(const asio::any_io_executor& executor, std::uint16_t port, MakePlan make)
        : acceptor(executor, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
          upstream(port),
          make_plan(std::move(make)) {}

    asio::awaitable<void> accept_all(std::shared_ptr<State> self);
    asio::awaitable<void> link_up(std::shared_ptr<State> self, std::shared_ptr<Link> link);
    asio::awaitable<void> forward(
        std::shared_ptr<State> self,
        std::shared_ptr<Link> link,
        tcp::socket& from,
        tcp::socket& to,
        std::size_t limit
    );

    tcp::acceptor acceptor;
    std::uint16_t upstream;
    MakePlan make_plan;
    std::vector<std::weak_ptr<Link>> links;
    std::size_t accepted = 0;
    std::size_t to_client = 0;
    std::size_t to_server = 0;
};

asio::awaitable<void> ChaosProxy::State::accept_all(std::shared_ptr<State> self) {
    const asio::any_io_executor executor = acceptor.get_executor();
    for (;;) {
        auto link = std::make_shared<Link>(executor, make_plan(accepted));
        const auto [error] =
            co_await acceptor.async_accept(link->client, asio::as_tuple(asio::use_awaitable));
        if (error) {
            co_return;
        }
        ++accepted;
        links.push_back(link);
        asio::co_spawn(executor, link_up(self, std::move(link)), asio::detached);
    }
}

asio::awaitable<void> ChaosProxy::State::link_up(
    std::shared_ptr<State> self, std::shared_ptr<Link> link
) {
    const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), upstream);
    const auto [error] =
        co_await link->server.async_connect(endpoint, asio::as_tuple(asio::use_awaitable));
    if (error) {
        link->close();
        co_return;
    }
    link->client.set_option(tcp::no_delay(true));
    link->server.set_option(tcp::no_delay(true));
    const asio::any_io_executor executor = acceptor.get_executor();
    asio::co_spawn(
        executor,
        forward(self, link, link->client, link->server, link->plan.after_to_server),
        asio::detached
    );
    asio::co_spawn(
        executor,
        forward(self, link, link->server, link->client, link->plan.after_to_client),
        asio::detached
    );
}

asio::awaitable<void> ChaosProxy::State::forward(
    std::shared_ptr<State> /*self*/,
    std::shared_ptr<Link> link,
    tcp::socket& from,
    tcp::socket& to,
    std::size_t limit
) {
    std::size_t& total = &to == &link->client ? to_client : to_server;
    std::size_t handed_on = 0;
    std::vector<std::uint8_t> buffer(std::size_t{16} * 1024);
    constexpr auto kToken = asio::as_tuple(asio::use_awaitable);
    for (;;) {
        if (handed_on == limit && link->plan.fault != Fault::none && !link->stalled) {
            link->strike();
            limit = ChaosPlan::kNever;
        }
        const auto [failed, size] = co_await from.async_read_some(asio::buffer(buffer), kToken);
        if (failed) {
            break;
        }
        std::size_t usable = size;
        if (link->plan.fault != Fault::none) {
            usable = std::min(usable, limit - handed_on);
        }
        const std::size_t piece = link->plan.piece == 0 ? usable : link->plan.piece;
        for (std::size_t at = 0; at < usable && !link->stalled; at += piece) {
            const std::size_t count = std::min(piece, usable - at);
            if (link->plan.delay.count() > 0) {
                asio::steady_timer timer(acceptor.get_executor(), link->plan.delay);
                co_await timer.async_wait(asio::use_awaitable);
            }
            const auto [broken, written] =
                co_await asio::async_write(to, asio::buffer(buffer.data() + at, count), kToken);
            if (broken) {
                break;
            }
            handed_on += written;
            total += written;
        }
    }
    if (!link->stalled) {
        boost::system::error_code ignored;
        to.shutdown(tcp::socket::shutdown_send, ignored);
    } else {
        link->close();
    }
}

ChaosProxy::ChaosProxy(
    const asio::any_io_executor& executor, std::uint16_t upstream, MakePlan make_plan
)
    : state_(std::make_shared<State>(executor, upstream, std::move(make_plan))) {
    asio::co_spawn(executor, state_->accept_all(state_), asio::detached);
}

ChaosProxy::~ChaosProxy() {
    boost::system::error_code ignored;
    state_->acceptor.close(ignored);
    for (const auto& weak : state_->links) {
        if (const auto link = weak.lock()) {
            link->close();
        }
    }
}

std::string ChaosProxy::uri() const {
    return "bolt://127.0.0.1:" + std::to_string(state_->acceptor.local_endpoint().port());
}

std::size_t ChaosProxy::accepted() const noexcept {
    return state_->accepted;
}

std::size_t ChaosProxy::bytes_to_client() const noexcept {
    return state_->to_client;
}

std::size_t ChaosProxy::bytes_to_server() const noexcept {
    return state_->to_server;
}

}  // namespace support
