// The entry from the settings, or from an address that somebody typed.
// A token is only ever named by its variable: configuration files are shared and committed.
#include "app/client_entry.hpp"

#include "app/usage_error.hpp"

#include <algorithm>
#include <string_view>

namespace mcp::app {
namespace {

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

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

void check_url(const std::string& url) {
    const std::string advice = "; give an address such as https://host/mcp";
    std::string_view rest = url;
    if (rest.starts_with("http://")) {
        rest.remove_prefix(7);
    } else if (rest.starts_with("https://")) {
        rest.remove_prefix(8);
    } else {
        throw UsageError("--http: neither http:// nor https://" + advice);
    }
    const bool readable = std::ranges::all_of(url, [](char c) { return c > ' ' && c < '\x7F'; });
    const std::string_view host = rest.substr(0, rest.find_first_of("/?#"));
    if (!readable || host.empty()) {
        throw UsageError("--http: not a URL" + advice);
    }
    if (host.find('@') != std::string_view::npos) {
        throw UsageError(
            "--http: credentials in the URL would stand readable in the file; put the token into "
            "an environment variable and name it with --token-env"
        );
    }
    if (rest.find_first_of("?#") != std::string_view::npos) {
        throw UsageError("--http: a query or fragment is not part of a server's address" + advice);
    }
}

void check_variable(const std::string& name) {
    const bool fits =
        !name.empty() && is_letter(name.front()) &&
        std::ranges::all_of(name, [](char c) { return is_letter(c) || (c >= '0' && c <= '9'); });
    if (!fits) {
        throw UsageError(
            "--token-env takes the name of an environment variable, such as BOLTMEM_TOKEN, and "
            "never the token itself"
        );
    }
}

}  // namespace

ClientEntry local_entry(const Settings& settings, const std::filesystem::path& program) {
    ClientEntry entry;
    entry.command = program.string();
    entry.arguments = {"serve"};
    entry.environment = environment(settings);
    return entry;
}

ClientEntry remote_entry(const std::string& url, const std::string& token_variable) {
    check_url(url);
    if (!token_variable.empty()) {
        check_variable(token_variable);
    }
    ClientEntry entry;
    entry.url = url;
    entry.token_variable = token_variable;
    return entry;
}

}  // namespace mcp::app
