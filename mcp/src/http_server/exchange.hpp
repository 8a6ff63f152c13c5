#pragma once
// One HTTP request from its head to the end of its answer: is it for us, may its sender, what does
// it want; for MCP messages the peer's way back, as one JSON body or as a stream of events.

#include "api/exchange.hpp"
#include "api/peer.hpp"
#include "http/request.hpp"
#include "http/request_rules.hpp"
#include "http/response.hpp"
#include "http_server/session.hpp"
#include "protocol/standard_headers.hpp"

#include <mcp/authorization.hpp>
#include <mcp/principal.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <string_view>

namespace mcp::http_server {

class Connection;
class Site;

/// Held by its connection and by the calls that it started, which may outlive the connection.
/// One executor.
class Exchange final : public api::Exchange,
                       public SessionClient,
                       public std::enable_shared_from_this<Exchange> {
  public:
    using Clock = std::chrono::steady_clock;

    Exchange(std::shared_ptr<Site> site, Connection& connection);
    ~Exchange() override;

    // For the connection. `request` lives until the answer is written or detach() is called.

    /// Decides what becomes of the request: now, or when authorization is found.
    void head_received(const http::Request& request);
    void body_received(std::string body);
    /// The client sends nothing more; it may be gone, or wait for its answer.
    void sender_gone();
    /// The connection has nothing more to do with it; `lost`: it broke before the answer.
    void detach(bool lost);
    /// Keeps silent streams alive. `idle`: nothing waits to be written.
    void check(Clock::time_point now, bool idle);

    // For the peer.
    void send(std::string_view message) override;
    void finish(protocol::Reply reply) override;

    // For the session.
    void show(std::string_view event) override;
    void end_of_stream() override;
    void end_of_session() override;

    [[nodiscard]] const std::shared_ptr<api::Peer>& peer() const noexcept { return peer_; }

  private:
    // The way to a decision, in this order. Each answers itself when it refuses.
    [[nodiscard]] bool passes_guard();
    [[nodiscard]] bool finds_route();
    void authorize();
    void authorized(const std::exception_ptr& error, const Authorization& found);
    void refuse_credentials(const Authorization& found);
    [[nodiscard]] bool within_rate();
    void proceed();

    void answer_metrics();
    void answer_ready();
    void answer_preflight();

    // MCP messages.
    void receive(
        std::shared_ptr<api::Peer> peer,
        std::string_view body,
        const protocol::StandardHeaders& headers
    );
    void receive_with_sessions(std::string_view body, const protocol::StandardHeaders& headers);
    void open_session(std::string_view body, const protocol::StandardHeaders& headers);
    [[nodiscard]] bool finds_session();
    [[nodiscard]] bool names_known_revision();
    void use_session(std::shared_ptr<Session> session);
    void open_event_stream();
    void delete_session();
    void begin_stream();
    void begin_events();
    void begin_session_stream();

    void refuse(int status, std::string_view text);
    void answer_now(http::Response response);
    void add_common(http::Response& response) const;
    [[nodiscard]] std::string owner() const;

    std::shared_ptr<Site> shared_site_;
    Site& site_;
    Connection* connection_;
    const http::Request* request_ = nullptr;
    http::Route route_ = http::Route::unknown;
    bool early_ = true;   ///< the body was not read yet
    std::string origin_;  ///< whose pages may read the answer
    std::string credentials_;
    std::shared_ptr<const Principal> principal_;

    std::shared_ptr<api::Peer> peer_;
    std::shared_ptr<Session> session_;
    std::uint64_t stream_ = 0;  ///< of the session
    bool opens_session_ = false;
    bool resumable_ = false;  ///< the client knows priming events (2025-11-25 and later)
    bool streaming_ = false;
    bool finished_ = false;
    bool gone_ = false;
    bool modern_ = false;  ///< the header says so, and the peer insists that it agrees
    Clock::time_point began_;
    Clock::time_point spoke_;  ///< when something was last written to the stream
};

}  // namespace mcp::http_server
