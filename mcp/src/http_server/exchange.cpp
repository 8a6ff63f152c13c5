// The decisions on a request's head, and the ways of an answer. What sessions add is in
// session_exchange.cpp, what operators ask for in endpoints.cpp.

#include "http_server/exchange.hpp"

#include "http/challenge.hpp"
#include "http/sse_encoder.hpp"
#include "http_server/connection.hpp"
#include "http_server/site.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/co_spawn.hpp>

namespace mcp::http_server {
namespace {

namespace asio = boost::asio;

std::string whole_seconds(std::chrono::nanoseconds time) {
    const auto rounded = std::chrono::ceil<std::chrono::seconds>(time).count();
    return std::to_string(std::max<long long>(1, rounded));
}

}  // namespace

Exchange::Exchange(std::shared_ptr<Site> site, Connection& connection)
    : shared_site_(std::move(site)),
      site_(*shared_site_),
      connection_(&connection),
      began_(Clock::now()),
      spoke_(began_) {}

Exchange::~Exchange() {
    if (session_ != nullptr) {
        session_->leave(*this);
    }
    if (site_.running.erase(this) > 0 && site_.changed) {
        site_.changed();
    }
}

// --- decisions ---------------------------------------------------------------------------------

void Exchange::head_received(const http::Request& request) {
    request_ = &request;
    if (!passes_guard() || !finds_route()) {
        return;
    }
    const bool open =
        route_ != http::Route::mcp && (route_ != http::Route::metrics || connection_->loopback());
    if (site_.config.authorizer == nullptr || open) {
        return proceed();
    }
    authorize();
}

/// Host and Origin, on every path: a page of a rebound name shall not learn anything.
bool Exchange::passes_guard() {
    const auto target = http::parse_target(request_->target);
    if (!target.has_value()) {
        refuse(400, "the request's target must be a path");
        return false;
    }
    const std::string_view* host = request_->find("host");
    std::string_view problem;
    if (host != nullptr) {
        problem = site_.guard.check_host(*host);
    } else if (target->authority.empty()) {
        problem = "no Host header";  // HTTP/1.0 only; the others were refused before
    }
    if (problem.empty() && !target->authority.empty()) {
        problem = site_.guard.check_host(target->authority);
    }
    const std::string_view* origin = request_->find("origin");
    if (problem.empty() && origin != nullptr) {
        const bool one = request_->count("origin") == 1;
        problem = one ? site_.guard.check_origin(*origin) : "more than one Origin";
    }
    if (!problem.empty()) {
        refuse(403, problem);
        return false;
    }
    if (origin != nullptr && site_.guard.may_read(*origin)) {
        origin_ = *origin;
    }
    return true;
}

bool Exchange::finds_route() {
    const HttpConfig& config = site_.config;
    const auto target = http::parse_target(request_->target);
    route_ = http::find_route(target->path, config.path, !site_.metadata.empty());
    if (route_ == http::Route::unknown) {
        refuse(404, "nothing is served at this path");
        return false;
    }
    if (!http::allows(route_, request_->method, config.sessions)) {
        http::Response response = http::refusal(405, "this method is not served at this path");
        response.add("Allow", http::allowed_methods(route_, config.sessions));
        answer_now(std::move(response));
        return false;
    }
    if (request_->method == "OPTIONS") {
        answer_preflight();
        return false;
    }
    return true;
}

void Exchange::authorize() {
    if (request_->count("authorization") > 1) {
        return refuse_credentials(Authorization::refused(
            Authorization::Status::malformed, "more than one Authorization header"
        ));
    }
    if (const std::string_view* header = request_->find("authorization")) {
        credentials_ = *header;
    }
    auto done = [self = shared_from_this()](std::exception_ptr error, Authorization found) {
        self->authorized(error, found);
    };
    asio::co_spawn(site_.ex, site_.config.authorizer->check(credentials_), std::move(done));
}

void Exchange::authorized(const std::exception_ptr& error, const Authorization& found) {
    credentials_.clear();
    if (connection_ == nullptr) {
        return;
    }
    if (error != nullptr) {
        site_.log("the authorizer failed");
        return refuse(500, "authorization failed on the server's side");
    }
    if (found.status() != Authorization::Status::granted || found.principal() == nullptr) {
        return refuse_credentials(found);
    }
    principal_ = found.principal();
    if (route_ == http::Route::metrics && principal_->scopes.empty()) {
        http::Response response = http::refusal(403, "metrics need a token with a scope");
        response.add(
            "WWW-Authenticate",
            http::insufficient_scope_challenge(
                site_.config.protected_resource, site_.config.protected_resource.default_scope
            )
        );
        return answer_now(std::move(response));
    }
    proceed();
}

void Exchange::refuse_credentials(const Authorization& found) {
    if (!within_rate()) {
        return;  // whoever guesses tokens is slowed down like everybody
    }
    const ProtectedResource& resource = site_.config.protected_resource;
    site_.log_refusal(connection_->address(), found.reason());
    http::Response response;
    switch (found.status()) {
        case Authorization::Status::malformed:
            response = http::refusal(400, "send one header: Authorization: Bearer <token>");
            response.add("WWW-Authenticate", http::invalid_request_challenge(resource));
            break;
        case Authorization::Status::unavailable:
            response = http::refusal(503, "tokens cannot be checked now; try again");
            response.add("Retry-After", "5");
            break;
        default:
            response = http::refusal(
                401,
                found.status() == Authorization::Status::missing
                    ? "send a token: Authorization: Bearer <token>"
                    : "the token is not valid here, or has expired"
            );
            response.add("WWW-Authenticate", http::invalid_token_challenge(resource));
            break;
    }
    answer_now(std::move(response));
}

bool Exchange::within_rate() {
    const std::string key =
        principal_ != nullptr ? "p:" + principal_->id : "a:" + connection_->address();
    const auto wait = site_.rate.take(key, Clock::now());
    if (!wait.has_value()) {
        return true;
    }
    http::Response response = http::refusal(429, "too many requests; wait and try again");
    response.add("Retry-After", whole_seconds(*wait));
    answer_now(std::move(response));
    return false;
}

void Exchange::proceed() {
    switch (route_) {
        case http::Route::health:
            return answer_now(http::Response(200, "text/plain; charset=utf-8", "ok\n"));
        case http::Route::ready:
            return answer_ready();
        case http::Route::metrics:
            return answer_metrics();
        case http::Route::metadata:
            return answer_now(http::Response(200, "application/json", site_.metadata));
        default:
            break;
    }
    if (site_.config.limits.rate_per_second > 0 && !within_rate()) {
        return;
    }
    if (request_->method == "POST") {
        if (auto refused = http::check_message_types(*request_)) {
            return answer_now(std::move(*refused));
        }
    }
    connection_->read_body();
}

// --- messages ----------------------------------------------------------------------------------

void Exchange::body_received(std::string body) {
    early_ = false;
    if (request_->method == "GET") {
        return open_event_stream();
    }
    if (request_->method == "DELETE") {
        return delete_session();
    }
    const protocol::StandardHeaders headers = http::standard_headers(*request_);
    modern_ = http::names_modern_revision(*request_);
    if (site_.config.sessions) {
        return receive_with_sessions(body, headers);
    }
    receive(site_.make_peer(protocol::PeerTraits::stateless_http()), body, headers);
}

void Exchange::receive(
    std::shared_ptr<api::Peer> peer, std::string_view body, const protocol::StandardHeaders& headers
) {
    peer_ = std::move(peer);
    const auto keep = peer_;
    site_.running.insert(this);
    keep->receive(body, shared_from_this(), &headers, principal_);
    if (site_.stopping && !finished_) {
        keep->end_subscriptions();
    }
}

void Exchange::sender_gone() {
    gone_ = true;
    if (peer_ != nullptr && !finished_) {
        const auto keep = peer_;
        keep->disconnected(*this);
    }
    if (modern_ && !finished_ && connection_ != nullptr) {
        connection_->drop();  // cancelled, so there will be no answer
    }
}

void Exchange::detach(bool lost) {
    connection_ = nullptr;
    request_ = nullptr;
    if (session_ != nullptr) {
        session_->stop_reading(*this);
    }
    if (lost) {
        sender_gone();
    }
}

void Exchange::check(Clock::time_point now, bool idle) {
    if (connection_ == nullptr || (finished_ && !streaming_) || early_) {
        return;
    }
    constexpr std::chrono::seconds kStreamAfter{1};
    if (session_ != nullptr && resumable_ && !streaming_ && now - began_ >= kStreamAfter) {
        begin_session_stream();  // from here on a client that is cut off can come back
    }
    if (now - spoke_ < site_.config.limits.keep_alive) {
        return;
    }
    spoke_ = now;
    if (!streaming_) {
        begin_stream();
    }
    if (idle) {
        std::string comment;
        http::append_comment(comment, "keepalive");
        connection_->write_piece(comment);
    }
}

void Exchange::begin_stream() {
    if (session_ != nullptr) {
        return begin_session_stream();
    }
    begin_events();
}

void Exchange::begin_events() {
    streaming_ = true;
    http::Response head(200);
    head.add("Content-Type", "text/event-stream");
    head.add("Cache-Control", "no-cache");
    head.add("X-Accel-Buffering", "no");
    add_common(head);
    connection_->begin_stream(head);
}

void Exchange::send(std::string_view message) {
    if (finished_) {
        return;
    }
    if (session_ != nullptr) {
        if (stream_ == 0) {
            begin_session_stream();
        }
        return session_->publish(stream_, message);
    }
    if (connection_ == nullptr) {
        return;
    }
    if (!streaming_) {
        begin_stream();
    }
    std::string event;
    http::append_event(event, message);
    show(event);
}

void Exchange::finish(protocol::Reply reply) {
    if (std::exchange(finished_, true)) {
        return;
    }
    site_.running.erase(this);
    if (site_.changed) {
        site_.changed();
    }
    if (stream_ != 0) {
        if (!reply.text.empty()) {
            session_->publish(stream_, reply.text);
        }
        return session_->close_stream(stream_);
    }
    if (connection_ == nullptr) {
        return;
    }
    if (streaming_) {
        if (!reply.text.empty()) {
            std::string event;
            http::append_event(event, reply.text);
            show(event);
        }
        return connection_->end_stream();
    }
    if (reply.text.empty()) {
        return gone_ ? connection_->drop() : answer_now(http::Response(202));
    }
    http::Response response(reply.http_status, "application/json", std::move(reply.text));
    if (reply.http_status == 403) {
        response.add(
            "WWW-Authenticate",
            http::insufficient_scope_challenge(site_.config.protected_resource, reply.missing_scope)
        );
    }
    answer_now(std::move(response));
}

// --- answers -----------------------------------------------------------------------------------

void Exchange::refuse(int status, std::string_view text) {
    answer_now(http::refusal(status, text));
}

void Exchange::answer_now(http::Response response) {
    if (connection_ == nullptr) {
        return;
    }
    finished_ = true;
    add_common(response);
    if (early_) {
        early_ = false;
        connection_->answer_early(std::move(response));
    } else {
        connection_->answer(std::move(response));
    }
}

/// What every answer to this request says: who may read it, and its session.
void Exchange::add_common(http::Response& response) const {
    if (route_ == http::Route::metadata) {
        response.add("Access-Control-Allow-Origin", "*");
    } else if (!origin_.empty()) {
        response.add("Access-Control-Allow-Origin", origin_);
        response.add("Access-Control-Expose-Headers", "Mcp-Session-Id, WWW-Authenticate");
        response.add("Vary", "Origin");
    }
    if (opens_session_ && session_ != nullptr && peer_ != nullptr &&
        peer_->negotiated() != nullptr) {
        response.add("Mcp-Session-Id", session_->id());
    }
}

std::string Exchange::owner() const {
    return principal_ != nullptr ? principal_->id : std::string();
}

}  // namespace mcp::http_server
