// Opening, pumping and resetting a connection; see connection.hpp.
// All protocol rules are protocol::Client's; this file only moves bytes and hands out answers.

#include "conn/connection.hpp"

#include "protocol/redact.hpp"
#include "wire/handshake.hpp"

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
    std::array<std::uint8_t, 1> byte{};
    for (;;) {
        // Byte by byte, because what follows the handshake belongs to the client. It is a few
        // bytes.
        co_await transport.read_some(byte, deadline);
        std::span<const std::uint8_t> input(byte);
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
    net::Address address,
    std::shared_ptr<const ConnectionSettings> settings,
    net::Transport transport,
    wire::Version version
)
    : address_(std::move(address)),
      settings_(std::move(settings)),
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

Task<std::unique_ptr<Connection>> Connection::open(
    net::Address address, std::shared_ptr<const ConnectionSettings> settings, net::Deadline deadline
) {
    net::TransportOptions options;
    options.keep_alive = settings->driver.keep_alive;
    options.tls = settings->tls;
    options.executor = settings->executor;
    net::Transport transport = co_await net::Transport::connect(address, options, deadline);
    std::vector<std::uint8_t> manifest_reply;
    const wire::Version version = co_await negotiate(transport, manifest_reply, deadline);
    if (!manifest_reply.empty()) {
        co_await transport.write_all(manifest_reply, deadline);
    }
    auto connection = std::make_unique<Connection>(
        std::move(address), std::move(settings), std::move(transport), version
    );
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
    client_.hello(request, settings_->auth);
    std::shared_ptr<SimpleHandler> last = hello;
    if (client_.features().logon) {
        last = std::make_shared<SimpleHandler>();
        handlers_.push_back(last);
        client_.logon(settings_->auth);
    }
    co_await await(*hello, deadline);
    on_hello(hello->get());
    co_await await(*last, deadline);
    (void)last->get();
}

void Connection::on_hello(const Map& metadata) {
    if (const Value* agent = metadata.find("server")) {
        if (const auto* text = agent->get_if<std::string>()) {
            server_.agent = *text;
        }
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
}

void Connection::run(
    const std::string& query,
    const Map& parameters,
    const protocol::TransactionExtra* extra,
    HandlerPtr handler
) {
    client_.run(query, parameters, extra);
    handlers_.push_back(std::move(handler));
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

Task<> Connection::flush(net::Deadline deadline) {
    while (!client_.output().empty()) {
        const std::span<const std::uint8_t> bytes = client_.output();
        co_await transport_.write_all(bytes, receive_deadline(deadline));
        client_.consume(bytes.size());
    }
}

net::Deadline Connection::receive_deadline(net::Deadline deadline) const noexcept {
    return deadline.min(net::Deadline::after(receive_timeout_));
}

/// A server that gives the hint promises to say something within that time, if only a NOOP. When it
/// does not, it is gone: another connection may do better, so that the failure is one to retry.
Task<std::size_t> Connection::receive(net::Deadline deadline) {
    const net::Deadline until = receive_deadline(deadline);
    try {
        co_return co_await transport_.read_some(buffer_, until);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::timeout || !receive_timeout_hinted_ || deadline.passed()) {
            throw;
        }
    }
    throw Error(
        ErrorKind::connectivity,
        server_.address + ": the server was silent for longer than the " +
            std::to_string(
                std::chrono::duration_cast<std::chrono::seconds>(receive_timeout_).count()
            ) +
            " s that it promised; the connection is taken for lost"
    );
}

void Connection::trace(std::string_view who, std::span<const std::uint8_t> message) const {
    std::string line = server_.address;
    line.append(who).append(protocol::loggable(message));
    settings_->driver.log(LogLevel::trace, line);
}

/// True when a handler was called.
bool Connection::dispatch(protocol::Event& event) {
    using Type = protocol::Event::Type;
    if (event.type == Type::violation) {
        close();
        throw Error(ErrorKind::protocol, server_.address + ": " + event.problem);
    }
    const HandlerPtr handler = handlers_.front();
    if (event.type == Type::record) {
        handler->on_record(std::move(event.arena), event.cells);
        return true;
    }
    handlers_.pop_front();
    if (event.type == Type::success) {
        if (event.request == protocol::Request::reset) {
            failure_.reset();
        }
        handler->on_success(std::move(event.metadata));
    } else if (event.type == Type::failure) {
        failure_.emplace(std::move(event.error));
        handler->on_failure(*failure_);
    } else {
        handler->on_failure(
            failure_ ? *failure_
                     : Error(ErrorKind::protocol, "the request was interrupted by a RESET")
        );
    }
    return true;
}

Task<> Connection::pump(net::Deadline deadline) {
    co_await flush(deadline);
    for (;;) {
        bool any = false;
        for (;;) {
            protocol::Event& event = client_.next_event();
            if (event.type == protocol::Event::Type::needs_more) {
                break;
            }
            any = dispatch(event);
            if (client_.state() == protocol::ServerState::defunct) {
                // Refused credentials, for one: the answer has been told, no other one comes.
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

Task<> Connection::await(const SimpleHandler& handler, net::Deadline deadline) {
    while (!handler.done()) {
        co_await pump(deadline);
    }
}

Task<> Connection::reset(net::Deadline deadline) {
    auto handler = std::make_shared<SimpleHandler>();
    client_.reset();
    handlers_.push_back(handler);
    co_await await(*handler, deadline);
    (void)handler->get();
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

bool Connection::is_clean() const noexcept {
    return is_open() && client_.is_clean();
}

}  // namespace bolt::conn
