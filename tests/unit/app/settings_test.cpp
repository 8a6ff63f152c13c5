// Settings from flags and an injected environment: precedence, paths, the predecessor's variables,
// and what is refused. No test reads the real environment; password files live in a temporary
// folder.
#include "app/settings.hpp"

#include "app/surroundings.hpp"
#include "app/usage_error.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace {

using mcp::app::resolve_settings;
using mcp::app::Setting;
using mcp::app::SettingFlags;
using mcp::app::Settings;
using mcp::app::Surroundings;
using mcp::app::UsageError;
using Variables = mcp::app::Environment;

Surroundings around(Variables variables) {
    Surroundings surroundings;
    surroundings.variables = std::move(variables);
    surroundings.variables.emplace("HOME", "/home/ann");
    surroundings.working_folder = "/srv/project";
    surroundings.read_secret = [](const std::filesystem::path& path) {
        if (path != "/secret/pw") {
            throw UsageError("password file " + path.string() + ": not there");
        }
        return std::string("from-file");
    };
    return surroundings;
}

Settings resolve(Variables variables, const SettingFlags& flags = {}) {
    return resolve_settings(flags, around(std::move(variables)));
}

SettingFlags with_store(const std::string& url) {
    SettingFlags flags;
    flags.store = url;
    return flags;
}

std::string refusal(Variables variables, const SettingFlags& flags = {}) {
    try {
        static_cast<void>(resolve(std::move(variables), flags));
    } catch (const UsageError& error) {
        return error.what();
    }
    return "accepted";
}

Setting shown(const Settings& settings, const std::string& name) {
    for (const Setting& setting : settings.shown) {
        if (setting.name == name) {
            return setting;
        }
    }
    return {};
}

