// The checks of a configuration, and the small things that every connection needs.
// What a server counts is rendered here, in one place.

#include "http_server/site.hpp"

#include "api/server_impl.hpp"
#include "http/metadata_document.hpp"
#include "http/request_rules.hpp"
#include "http/response.hpp"
#include "http_server/connection.hpp"
#include "text/prometheus.hpp"

#include <mcp/error.hpp>

#include <algorithm>
#include <initializer_list>
#include <utility>

#include <boost/asio/ip/address.hpp>

namespace mcp::http_server {
namespace {

namespace asio = boost::asio;

asio::ip::address read_address(const std::string& text) {
    boost::system::error_code error;
    const auto address = asio::ip::make_address(text, error);
    if (error) {
        throw Error(
            "\"" + text + "\" is no address to listen on; give an IPv4 or IPv6 address such as " +
            "127.0.0.1 or ::1"
        );
    }
    return address;
}

/// Names that requests may be addressed to, beside the loopback ones: what was configured, the
/// address itself (names that are addresses cannot be rebound), and the public URL's host.
std::vector<std::string> host_names(const HttpConfig& config) {
    std::vector<std::string> out = config.allowed_hosts;
    const auto address = read_address(config.address);
    if (!address.is_unspecified()) {
        const std::string text = address.to_string();
        out.push_back(address.is_v6() ? "[" + text.substr(0, text.find('%')) + "]" : text);
    }
    const std::string& url = config.protected_resource.resource;
    if (const std::size_t scheme = url.find("://"); scheme != std::string::npos) {
        const std::size_t end = url.find('/', scheme + 3);
        if (const auto origin = http::parse_origin(std::string_view(url).substr(0, end))) {
            out.push_back(origin->authority.host);
        }
    }
    return out;
}

void check_limits(const HttpLimits& limits) {
    for (const std::size_t size :
         {limits.max_connections,
          limits.max_header,
          limits.max_body,
          limits.max_read_ahead,
          limits.max_queued_output,
          limits.max_sessions,
          limits.max_session_events,
          limits.max_session_bytes}) {
        if (size == 0) {
            throw Error("every limit of an HTTP server must be positive");
        }
    }
    for (const std::chrono::milliseconds time :
         {limits.header_timeout,
          limits.body_timeout,
          limits.idle_timeout,
          limits.write_timeout,
          limits.handshake_timeout,
          limits.keep_alive,
          limits.drain_timeout,
          limits.session_idle}) {
        if (time.count() <= 0) {
            throw Error("every time limit of an HTTP server must be positive");
        }
    }
}

void check_config(const HttpConfig& config) {
    check_limits(config.limits);
    const auto path = http::parse_target(config.path);
    const bool plain = config.path.starts_with('/') && path.has_value() &&
                       path->path == config.path && config.path.size() > 1 &&
                       config.path.find_first_of(" \t\r\n") == std::string::npos;
    if (!plain || http::find_route(config.path, {}, true) != http::Route::unknown) {
        throw Error(
            "\"" + config.path + "\" cannot be the path of the endpoint; give one such as /mcp, " +
            "other than /healthz, /readyz and /metrics"
        );
    }
    if (config.tls_certificate.empty() != config.tls_key.empty()) {
        throw Error("TLS needs both a certificate file and a key file; give both or neither");
    }
    const bool open = config.authorizer == nullptr && !config.allow_public_without_authorization;
    if (open && !read_address(config.address).is_loopback()) {
        throw Error(
            "refusing to serve everybody who reaches " + config.address +
            ": set up authorization, listen on 127.0.0.1, or allow it explicitly (--allow-public)"
        );
    }
}

SessionLimits session_limits(const HttpLimits& limits) {
    SessionLimits out;
    out.max_sessions = limits.max_sessions;
    out.idle = limits.session_idle;
    out.max_events = limits.max_session_events;
    out.max_bytes = limits.max_session_bytes;
    return out;
}

HttpConfig checked(HttpConfig config) {
    check_config(config);
    return config;
}

std::string document(const ProtectedResource& resource) {
    return resource.authorization_servers.empty() ? std::string()
                                                  : http::metadata_document(resource);
}

}  // namespace

Site::Site(asio::any_io_executor the_ex, Server& the_server, HttpConfig the_config)
    : ex(std::move(the_ex)),
      server(the_server),
      config(checked(std::move(the_config))),
      guard(host_names(config), config.allowed_origins),
      metadata(document(config.protected_resource)),
      rate(config.limits.rate_per_second, config.limits.rate_burst),
      sessions(session_limits(config.limits)) {}

Site::~Site() = default;

std::string_view Site::date() {
    const auto now = std::chrono::steady_clock::now();
    if (now >= date_until_) {
        const auto since = std::chrono::system_clock::now().time_since_epoch();
        date_ = http::http_date(std::chrono::duration_cast<std::chrono::seconds>(since).count());
        date_until_ = now + std::chrono::seconds(1) - since % std::chrono::seconds(1);
    }
    return date_;
}

std::shared_ptr<api::Peer> Site::make_peer(const protocol::PeerTraits& traits) {
    return server.impl()->make_peer(traits);
}

void Site::log(std::string_view line) const {
    server.impl()->hub().log(line);
}

void Site::log_refusal(std::string_view address, std::string_view reason) {
    const auto now = std::chrono::steady_clock::now();
    if (now < quiet_until_) {
        ++unlogged_;
        return;
    }
    quiet_until_ = now + std::chrono::seconds(1);
    std::string line = "refused credentials from " + std::string(address);
    if (!reason.empty()) {
        line += ": " + std::string(reason);
    }
    if (const std::uint64_t others = std::exchange(unlogged_, 0); others > 0) {
        line += " (and " + std::to_string(others) + " before)";
    }
    log(line);
}

std::string Site::metrics_text() const {
    text::PrometheusText out;
    out.append(server.metrics_text());
    out.begin("mcp_http_connections", "gauge", "Connections open now.");
    out.count(connections.size());
    out.begin("mcp_http_connections_total", "counter", "Connections accepted.");
    out.count(counters.connections);
    out.begin("mcp_http_in_flight", "gauge", "MCP messages received and not yet answered.");
    out.count(running.size());
    out.begin("mcp_http_responses_total", "counter", "Answers by status.");
    for (std::size_t status = 0; status < counters.responses.size(); ++status) {
        if (counters.responses.at(status) > 0) {
            out.count(counters.responses.at(status), {{"status", std::to_string(status)}});
        }
    }
    out.begin("mcp_http_streams_total", "counter", "Answers that were streams of events.");
    out.count(counters.streams);
    out.begin("mcp_http_timeouts_total", "counter", "Connections ended because of a slow peer.");
    out.count(counters.timeouts);
    out.begin("mcp_http_sessions", "gauge", "Sessions of legacy clients.");
    out.count(sessions.size());
    if (config.metrics) {
        out.append(config.metrics());
    }
    return out.take();
}

}  // namespace mcp::http_server
