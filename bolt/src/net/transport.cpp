// TCP and TLS streams with a deadline; see transport.hpp.
// A deadline costs a time stamp, not a timer: see State::arm().

#include "net/transport.hpp"

#include "net/resolve.hpp"
#include "net/tls_context.hpp"

#include <bolt/error.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <sys/socket.h>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <openssl/err.h>
#include <openssl/ssl.h>

namespace bolt::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr auto kToken = asio::as_tuple(asio::use_awaitable);

}  // namespace

class Transport::State : public std::enable_shared_from_this<Transport::State> {
  public:
    State(const asio::any_io_executor& executor, Address peer)
        : address(std::move(peer)), socket(executor), timer(executor) {}

    /// The socket is closed when `deadline` passes; `executor` runs the coroutine that waits.
    ///
    /// Most waits end long before their deadline, so that the timer is not set for each: one that
    /// is under way looks at the deadline of the moment when it expires, and is set again.
    void arm(Deadline deadline, const asio::any_io_executor& executor) {
        const std::lock_guard lock(mutex_);
        ++operation_;
        deadline_ = deadline.at();
        if (deadline.is_never()) {
            return;
        }
        if (executor_ != executor) {
            executor_ = executor;
        }
        if (!timer_waits_ || deadline_ < timer.expiry()) {
            wait_locked(Deadline::Clock::now());
        }
    }

    /// The operation is over. A timer under way finds nothing to do, and is not set again.
    void disarm() {
        const std::lock_guard lock(mutex_);
        ++operation_;
        deadline_ = Deadline::Clock::time_point::max();
    }

    void close() noexcept {
        error_code ignored;
        socket.close(ignored);
        const std::lock_guard lock(mutex_);
        deadline_ = Deadline::Clock::time_point::max();
        timer.cancel();
    }

    /// What went wrong, in the driver's terms; closes.
    [[nodiscard]] Error failure(const error_code& error, std::string_view doing) {
        const bool expired = timed_out;
        close();
        const std::string what = std::string(doing) + " " + address.to_string();
        if (expired) {
            return {ErrorKind::timeout, what + " took longer than the time limit"};
        }
        if (error == asio::error::operation_aborted) {
            return {ErrorKind::cancelled, what + " was cancelled"};
        }
        if (error.category() == asio::error::get_ssl_category()) {
            return {ErrorKind::tls, what + " failed: " + error.message() + certificate_problem()};
        }
        if (error == asio::error::eof || error == asio::ssl::error::stream_truncated) {
            return {ErrorKind::connectivity, what + " failed: the server closed the connection"};
        }
        return {ErrorKind::connectivity, what + " failed: " + error.message()};
    }

    [[nodiscard]] std::string certificate_problem() {
        if (!tls) {
            return {};
        }
        const long result = SSL_get_verify_result(tls->native_handle());
        return result == X509_V_OK
                   ? std::string()
                   : std::string(" (") + X509_verify_cert_error_string(result) + ")";
    }

    Address address;
    tcp::socket socket;
    std::shared_ptr<TlsContext> context;  ///< outlives the stream
    std::optional<asio::ssl::stream<tcp::socket&>> tls;
    bool timed_out = false;

  private:
    /// The longest that a timer is set for: how long it may outlive the last operation.
    static constexpr std::chrono::milliseconds kTick{100};

    void wait_locked(Deadline::Clock::time_point now) {
        timer_waits_ = true;
        timer.expires_at(std::min(deadline_, now + kTick));
        // Runs on the socket's own executor: whoever waits by then decides what to do about it.
        timer.async_wait([weak = weak_from_this(), number = ++wait_](const error_code& cancelled) {
            const std::shared_ptr<State> state = weak.lock();
            if (state && !cancelled) {
                state->on_timer(number);
            }
        });
    }

    void on_timer(std::uint64_t number) {
        const std::lock_guard lock(mutex_);
        if (number != wait_) {
            return;  // another one was set meanwhile
        }
        timer_waits_ = false;
        if (deadline_ == Deadline::Clock::time_point::max()) {
            return;
        }
        const Deadline::Clock::time_point now = Deadline::Clock::now();
        if (now < deadline_) {
            return wait_locked(now);
        }
        // The socket belongs to the coroutine that waits, and so does closing it.
        asio::post(executor_, [weak = weak_from_this(), operation = operation_] {
            if (const std::shared_ptr<State> state = weak.lock()) {
                state->expire(operation);
            }
        });
    }

    void expire(std::uint64_t operation) {
        {
            const std::lock_guard lock(mutex_);
            if (operation != operation_) {
                return;
            }
        }
        timed_out = true;
        close();
    }

    std::mutex mutex_;  ///< of all below, and of the timer
    asio::steady_timer timer;
    asio::any_io_executor executor_;  ///< of the coroutine that waits
    Deadline::Clock::time_point deadline_ = Deadline::Clock::time_point::max();
    std::uint64_t operation_ = 0;
    std::uint64_t wait_ = 0;
    bool timer_waits_ = false;
};

