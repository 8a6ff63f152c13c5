// Opening, pumping and resetting a connection; see connection.hpp.
// All protocol rules are protocol::Client's; this file only moves bytes and hands out answers.

#include "conn/connection.hpp"

#include "protocol/redact.hpp"
#include "wire/handshake.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <utility>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <boost/version.hpp>

namespace bolt::conn {

namespace {

/// One read takes up to this much; pages are only touched as far as answers fill them.
constexpr std::size_t kReadBuffer = 32 * 1024;

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

std::int64_t integer_at(const Map& map, std::string_view key) {
    const Value* value = map.find(key);
    const auto* number = value == nullptr ? nullptr : value->get_if<std::int64_t>();
    return number == nullptr ? 0 : *number;
}

bool flag_at(const Map& map, std::string_view key) {
    const Value* value = map.find(key);
    const auto* flag = value == nullptr ? nullptr : value->get_if<bool>();
    return flag != nullptr && *flag;
}

protocol::NotificationFilter filter_of(const NotificationConfig& config) {
    protocol::NotificationFilter filter;
    filter.minimum_severity = config.minimum_severity;
    filter.disabled = config.disabled_classifications;
    return filter;
}

}  // namespace

Error to_error(std::exception_ptr failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const Error& error) {
        return error;
    } catch (const boost::system::system_error& error) {
        const bool aborted = error.code() == boost::asio::error::operation_aborted;
        return {
            aborted ? ErrorKind::cancelled : ErrorKind::connectivity,
            aborted ? std::string("the operation was cancelled") : error.code().message()
        };
    } catch (const std::exception& error) {
        return {ErrorKind::usage, error.what()};
    }
}

Connection::Connection(
    Address address,
    std::shared_ptr<const ConnectionSettings> settings,
    AuthToken auth,
    std::weak_ptr<ConnectionOwner> owner,
    net::Transport transport,
    wire::Version version
)
    : address_(std::move(address)),
      settings_(std::move(settings)),
      auth_(std::move(auth)),
      owner_(std::move(owner)),
      transport_(std::move(transport)),
      client_(
          version,
          [this] {
              packstream::Limits limits;
              limits.max_message = settings_->driver.max_message_size;
              return limits;
          }()
      ),
      buffer_(kReadBuffer) {
    server_.address = address_.to_string();
    server_.protocol_version = version.to_string();
    receive_timeout_ = settings_->driver.receive_timeout;
    if (settings_->driver.logs(LogLevel::trace)) {
        client_.trace_to(
            [this](std::span<const std::uint8_t> message) { trace(" <- ", message); },
            [this](std::span<const std::uint8_t> message) { trace(" -> ", message); }
        );
    }
}

namespace {

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
    if (const Value* agent = metadata.find("server")) {
        if (const auto* text = agent->get_if<std::string>()) {
            server_.agent = *text;
        }
    }
    if (!server_.agent.starts_with("Neo4j/")) {
        close();
        throw Error(
            ErrorKind::unsupported_server,
            server_.address + " is no Neo4j: it calls itself '" + server_.agent + "'"
        );
    }
    const Value* hints = metadata.find("hints");
    const Map* entries = hints == nullptr ? nullptr : hints->get_if<Map>();
    if (entries == nullptr) {
        return;
    }
    const std::chrono::seconds hinted(integer_at(*entries, "connection.recv_timeout_seconds"));
    if (hinted.count() > 0 && (receive_timeout_.count() == 0 || hinted < receive_timeout_)) {
        receive_timeout_ = hinted;
        receive_timeout_hinted_ = true;
    }
    wants_telemetry_ = settings_->driver.telemetry && client_.features().telemetry &&
                       flag_at(*entries, "telemetry.enabled");
    routes_on_server_ =
        client_.features().home_database_in_success && flag_at(*entries, "ssr.enabled");
}

void Connection::run(
    const std::string& query,
    const Map& parameters,
    const protocol::TransactionExtra* extra,
    HandlerPtr handler
) {
    client_.run(query, parameters, extra);
    handlers_.push_back(std::move(handler));
    query_starts_.push_back(Clock::now());
    ++runs_;
    Counters::add(settings_->counters->queries);
}

void Connection::begin(const protocol::TransactionExtra& extra, HandlerPtr handler) {
    client_.begin(extra);
    handlers_.push_back(std::move(handler));
}

void Connection::commit(HandlerPtr handler) {
    client_.commit();
    handlers_.push_back(std::move(handler));
}

void Connection::rollback(HandlerPtr handler) {
    client_.rollback();
    handlers_.push_back(std::move(handler));
}

void Connection::pull(std::int64_t n, std::optional<std::int64_t> query_id, HandlerPtr handler) {
    client_.pull(n, query_id);
    handlers_.push_back(std::move(handler));
}

void Connection::discard(std::int64_t n, std::optional<std::int64_t> query_id, HandlerPtr handler) {
    client_.discard(n, query_id);
    handlers_.push_back(std::move(handler));
}

