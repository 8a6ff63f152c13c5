// `boltmem serve`: the MCP server over standard input and output.
// Nothing here touches the store: it opens with the first tool call, so that `initialize` answers
// at once whatever state the store is in.
#include "app/build_info.hpp"
#include "app/commands.hpp"
#include "app/output.hpp"
#include "tools/memory_tools.hpp"

#include <mcp/server.hpp>
#include <mcp/stdio.hpp>
#include <mcp/tool.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace mcp::app {

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
    co_await serve_stdio(server, host.settings().stdio);
    co_return Exit::done;
}

}  // namespace mcp::app
