// What an exchange does when the server keeps sessions for legacy clients: finding, opening and
// ending them, their event streams, and coming back to one (2025-11-25, Streamable HTTP).

#include "api/server_impl.hpp"
#include "http/message_kind.hpp"
#include "http_server/connection.hpp"
#include "http_server/exchange.hpp"
#include "http_server/site.hpp"
#include "protocol/era.hpp"

#include <utility>

namespace mcp::http_server {
namespace {

/// The first revision whose clients know priming events and `retry`.
constexpr std::string_view kFirstWithPriming = "2025-11-25";

/// A client that names a modern revision has no session to name: what its message lacks, the
/// stateless peer says.
bool names_modern_revision(const protocol::StandardHeaders& headers) {
    const protocol::Revision* revision =
        protocol::find_revision(headers.protocol_version.value_or(""));
    return revision != nullptr && revision->era == protocol::Era::modern;
}

}  // namespace

void Exchange::receive_with_sessions(
    std::string_view body, const protocol::StandardHeaders& headers
) {
    if (names_modern_revision(headers)) {
        return receive(site_.make_peer(protocol::PeerTraits::stateless_http()), body, headers);
    }
    switch (http::find_kind(body, site_.server.impl()->hub().dispatcher_limits().json)) {
        case http::MessageKind::modern:
        case http::MessageKind::unreadable:
            return receive(site_.make_peer(protocol::PeerTraits::stateless_http()), body, headers);
        case http::MessageKind::initialize:
            return open_session(body, headers);
        case http::MessageKind::legacy:
            break;
    }
    if (finds_session()) {
        receive(session_->shared_peer(), body, headers);
    }
}

void Exchange::open_session(std::string_view body, const protocol::StandardHeaders& headers) {
    auto session = site_.sessions.create(
        site_.make_peer(protocol::PeerTraits::http_session()), owner(), Clock::now()
    );
    if (session == nullptr) {
        http::Response response = http::refusal(503, "too many sessions are in use; try again");
        response.add("Retry-After", "5");
        return answer_now(std::move(response));
    }
    use_session(session);
    opens_session_ = true;
    receive(session->shared_peer(), body, headers);
    if (session->peer().negotiated() == nullptr && finished_) {
        session_.reset();  // the handshake failed: there is no session
        site_.sessions.remove(*session);
    }
}

void Exchange::use_session(std::shared_ptr<Session> session) {
    session_ = std::move(session);
    session_->join(*this);
}

bool Exchange::finds_session() {
    const std::string_view* id = request_->find("mcp-session-id");
    if (id == nullptr || request_->count("mcp-session-id") > 1) {
        refuse(400, "send the Mcp-Session-Id that initialize was answered with, once");
        return false;
    }
    auto session = site_.sessions.find(*id, owner(), Clock::now());
    if (session == nullptr) {
        refuse(404, "this session has ended, or never was; begin a new one with initialize");
        return false;
    }
    use_session(std::move(session));
    // Revisions are dates: their order is that of their letters.
    const std::string_view* version = request_->find("mcp-protocol-version");
    resumable_ = version != nullptr && *version >= kFirstWithPriming;
    return true;
}

bool Exchange::names_known_revision() {
    const std::string_view* version = request_->find("mcp-protocol-version");
    if (version != nullptr && protocol::find_revision(*version) == nullptr) {
        refuse(400, "the MCP-Protocol-Version is not one that this server speaks");
        return false;
    }
    return true;
}

void Exchange::delete_session() {
    if (!names_known_revision() || !finds_session()) {
        return;
    }
    const auto session = std::exchange(session_, nullptr);
    session->leave(*this);
    site_.sessions.remove(*session);
    answer_now(http::Response(204));
}

/// GET: the stream of what belongs to no request, or any stream from where it broke off.
void Exchange::open_event_stream() {
    const std::string_view* accept = request_->find("accept");
    if (accept == nullptr || !http::accepts(*accept, "text/event-stream")) {
        return refuse(406, "Not Acceptable: send Accept: text/event-stream");
    }
    if (!names_known_revision() || !finds_session()) {
        return;
    }
    const std::string_view* last = request_->find("last-event-id");
    http::EventPosition position;
    if (last != nullptr) {
        const auto parsed = http::parse_event_id(*last);
        if (!parsed.has_value() || !session_->knows(*parsed)) {
            return refuse(400, "Last-Event-ID is none that this session gave out");
        }
        position = *parsed;
    } else if (session_->is_read(Session::kOutlet)) {
        return refuse(409, "this session has its event stream already");
    }
    const auto session = session_;
    stream_ = position.stream;
    finished_ = true;  // nothing will be answered beside the stream
    begin_events();
    if (last != nullptr) {
        show(session->replay(position));
        if (stream_ != Session::kOutlet && !session->is_open(stream_)) {
            return end_of_stream();  // its answer was among what was replayed
        }
    }
    session->attach(stream_, *this);
    if (last == nullptr && resumable_) {
        show(session->priming(stream_));
    }
    connection_->write_piece({});  // the head, when there was nothing to show
}

/// A session's answer becomes a stream that its client can come back to.
void Exchange::begin_session_stream() {
    if (stream_ == 0) {
        stream_ = session_->open_stream();
    }
    if (connection_ == nullptr) {
        return;
    }
    begin_events();
    session_->attach(stream_, *this);
    if (resumable_) {
        show(session_->priming(stream_));
    }
}

void Exchange::show(std::string_view event) {
    if (connection_ != nullptr && !event.empty()) {
        spoke_ = Clock::now();
        connection_->write_piece(event);
    }
}

void Exchange::end_of_stream() {
    if (connection_ != nullptr) {
        connection_->end_stream();
    }
}

void Exchange::end_of_session() {
    session_.reset();
    site_.running.erase(this);
    if (streaming_) {
        finished_ = true;
        return end_of_stream();
    }
    if (!std::exchange(finished_, true)) {
        refuse(404, "this session has ended");
    }
}

}  // namespace mcp::http_server