std::shared_ptr<const SimpleHandler> Connection::telemetry(protocol::TelemetryApi api) {
    if (!wants_telemetry_) {
        return nullptr;
    }
    auto handler = std::make_shared<SimpleHandler>();
    client_.telemetry(api);
    handlers_.push_back(handler);
    return handler;
}

std::shared_ptr<const SimpleHandler> Connection::authenticate(AuthToken token) {
    auto logged_off = std::make_shared<SimpleHandler>();
    auto logged_on = std::make_shared<SimpleHandler>();
    client_.logoff();
    handlers_.push_back(std::move(logged_off));
    client_.logon(token);
    handlers_.push_back(logged_on);
    auth_ = std::move(token);
    return logged_on;
}

Task<> Connection::flush(net::Deadline deadline) {
    while (!client_.output().empty()) {
        const std::span<const std::uint8_t> bytes = client_.output();
        std::exception_ptr broken;
        try {
            if (!unsent_.empty()) {
                unsent_.insert(unsent_.end(), bytes.begin(), bytes.end());
                co_await transport_.write_all(unsent_, receive_deadline(deadline));
                unsent_ = std::vector<std::uint8_t>();
            } else {
                co_await transport_.write_all(bytes, receive_deadline(deadline));
            }
        } catch (...) {
            broken = std::current_exception();
        }
        if (broken) {
            throw lost(to_error(broken));
        }
        Counters::add(settings_->counters->bytes_sent, bytes.size());
        client_.consume(bytes.size());
    }
}

/// A connection in use broke: its owner knows what else that means.
Error Connection::lost(const Error& reason) {
    close();
    const std::shared_ptr<ConnectionOwner> owner = owner_.lock();
    // After a failure servers may close; and who is only asked whether it lives may be dead.
    const bool expected = client_.state() == protocol::ServerState::failed || probing_;
    if (!owner || !established_ || expected || reason.kind() == ErrorKind::cancelled) {
        return reason;
    }
    return owner->on_lost(*this, reason);
}

Task<Error> Connection::judged(Error failure) {
    Counters::add(settings_->counters->failures);
    const std::shared_ptr<ConnectionOwner> owner = owner_.lock();
    if (!owner) {
        co_return failure;
    }
    co_return co_await owner->on_failure(*this, std::move(failure));
}

/// The server will answer nothing any more.
void Connection::fail_pending(const Error& error) {
    close();
    std::deque<HandlerPtr> handlers;
    handlers.swap(handlers_);
    for (const HandlerPtr& handler : handlers) {
        handler->on_failure(error);
    }
}

net::Deadline Connection::receive_deadline(net::Deadline deadline) const noexcept {
    return deadline.min(net::Deadline::after(receive_timeout_));
}

/// A server that gives the hint promises to say something within that time, if only a NOOP. When it
/// does not, it is gone: another connection may do better, so that the failure is one to retry.
Task<std::size_t> Connection::receive(net::Deadline deadline) {
    const net::Deadline until = receive_deadline(deadline);
    std::exception_ptr broken;
    try {
        const std::size_t size = co_await transport_.read_some(buffer_, until);
        Counters::add(settings_->counters->bytes_received, size);
        co_return size;
    } catch (...) {
        broken = std::current_exception();
    }
    const Error reason = to_error(broken);
    if (reason.kind() != ErrorKind::timeout || !receive_timeout_hinted_ || deadline.passed()) {
        throw lost(reason);
    }
    const auto promised = std::chrono::duration_cast<std::chrono::seconds>(receive_timeout_);
    const Error silent(
        ErrorKind::connectivity,
        server_.address + ": the server was silent for longer than the " +
            std::to_string(promised.count()) +
            " s that it promised; the connection is taken for lost"
    );
    throw lost(silent);
}

void Connection::trace(std::string_view who, std::span<const std::uint8_t> message) const {
    std::string line = server_.address;
    line.append(who).append(protocol::loggable(message));
    settings_->driver.log(LogLevel::trace, line);
}

HandlerPtr Connection::take_handler(protocol::Request request) {
    HandlerPtr handler = std::move(handlers_.front());
    handlers_.pop_front();
    if (request == protocol::Request::run && !query_starts_.empty()) {
        settings_->counters->query_took(Clock::now() - query_starts_.front());
        query_starts_.pop_front();
    }
    return handler;
}

/// Hands out a SUCCESS or an IGNORED.
void Connection::answer(ResponseHandler& handler, protocol::Event& event) {
    if (event.type == protocol::Event::Type::success) {
        if (event.request == protocol::Request::reset) {
            failure_.reset();
        }
        handler.on_success(std::move(event.metadata));
    } else {
        handler.on_failure(
            failure_ ? *failure_
                     : Error(ErrorKind::protocol, "the request was interrupted by a RESET")
        );
    }
}

