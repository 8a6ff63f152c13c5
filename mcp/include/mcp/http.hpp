#pragma once
// MCP over Streamable HTTP: one endpoint for both protocol eras, and what an operator needs beside
// it (health, readiness, metrics). Safe by default: loopback, Host and Origin checked.

#include <mcp/authorization.hpp>
#include <mcp/task.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

namespace mcp {

class Server;

/// Bounds of the HTTP transport. Every value must be positive.
struct HttpLimits {
    HttpLimits() = default;
    std::size_t max_connections = 4'096;  ///< one more waits in the listening socket's backlog
    std::size_t max_header = std::size_t{16} * 1024;      ///< bytes of a request's line and fields
    std::size_t max_body = std::size_t{4} * 1024 * 1024;  ///< bytes; more is answered 413
    /// Bytes read ahead on one connection while a request of it is served (pipelining).
    std::size_t max_read_ahead = std::size_t{64} * 1024;
    /// Bytes of answers and events waiting to be written to one connection; a stream whose reader
    /// is slower is ended.
    std::size_t max_queued_output = std::size_t{1} * 1024 * 1024;
    std::chrono::milliseconds header_timeout{10'000};     ///< from a request's first byte
    std::chrono::milliseconds body_timeout{30'000};       ///< from the end of the header
    std::chrono::milliseconds idle_timeout{120'000};      ///< between requests
    std::chrono::milliseconds write_timeout{30'000};      ///< without any progress
    std::chrono::milliseconds handshake_timeout{10'000};  ///< of TLS
    std::chrono::milliseconds keep_alive{15'000};     ///< between comment lines on a silent stream
    std::chrono::milliseconds drain_timeout{10'000};  ///< for what runs when the server stops
    std::size_t max_sessions = 1'000;                 ///< of the legacy eras
    std::chrono::milliseconds session_idle{1'800'000};  ///< a session nobody uses ends
    std::size_t max_session_events = 1'000;  ///< kept per session for clients that come back
    /// Bytes of the events kept per session; the oldest go first.
    std::size_t max_session_bytes = std::size_t{1} * 1024 * 1024;
    /// Requests of one principal (or, without authorization, address) a second and at once after a
    /// silence; more is answered 429. 0 = no limit.
    std::uint32_t rate_per_second = 0;
    std::uint32_t rate_burst = 0;
};

/// What HTTP serves and to whom.
struct HttpConfig {
    HttpConfig() = default;
    std::string address = "127.0.0.1";  ///< a literal IPv4 or IPv6 address
    std::uint16_t port = 0;             ///< 0 = a free one, see HttpServer::port()
    std::string path = "/mcp";
    /// Host names beside localhost, 127.0.0.1 and [::1] that requests may be addressed to, without
    /// port.
    std::vector<std::string> allowed_hosts;
    /// Origins beside those of the allowed hosts, as scheme://host[:port].
    std::vector<std::string> allowed_origins;
    /// Serve an address other than loopback without an authorizer. Not doing so is an Error.
    bool allow_public_without_authorization = false;
    /// Several processes may listen on the same port (SO_REUSEPORT).
    bool reuse_port = false;
    /// Sessions for the legacy eras (Mcp-Session-Id, resumable streams, questions to the client).
    /// They live in this process: a balancer must keep a session with it.
    bool sessions = false;
    /// PEM files; both or none. Read again by HttpServer::reload_certificates().
    std::filesystem::path tls_certificate;
    std::filesystem::path tls_key;
    std::shared_ptr<Authorizer> authorizer;  ///< nullptr = everybody may do everything
    ProtectedResource protected_resource;
    /// Whether the program can serve: empty = yes, else why not in one line for /readyz.
    std::function<Task<std::string>()> ready;
    /// More lines for /metrics, in the Prometheus text format.
    std::function<std::string()> metrics;
    HttpLimits limits;
};

/// Serves a Server over HTTP.
///
/// Ownership: `server` and `ex` must outlive it. Threads: everything on one executor. Errors: the
/// constructor throws Error for a config that cannot work or would not be safe, and for an address
/// that cannot be listened on; nothing a client does throws.
class HttpServer {
  public:
    HttpServer(boost::asio::any_io_executor ex, Server& server, HttpConfig config);
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    /// The port listened on.
    [[nodiscard]] std::uint16_t port() const noexcept;

    /// Accepts and serves until stop(); then takes no more, lets accepted requests be answered
    /// within HttpLimits::drain_timeout, and returns.
    Task<> serve();

    /// Begins the end of serve(); the second call ends it at once.
    void stop();

    /// Reads the certificate and key files again, for connections made from now on. Throws Error,
    /// and goes on with what it had, when they cannot be used.
    void reload_certificates();

  private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

/// Serves until SIGINT or SIGTERM (a second one ends it at once), reloading certificates at SIGHUP.
Task<> serve_http(HttpServer& server, std::function<void(std::string_view line)> log);

}  // namespace mcp
