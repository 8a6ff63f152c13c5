// Sending, pumping and resetting; see connection.hpp. Opening: connection_open.cpp; ROUTE:
// connection_route.cpp.
// All protocol rules are protocol::Client's; this file only moves bytes and hands out answers.

#include "conn/connection.hpp"

#include "protocol/redact.hpp"

#include <span>
#include <string>
#include <utility>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

namespace bolt::conn {

namespace {

/// One read takes up to this much; pages are only touched as far as answers fill them.
constexpr std::size_t kReadBuffer = 32 * 1024;

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
      buffer_(std::make_unique_for_overwrite<std::uint8_t[]>(kReadBuffer)) {
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

/// What is queued nearly always fits the socket's buffer. Answers whether all of it did; what went
/// wrong otherwise, flush() will meet as well.
bool Connection::try_flush() {
    const std::span<const std::uint8_t> bytes = client_.output();
    if (bytes.empty() || !unsent_.empty()) {
        return bytes.empty();
    }
    const std::size_t sent = transport_.try_write(bytes);
    Counters::add(settings_->counters->bytes_sent, sent);
    const bool all = sent == bytes.size();
    client_.consume(sent);
    return all;
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
        handler->on_ignored(error);
    }
}

net::Deadline Connection::receive_deadline(net::Deadline deadline) const noexcept {
    return deadline.min(net::Deadline::after(receive_timeout_));
}

/// A server that gives the hint promises to say something within that time, if only a NOOP. When it
/// does not, it is gone: another connection may do better, so that the failure is one to retry.
Error Connection::receiving_failed(const Error& reason, net::Deadline deadline) {
    if (reason.kind() != ErrorKind::timeout || !receive_timeout_hinted_ || deadline.passed()) {
        return lost(reason);
    }
    const auto promised = std::chrono::duration_cast<std::chrono::seconds>(receive_timeout_);
    const Error silent(
        ErrorKind::connectivity,
        server_.address + ": the server was silent for longer than the " +
            std::to_string(promised.count()) +
            " s that it promised; the connection is taken for lost"
    );
    return lost(silent);
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
        handler.on_success(event.metadata);
    } else {
        handler.on_ignored(
            failure_ ? *failure_
                     : Error(ErrorKind::protocol, "the request was interrupted by a RESET")
        );
    }
}

Task<> Connection::pump(net::Deadline deadline) {
    if (!try_flush()) {
        co_await flush(deadline);
    }
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
        const net::Deadline until = receive_deadline(deadline);
        const std::span<std::uint8_t> into(buffer_.get(), kReadBuffer);
        std::exception_ptr broken;
        std::size_t size = 0;
        try {
            size = co_await transport_.read_some(into, until);
        } catch (...) {
            broken = std::current_exception();
        }
        if (broken) {
            throw receiving_failed(to_error(broken), deadline);
        }
        Counters::add(settings_->counters->bytes_received, size);
        client_.feed(into.first(size));
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
        (void)transport_.try_write(client_.output());
    }
    close();
}

bool Connection::is_clean() const noexcept {
    return is_open() && client_.is_clean();
}

}  // namespace bolt::conn
