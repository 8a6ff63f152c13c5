#pragma once
// The commands of the program, one file each (command_<name>.cpp). Each is a coroutine that prints
// its answer to the host's output and throws what failed: UsageError, memory::Error, OutputError.

#include "app/host.hpp"
#include "app/options.hpp"

#include <mcp/task.hpp>

namespace mcp::app {

/// All take the host by reference: it lives until the program ends.
Task<Exit> run_serve(Host& host, ServeOptions options);
Task<Exit> run_store(Host& host, StoreOptions options, bool json);
Task<Exit> run_recall(Host& host, RecallOptions options, bool json);
Task<Exit> run_search(Host& host, SearchOptions options, bool json);
Task<Exit> run_get(Host& host, GetOptions options, bool json);
Task<Exit> run_delete(Host& host, DeleteOptions options, bool json);
Task<Exit> run_relate(Host& host, RelateOptions options, bool json);
Task<Exit> run_related(Host& host, RelatedOptions options, bool json);
Task<Exit> run_import_git(Host& host, ImportGitOptions options, bool json);
Task<Exit> run_stats(Host& host, StatsOptions options, bool json);
Task<Exit> run_doctor(Host& host, DoctorOptions options, bool json);
Task<Exit> run_config(Host& host, ConfigOptions options, bool json);
Task<Exit> run_setup(Host& host, SetupOptions options, bool json);
Task<Exit> run_token(Host& host, TokenOptions options, bool json);

}  // namespace mcp::app
