// `boltmem get` and `boltmem delete`: one memory by its id.
// An id that nothing has is a failure here, since the user asked for that one.
#include "app/commands.hpp"
#include "app/memory_view.hpp"
#include "json/json_io.hpp"
#include "tools/memory_json.hpp"

#include <memory/error.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace mcp::app {
namespace {

[[noreturn]] void fail_missing(memory::MemoryId id) {
    throw memory::Error(
        memory::Errc::not_found,
        "no memory has the id " + id.to_string() + "; boltmem search lists what there is"
    );
}

void print_history(Output& output, const std::vector<memory::Memory>& versions) {
    for (const memory::Memory& version : versions) {
        output.line();
        output.line("--- before: version " + std::to_string(version.version) + " ---");
        show_memory(output, version);
    }
    if (versions.empty()) {
        output.line();
        output.line("There is no earlier version.");
    }
}

}  // namespace

Task<Exit> run_get(Host& host, GetOptions options, bool json) {
    const std::optional<memory::Memory> found = co_await host.database().get(options.id);
    if (!found.has_value()) {
        fail_missing(options.id);
    }
    std::vector<memory::Memory> versions;
    if (options.history) {
        versions = co_await host.database().history(options.id);
    }
    if (json) {
        nlohmann::json answer = tools::to_json(*found);
        if (options.history) {
            nlohmann::json history = nlohmann::json::array();
            for (const memory::Memory& version : versions) {
                history.push_back(tools::to_json(version));
            }
            answer["history"] = std::move(history);
        }
        host.output().line(json::dump(answer));
        co_return Exit::done;
    }
    show_memory(host.output(), *found);
    if (options.history) {
        print_history(host.output(), versions);
    }
    co_return Exit::done;
}

Task<Exit> run_delete(Host& host, DeleteOptions options, bool json) {
    const bool removed = co_await host.database().remove(options.id);
    if (!removed) {
        fail_missing(options.id);
    }
    if (json) {
        nlohmann::json answer = nlohmann::json::object();
        answer["id"] = options.id.to_string();
        answer["deleted"] = true;
        host.output().line(json::dump(answer));
    } else {
        host.output().line("Deleted " + options.id.to_string() + " and its relationships.");
    }
    co_return Exit::done;
}

}  // namespace mcp::app
