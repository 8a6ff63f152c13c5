// The output of a connection: answers and pieces of streams go out in as few writes as they can, at
// once when the socket takes them; then comes the next request, or the end.

#include "http_server/connection.hpp"
#include "http_server/exchange.hpp"
#include "http_server/site.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

namespace mcp::http_server {

namespace asio = boost::asio;

namespace {

/// What an idle connection may keep of its buffers.
constexpr std::size_t kKeptBuffer = std::size_t{4} * 1024;
constexpr std::chrono::milliseconds kLingerTime{2'000};

/// What is left of an output after `left` bytes.
std::array<asio::const_buffer, 2> rest_of(
    const std::string& head, const std::string& body, std::size_t left
) {
    const std::size_t in_head = std::min(left, head.size());
    return {
        asio::const_buffer(head.data() + in_head, head.size() - in_head),
        asio::const_buffer(body.data() + (left - in_head), body.size() - (left - in_head))
    };
}

}  // namespace

void Connection::release(std::string& text) {
    text.clear();
    if (text.capacity() > kKeptBuffer) {
        text.shrink_to_fit();
    }
}

http::HeadOptions Connection::head_options() {
    keep_alive_ =
        keep_alive_ && !draining_ && !site_.stopping && (!input_ended_ || !input_.empty());
    http::HeadOptions options;
    options.date = site_.date();
    options.close = !keep_alive_;
    options.http_1_0 = http_1_0_;
    return options;
}

std::size_t Connection::queued() const noexcept {
    return pending_.size() + leaving_.size() - left_;
}

void Connection::queue_answer(http::Response response) {
    ++site_.counters.responses.at(static_cast<std::size_t>(response.status));
    if (body_left_) {
        keep_alive_ = false;
    }
    http::append_head(pending_.head, response, head_options());
    if (head_only_) {
        response.body.clear();
    }
    if (pending_.body.empty()) {
        pending_.body = std::move(response.body);
    } else {
        pending_.body += response.body;
    }
    complete();
}

void Connection::complete() {
    complete_ = true;
    state_ = State::writing;
    flush();
}

/// Writes what is queued, or lets the write that runs take it along.
void Connection::flush() {
    if (writing_ || failed_ || state_ == State::closed) {
        return;
    }
    while (pending_.size() > 0) {
        std::swap(pending_, leaving_);
        left_ = 0;
        if (!write_now()) {
            return;
        }
    }
    if (complete_) {
        answered();
    }
}

/// False: the rest is written later, or the connection is broken.
bool Connection::write_now() {
    while (left_ < leaving_.size()) {
        boost::system::error_code error;
        left_ += stream_.try_write(rest_of(leaving_.head, leaving_.body, left_), error);
        if (error == asio::error::would_block) {
            write_later();
            return false;
        }
        if (error) {
            broken();
            return false;
        }
    }
    leaving_.clear();
    left_ = 0;
    return true;
}

void Connection::write_later() {
    writing_ = true;
    write_deadline_ = Clock::now() + site_.config.limits.write_timeout;
    stream_.when_writable([self = shared_from_this()](const boost::system::error_code& error) {
        self->writable(error);
    });
}

void Connection::writable(const boost::system::error_code& error) {
    writing_ = false;
    write_deadline_ = Clock::time_point::max();
    if (state_ == State::closed) {
        return;
    }
    if (error) {
        return close();
    }
    if (write_now()) {
        flush();
    }
}

/// The answer is out: on to the next request, or to the end.
void Connection::answered() {
    complete_ = false;
    streaming_ = false;
    head_only_ = false;
    forget_exchange(false);
    parser_.reset();
    release(leaving_.head);
    release(leaving_.body);
    release(pending_.head);
    release(pending_.body);
    if (!keep_alive_) {
        return linger();
    }
    state_ = State::head;
    last_answer_ = Clock::now();
    deadline_ = last_answer_ + site_.config.limits.idle_timeout;
    if (!advancing_ && !input_.empty()) {
        // This may be within the peer, and the request that waits may be for the same.
        asio::post(site_.ex, [self = shared_from_this()] {
            self->advance();
            self->expect_input();
        });
        return;
    }
    advance();
    expect_input();
}

/// Closing with unread bytes resets the connection, and the answer may be lost with it: so read on
/// for a while.
void Connection::linger() {
    if (input_ended_ || (!body_left_ && input_.empty())) {
        stream_.finish_writing();
        return close();
    }
    state_ = State::lingering;
    input_.clear();
    wait_until(kLingerTime);
    stream_.finish_writing();
    expect_input();
}

}  // namespace mcp::http_server