namespace {

void set_options(tcp::socket& socket, bool keep_alive) {
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    socket.set_option(asio::socket_base::keep_alive(keep_alive), ignored);
}

}  // namespace

Transport::Transport(std::shared_ptr<State> state) : state_(std::move(state)) {}

Transport::Transport(Transport&&) noexcept = default;

Transport& Transport::operator=(Transport&& other) noexcept {
    if (this != &other) {
        close();
        state_ = std::move(other.state_);
    }
    return *this;
}

Transport::~Transport() {
    close();
}

Task<Transport> Transport::connect(Address address, TransportOptions options, Deadline deadline) {
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    const std::vector<tcp::endpoint> endpoints =
        co_await resolve(address, options.domain_name_resolver, deadline);
    auto state = std::make_shared<State>(options.executor ? options.executor : executor, address);
    Transport transport(state);
    error_code failed;
    for (const tcp::endpoint& endpoint : endpoints) {
        state->arm(deadline, executor);
        error_code ignored;
        state->socket.close(ignored);
        const auto [error] = co_await state->socket.async_connect(endpoint, kToken);
        failed = error;
        if (!failed || state->timed_out || failed == asio::error::operation_aborted) {
            break;
        }
    }
    if (failed) {
        throw state->failure(failed, "connecting to");
    }
    set_options(state->socket, options.keep_alive);
    if (options.tls) {
        state->context = options.tls;
        state->tls.emplace(state->socket, options.tls->context);
        // Server name indication; literal addresses are not names (RFC 6066 §3).
        error_code not_numeric;
        (void)asio::ip::make_address(options.server_name, not_numeric);
        if (not_numeric) {
            SSL_ctrl(
                state->tls->native_handle(),
                SSL_CTRL_SET_TLSEXT_HOSTNAME,
                TLSEXT_NAMETYPE_host_name,
                options.server_name.data()
            );
        }
        if (options.tls->verify_host) {
            state->tls->set_verify_callback(asio::ssl::host_name_verification(options.server_name));
        }
        state->arm(deadline, executor);
        const auto [error] =
            co_await state->tls->async_handshake(asio::ssl::stream_base::client, kToken);
        if (error) {
            throw state->failure(error, "securing the connection to");
        }
    }
    state->disarm();
    co_return transport;
}

Task<std::size_t> Transport::read_some(std::span<std::uint8_t> into, Deadline deadline) {
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    const std::shared_ptr<State> state = state_;
    if (deadline.passed()) {
        // The timer ends waits only, and a peer that never pauses lets none come about.
        state->timed_out = true;
        throw state->failure(asio::error::timed_out, "reading from");
    }
    state->arm(deadline, executor);
    const asio::mutable_buffer buffer(into.data(), into.size());
    error_code failed;
    std::size_t size = 0;
    if (state->tls) {
        const auto [error, count] = co_await state->tls->async_read_some(buffer, kToken);
        failed = error;
        size = count;
    } else {
        const auto [error, count] = co_await state->socket.async_read_some(buffer, kToken);
        failed = error;
        size = count;
    }
    if (failed) {
        throw state->failure(failed, "reading from");
    }
    state->disarm();
    co_return size;
}

Task<> Transport::write_all(std::span<const std::uint8_t> bytes, Deadline deadline) {
    const std::shared_ptr<State> state = state_;
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    state->arm(deadline, executor);
    const asio::const_buffer buffer(bytes.data(), bytes.size());
    error_code failed;
    if (state->tls) {
        const auto [error, count] = co_await asio::async_write(*state->tls, buffer, kToken);
        failed = error;
    } else {
        const auto [error, count] = co_await asio::async_write(state->socket, buffer, kToken);
        failed = error;
    }
    if (failed) {
        throw state->failure(failed, "writing to");
    }
    state->disarm();
}

std::size_t Transport::try_write(std::span<const std::uint8_t> bytes) noexcept {
    if (!is_open() || state_->tls) {
        return 0;
    }
    const ssize_t count = ::send(
        state_->socket.native_handle(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL
    );
    return count > 0 ? static_cast<std::size_t>(count) : 0;
}

bool Transport::looks_dead() noexcept {
    if (!is_open()) {
        return true;
    }
    char byte = 0;
    const ssize_t count = ::recv(state_->socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (count == 0) {
        return true;
    }
    if (count > 0) {
        // Plain Bolt sends nothing unasked but NOOPs, which begin with 0. What waits on an idle TLS
        // connection is nearly always the server's close_notify, so it is not trusted any more.
        return state_->tls || byte != 0;
    }
    return errno != EAGAIN;  // on Linux the same as EWOULDBLOCK
}

bool Transport::is_open() const noexcept {
    return state_ && state_->socket.is_open();
}

void Transport::close() noexcept {
    if (state_) {
        state_->close();
    }
}

}  // namespace bolt::net
