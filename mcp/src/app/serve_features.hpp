#pragma once
// What `boltmem serve` offers and who it says it is, alike over stdio and HTTP.
// Nothing here touches the store: it opens with the first request that needs it.

#include "app/settings.hpp"
#include "tools/store_watcher.hpp"

#include <mcp/server.hpp>
#include <memory/database.hpp>

#include <memory>

#include <boost/asio/any_io_executor.hpp>

namespace mcp::app {

/// Name, version, instructions, limits, and where the log goes (standard error).
[[nodiscard]] ServerConfig serve_config(const Settings& settings);

/// The profile's tools, the resources, prompts and completion. `database` must outlive the server.
[[nodiscard]] Features serve_features(memory::MemoryDatabase& database, tools::Profile profile);

/// Tells the server's subscribers what this or another process changed in the store. `server` and
/// `database` must outlive the watcher.
[[nodiscard]] std::unique_ptr<tools::StoreWatcher> watch_store(
    boost::asio::any_io_executor ex, Server& server, memory::MemoryDatabase& database
);

}  // namespace mcp::app
