// Resolution of the settings: one Resolver walks flags and variables, checks each value, and writes
// down where it came from.
#include "app/settings.hpp"

#include "app/authorization_settings.hpp"
#include "app/http_settings.hpp"
#include "app/setting_reader.hpp"
#include "app/suggestion.hpp"
#include "app/usage_error.hpp"

#include <memory/error.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <utility>

namespace mcp::app {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 6> kForeignBackends = {
    "memgraph", "falkordb", "falkordblite", "turso", "ladybugdb", "cloud"
};

class Resolver {
  public:
    Resolver(const SettingFlags& flags, const Surroundings& around)
        : flags_(flags), around_(around), reader_(around, settings_.shown) {}

    Settings resolve() {
        choose_store();
        choose_cycles();
        choose_sqlite_limits();
        choose_neo4j();
        choose_profile();
        choose_server_limits();
        settings_.http = resolve_http(flags_.http, reader_);
        if (settings_.http.has_value()) {
            choose_state_key();
        }
        settings_.authorization = resolve_authorization(flags_.authorization, reader_);
        warn_of_unknown_variables();
        return std::move(settings_);
    }

  private:
    void choose_store();
    [[nodiscard]] Given store_by_predecessor() const;
    [[nodiscard]] Given predecessor_sqlite() const;
    [[nodiscard]] Given predecessor_neo4j() const;
    void choose_cycles();
    void choose_sqlite_limits();
    void choose_neo4j();
    void choose_password();
    void choose_profile();
    void choose_state_key();
    [[nodiscard]] std::string read_secret(const Given& file, const fs::path& path) const;
    void choose_server_limits();
    void warn_of_unknown_variables();

    [[nodiscard]] fs::path default_store() const;
    std::int64_t number(
        memory::Backend backend,
        std::string name,
        std::string_view variable_name,
        std::int64_t standard,
        std::int64_t lowest,
        std::int64_t highest
    );

