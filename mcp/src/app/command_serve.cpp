// `boltmem serve`: the MCP server over standard input and output, or over HTTP.
// Nothing here touches the store: it opens with the first request that needs it, so that
// `initialize` answers at once whatever state the store is in.
#include "app/authorization.hpp"
#include "app/commands.hpp"
#include "app/http_settings.hpp"
#include "app/output.hpp"
#include "app/serve_features.hpp"
#include "app/store_health.hpp"

#include <mcp/http.hpp>
#include <mcp/server.hpp>
#include <mcp/stdio.hpp>

#include <optional>
#include <string>
#include <utility>

#include <boost/asio/post.hpp>

namespace mcp::app {
namespace {

Task<> serve_over_http(Host& host, Server& server, HttpConfig config) {
    set_authorization(host.settings().authorization, host.executor(), print_error, config);
    StoreHealth health(host.executor(), host.database(), print_error);
    config.ready = [&health] { return health.ready(); };
    config.metrics = [&health] { return health.metrics_text(); };
    HttpServer http(host.executor(), server, config);
    // Printed once the signals are waited for: whoever reads the line may send one.
    const std::string line = "serving MCP at " + http_url(config, http.port());
    boost::asio::post(host.executor(), [&line] { print_error(line); });
    co_await serve_http(http, print_error);
}

}  // namespace

Task<Exit> run_serve(Host& host, ServeOptions /*options*/) {
    memory::MemoryDatabase& database = host.database();
    ServerConfig config = serve_config(host.settings());
    Features features = serve_features(database, host.settings().profile);
    Server server(host.executor(), std::move(config), std::move(features));
    const auto watcher = watch_store(host.executor(), server, database);
    if (const std::optional<HttpConfig>& http = host.settings().http) {
        co_await serve_over_http(host, server, *http);
    } else {
        co_await serve_stdio(server, host.settings().stdio);
    }
    co_return Exit::done;
}

}  // namespace mcp::app