std::string password_refusal(const std::filesystem::path& path) {
    try {
        static_cast<void>(mcp::app::read_secret_file(path));
    } catch (const UsageError& error) {
        return error.what();
    }
    return "accepted";
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("without any setting the store is a file in the data folder", "[settings]") {
    const Settings settings = resolve({});
    CHECK(settings.store.backend == memory::Backend::sqlite);
    CHECK(settings.store.sqlite.path == "/home/ann/.local/share/boltmem/memory.db");
    CHECK(settings.store_url == "sqlite:/home/ann/.local/share/boltmem/memory.db");
    CHECK(settings.store_origin == "default");
    CHECK(settings.store.cycles == memory::CyclePolicy::refuse);
    CHECK(settings.warnings.empty());
}

TEST_CASE("XDG_DATA_HOME moves the default store, unless it is relative", "[settings]") {
    CHECK(resolve({{"XDG_DATA_HOME", "/data"}}).store.sqlite.path == "/data/boltmem/memory.db");
    CHECK(
        resolve({{"XDG_DATA_HOME", "data"}}).store.sqlite.path ==
        "/home/ann/.local/share/boltmem/memory.db"
    );
}

TEST_CASE(
    "a flag wins over BOLTMEM_, which wins over MEMORY_, which wins over the default", "[settings]"
) {
    Variables variables = {
        {"MEMORY_BACKEND", "sqlite"},
        {"MEMORY_SQLITE_PATH", "/old.db"},
    };
    CHECK(resolve(variables).store.sqlite.path == "/old.db");
    CHECK(resolve(variables).store_origin == "MEMORY_SQLITE_PATH");
    variables["BOLTMEM_STORE"] = "sqlite:/own.db";
    CHECK(resolve(variables).store.sqlite.path == "/own.db");
    const Settings settings = resolve(variables, with_store("sqlite:/flag.db"));
    CHECK(settings.store.sqlite.path == "/flag.db");
    CHECK(shown(settings, "store").origin == "--store");
}

TEST_CASE("an empty variable counts as not set", "[settings]") {
    CHECK(resolve({{"BOLTMEM_STORE", ""}}).store_origin == "default");
}

TEST_CASE("relative paths are resolved against the working folder, ~ against home", "[settings]") {
    CHECK(resolve({}, with_store("sqlite:a/../b.db")).store.sqlite.path == "/srv/project/b.db");
    CHECK(resolve({}, with_store("sqlite://b.db")).store.sqlite.path == "/srv/project/b.db");
    CHECK(resolve({}, with_store("SQLite:///data/b.db")).store_url == "sqlite:/data/b.db");
    CHECK(resolve({}, with_store("sqlite:~/m.db")).store.sqlite.path == "/home/ann/m.db");
    CHECK(resolve({{"MEMORY_SQLITE_PATH", "m.db"}}).store.sqlite.path == "/srv/project/m.db");
}

TEST_CASE("the predecessor's neo4j variables choose and describe a server", "[settings]") {
    const Settings settings = resolve({
        {"MEMORY_BACKEND", "Neo4j"},
        {"MEMORY_NEO4J_URI", "bolt://db:7687"},
        {"MEMORY_NEO4J_USER", "ann"},
        {"NEO4J_PASSWORD", "s3cret"},
        {"NEO4J_DATABASE", "memories"},
    });
    CHECK(settings.store.backend == memory::Backend::neo4j);
    CHECK(settings.store.neo4j.uri == "bolt://db:7687");
    CHECK(settings.store.neo4j.user == "ann");
    CHECK(settings.store.neo4j.password == "s3cret");
    CHECK(settings.store.neo4j.database == "memories");
    CHECK(shown(settings, "password").value == "set");
    CHECK(shown(settings, "password").origin == "NEO4J_PASSWORD");
}

TEST_CASE("MEMORY_BACKEND=auto takes neo4j only when an address is given", "[settings]") {
    CHECK(resolve({{"MEMORY_BACKEND", "auto"}}).store.backend == memory::Backend::sqlite);
    CHECK(
        resolve({{"MEMORY_BACKEND", "auto"}, {"NEO4J_URI", "neo4j://db"}}).store.backend ==
        memory::Backend::neo4j
    );
    CHECK(resolve({{"NEO4J_URI", "neo4j://db"}}).store.backend == memory::Backend::sqlite);
    CHECK(resolve({{"MEMORY_BACKEND", "neo4j"}}).store.neo4j.uri == "bolt://localhost:7687");
}

TEST_CASE("no shown value holds a password, wherever it came from", "[settings]") {
    for (const char* name : {"BOLTMEM_NEO4J_PASSWORD", "MEMORY_NEO4J_PASSWORD", "NEO4J_PASSWORD"}) {
        const Settings settings = resolve({{"BOLTMEM_STORE", "bolt://db"}, {name, "s3cret"}});
        CHECK(settings.store.neo4j.password == "s3cret");
        for (const Setting& setting : settings.shown) {
            CHECK_FALSE(contains(setting.value, "s3cret"));
        }
    }
}

TEST_CASE("a password file is read, and beats the predecessor's variables", "[settings]") {
    const Settings settings = resolve({
        {"BOLTMEM_STORE", "bolt://db"},
        {"BOLTMEM_NEO4J_PASSWORD_FILE", "/secret/pw"},
        {"NEO4J_PASSWORD", "other"},
    });
    CHECK(settings.store.neo4j.password == "from-file");
    CHECK(settings.password_file == "/secret/pw");
}

TEST_CASE("a password file is not read for a store without passwords", "[settings]") {
    CHECK(resolve({{"BOLTMEM_NEO4J_PASSWORD_FILE", "/missing"}}).store_origin == "default");
}

TEST_CASE("tool profiles are read, also by their older names", "[settings]") {
    using mcp::tools::Profile;
    CHECK(resolve({}).profile == Profile::core);
    CHECK(resolve({{"MEMORY_TOOL_PROFILE", "lite"}}).profile == Profile::core);
    CHECK(resolve({{"MEMORY_TOOL_PROFILE", "FULL"}}).profile == Profile::extended);
    CHECK(
        resolve({{"MEMORY_TOOL_PROFILE", "lite"}, {"BOLTMEM_TOOL_PROFILE", "all"}}).profile ==
        Profile::all
    );
}

TEST_CASE("cycles are allowed by either name", "[settings]") {
    CHECK(resolve({{"MEMORY_ALLOW_CYCLES", "True"}}).store.cycles == memory::CyclePolicy::allow);
    CHECK(
        resolve({{"MEMORY_ALLOW_CYCLES", "1"}, {"BOLTMEM_ALLOW_CYCLES", "no"}}).store.cycles ==
        memory::CyclePolicy::refuse
    );
}

TEST_CASE("limits reach the store's configuration", "[settings]") {
    const Settings settings = resolve({
        {"BOLTMEM_SQLITE_BUSY_TIMEOUT_MS", "1"},
        {"BOLTMEM_SQLITE_READERS", "16"},
        {"BOLTMEM_SQLITE_QUEUE_LIMIT", "5"},
        {"BOLTMEM_NEO4J_POOL_SIZE", "3"},
        {"BOLTMEM_NEO4J_CONNECT_TIMEOUT_MS", "4"},
        {"BOLTMEM_NEO4J_OPERATION_TIMEOUT_MS", "6"},
    });
    CHECK(settings.store.sqlite.busy_timeout.count() == 1);
    CHECK(settings.store.sqlite.readers == 16);
    CHECK(settings.store.sqlite.queue_limit == 5);
    CHECK(settings.store.neo4j.pool_size == 3);
    CHECK(settings.store.neo4j.connect_timeout.count() == 4);
    CHECK(settings.store.neo4j.operation_timeout.count() == 6);
    CHECK(shown(settings, "reader threads").origin == "BOLTMEM_SQLITE_READERS");
}

TEST_CASE("a variable that is no setting is warned of, with the nearest one", "[settings]") {
    const Settings settings = resolve({{"BOLTMEM_STOR", "x"}});
    REQUIRE(settings.warnings.size() == 1);
    CHECK(contains(settings.warnings[0], "did you mean \"BOLTMEM_STORE\"?"));
}

TEST_CASE("every variable that is known is accepted without a warning", "[settings]") {
    Variables variables;
    for (const std::string& name : mcp::app::setting_variables()) {
        variables[name] = "";
    }
    CHECK(resolve(variables).warnings.empty());
    CHECK(mcp::app::setting_variables().size() >= 13);
}

TEST_CASE("wrong settings are refused by name, with what to change", "[settings]") {
    struct Row {
        const char* name;
        const char* value;
        const char* text;
    };

    const std::vector<Row> rows = {
        {"BOLTMEM_STORE", "postgres://db/x", "sqlite:"},
        {"BOLTMEM_STORE", "memory.db", "sqlite:"},
        {"BOLTMEM_STORE", "sqlite:", "sqlite:"},
        {"BOLTMEM_STORE", "sqlite::memory:", "name a file"},
        {"BOLTMEM_STORE", "sqlite:~bob/m.db", "full path"},
        {"BOLTMEM_STORE", "bolt://", "bolt://"},
        {"BOLTMEM_STORE", "bolt://host:0", "port"},
        {"BOLTMEM_STORE", "bolt://host:99999", "port"},
        {"BOLTMEM_ALLOW_CYCLES", "maybe", "true or false"},
        {"MEMORY_ALLOW_CYCLES", "2", "true or false"},
        {"BOLTMEM_SQLITE_READERS", "0", "from 1 to 16"},
        {"BOLTMEM_SQLITE_READERS", "17", "from 1 to 16"},
        {"BOLTMEM_SQLITE_READERS", "two", "whole number"},
        {"BOLTMEM_SQLITE_BUSY_TIMEOUT_MS", "-1", "from 0 to"},
        {"BOLTMEM_SQLITE_BUSY_TIMEOUT_MS", "1.5", "whole number"},
        {"BOLTMEM_SQLITE_QUEUE_LIMIT", "99999999999999999999", "whole number"},
        {"BOLTMEM_NEO4J_POOL_SIZE", "0", "from 1 to 1000"},
        {"BOLTMEM_NEO4J_CONNECT_TIMEOUT_MS", "5s", "whole number"},
        {"BOLTMEM_NEO4J_OPERATION_TIMEOUT_MS", "0", "from 1"},
        {"BOLTMEM_TOOL_PROFILE", "some", "core, extended or all"},
        {"MEMORY_TOOL_PROFILE", "huge", "core, extended or all"},
        {"MEMORY_BACKEND", "falkordb", "no such backend"},
        {"MEMORY_BACKEND", "memgraph", "sqlite, neo4j or auto"},
        {"MEMORY_BACKEND", "mysql", "not a backend"},
    };
    for (const Row& row : rows) {
        INFO(row.name << "=" << row.value);
        const std::string text = refusal({{row.name, row.value}});
        CHECK(contains(text, row.name));
        CHECK(contains(text, row.text));
        CHECK(text.find('\n') == std::string::npos);
    }
}

TEST_CASE("a password in a URL is refused and not repeated", "[settings]") {
    for (const char* url :
         {"bolt://ann:s3cret@db:7687", "neo4j+s://ann:s3cret@db", "bolt://s3cret@db"}) {
        const std::string text = refusal({}, with_store(url));
        CHECK(text != "accepted");
        CHECK(contains(text, "--store"));
        CHECK_FALSE(contains(text, "s3cret"));
    }
}

TEST_CASE("two passwords at once, or a missing file, are refused", "[settings]") {
    const std::string both = refusal({
        {"BOLTMEM_STORE", "bolt://db"},
        {"BOLTMEM_NEO4J_PASSWORD", "s3cret"},
        {"BOLTMEM_NEO4J_PASSWORD_FILE", "/secret/pw"},
    });
    CHECK(contains(both, "unset one"));
    CHECK_FALSE(contains(both, "s3cret"));
    CHECK(contains(
        refusal({{"BOLTMEM_STORE", "bolt://db"}, {"BOLTMEM_NEO4J_PASSWORD_FILE", "/none"}}),
        "BOLTMEM_NEO4J_PASSWORD_FILE"
    ));
}

TEST_CASE("without a home there is no default store, and the text says what to do", "[settings]") {
    Surroundings homeless = around({});
    homeless.variables.erase("HOME");
    try {
        static_cast<void>(resolve_settings({}, homeless));
        FAIL("accepted");
    } catch (const UsageError& error) {
        CHECK(contains(error.what(), "--store"));
    }
    homeless.account_home = "/home/by-account";
    CHECK(
        resolve_settings({}, homeless).store.sqlite.path ==
        "/home/by-account/.local/share/boltmem/memory.db"
    );
}

TEST_CASE(
    "a password file must be the user's own, closed to others, and hold a password", "[settings]"
) {
    const support::TemporaryFolder folder;
    CHECK(mcp::app::read_secret_file(folder.file("good", "pass word\n", 0600)) == "pass word");
    CHECK(mcp::app::read_secret_file(folder.file("crlf", "pw\r\n", 0400)) == "pw");
    CHECK(contains(password_refusal(folder.file("group", "pw", 0640)), "chmod 600"));
    CHECK(contains(password_refusal(folder.file("world", "pw", 0604)), "chmod 600"));
    CHECK(contains(password_refusal(folder.file("empty", "\n", 0600)), "empty"));
    CHECK(contains(
        password_refusal(folder.file("big", std::string(5000, 'x'), 0600)), "larger than 4096 bytes"
    ));
    CHECK(contains(password_refusal(folder.path()), "regular file"));
    CHECK(contains(password_refusal(folder.path() / "missing"), "No such file"));
    CHECK_FALSE(contains(password_refusal(folder.file("wide", "s3cret", 0644)), "s3cret"));
}
