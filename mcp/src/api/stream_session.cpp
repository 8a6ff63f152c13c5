// The life of a session over a stream: read, drain, flush.
// Answers of one turn leave in one write, which is the transport's business.

#include "api/stream_session.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <boost/system/system_error.hpp>

namespace mcp::api {

void StreamSession::Output::send(std::string_view message) {
    if (transport_ != nullptr) {
        transport_->send(message);
    }
}

void StreamSession::Output::finish(protocol::Reply reply) {
    if (transport_ != nullptr && !reply.text.empty()) {
        transport_->send(reply.text);
    }
}

StreamSession::StreamSession(
    std::shared_ptr<Peer> peer, Transport& transport, const ServerLimits& limits
)
    : peer_(std::move(peer)),
      transport_(transport),
      limits_(limits),
      output_(std::make_shared<Output>(transport)) {
    peer_->set_outlet(output_);
}

Task<> StreamSession::run() {
    const auto self = shared_from_this();
    try {
        co_await read_messages();
        peer_->end_subscriptions();
        co_await drain();
        peer_->abort_calls();
        co_await transport_.flush(limits_.stop_timeout);
    } catch (const boost::system::system_error&) {
        peer_->abort_calls();  // run() itself was cancelled: nothing more may be awaited
    }
    running_ = false;
    output_->detach();
    peer_->close();
}

Task<> StreamSession::read_messages() {
    for (;;) {
        while (peer_->in_flight() >= limits_.max_in_flight && stops_ == 0) {
            co_await peer_->wait_below(limits_.max_in_flight);
        }
        if (stops_ > 0 || transport_.closed()) {
            co_return;
        }
        const Incoming incoming = co_await transport_.read();
        switch (incoming.kind()) {
            case Incoming::Kind::message:
                peer_->receive(incoming.text(), output_);
                break;
            case Incoming::Kind::too_large:
                peer_->hub().log("a message above the size limit was refused");
                output_->send(protocol::Dispatcher::oversized_reply());
                break;
            case Incoming::Kind::end:
                co_return;
        }
    }
}

Task<> StreamSession::drain() {
    const auto began = Clock::now();
    while (peer_->in_flight() > 0 && !transport_.closed() && stops_ < 2) {
        auto until = began + limits_.drain_timeout;
        if (stops_ > 0) {
            until = std::min(until, stopped_at_ + limits_.stop_timeout);
        }
        if (Clock::now() >= until) {
            peer_->hub().log(std::to_string(peer_->in_flight()) + " calls did not finish in time");
            co_return;
        }
        co_await peer_->drain(until);
    }
}

void StreamSession::stop() {
    if (stops_++ == 0) {
        stopped_at_ = Clock::now();
    }
    if (running_) {
        transport_.close_input();
    }
    peer_->wake();
}

}  // namespace mcp::api
