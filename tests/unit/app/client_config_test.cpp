// What each client gets: members, types and variables as its documentation has them, and that what
// stood in an entry before stays.

#include "app/client_config.hpp"

#include "app/usage_error.hpp"
#include "json/json_io.hpp"
#include "support/catch.hpp"

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace {

namespace app = mcp::app;
using nlohmann::json;

app::ClientEntry local() {
    app::ClientEntry entry;
    entry.command = "/opt/bin/boltmem";
    entry.arguments = {"serve"};
    entry.environment = {{"BOLTMEM_STORE", "sqlite:/data/x.db"}};
    return entry;
}

app::ClientEntry remote() {
    return app::remote_entry("https://host/mcp", "TOKEN");
}

json parsed(const std::string& text) {
    json value;
    INFO(text);
    REQUIRE(mcp::json::parse(text, mcp::json::Limits(), value) == mcp::json::ParseStatus::ok);
    return value;
}

json entry_of(const char* client, const app::ClientEntry& entry) {
    const app::ClientKind& kind = app::client_kind(client);
    return parsed(app::config_snippet(kind, entry))[std::string(kind.servers)]["boltmem"];
}

template <class Action>
std::string refusal(Action action) {
    try {
        action();
    } catch (const app::UsageError& error) {
        return error.what();
    }
    return "accepted";
}

app::Surroundings at_home() {
    app::Surroundings around;
    around.variables["HOME"] = "/home/ann";
    around.working_folder = "/home/ann/project";
    return around;
}

}  // namespace

TEST_CASE("every client with a file starts the program with its environment", "[setup]") {
    for (const app::ClientKind& kind : app::client_kinds()) {
        INFO(kind.name);
        if (kind.format == app::ConfigFormat::json) {
            const json entry = entry_of(kind.name.data(), local());
            CHECK(entry["command"] == "/opt/bin/boltmem");
            CHECK(entry["args"] == json::array({"serve"}));
            CHECK(entry["env"]["BOLTMEM_STORE"] == "sqlite:/data/x.db");
            CHECK(entry.contains("type") == (kind.name == "vscode"));
        }
    }
    CHECK(
        app::config_snippet(app::client_kind("codex"), local()) ==
        "[mcp_servers.boltmem]\ncommand = \"/opt/bin/boltmem\"\nargs = [\"serve\"]\n\n"
        "[mcp_servers.boltmem.env]\nBOLTMEM_STORE = \"sqlite:/data/x.db\"\n"
    );
}

TEST_CASE("servers over HTTP are written as each client wants them", "[setup]") {
    const json claude = entry_of("claude-code", remote());
    CHECK(claude["type"] == "http");
    CHECK(claude["url"] == "https://host/mcp");
    CHECK(claude["headers"]["Authorization"] == "Bearer ${TOKEN}");
    CHECK(entry_of("cursor", remote())["headers"]["Authorization"] == "Bearer ${env:TOKEN}");
    CHECK(entry_of("windsurf", remote())["serverUrl"] == "https://host/mcp");
    CHECK(entry_of("gemini", remote())["httpUrl"] == "https://host/mcp");
    CHECK(entry_of("vscode", remote())["type"] == "http");
    CHECK(
        app::config_snippet(app::client_kind("codex"), remote()) ==
        "[mcp_servers.boltmem]\nurl = \"https://host/mcp\"\nbearer_token_env_var = \"TOKEN\"\n"
    );
    CHECK_FALSE(entry_of("zed", app::remote_entry("http://localhost:1/mcp", "")).contains("headers")
    );
}

TEST_CASE("what a client cannot do is refused with the way that works", "[setup]") {
    const auto desktop = [] {
        app::check_client_can(app::client_kind("claude-desktop"), remote());
    };
    CHECK(refusal(desktop).find("Connectors") != std::string::npos);
    const auto zed = [] { app::check_client_can(app::client_kind("zed"), remote()); };
    CHECK(refusal(zed).find("by hand") != std::string::npos);
    const auto unknown = [] { static_cast<void>(app::client_kind("curser")); };
    CHECK(refusal(unknown).find("\"cursor\"") != std::string::npos);
}

TEST_CASE("addresses and names of variables are checked", "[setup]") {
    const auto entry = [](const char* url, const char* token) {
        return refusal([&] { static_cast<void>(app::remote_entry(url, token)); });
    };
    CHECK(entry("http://127.0.0.1:3917/mcp", "A_1") == "accepted");
    CHECK(entry("ftp://host/", "").starts_with("--http: neither"));
    CHECK(entry("https://", "").starts_with("--http: not a URL"));
    CHECK(entry("https://ho st/", "").starts_with("--http: not a URL"));
    CHECK(entry("https://host/mcp?token=secret", "").find("secret") == std::string::npos);
    const std::string refused = entry("https://ann:secret@host/mcp", "");
    CHECK(refused.starts_with("--http: credentials"));
    CHECK(refused.find("secret") == std::string::npos);
    for (const char* token : {"ey.J-x", "1A", "A B"}) {
        CHECK(entry("https://host/mcp", token).starts_with("--token-env takes the name"));
        CHECK(entry("https://host/mcp", token).find(token) == std::string::npos);
    }
}