    const SettingFlags& flags_;
    const Surroundings& around_;
    Settings settings_;
    SettingReader reader_;
};

void Resolver::choose_store() {
    std::optional<Given> given =
        reader_.flag_or_variable(flags_.store, "--store", {"BOLTMEM_STORE"});
    if (!given.has_value()) {
        given = store_by_predecessor();
    }
    try {
        settings_.store = memory::Config::parse(given->value);
    } catch (const memory::Error& error) {
        throw UsageError(given->origin + ": " + error.what());
    }
    if (settings_.store.backend == memory::Backend::sqlite) {
        fs::path& path = settings_.store.sqlite.path;
        path = reader_.absolute(path.string(), given->origin);
        settings_.store_url = "sqlite:" + path.string();
    } else {
        settings_.store_url = settings_.store.neo4j.uri;
    }
    settings_.store_origin = given->origin;
    reader_.show("store", settings_.store_url, given->origin);
}

/// MEMORY_BACKEND and its companions, or the default.
Given Resolver::store_by_predecessor() const {
    const std::optional<Given> chosen = reader_.variable({"MEMORY_BACKEND"});
    const std::string backend = chosen.has_value() ? lower_case(chosen->value) : "sqlite";
    if (backend == "sqlite") {
        return predecessor_sqlite();
    }
    if (backend == "neo4j") {
        return predecessor_neo4j();
    }
    if (backend == "auto") {
        if (reader_.variable({"MEMORY_NEO4J_URI", "NEO4J_URI"}).has_value()) {
            return predecessor_neo4j();
        }
        return predecessor_sqlite();
    }
    std::string text = "MEMORY_BACKEND is \"" + chosen->value + "\": ";
    const bool foreign = std::find(kForeignBackends.begin(), kForeignBackends.end(), backend) !=
                         kForeignBackends.end();
    text += foreign ? "boltmem has no such backend" : "not a backend";
    text += "; set it to sqlite, neo4j or auto, or choose with BOLTMEM_STORE";
    throw UsageError(text);
}

Given Resolver::predecessor_sqlite() const {
    if (const std::optional<Given> path = reader_.variable({"MEMORY_SQLITE_PATH"})) {
        return Given("sqlite:" + path->value, path->origin);
    }
    return Given("sqlite:" + default_store().string(), std::string(kDefaultOrigin));
}

Given Resolver::predecessor_neo4j() const {
    if (std::optional<Given> uri = reader_.variable({"MEMORY_NEO4J_URI", "NEO4J_URI"})) {
        return std::move(*uri);
    }
    return Given("bolt://localhost:7687", "MEMORY_BACKEND");
}

void Resolver::choose_cycles() {
    const std::optional<Given> given =
        reader_.variable({"BOLTMEM_ALLOW_CYCLES", "MEMORY_ALLOW_CYCLES"});
    if (!given.has_value()) {
        reader_.show("allow cycles", "no", std::string(kDefaultOrigin));
        return;
    }
    const bool yes = SettingReader::read_bool(*given);
    settings_.store.cycles = yes ? memory::CyclePolicy::allow : memory::CyclePolicy::refuse;
    reader_.show("allow cycles", yes ? "yes" : "no", given->origin);
}

void Resolver::choose_sqlite_limits() {
    using memory::Backend;
    memory::SqliteConfig& config = settings_.store.sqlite;
    config.busy_timeout = std::chrono::milliseconds(number(
        Backend::sqlite,
        "lock wait (ms)",
        "BOLTMEM_SQLITE_BUSY_TIMEOUT_MS",
        config.busy_timeout.count(),
        0,
        600'000
    ));
    config.readers = static_cast<int>(
        number(Backend::sqlite, "reader threads", "BOLTMEM_SQLITE_READERS", config.readers, 1, 16)
    );
    config.queue_limit = static_cast<std::size_t>(number(
        Backend::sqlite,
        "queue limit",
        "BOLTMEM_SQLITE_QUEUE_LIMIT",
        static_cast<std::int64_t>(config.queue_limit),
        1,
        1'000'000
    ));
}

void Resolver::choose_neo4j() {
    using memory::Backend;
    memory::Neo4jConfig& config = settings_.store.neo4j;
    if (settings_.store.backend == Backend::neo4j) {
        const std::optional<Given> user = reader_.flag_or_variable(
            flags_.user,
            "--neo4j-user",
            {"BOLTMEM_NEO4J_USER", "MEMORY_NEO4J_USER", "NEO4J_USER", "NEO4J_USERNAME"}
        );
        if (user.has_value()) {
            config.user = user->value;
        }
        reader_.show(
            "user", config.user, user.has_value() ? user->origin : std::string(kDefaultOrigin)
        );
        choose_password();
        const std::optional<Given> database = reader_.flag_or_variable(
            flags_.database,
            "--neo4j-database",
            {"BOLTMEM_NEO4J_DATABASE", "MEMORY_NEO4J_DATABASE", "NEO4J_DATABASE"}
        );
        if (database.has_value()) {
            config.database = database->value;
            reader_.show("database", config.database, database->origin);
        } else {
            reader_.show("database", "(the user's home database)", std::string(kDefaultOrigin));
        }
    }
    config.pool_size = static_cast<std::size_t>(number(
        Backend::neo4j,
        "connections at most",
        "BOLTMEM_NEO4J_POOL_SIZE",
        static_cast<std::int64_t>(config.pool_size),
        1,
        1'000
    ));
    config.connect_timeout = std::chrono::milliseconds(number(
        Backend::neo4j,
        "connect timeout (ms)",
        "BOLTMEM_NEO4J_CONNECT_TIMEOUT_MS",
        config.connect_timeout.count(),
        1,
        600'000
    ));
    config.operation_timeout = std::chrono::milliseconds(number(
        Backend::neo4j,
        "operation timeout (ms)",
        "BOLTMEM_NEO4J_OPERATION_TIMEOUT_MS",
        config.operation_timeout.count(),
        1,
        3'600'000
    ));
}

void Resolver::choose_password() {
    const std::optional<Given> file = reader_.variable({"BOLTMEM_NEO4J_PASSWORD_FILE"});
    const std::optional<Given> own = reader_.variable({"BOLTMEM_NEO4J_PASSWORD"});
    if (file.has_value() && own.has_value()) {
        throw UsageError(
            "BOLTMEM_NEO4J_PASSWORD and BOLTMEM_NEO4J_PASSWORD_FILE are both set; unset one"
        );
    }
    std::string& password = settings_.store.neo4j.password;
    if (file.has_value()) {
        const fs::path path = reader_.absolute(file->value, file->origin);
        password = read_secret(*file, path);
        settings_.password_file = path;
        reader_.show("password", "set, in " + path.string(), file->origin);
        return;
    }
    const std::optional<Given> given =
        reader_.variable({"BOLTMEM_NEO4J_PASSWORD", "MEMORY_NEO4J_PASSWORD", "NEO4J_PASSWORD"});
    if (given.has_value()) {
        password = given->value;
        reader_.show("password", "set", given->origin);
    } else {
        reader_.show("password", "not set", std::string(kDefaultOrigin));
    }
}

std::string Resolver::read_secret(const Given& file, const fs::path& path) const {
    try {
        return around_.read_secret(path);
    } catch (const UsageError& error) {
        throw UsageError(file.origin + ": " + error.what());
    }
}

/// What clients hold between a question and its answer may come back to another process.
void Resolver::choose_state_key() {
    constexpr std::size_t kLeastBytes = 32;
    const std::optional<Given> file = reader_.flag_or_variable(
        flags_.http.state_key_file, "--state-key-file", {"BOLTMEM_HTTP_STATE_KEY_FILE"}
    );
    if (!file.has_value()) {
        reader_.show("state key", "of this process alone", std::string(kDefaultOrigin));
        return;
    }
    const fs::path path = reader_.absolute(file->value, file->origin);
    settings_.state_key = read_secret(*file, path);
    if (settings_.state_key.size() < kLeastBytes) {
        throw UsageError(
            file->origin + ": the key in " + path.string() +
            " is shorter than 32 bytes; make one with: openssl rand -hex 32"
        );
    }
    reader_.show("state key", "set, in " + path.string(), file->origin);
}

void Resolver::choose_profile() {
    const std::optional<Given> given = reader_.flag_or_variable(
        flags_.profile, "--profile", {"BOLTMEM_TOOL_PROFILE", "MEMORY_TOOL_PROFILE"}
    );
    if (!given.has_value()) {
        reader_.show("tool profile", "core", std::string(kDefaultOrigin));
        return;
    }
    if (const auto profile = tools::parse_profile(lower_case(given->value))) {
        settings_.profile = *profile;
        reader_.show("tool profile", lower_case(given->value), given->origin);
        return;
    }
    throw UsageError(given->origin + " is \"" + given->value + "\"; give core, extended or all");
}

void Resolver::choose_server_limits() {
    settings_.server.call_timeout = std::chrono::milliseconds(number(
        settings_.store.backend,
        "call timeout (ms)",
        "BOLTMEM_MCP_CALL_TIMEOUT_MS",
        settings_.server.call_timeout.count(),
        1,
        3'600'000
    ));
    settings_.server.max_in_flight = static_cast<std::size_t>(number(
        settings_.store.backend,
        "calls at once",
        "BOLTMEM_MCP_CALLS_AT_ONCE",
        static_cast<std::int64_t>(settings_.server.max_in_flight),
        1,
        10'000
    ));
    settings_.stdio.max_message = static_cast<std::size_t>(number(
        settings_.store.backend,
        "message bytes",
        "BOLTMEM_MCP_MESSAGE_BYTES",
        static_cast<std::int64_t>(settings_.stdio.max_message),
        1'024,
        1'073'741'824
    ));
}

void Resolver::warn_of_unknown_variables() {
    const std::vector<std::string>& known = setting_variables();
    for (auto entry = around_.variables.lower_bound("BOLTMEM_");
         entry != around_.variables.end() && entry->first.starts_with("BOLTMEM_");
         ++entry) {
        if (std::find(known.begin(), known.end(), entry->first) == known.end()) {
            settings_.warnings.push_back(
                entry->first + " is no setting of boltmem" + suggestion(entry->first, known)
            );
        }
    }
}

fs::path Resolver::default_store() const {
    const fs::path file = fs::path("boltmem") / "memory.db";
    const auto found = around_.variables.find("XDG_DATA_HOME");
    // The XDG base directory specification: a relative path there is to be ignored.
    if (found != around_.variables.end() && fs::path(found->second).is_absolute()) {
        return fs::path(found->second) / file;
    }
    if (reader_.home().empty()) {
        throw UsageError(
            "no home folder to keep the store in; set HOME, or choose with --store sqlite:PATH"
        );
    }
    return (reader_.home() / ".local" / "share" / file).lexically_normal();
}

/// Only the chosen backend's settings are shown, but all are checked.
std::int64_t Resolver::number(
    memory::Backend backend,
    std::string name,
    std::string_view variable_name,
    std::int64_t standard,
    std::int64_t lowest,
    std::int64_t highest
) {
    if (settings_.store.backend != backend) {
        name.clear();
    }
    return reader_.number(std::move(name), variable_name, standard, lowest, highest);
}

}  // namespace

