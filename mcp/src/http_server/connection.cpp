// The states of a connection and its input. Each handler of an operation ends in advance(), which
// goes as far as the bytes allow; the exchange's calls may come from within it or later.
// The way of answers to the socket is in connection_output.cpp.

#include "http_server/connection.hpp"

#include "http/request.hpp"
#include "http_server/exchange.hpp"
#include "http_server/site.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

namespace mcp::http_server {
namespace {

namespace asio = boost::asio;

/// A body up to this is read before an early answer, so that the connection can go on.
constexpr std::size_t kSkippedBody = std::size_t{64} * 1024;
constexpr std::size_t kLingerBytes = std::size_t{32} * 1024 * 1024;
/// A client that was answered so recently may be about to ask again when the server stops.
constexpr std::chrono::milliseconds kRecent{1'000};
constexpr std::chrono::milliseconds kLastChance{250};

}  // namespace

Connection::Connection(
    std::shared_ptr<Site> site,
    Stream::Socket socket,
    std::shared_ptr<asio::ssl::context> tls,
    const asio::ip::tcp::endpoint& peer
)
    : shared_site_(std::move(site)),
      site_(*shared_site_),
      stream_(std::move(socket), std::move(tls)),
      address_(peer.address().to_string()),
      loopback_(peer.address().is_loopback()),
      parser_(site_.config.limits.max_body),
      last_answer_(Clock::now()) {}

Connection::~Connection() = default;

void Connection::start() {
    if (!stream_.tls()) {
        wait_until(site_.config.limits.header_timeout);
        return expect_input();
    }
    state_ = State::handshake;
    wait_until(site_.config.limits.handshake_timeout);
    stream_.handshake([self = shared_from_this()](const boost::system::error_code& error) {
        if (self->state_ == State::closed) {
            return;
        }
        if (error) {
            return self->close();
        }
        self->state_ = State::head;
        self->wait_until(self->site_.config.limits.header_timeout);
        self->expect_input();
    });
}

void Connection::wait_until(std::chrono::milliseconds limit) {
    deadline_ = Clock::now() + limit;
}

// --- input -------------------------------------------------------------------------------------

void Connection::expect_input() {
    const bool needs = state_ == State::head || state_ == State::body || state_ == State::lingering;
    const bool room = needs || input_.size() < site_.config.limits.max_read_ahead;
    if (reading_ || input_ended_ || !room || state_ == State::closed ||
        state_ == State::handshake) {
        return;
    }
    reading_ = true;
    stream_.receive(
        site_.scratch,
        [self = shared_from_this()](const boost::system::error_code& error, std::string_view in) {
            self->received(error, in);
        }
    );
}

void Connection::received(const boost::system::error_code& error, std::string_view bytes) {
    reading_ = false;
    if (state_ == State::closed) {
        return;
    }
    if (error) {
        return input_ended(error != asio::error::eof);
    }
    if (state_ == State::lingering) {
        lingered_ += bytes.size();
        return lingered_ > kLingerBytes ? close() : expect_input();
    }
    input_ += bytes;
    advance();
    expect_input();
}

/// An end of the input may be that of a client that wants its answer all the same (half-closed), or
/// that of one that is gone: which it was shows when the answer is written.
void Connection::input_ended(bool broken) {
    input_ended_ = true;
    const bool answering =
        state_ == State::deciding || state_ == State::serving || state_ == State::writing;
    if (broken || !answering || streaming_) {
        return close();
    }
    if (exchange_ != nullptr && state_ == State::serving) {
        const auto exchange = exchange_;
        exchange->sender_gone();
    }
}

void Connection::advance() {
    if (advancing_) {
        return;
    }
    const auto self = shared_from_this();
    advancing_ = true;
    while (step()) {
    }
    advancing_ = false;
    if (state_ == State::head && input_.empty()) {
        release(input_);
    }
}

/// One step; false when it needs more bytes or somebody else's turn.
bool Connection::step() {
    switch (state_) {
        case State::head:
            return read_head();
        case State::body:
            return take_body();
        default:
            return false;
    }
}

bool Connection::read_head() {
    while (scanner_.length() == 0 && input_.starts_with("\r\n")) {
        input_.erase(0, 2);  // RFC 9112 §2.2: empty lines before a request
        scanner_.reset();
    }
    if (input_.empty()) {
        if (input_ended_) {
            close();
        }
        return false;
    }
    const HttpLimits& limits = site_.config.limits;
    const auto found = scanner_.scan(input_);
    if (found == http::HeadScanner::Found::bare_line) {
        refuse(400, "a line of the head ends without a carriage return");
        return false;
    }
    const bool whole = found == http::HeadScanner::Found::head;
    if ((whole ? scanner_.length() : input_.size()) > limits.max_header) {
        refuse(431, "the request line and the header fields are too large");
        return false;
    }
    if (whole) {
        return take_head(scanner_.length());
    }
    if (input_ended_) {
        close();
    } else if (!head_begun_) {
        head_begun_ = true;
        wait_until(limits.header_timeout);
    }
    return false;
}

bool Connection::take_head(std::size_t length) {
    const std::string_view head = std::string_view(input_).substr(0, length);
    if (const http::HeadProblem problem = http::check_head(head); problem.status != 0) {
        refuse(problem.status, problem.text);
        return false;
    }
    const RequestParser::Status status = parser_.begin(head);
    input_.erase(0, length);
    scanner_.reset();
    head_begun_ = false;
    const http::Request& request = parser_.request();
    http_1_0_ = request.http_1_0;
    head_only_ = request.method == "HEAD";
    keep_alive_ = request.keep_alive;
    body_left_ = status != RequestParser::Status::done;
    if (status == RequestParser::Status::malformed) {
        refuse(400, "the request's head cannot be read");
        return false;
    }
    if (status == RequestParser::Status::too_large) {
        refuse(413, "the body is larger than this server takes");
        return false;
    }
    if (request.count("expect") > 0 && !request.expects_continue) {
        refuse(417, "the only expectation met is 100-continue");
        return false;
    }
    state_ = State::deciding;
    wait_until(site_.config.limits.body_timeout);  // of an authorizer that hangs
    exchange_ = std::make_shared<Exchange>(shared_site_, *this);
    const auto exchange = exchange_;
    exchange->head_received(parser_.request());
    return true;
}

bool Connection::take_body() {
    std::size_t used = 0;
    auto status = RequestParser::Status::need_more;
    if (!body_left_) {
        status = RequestParser::Status::done;
    } else if (!input_.empty()) {
        status = parser_.body(input_, used);
        input_.erase(0, used);
    }
    switch (status) {
        case RequestParser::Status::done:
            break;
        case RequestParser::Status::need_more:
            if (input_ended_) {
                close();
            } else if (input_.size() > site_.config.limits.max_header) {
                refuse(400, "a chunk's head or the trailer is too large");
            }
            return false;
        case RequestParser::Status::too_large:
            refuse(413, "the body is larger than this server takes");
            return false;
        case RequestParser::Status::malformed:
            refuse(400, "the chunked body cannot be read");
            return false;
    }
    body_left_ = false;
    deadline_ = Clock::time_point::max();
    state_ = State::serving;
    if (early_ != nullptr) {
        const auto response = std::move(early_);
        answer(std::move(*response));
        return true;
    }
    const auto exchange = exchange_;
    exchange->body_received(std::move(parser_.request().body));
    if (input_ended_ && exchange_ == exchange && state_ == State::serving) {
        exchange->sender_gone();  // its end had come before its turn
    }
    return true;
}

/// Answers what could not be understood. Nothing after it can be trusted, so it is the last.
void Connection::refuse(int status, std::string_view text) {
    forget_exchange(true);
    early_.reset();
    body_left_ = true;
    state_ = State::serving;
    queue_answer(http::refusal(status, text));
}

// --- the exchange's turn -----------------------------------------------------------------------

void Connection::read_body() {
    if (state_ != State::deciding) {
        return;
    }
    state_ = State::body;
    wait_until(site_.config.limits.body_timeout);
    if (body_left_ && input_.empty() && parser_.request().expects_continue && !http_1_0_) {
        pending_.head += "HTTP/1.1 100 Continue\r\n\r\n";
        flush();
    }
    advance();
    expect_input();
}

void Connection::answer_early(http::Response response) {
    const bool skips = !body_left_ || (parser_.announces_at_most(kSkippedBody) &&
                                       !parser_.request().expects_continue);
    if (skips && state_ == State::deciding) {
        early_ = std::make_unique<http::Response>(std::move(response));
        state_ = State::body;
        wait_until(site_.config.limits.body_timeout);
        advance();
        return expect_input();
    }
    state_ = State::serving;
    queue_answer(std::move(response));
}

void Connection::answer(http::Response response) {
    if (state_ == State::serving) {
        queue_answer(std::move(response));
    }
}

void Connection::begin_stream(const http::Response& head) {
    streaming_ = true;
    ++site_.counters.responses.at(static_cast<std::size_t>(head.status));
    ++site_.counters.streams;
    if (http_1_0_) {
        keep_alive_ = false;  // the end of the connection is the end of the stream
    }
    const http::HeadOptions options = head_options();
    http::append_stream_head(pending_.head, head, options);
}

void Connection::write_piece(std::string_view piece) {
    if (state_ != State::serving || !streaming_ || failed_) {
        return;
    }
    if (queued() + piece.size() > site_.config.limits.max_queued_output) {
        site_.log("a stream ended because its reader was too slow");
        ++site_.counters.timeouts;
        return broken();
    }
    std::string& out = pending_.body.empty() ? pending_.head : pending_.body;
    if (http_1_0_) {
        out += piece;
    } else {
        http::append_chunk(out, piece);
    }
    flush();
}

void Connection::end_stream() {
    if (state_ != State::serving || !streaming_) {
        return;
    }
    if (!http_1_0_) {
        http::append_last_chunk(pending_.body.empty() ? pending_.head : pending_.body);
    }
    complete();
}

void Connection::drop() {
    broken();
}

// --- the end -----------------------------------------------------------------------------------

void Connection::forget_exchange(bool lost) {
    if (const auto exchange = std::exchange(exchange_, nullptr)) {
        exchange->detach(lost);
    }
}

/// As close(), for those who may be inside the peer, which must not be called back.
void Connection::broken() {
    if (state_ != State::closed && !std::exchange(failed_, true)) {
        asio::post(site_.ex, [self = shared_from_this()] { self->close(); });
    }
}

void Connection::close() {
    if (state_ == State::closed) {
        return;
    }
    const auto self = shared_from_this();
    state_ = State::closed;
    stream_.close();
    forget_exchange(true);
    site_.connections.erase(self);
    if (site_.changed) {
        site_.changed();
    }
}

void Connection::drain(Clock::time_point now) {
    draining_ = true;
    if (state_ != State::head || !input_.empty()) {
        return;
    }
    boost::system::error_code error;
    const std::size_t waiting = stream_.socket().available(error);
    if (error || (waiting == 0 && now - last_answer_ > kRecent)) {
        return close();
    }
    deadline_ = std::min(deadline_, now + kLastChance);
}

void Connection::check(Clock::time_point now) {
    if (now >= write_deadline_) {
        ++site_.counters.timeouts;
        return close();
    }
    if (now >= deadline_) {
        const bool asked = state_ == State::body || (state_ == State::head && !input_.empty());
        const bool idle = state_ == State::head && !asked;
        site_.counters.timeouts += idle || state_ == State::lingering ? 0U : 1U;
        deadline_ = Clock::time_point::max();
        if (asked) {
            return refuse(408, "the request did not arrive in time");
        }
        if (state_ == State::deciding) {
            return refuse(503, "the request could not be decided on in time; try again");
        }
        return close();
    }
    if (exchange_ != nullptr && state_ == State::serving) {
        const auto exchange = exchange_;
        exchange->check(now, !writing_);
    }
}

}  // namespace mcp::http_server