Task<> Connection::pump(net::Deadline deadline) {
    co_await flush(deadline);
    for (;;) {
        bool any = false;
        for (;;) {
            using Type = protocol::Event::Type;
            protocol::Event& event = client_.next_event();
            if (event.type == Type::needs_more) {
                break;
            }
            any = true;
            if (event.type == Type::record) {
                handlers_.front()->on_record(std::move(event.arena), event.cells);
                continue;
            }
            if (event.type == Type::violation) {
                close();
                throw Error(ErrorKind::protocol, server_.address + ": " + event.problem);
            }
            const HandlerPtr handler = take_handler(event.request);
            if (event.type != Type::failure) {
                answer(*handler, event);
                continue;
            }
            const Error failure = co_await judged(Error(std::move(event.error)));
            failure_.emplace(failure);
            handler->on_failure(failure);
            if (client_.state() == protocol::ServerState::defunct) {
                // Refused credentials, for one: the answer has been told, no other one comes.
                fail_pending(failure);
                break;
            }
        }
        if (any) {
            co_return;
        }
        const std::size_t size = co_await receive(deadline);
        client_.feed(std::span<const std::uint8_t>(buffer_.data(), size));
    }
}

Task<> Connection::await(std::shared_ptr<const SimpleHandler> handler, net::Deadline deadline) {
    while (!handler->done()) {
        co_await pump(deadline);
    }
}

Task<> Connection::reset(net::Deadline deadline) {
    auto handler = std::make_shared<SimpleHandler>();
    client_.reset();
    handlers_.push_back(handler);
    co_await await(handler, deadline);
    (void)handler->get();
}

namespace {

/// Keeps the first record of a procedure that answers one.
class FirstRecord final : public ResponseHandler {
  public:
    void on_record(std::shared_ptr<const void> /*arena*/, std::span<const detail::Cell> cells)
        override {
        if (values_.empty()) {
            for (const detail::Cell& cell : cells) {
                values_.push_back(ValueView(cell).to_value());
            }
        }
    }

    void on_success(Map /*metadata*/) override { done_ = true; }

    void on_failure(const Error& error) override {
        error_ = std::make_shared<const Error>(error);
        done_ = true;
    }

    [[nodiscard]] bool done() const noexcept { return done_; }

    [[nodiscard]] const List& values() const {
        if (error_) {
            throw Error(*error_);
        }
        return values_;
    }

  private:
    bool done_ = false;
    List values_;
    std::shared_ptr<const Error> error_;
};

}  // namespace

Task<Map> Connection::route(protocol::RouteRequest request, net::Deadline deadline) {
    if (!features().route) {
        co_return co_await route_by_procedure(std::move(request), deadline);
    }
    auto handler = std::make_shared<SimpleHandler>();
    client_.route(request);
    handlers_.push_back(handler);
    co_await await(handler, deadline);
    const Value* table = handler->get().find("rt");
    const Map* entries = table == nullptr ? nullptr : table->get_if<Map>();
    co_return entries == nullptr ? Map() : *entries;
}

/// Before 4.3: a procedure, whose one record holds what ROUTE answers today.
Task<Map> Connection::route_by_procedure(protocol::RouteRequest request, net::Deadline deadline) {
    std::string query = "CALL dbms.cluster.routing.getRoutingTable($context)";
    Map parameters;
    parameters.set("context", request.context);
    protocol::TransactionExtra extra;
    extra.read = true;
    if (features().databases) {
        query = "CALL dbms.routing.getRoutingTable($context)";
        if (!request.database.empty()) {
            query = "CALL dbms.routing.getRoutingTable($context, $database)";
            parameters.set("database", request.database);
        }
        extra.database = "system";
        extra.bookmarks = request.bookmarks;
    }
    extra.impersonated_user = request.impersonated_user;
    auto header = std::make_shared<SimpleHandler>();
    auto rows = std::make_shared<FirstRecord>();
    run(query, parameters, &extra, header);
    pull(-1, std::nullopt, rows);
    while (!rows->done()) {
        co_await pump(deadline);
    }
    const Value* names = header->get().find("fields");
    const List& values = rows->values();
    Map table;
    if (const List* fields = names == nullptr ? nullptr : names->get_if<List>()) {
        for (std::size_t i = 0; i < fields->size() && i < values.size(); ++i) {
            if (const auto* name = (*fields)[i].get_if<std::string>()) {
                table.set(*name, values[i]);
            }
        }
    }
    co_return table;
}

Task<bool> Connection::responds(net::Deadline deadline) {
    probing_ = true;
    try {
        co_await reset(deadline);
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::cancelled) {
            throw;
        }
        co_return false;
    }
    probing_ = false;
    co_return true;
}

Task<> Connection::goodbye(net::Deadline deadline) {
    try {
        client_.goodbye();
        co_await flush(deadline);
    } catch (const Error&) {
        // The server closes either way; GOODBYE is a courtesy.
    }
    close();
}

void Connection::leave() noexcept {
    if (is_clean()) {
        client_.goodbye();
        transport_.try_write(client_.output());
    }
    close();
}

bool Connection::is_clean() const noexcept {
    return is_open() && client_.is_clean();
}

}  // namespace bolt::conn
