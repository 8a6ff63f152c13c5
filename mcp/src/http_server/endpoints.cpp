// What operators and browsers ask for beside MCP: metrics, readiness, preflight requests.
// /healthz and the metadata document are one line each, in Exchange::proceed().

#include "http_server/connection.hpp"
#include "http_server/exchange.hpp"
#include "http_server/site.hpp"
#include "text/prometheus.hpp"

#include <utility>

#include <boost/asio/co_spawn.hpp>

namespace mcp::http_server {
namespace {

constexpr std::string_view kText = "text/plain; charset=utf-8";

/// The fields that clients of this protocol send across origins.
constexpr std::string_view kRequestFields =
    "Accept, Authorization, Content-Type, Last-Event-ID, Mcp-Method, Mcp-Name, "
    "Mcp-Protocol-Version, Mcp-Session-Id";

}  // namespace

void Exchange::answer_metrics() {
    answer_now(http::Response(200, text::PrometheusText::kContentType, site_.metrics_text()));
}

void Exchange::answer_ready() {
    if (site_.stopping) {
        return answer_now(http::Response(503, kText, "stopping\n"));
    }
    if (!site_.config.ready) {
        return answer_now(http::Response(200, kText, "ready\n"));
    }
    auto done = [self = shared_from_this()](std::exception_ptr error, std::string reason) {
        if (error != nullptr) {
            reason = "the check of readiness failed";
        }
        if (reason.empty()) {
            return self->answer_now(http::Response(200, kText, "ready\n"));
        }
        self->answer_now(http::Response(503, kText, reason + "\n"));
    };
    boost::asio::co_spawn(site_.ex, site_.config.ready(), std::move(done));
}

/// Answers OPTIONS. Pages of origins that the configuration names may go on (CORS); the metadata
/// document is for everybody (RFC 9728 §3.1).
void Exchange::answer_preflight() {
    http::Response response(204);
    const std::string_view methods = http::allowed_methods(route_, site_.config.sessions);
    response.add("Allow", methods);
    if (route_ == http::Route::metadata || !origin_.empty()) {
        response.add("Access-Control-Allow-Methods", methods);
        response.add("Access-Control-Allow-Headers", kRequestFields);
        response.add("Access-Control-Max-Age", "600");
    }
    answer_now(std::move(response));
}

}  // namespace mcp::http_server
