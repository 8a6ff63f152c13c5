// The public HttpServer: listens, keeps the one timer that looks at every connection's deadlines,
// and ends in good order.

#include "api/peer.hpp"
#include "async/wakeup.hpp"
#include "http_server/connection.hpp"
#include "http_server/exchange.hpp"
#include "http_server/listener.hpp"
#include "http_server/site.hpp"
#include "http_server/tls.hpp"

#include <mcp/error.hpp>
#include <mcp/http.hpp>

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

namespace mcp {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using http_server::Connection;

constexpr std::chrono::milliseconds kFinestTick{5};
constexpr std::chrono::milliseconds kCoarsestTick{250};
/// What aborted calls' answers may take to leave.
constexpr std::chrono::milliseconds kLastWrites{500};

/// How often deadlines are looked at: they are kept to a quarter of the shortest.
std::chrono::milliseconds tick_of(const HttpLimits& limits) {
    const auto shortest = std::min(
        {limits.header_timeout,
         limits.body_timeout,
         limits.idle_timeout,
         limits.write_timeout,
         limits.handshake_timeout,
         limits.keep_alive,
         limits.session_idle}
    );
    return std::clamp(shortest / 4, kFinestTick, kCoarsestTick);
}

}  // namespace

class HttpServer::Impl : public std::enable_shared_from_this<Impl> {
  public:
    Impl(asio::any_io_executor ex, Server& server, HttpConfig config)
        : shared_site_(std::make_shared<http_server::Site>(ex, server, std::move(config))),
          site_(*shared_site_),
          listener_(std::make_shared<http_server::Listener>(
              ex, site_.config.address, site_.config.port, site_.config.reuse_port
          )),
          tick_(tick_of(site_.config.limits)),
          timer_(ex),
          changed_(ex) {
        reload_certificates();
    }

    [[nodiscard]] std::uint16_t port() const noexcept { return listener_->port(); }

    void reload_certificates() {
        if (!site_.config.tls_certificate.empty()) {
            tls_ =
                http_server::make_tls_context(site_.config.tls_certificate, site_.config.tls_key);
        }
    }

    Task<> serve() {
        const auto self = shared_from_this();
        begin();
        try {
            while (stops_ == 0) {
                co_await changed_.wait();
            }
            begin_drain();
            const auto deadline = Clock::now() + site_.config.limits.drain_timeout;
            co_await wait_for_quiet(deadline, 1);
            abort();
            co_await wait_for_quiet(Clock::now() + kLastWrites, 2);
        } catch (const boost::system::system_error&) {
            abort();  // serve() itself was cancelled: nothing more may be awaited
        }
        end();
    }

    void stop() {
        ++stops_;
        changed_.notify();
    }

    /// Closes everything, if serve() did not come to its end.
    void end() {
        listener_->stop();
        timer_.cancel();
        close_all();
        site_.sessions.end_all();
        site_.changed = nullptr;
    }

  private:
    void begin() {
        site_.changed = [this] {
            listener_->resume();
            if (stops_ > 0) {
                changed_.notify();
            }
        };
        listener_->start(
            [this](http_server::Stream::Socket socket) { accepted(std::move(socket)); },
            [this] { return site_.connections.size() >= site_.config.limits.max_connections; },
            [this](const std::string& line) { site_.log(line); }
        );
    }

    void accepted(http_server::Stream::Socket socket) {
        boost::system::error_code error;
        const auto peer = socket.remote_endpoint(error);
        if (error) {
            return;  // it is gone again
        }
        socket.set_option(asio::ip::tcp::no_delay(true), error);
        ++site_.counters.connections;
        auto connection = std::make_shared<Connection>(shared_site_, std::move(socket), tls_, peer);
        site_.connections.insert(connection);
        connection->start();
        tick();
    }

    /// Runs while there is anything to look at.
    void tick() {
        if (ticking_) {
            return;
        }
        ticking_ = true;
        timer_.expires_after(tick_);
        timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
            const auto self = weak.lock();
            if (self == nullptr || error) {
                return;
            }
            self->ticking_ = false;
            self->look();
        });
    }

    void look() {
        const auto now = Clock::now();
        for (const auto& connection : connections()) {
            connection->check(now);
        }
        site_.sessions.expire(now);
        if (!site_.connections.empty() || site_.sessions.size() > 0) {
            tick();
        }
    }

    /// A copy: looking at connections closes some.
    [[nodiscard]] std::vector<std::shared_ptr<Connection>> connections() const {
        return {site_.connections.begin(), site_.connections.end()};
    }

    [[nodiscard]] std::vector<std::shared_ptr<api::Peer>> peers() const {
        std::vector<std::shared_ptr<api::Peer>> out;
        for (const http_server::Exchange* exchange : site_.running) {
            out.push_back(exchange->peer());
        }
        return out;
    }

    void begin_drain() {
        listener_->stop();  // hands over what was accepted by the system
        site_.stopping = true;
        for (const auto& peer : peers()) {
            peer->end_subscriptions();
        }
        for (const auto& session : site_.sessions.all()) {
            session->end_streams();
        }
        const auto now = Clock::now();
        for (const auto& connection : connections()) {
            connection->drain(now);
        }
    }

    /// Until nothing runs and nobody is connected, at most until `deadline`, and not after the
    /// `stops`th call of stop().
    Task<> wait_for_quiet(Clock::time_point deadline, int stops) {
        while (stops_ <= stops && Clock::now() < deadline) {
            if (site_.connections.empty() && site_.running.empty()) {
                co_return;
            }
            co_await changed_.wait(deadline);
        }
    }

    void abort() {
        if (!site_.running.empty()) {
            site_.log(std::to_string(site_.running.size()) + " requests did not finish in time");
        }
        for (const auto& peer : peers()) {
            peer->abort_calls();
        }
    }

    void close_all() {
        for (const auto& connection : connections()) {
            connection->close();
        }
    }

    /// Calls that ignore their cancellation may hold it longer than the server lives.
    std::shared_ptr<http_server::Site> shared_site_;
    http_server::Site& site_;
    std::shared_ptr<http_server::Listener> listener_;
    std::shared_ptr<asio::ssl::context> tls_;
    std::chrono::milliseconds tick_;
    asio::steady_timer timer_;
    async::Wakeup changed_;
    int stops_ = 0;
    bool ticking_ = false;
};

HttpServer::HttpServer(asio::any_io_executor ex, Server& server, HttpConfig config)
    : impl_(std::make_shared<Impl>(std::move(ex), server, std::move(config))) {}

HttpServer::~HttpServer() {
    impl_->end();
}

std::uint16_t HttpServer::port() const noexcept {
    return impl_->port();
}

Task<> HttpServer::serve() {
    return impl_->serve();
}

void HttpServer::stop() {
    impl_->stop();
}

void HttpServer::reload_certificates() {
    impl_->reload_certificates();
}

}  // namespace mcp