Settings resolve_settings(const SettingFlags& flags, const Surroundings& around) {
    return Resolver(flags, around).resolve();
}

const std::vector<std::string>& setting_variables() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all = {
            "BOLTMEM_STORE",
            "BOLTMEM_ALLOW_CYCLES",
            "BOLTMEM_SQLITE_BUSY_TIMEOUT_MS",
            "BOLTMEM_SQLITE_READERS",
            "BOLTMEM_SQLITE_QUEUE_LIMIT",
            "BOLTMEM_NEO4J_USER",
            "BOLTMEM_NEO4J_PASSWORD",
            "BOLTMEM_NEO4J_PASSWORD_FILE",
            "BOLTMEM_NEO4J_DATABASE",
            "BOLTMEM_NEO4J_POOL_SIZE",
            "BOLTMEM_NEO4J_CONNECT_TIMEOUT_MS",
            "BOLTMEM_NEO4J_OPERATION_TIMEOUT_MS",
            "BOLTMEM_TOOL_PROFILE",
            "BOLTMEM_MCP_CALL_TIMEOUT_MS",
            "BOLTMEM_MCP_CALLS_AT_ONCE",
            "BOLTMEM_MCP_MESSAGE_BYTES",
            "BOLTMEM_HTTP",
            "BOLTMEM_HTTP_PATH",
            "BOLTMEM_HTTP_ALLOWED_HOSTS",
            "BOLTMEM_HTTP_ALLOWED_ORIGINS",
            "BOLTMEM_HTTP_TLS_CERTIFICATE",
            "BOLTMEM_HTTP_TLS_KEY",
            "BOLTMEM_HTTP_STATE_KEY_FILE",
            "BOLTMEM_HTTP_SESSIONS",
            "BOLTMEM_HTTP_REUSE_PORT",
            "BOLTMEM_HTTP_ALLOW_PUBLIC",
            "BOLTMEM_HTTP_CONNECTIONS",
            "BOLTMEM_HTTP_BODY_BYTES",
            "BOLTMEM_HTTP_IDLE_TIMEOUT_MS",
            "BOLTMEM_HTTP_DRAIN_TIMEOUT_MS",
            "BOLTMEM_HTTP_RATE_PER_SECOND",
            "BOLTMEM_HTTP_RATE_BURST",
        };
        const std::vector<std::string>& more = authorization_variables();
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }();
    return names;
}

}  // namespace mcp::app
