// The snippet is the configuration of a client that is none of those known by name.
// Clients differ in little: `boltmem setup` knows how.
#include "app/client_snippet.hpp"

#include "app/client_config.hpp"

namespace mcp::app {

std::string client_snippet(const Settings& settings, const std::filesystem::path& program) {
    std::string text = config_snippet(client_kind("generic"), local_entry(settings, program));
    while (text.ends_with('\n')) {
        text.pop_back();
    }
    return text;
}

}  // namespace mcp::app
