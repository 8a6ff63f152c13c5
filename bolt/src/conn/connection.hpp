#pragma once
// Connection: one logged-on conversation with a server; drives protocol::Client over a Transport.
// Requests are queued with a handler each, sent by flush(), and answered inside pump().

#include "conn/counters.hpp"
#include "conn/response_handler.hpp"
#include "net/deadline.hpp"
#include "net/tls.hpp"
#include "net/transport.hpp"
#include "protocol/client.hpp"

#include <bolt/address.hpp>
#include <bolt/auth.hpp>
#include <bolt/auth_manager.hpp>
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

class Connection;

/// Decides what a connection's failure means for the other connections, and for a retry.
/// Implemented by the connection providers.
class ConnectionOwner {
  public:
    ConnectionOwner() = default;
    ConnectionOwner(const ConnectionOwner&) = delete;
    ConnectionOwner& operator=(const ConnectionOwner&) = delete;
    virtual ~ConnectionOwner() = default;

    /// The connection broke after log-on. The answer is what its user gets to see.
    [[nodiscard]] virtual Error on_lost(const Connection& connection, const Error& reason) = 0;
    /// The server answered FAILURE. The answer is what its user gets to see.
    virtual Task<Error> on_failure(Connection& connection, Error failure) = 0;
};

/// How to open connections: the same for all of a driver.
struct ConnectionSettings {
    ConnectionSettings() = default;
    DriverConfig driver;
    std::shared_ptr<AuthTokenManager> auth;
    std::optional<AuthToken> fixed_auth;  ///< what `auth` always answers; unset = it must be asked
    std::shared_ptr<net::TlsContextSource> tls;  ///< null = plain
    std::optional<Map> routing;                  ///< HELLO's routing context, for neo4j://
    bool resolves_address = false;               ///< ask the resolver for each connection: bolt://
    boost::asio::any_io_executor executor;       ///< the driver's, which its sockets belong to
    std::shared_ptr<Counters> counters = std::make_shared<Counters>();
};

/// Where a connection goes: the address, and the name that its certificate must be for.
struct Endpoint {
    Endpoint() = default;

    explicit Endpoint(Address to) : address(std::move(to)), server_name(address.host) {}

    Endpoint(Address to, std::string name) : address(std::move(to)), server_name(std::move(name)) {}

    Address address;
    std::string server_name;
};

/// Not thread-safe: belongs to one coroutine at a time. Any Error of kind connectivity, timeout,
/// cancelled, tls or protocol leaves it closed.
class Connection {
  public:
    /// Connects, negotiates the version and logs on with `auth`, which may be of a session's own
    /// user. `owner` is told of failures.
    static Task<std::unique_ptr<Connection>> open(
        Endpoint endpoint,
        std::shared_ptr<const ConnectionSettings> settings,
        AuthToken auth,
        bool is_session_auth,
        std::weak_ptr<ConnectionOwner> owner,
        net::Deadline deadline
    );

