// Opening a connection: address, transport, version, log-on; see connection.hpp.
// What the server says of itself in HELLO is kept for the connection's life.

#include "conn/connection.hpp"
#include "protocol/metadata.hpp"
#include "wire/handshake.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include <boost/version.hpp>

namespace bolt::conn {

namespace {

/// A longer hint makes no difference, and could overflow the clock. [limit]
constexpr std::int64_t kLongestReceiveTimeout = 365 * 24 * 3'600;

Task<wire::Version> negotiate(
    net::Transport& transport, std::vector<std::uint8_t>& reply, net::Deadline deadline
) {
    const std::vector<std::uint8_t> opening = wire::Handshake::opening();
    co_await transport.write_all(opening, deadline);
    wire::Handshake handshake;
    std::array<std::uint8_t, 128> buffer{};
    for (;;) {
        // Never more than belongs to the negotiation: what follows is the client's.
        const std::size_t most = std::min(handshake.wants(), buffer.size());
        const std::size_t size =
            co_await transport.read_some(std::span(buffer).first(most), deadline);
        std::span<const std::uint8_t> input = std::span(buffer).first(size);
        const wire::Handshake::Status status = handshake.feed(input);
        if (status == wire::Handshake::Status::failed) {
            throw Error(ErrorKind::protocol, handshake.problem());
        }
        if (status == wire::Handshake::Status::done) {
            reply = handshake.reply();
            co_return handshake.version();
        }
    }
}

protocol::NotificationFilter filter_of(const NotificationConfig& config) {
    protocol::NotificationFilter filter;
    filter.minimum_severity = config.minimum_severity;
    filter.disabled = config.disabled_classifications;
    return filter;
}

/// Connects to the endpoint, or to the first address that a resolver has in its place; `endpoint`
/// becomes that one.
Task<net::Transport> connect(
    Endpoint& endpoint,
    const ConnectionSettings& settings,
    net::TransportOptions options,
    net::Deadline deadline
) {
    std::vector<Address> addresses(1, endpoint.address);
    const bool resolved = settings.resolves_address && settings.driver.resolver;
    if (resolved) {
        addresses = co_await settings.driver.resolver(endpoint.address);
    }
    std::exception_ptr failure;
    for (const Address& address : addresses) {
        if (resolved) {
            endpoint = Endpoint(address);
            options.server_name = endpoint.server_name;
        }
        try {
            const net::Deadline limit =
                deadline.min(net::Deadline::after(settings.driver.connection_timeout));
            co_return co_await net::Transport::connect(address, options, limit);
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::cancelled) {
                throw;
            }
            failure = std::current_exception();
        }
    }
    if (failure) {
        std::rethrow_exception(failure);
    }
    throw Error(
        ErrorKind::connectivity,
        "the resolver has no address in place of " + endpoint.address.to_string()
    );
}

}  // namespace

Task<std::unique_ptr<Connection>> Connection::open(
    Endpoint endpoint,
    std::shared_ptr<const ConnectionSettings> settings,
    AuthToken auth,
    bool is_session_auth,
    std::weak_ptr<ConnectionOwner> owner,
    net::Deadline deadline
) {
    net::TransportOptions options;
    options.keep_alive = settings->driver.keep_alive;
    options.executor = settings->executor;
    options.server_name = endpoint.server_name;
    options.domain_name_resolver = settings->driver.domain_name_resolver;
    if (settings->tls) {
        options.tls = co_await settings->tls->get();
    }
    net::Transport transport = co_await connect(endpoint, *settings, std::move(options), deadline);
    std::vector<std::uint8_t> reply;
    const wire::Version version = co_await negotiate(transport, reply, deadline);
    auto connection = std::make_unique<Connection>(
        std::move(endpoint.address),
        std::move(settings),
        std::move(auth),
        std::move(owner),
        std::move(transport),
        version
    );
    // Before log-on, whose refusal is judged by it.
    connection->is_session_auth = is_session_auth;
    // A manifest's reply has no answer, so that it leaves together with HELLO.
    connection->unsent_ = std::move(reply);
    co_await connection->log_on(deadline);
    co_return connection;
}

Task<> Connection::log_on(net::Deadline deadline) {
    protocol::HelloRequest request;
    request.user_agent = settings_->driver.user_agent;
    request.product = "boltmem-cpp/0.1.0";
    request.language = "C++/" + std::to_string(__cplusplus);
    request.language_details = "Boost.Asio " + std::to_string(BOOST_VERSION / 100'000) + "." +
                               std::to_string(BOOST_VERSION / 100 % 1'000);
    request.routing = settings_->routing;
    request.notifications = filter_of(settings_->driver.notifications);
    auto hello = std::make_shared<SimpleHandler>();
    handlers_.push_back(hello);
    client_.hello(request, auth_);
    std::shared_ptr<SimpleHandler> last = hello;
    if (client_.features().logon) {
        last = std::make_shared<SimpleHandler>();
        handlers_.push_back(last);
        client_.logon(auth_);
    }
    co_await await(hello, deadline);
    on_hello(hello->get());
    co_await await(last, deadline);
    (void)last->get();
    established_ = true;
}

void Connection::on_hello(const Map& metadata) {
    server_.agent = protocol::text_at(metadata, "server");
    if (!server_.agent.starts_with("Neo4j/")) {
        close();
        throw Error(
            ErrorKind::unsupported_server,
            server_.address + " is no Neo4j: it calls itself '" + server_.agent + "'"
        );
    }
    const Map* entries = protocol::entry<Map>(metadata, "hints");
    if (entries == nullptr) {
        return;
    }
    const std::chrono::seconds hinted(std::min(
        protocol::integer_at(*entries, "connection.recv_timeout_seconds"), kLongestReceiveTimeout
    ));
    if (hinted.count() > 0 && (receive_timeout_.count() == 0 || hinted < receive_timeout_)) {
        receive_timeout_ = hinted;
        receive_timeout_hinted_ = true;
    }
    wants_telemetry_ = settings_->driver.telemetry && client_.features().telemetry &&
                       protocol::flag_at(*entries, "telemetry.enabled");
    routes_on_server_ =
        client_.features().home_database_in_success && protocol::flag_at(*entries, "ssr.enabled");
}

}  // namespace bolt::conn
