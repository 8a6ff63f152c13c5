// `boltmem serve`: the MCP server over standard input and output, or over HTTP.
// Nothing here touches the store: it opens with the first tool call, so that `initialize` answers
// at once whatever state the store is in.
#include "app/authorization.hpp"
#include "app/build_info.hpp"
#include "app/commands.hpp"
#include "app/http_settings.hpp"
#include "app/output.hpp"
#include "tools/memory_tools.hpp"

#include <mcp/http.hpp>
#include <mcp/server.hpp>
#include <mcp/stdio.hpp>
#include <mcp/tool.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/post.hpp>

namespace mcp::app {
namespace {

/// For /readyz: whether the store answers. The reason is the store's own, which names no secret.
Task<std::string> store_problem(Host& host) {
    std::string problem;
    try {
        co_await host.database().info();
    } catch (const std::exception& error) {
        problem = error.what();
    }
    co_return problem;
}

Task<> serve_over_http(Host& host, Server& server, HttpConfig config) {
    config.ready = [&host] { return store_problem(host); };
    set_authorization(host.settings().authorization, host.executor(), print_error, config);
    HttpServer http(host.executor(), server, config);
    // Printed once the signals are waited for: whoever reads the line may send one.
    const std::string line = "serving MCP at " + http_url(config, http.port());
    boost::asio::post(host.executor(), [&line] { print_error(line); });
    co_await serve_http(http, print_error);
}

}  // namespace

Task<Exit> run_serve(Host& host, ServeOptions /*options*/) {
    auto registry = std::make_shared<ToolRegistry>();
    tools::add_memory_tools(*registry, host.database(), host.settings().profile);
    ServerConfig config;
    config.name = "boltmem";
    config.title = "boltmem";
    config.version = std::string(build_version());
    config.instructions = std::string(tools::instructions());
    config.limits = host.settings().server;
    config.log = print_error;
    Features features;
    features.tools = std::move(registry);
    Server server(host.executor(), std::move(config), std::move(features));
    if (const std::optional<HttpConfig>& http = host.settings().http) {
        co_await serve_over_http(host, server, *http);
    } else {
        co_await serve_stdio(server, host.settings().stdio);
    }
    co_return Exit::done;
}

}  // namespace mcp::app
