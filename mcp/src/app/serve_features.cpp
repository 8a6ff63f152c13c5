// Puts the server of `boltmem serve` together; see serve_features.hpp.
// The transports are the commands' business.
#include "app/serve_features.hpp"

#include "app/build_info.hpp"
#include "app/output.hpp"
#include "tools/memory_completion.hpp"
#include "tools/memory_prompts.hpp"
#include "tools/memory_resources.hpp"
#include "tools/memory_tools.hpp"

#include <mcp/prompt.hpp>
#include <mcp/resource.hpp>
#include <mcp/tool.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace mcp::app {

ServerConfig serve_config(const Settings& settings) {
    ServerConfig config;
    config.name = "boltmem";
    config.title = "boltmem";
    config.version = std::string(build_version());
    config.instructions = std::string(tools::instructions());
    config.limits = settings.server;
    config.state_key = settings.state_key;
    config.log = print_error;
    return config;
}

Features serve_features(memory::MemoryDatabase& database, tools::Profile profile) {
    auto registry = std::make_shared<ToolRegistry>();
    tools::add_memory_tools(*registry, database, profile);
    auto resources = std::make_shared<ResourceRegistry>();
    tools::add_memory_resources(*resources, database);
    auto prompts = std::make_shared<PromptRegistry>();
    tools::add_memory_prompts(*prompts, database);
    Features features;
    features.tools = std::move(registry);
    features.resources = std::move(resources);
    features.prompts = std::move(prompts);
    features.complete = tools::memory_completion(database);
    features.resource_subscriptions = true;
    return features;
}

std::unique_ptr<tools::StoreWatcher> watch_store(
    boost::asio::any_io_executor ex, Server& server, memory::MemoryDatabase& database
) {
    tools::WatchPort port;
    port.watched = [&server] { return server.watched_resources(); };
    port.updated = [&server](std::string_view uri) { server.resource_updated(uri); };
    port.log = print_error;
    auto watcher = std::make_unique<tools::StoreWatcher>(std::move(ex), database, std::move(port));
    server.on_watch_change(watcher->listener());
    return watcher;
}

}  // namespace mcp::app
