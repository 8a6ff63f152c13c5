// The snippet, laid out by hand: JSON objects of the library sort their keys, people expect
// command before args before env.
#include "app/client_snippet.hpp"

#include "json/json_io.hpp"

#include <utility>
#include <vector>

namespace mcp::app {
namespace {

std::string quoted(const std::string& text) {
    std::string out;
    json::append_string(out, text);
    return out;
}

std::vector<std::pair<std::string, std::string>> environment(const Settings& settings) {
    std::vector<std::pair<std::string, std::string>> variables;
    if (settings.store_origin != "default") {
        variables.emplace_back("BOLTMEM_STORE", settings.store_url);
    }
    if (settings.store.backend == memory::Backend::neo4j) {
        variables.emplace_back("BOLTMEM_NEO4J_USER", settings.store.neo4j.user);
        const std::string file = settings.password_file.empty() ? "/path/to/a/file/with/mode/0600"
                                                                : settings.password_file.string();
        variables.emplace_back("BOLTMEM_NEO4J_PASSWORD_FILE", file);
        if (!settings.store.neo4j.database.empty()) {
            variables.emplace_back("BOLTMEM_NEO4J_DATABASE", settings.store.neo4j.database);
        }
    }
    return variables;
}

}  // namespace

std::string client_snippet(const Settings& settings, const std::filesystem::path& program) {
    std::string text = "{\n  \"mcpServers\": {\n    \"boltmem\": {\n      \"command\": ";
    text += quoted(program.string());
    text += ",\n      \"args\": [\"serve\"]";
    const auto variables = environment(settings);
    if (!variables.empty()) {
        text += ",\n      \"env\": {";
        std::string separator = "\n";
        for (const auto& [name, value] : variables) {
            text += separator + "        " + quoted(name) + ": " + quoted(value);
            separator = ",\n";
        }
        text += "\n      }";
    }
    text += "\n    }\n  }\n}";
    return text;
}

}  // namespace mcp::app