    Connection(
        Address address,
        std::shared_ptr<const ConnectionSettings> settings,
        AuthToken auth,
        std::weak_ptr<ConnectionOwner> owner,
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

    /// Counts the RUNs: which of them PULL and DISCARD mean when they name no query.
    [[nodiscard]] std::uint64_t runs() const noexcept { return runs_; }

    /// Queued, with its handler; null when the server does not want it, or the user does not.
    std::shared_ptr<const SimpleHandler> telemetry(protocol::TelemetryApi api);

    /// Queues LOGOFF and LOGON, to travel with the next request; needs Features::logon. The answer
    /// is for whoever wants to wait; a refusal fails everything that is queued behind it.
    std::shared_ptr<const SimpleHandler> authenticate(AuthToken token);
    /// The routing table of a database, by ROUTE or by what older versions have instead.
    Task<Map> route(protocol::RouteRequest request, net::Deadline deadline);

    /// Sends what is queued as far as that needs no waiting; answers whether all of it has gone.
    [[nodiscard]] bool try_flush();
    /// Sends what is queued.
    Task<> flush(net::Deadline deadline);
    /// Sends what is queued, waits for the next answers and calls their handlers: at least one, and
    /// whatever else has arrived with it.
    Task<> pump(net::Deadline deadline);
    /// Brings a failed or busy connection back to ready; answers what was pending is dropped.
    Task<> reset(net::Deadline deadline);
    /// Whether an idle connection still works, by RESET. When it does not, that says nothing about
    /// its server.
    Task<bool> responds(net::Deadline deadline);
    /// Waits for the answer of `handler`, which is of a request queued here.
    Task<> await(std::shared_ptr<const SimpleHandler> handler, net::Deadline deadline);
    /// GOODBYE and close, as far as the deadline lets it.
    Task<> goodbye(net::Deadline deadline);

    void close() noexcept { transport_.close(); }

    /// As goodbye(), as far as that needs no waiting.
    void leave() noexcept;

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

    [[nodiscard]] wire::Version version() const noexcept { return client_.version(); }

    [[nodiscard]] const Address& address() const noexcept { return address_; }

    [[nodiscard]] const ConnectionSettings& settings() const noexcept { return *settings_; }

    /// As whom it is logged on, or will be when what is queued is sent.
    [[nodiscard]] const AuthToken& auth() const noexcept { return auth_; }

    /// Queries without a database are routed by the server (hint ssr.enabled).
    [[nodiscard]] bool routes_on_server() const noexcept { return routes_on_server_; }

    /// The database of the transaction under way: that of its routing table.
    [[nodiscard]] const std::string& database() const noexcept { return database_; }

    void set_database(std::string database) { database_ = std::move(database); }

    // The pool's notes on it.
    using Clock = Environment::Clock;
    Clock::time_point opened_at;  ///< by the pool's clock
    Clock::time_point idle_since;
    std::uint64_t uses = 0;        ///< how often it was lent
    std::uint64_t auth_epoch = 0;  ///< older than the pool's: it must log on anew
    bool is_session_auth = false;  ///< logged on as a session's own user

  private:
    Task<> log_on(net::Deadline deadline);
    void on_hello(const Map& metadata);
    HandlerPtr take_handler(protocol::Request request);
    void answer(ResponseHandler& handler, protocol::Event& event);
    Task<Error> judged(Error failure);
    [[nodiscard]] Error lost(const Error& reason);
    void fail_pending(const Error& error);
    [[nodiscard]] Error receiving_failed(const Error& reason, net::Deadline deadline);
    void trace(std::string_view who, std::span<const std::uint8_t> message) const;
    [[nodiscard]] net::Deadline receive_deadline(net::Deadline deadline) const noexcept;
    Task<Map> route_by_procedure(protocol::RouteRequest request, net::Deadline deadline);

    Address address_;
    std::shared_ptr<const ConnectionSettings> settings_;
    AuthToken auth_;
    std::weak_ptr<ConnectionOwner> owner_;
    net::Transport transport_;
    protocol::Client client_;
    ServerInfo server_;
    std::string database_;
    std::chrono::milliseconds receive_timeout_{0};
    bool receive_timeout_hinted_ = false;  ///< the server has chosen it
    bool wants_telemetry_ = false;
    bool routes_on_server_ = false;
    std::uint64_t runs_ = 0;
    bool established_ = false;  ///< log-on has succeeded
    bool probing_ = false;      ///< it is being tested
    std::deque<HandlerPtr> handlers_;
    std::deque<Clock::time_point> query_starts_;  ///< of the RUNs without an answer
    std::optional<Error> failure_;                ///< why the server ignores what follows
    std::vector<std::uint8_t> unsent_;            ///< of the negotiation
    std::unique_ptr<std::uint8_t[]> buffer_;      ///< that is read into
};

}  // namespace bolt::conn