TEST_CASE("what was added to an entry by hand stays", "[setup]") {
    const std::string text =
        "{\n  // mine\n  \"mcpServers\": {\n    \"a\": {},\n    \"boltmem\": {\n"
        "      \"command\": \"/old\",\n      \"args\": [\"serve\", \"--profile\", \"all\"],\n"
        "      \"disabled\": true,\n      \"env\": {\"MINE\": \"1\"}\n    }\n  },\n  \"z\": 1\n}\n";
    const std::string changed = app::config_with_server(app::client_kind("cursor"), local(), text);
    CHECK(
        changed ==
        "{\n  // mine\n  \"mcpServers\": {\n    \"a\": {},\n    \"boltmem\": {\n"
        "      \"command\": \"/opt/bin/boltmem\",\n"
        "      \"args\": [\"serve\", \"--profile\", \"all\"],\n      \"disabled\": true,\n"
        "      \"env\": {\"MINE\": \"1\",\n        \"BOLTMEM_STORE\": \"sqlite:/data/x.db\"\n"
        "      }\n    }\n  },\n  \"z\": 1\n}\n"
    );
    CHECK(app::config_with_server(app::client_kind("cursor"), local(), changed) == changed);
    std::string there = app::config_with_server(app::client_kind("cursor"), remote(), changed);
    there.erase(there.find("// mine"), 7);
    const json entry = parsed(there)["mcpServers"]["boltmem"];
    CHECK(entry["disabled"] == true);
    CHECK_FALSE(entry.contains("command"));
    CHECK_FALSE(entry.contains("env"));
}

TEST_CASE("going from one way to the other leaves nothing that contradicts", "[setup]") {
    for (const char* name : {"claude-code", "cursor", "vscode", "windsurf", "gemini"}) {
        INFO(name);
        const app::ClientKind& kind = app::client_kind(name);
        const std::string before = app::config_snippet(kind, local());
        const std::string there = app::config_with_server(kind, remote(), before);
        CHECK(parsed(there) == parsed(app::config_snippet(kind, remote())));
        CHECK(parsed(app::config_with_server(kind, local(), there)) == parsed(before));
    }
    const app::ClientKind& codex = app::client_kind("codex");
    const std::string there =
        app::config_with_server(codex, remote(), app::config_snippet(codex, local()));
    CHECK(there.find("command") == std::string::npos);
    CHECK(there.find("env]") == std::string::npos);
    CHECK(app::config_with_server(codex, local(), there).find("url") == std::string::npos);
}

TEST_CASE("whether the server is there is told", "[setup]") {
    const app::ClientKind& zed = app::client_kind("zed");
    CHECK(app::config_has_server(zed, app::config_snippet(zed, local())));
    CHECK_FALSE(app::config_has_server(zed, "{\"context_servers\": {\"x\": {}}}"));
    CHECK_FALSE(app::config_has_server(zed, ""));
}

TEST_CASE("files are where the clients look", "[setup]") {
    using Scope = app::ConfigScope;
    app::Surroundings around = at_home();
    const auto file = [&](const char* client, Scope scope) {
        return app::client_file(app::client_kind(client), scope, around).string();
    };
    CHECK(file("claude-code", Scope::project) == "/home/ann/project/.mcp.json");
    CHECK(file("claude-code", Scope::user) == "/home/ann/.claude.json");
    CHECK(
        file("claude-desktop", Scope::user) == "/home/ann/.config/Claude/claude_desktop_config.json"
    );
    CHECK(file("claude-desktop", Scope::project).empty());
    CHECK(file("vscode", Scope::project) == "/home/ann/project/.vscode/mcp.json");
    CHECK(file("windsurf", Scope::user) == "/home/ann/.codeium/windsurf/mcp_config.json");
    CHECK(file("codex", Scope::user) == "/home/ann/.codex/config.toml");
    CHECK(file("generic", Scope::user).empty());
    around.variables["CODEX_HOME"] = "/srv/codex";
    around.variables["XDG_CONFIG_HOME"] = "/srv/config";
    CHECK(file("codex", Scope::user) == "/srv/codex/config.toml");
    CHECK(file("zed", Scope::user) == "/srv/config/zed/settings.json");
    around.variables.erase("HOME");
    CHECK(refusal([&] { file("cursor", Scope::user); }).find("--file") != std::string::npos);
}
