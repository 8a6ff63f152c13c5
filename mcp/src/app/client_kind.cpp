// The table of clients, by their documentation as of November 2026, and the folders on Linux.
// Where a client has a variable that moves its folder, it is respected.
#include "app/client_kind.hpp"

#include "app/suggestion.hpp"
#include "app/usage_error.hpp"

#include <algorithm>

namespace mcp::app {
namespace {

constexpr ClientKind kClaudeCode{
    "claude-code",
    "Claude Code",
    ConfigFormat::json,
    "mcpServers",
    "",
    "http",
    "url",
    "${",
    "}",
    ConfigScope::project,
    "Start a new session in this folder; Claude Code asks once whether to trust the server.",
    ""
};

constexpr ClientKind kClaudeDesktop{
    "claude-desktop",
    "Claude Desktop",
    ConfigFormat::json,
    "mcpServers",
    "",
    "",
    "",
    "",
    "",
    ConfigScope::user,
    "Quit Claude Desktop and start it again.",
    "Claude Desktop takes servers over HTTP under Settings, Connectors, not from its file"
};

constexpr ClientKind kCursor{
    "cursor",
    "Cursor",
    ConfigFormat::json,
    "mcpServers",
    "",
    "",
    "url",
    "${env:",
    "}",
    ConfigScope::user,
    "Look at the server under Cursor's settings for MCP.",
    ""
};

constexpr ClientKind kVsCode{
    "vscode",
    "VS Code",
    ConfigFormat::json,
    "servers",
    "stdio",
    "http",
    "url",
    "${env:",
    "}",
    ConfigScope::project,
    "Run the command \"MCP: List Servers\" and start boltmem.",
    ""
};

constexpr ClientKind kWindsurf{
    "windsurf",
    "Windsurf",
    ConfigFormat::json,
    "mcpServers",
    "",
    "",
    "serverUrl",
    "${env:",
    "}",
    ConfigScope::user,
    "Refresh the servers in Cascade's MCP panel.",
    ""
};

constexpr ClientKind kCodex{
    "codex",
    "Codex",
    ConfigFormat::toml,
    "mcp_servers",
    "",
    "",
    "url",
    "",
    "",
    ConfigScope::user,
    "Start a new session; /mcp lists the servers.",
    ""
};

constexpr ClientKind kGemini{
    "gemini",
    "Gemini CLI",
    ConfigFormat::json,
    "mcpServers",
    "",
    "",
    "httpUrl",
    "${",
    "}",
    ConfigScope::user,
    "Start gemini again; /mcp lists the servers.",
    ""
};

constexpr ClientKind kZed{
    "zed",
    "Zed",
    ConfigFormat::json,
    "context_servers",
    "",
    "",
    "url",
    "",
    "",
    ConfigScope::user,
    "Zed starts the server by itself; see the agent panel's settings.",
    "Zed reads no tokens from the environment: leave --token-env away and add the header "
    "Authorization to the entry's headers by hand"
};

constexpr ClientKind kGeneric{
    "generic",
    "any other client",
    ConfigFormat::json,
    "mcpServers",
    "",
    "http",
    "url",
    "${",
    "}",
    ConfigScope::user,
    "Restart the client.",
    ""
};

std::filesystem::path variable(const Surroundings& around, std::string_view name) {
    const auto found = around.variables.find(name);
    return found == around.variables.end() ? std::filesystem::path()
                                           : std::filesystem::path(found->second);
}

std::filesystem::path home(const Surroundings& around) {
    std::filesystem::path folder = variable(around, "HOME");
    if (folder.empty()) {
        folder = around.account_home;
    }
    if (folder.empty()) {
        throw UsageError("your home folder is unknown: set HOME, or name the file with --file");
    }
    return folder;
}

/// The folder that a variable names, else one below home.
std::filesystem::path folder_of(
    const Surroundings& around, std::string_view name, std::string_view below_home
) {
    std::filesystem::path folder = variable(around, name);
    if (folder.is_absolute()) {
        return folder;
    }
    return home(around) / below_home;
}

std::filesystem::path user_file(const ClientKind& kind, const Surroundings& around) {
    if (kind.name == kClaudeCode.name) {
        return folder_of(around, "CLAUDE_CONFIG_DIR", "") / ".claude.json";
    }
    if (kind.name == kCodex.name) {
        return folder_of(around, "CODEX_HOME", ".codex") / "config.toml";
    }
    if (kind.name == kCursor.name) {
        return home(around) / ".cursor/mcp.json";
    }
    if (kind.name == kWindsurf.name) {
        return home(around) / ".codeium/windsurf/mcp_config.json";
    }
    if (kind.name == kGemini.name) {
        return home(around) / ".gemini/settings.json";
    }
    const std::filesystem::path config = folder_of(around, "XDG_CONFIG_HOME", ".config");
    if (kind.name == kClaudeDesktop.name) {
        return config / "Claude/claude_desktop_config.json";
    }
    if (kind.name == kVsCode.name) {
        return config / "Code/User/mcp.json";
    }
    if (kind.name == kZed.name) {
        return config / "zed/settings.json";
    }
    return {};
}

std::filesystem::path project_file(const ClientKind& kind) {
    if (kind.name == kClaudeCode.name) {
        return ".mcp.json";
    }
    if (kind.name == kCursor.name) {
        return ".cursor/mcp.json";
    }
    if (kind.name == kVsCode.name) {
        return ".vscode/mcp.json";
    }
    if (kind.name == kCodex.name) {
        return ".codex/config.toml";
    }
    if (kind.name == kGemini.name) {
        return ".gemini/settings.json";
    }
    if (kind.name == kZed.name) {
        return ".zed/settings.json";
    }
    return {};
}

}  // namespace

const std::vector<ClientKind>& client_kinds() {
    static const std::vector<ClientKind> kKinds = {
        kClaudeCode,
        kClaudeDesktop,
        kCursor,
        kVsCode,
        kWindsurf,
        kCodex,
        kGemini,
        kZed,
        kGeneric,
    };
    return kKinds;
}

const ClientKind& client_kind(const std::string& name) {
    const auto found = std::ranges::find(client_kinds(), name, &ClientKind::name);
    if (found != client_kinds().end()) {
        return *found;
    }
    std::vector<std::string> names;
    std::string all;
    for (const ClientKind& kind : client_kinds()) {
        names.emplace_back(kind.name);
        all += (all.empty() ? "" : ", ") + names.back();
    }
    const std::string nearest = suggestion(name, names);
    throw UsageError(
        "unknown client \"" + name + "\"" + (nearest.empty() ? "; known are " + all : nearest)
    );
}

std::filesystem::path client_file(
    const ClientKind& kind, ConfigScope scope, const Surroundings& around
) {
    if (scope == ConfigScope::user) {
        return user_file(kind, around);
    }
    const std::filesystem::path file = project_file(kind);
    return file.empty() ? file : around.working_folder / file;
}

}  // namespace mcp::app
