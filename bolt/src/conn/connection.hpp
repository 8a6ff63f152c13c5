#pragma once
// Connection: one logged-on conversation with a server; drives protocol::Client over a Transport.
// Requests are queued with a handler each, sent by flush(), and answered inside pump().

#include "conn/response_handler.hpp"
#include "net/address.hpp"
#include "net/deadline.hpp"
#include "net/transport.hpp"
#include "protocol/client.hpp"

#include <bolt/auth.hpp>
#include <bolt/config.hpp>
#include <bolt/error.hpp>
#include <bolt/summary.hpp>
#include <bolt/task.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

namespace bolt::conn {

using HandlerPtr = std::shared_ptr<ResponseHandler>;

/// Any exception as the driver's: what Asio throws into a cancelled coroutine is
/// ErrorKind::cancelled.
[[nodiscard]] Error to_error(std::exception_ptr failure);

/// How to open connections: the same for all of a driver.
struct ConnectionSettings {
    ConnectionSettings() = default;
    AuthToken auth = AuthToken::none();
    DriverConfig driver;
    net::TlsMode tls_mode = net::TlsMode::off;
    std::shared_ptr<net::TlsContext> tls;   ///< made from tls_mode at the first connection
    std::optional<Map> routing;             ///< HELLO's routing context, for neo4j://
    boost::asio::any_io_executor executor;  ///< the driver's, which its sockets belong to
};

/// Not thread-safe: belongs to one coroutine at a time. Any Error of kind connectivity, timeout,
/// cancelled, tls or protocol leaves it closed.
class Connection {
  public:
    /// Connects, negotiates the version and logs on.
    static Task<std::unique_ptr<Connection>> open(
        net::Address address,
        std::shared_ptr<const ConnectionSettings> settings,
        net::Deadline deadline
    );

    Connection(
        net::Address address,
        std::shared_ptr<const ConnectionSettings> settings,
        net::Transport transport,
        wire::Version version
    );

    // Queue requests; nothing is sent before flush().
    void run(
        const std::string& query,
        const Map& parameters,
        const protocol::TransactionExtra* extra,
        HandlerPtr handler
    );
    void begin(const protocol::TransactionExtra& extra, HandlerPtr handler);
    void commit(HandlerPtr handler);
    void rollback(HandlerPtr handler);
    void pull(std::int64_t n, std::optional<std::int64_t> query_id, HandlerPtr handler);
    void discard(std::int64_t n, std::optional<std::int64_t> query_id, HandlerPtr handler);
    /// Queued, with its handler; null when the server does not want it, or the user does not.
    std::shared_ptr<const SimpleHandler> telemetry(protocol::TelemetryApi api);

    /// Sends what is queued.
    Task<> flush(net::Deadline deadline);
    /// Sends what is queued, waits for the next answers and calls their handlers: at least one, and
    /// whatever else has arrived with it.
    Task<> pump(net::Deadline deadline);
    /// Brings a failed or busy connection back to ready; answers what was pending is dropped.
    Task<> reset(net::Deadline deadline);
    /// GOODBYE and close, as far as the deadline lets it.
    Task<> goodbye(net::Deadline deadline);

    void close() noexcept { transport_.close(); }

    [[nodiscard]] bool is_open() const noexcept { return transport_.is_open(); }

    /// Open, and ready for new work without a RESET.
    [[nodiscard]] bool is_clean() const noexcept;

    [[nodiscard]] bool is_pending(protocol::Request request) const noexcept {
        return client_.is_pending(request);
    }

    /// The peer has closed, or said something unasked: not to be used again.
    [[nodiscard]] bool looks_dead() noexcept { return transport_.looks_dead(); }

    [[nodiscard]] const ServerInfo& server() const noexcept { return server_; }

    [[nodiscard]] const wire::Features& features() const noexcept { return client_.features(); }

    [[nodiscard]] const net::Address& address() const noexcept { return address_; }

    [[nodiscard]] const ConnectionSettings& settings() const noexcept { return *settings_; }

    using Clock = Environment::Clock;
    Clock::time_point opened_at;  ///< by the pool's clock
    Clock::time_point idle_since;

  private:
    Task<> log_on(net::Deadline deadline);
    void on_hello(const Map& metadata);
    bool dispatch(protocol::Event& event);
    Task<std::size_t> receive(net::Deadline deadline);
    void trace(std::string_view who, std::span<const std::uint8_t> message) const;
    [[nodiscard]] net::Deadline receive_deadline(net::Deadline deadline) const noexcept;
    Task<> await(const SimpleHandler& handler, net::Deadline deadline);

    net::Address address_;
    std::shared_ptr<const ConnectionSettings> settings_;
    net::Transport transport_;
    protocol::Client client_;
    ServerInfo server_;
    std::chrono::milliseconds receive_timeout_{0};
    bool receive_timeout_hinted_ = false;  ///< the server has chosen it
    bool wants_telemetry_ = false;
    std::deque<HandlerPtr> handlers_;
    std::optional<Error> failure_;  ///< why the server ignores what follows
    std::vector<std::uint8_t> buffer_;
};

}  // namespace bolt::conn
