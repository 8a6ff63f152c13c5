// The doctor's checks that need no database: paths, permissions, journal, Neo4j settings.
// Files are made in a temporary folder; root may open everything, so access() is not tested here.
#include "app/doctor.hpp"

#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

#include <string>

namespace {

using mcp::app::Check;
using mcp::app::check_files;
using mcp::app::check_journal;
using mcp::app::check_neo4j_settings;
using mcp::app::Checks;
using mcp::app::Settings;
using support::TemporaryFolder;
using Level = Check::Level;

Checks files(const std::filesystem::path& path) {
    memory::SqliteConfig config;
    config.path = path;
    return check_files(config);
}

Check named(const Checks& checks, const std::string& name) {
    for (const Check& check : checks) {
        if (check.name == name) {
            return check;
        }
    }
    FAIL("no check named " << name);
    return {};
}

Checks neo4j(const std::string& uri, const std::string& password) {
    Settings settings;
    settings.store.backend = memory::Backend::neo4j;
    settings.store.neo4j.uri = uri;
    settings.store.neo4j.password = password;
    return check_neo4j_settings(settings);
}

std::string header(char write_version, char read_version) {
    std::string bytes = "SQLite format 3";
    bytes.resize(100, '\0');
    bytes[18] = write_version;
    bytes[19] = read_version;
    return bytes;
}

}  // namespace

TEST_CASE("a store that is not there yet is fine where it can be made", "[doctor]") {
    const TemporaryFolder folder;
    const Checks checks = files(folder.path() / "deep" / "er" / "memory.db");
    CHECK(named(checks, "store").level == Level::ok);
    CHECK(named(checks, "permissions").level == Level::ok);
    CHECK_FALSE(std::filesystem::exists(folder.path() / "deep"));
}

TEST_CASE("a folder in the store's place fails and ends the checks", "[doctor]") {
    const TemporaryFolder folder;
    const Checks checks = files(folder.path());
    REQUIRE(checks.size() == 1);
    CHECK(checks[0].level == Level::fail);
    CHECK_FALSE(checks[0].advice.empty());
}

TEST_CASE("a store that others can open is warned of", "[doctor]") {
    const TemporaryFolder folder;
    CHECK(named(files(folder.file("a", "x", 0644)), "permissions").level == Level::warn);
    CHECK(named(files(folder.file("b", "x", 0600)), "permissions").level == Level::ok);
}

TEST_CASE("every check that is not ok says what to do", "[doctor]") {
    const TemporaryFolder folder;
    for (const Checks& checks :
         {files(folder.file("a", "x", 0666)), files(folder.path()), neo4j("bolt://far", "")}) {
        for (const Check& check : checks) {
            INFO(check.name);
            CHECK((check.level == Level::ok) == check.advice.empty());
        }
    }
}

TEST_CASE("the journal's mode is read from the file's header", "[doctor]") {
    const TemporaryFolder folder;
    const Checks wal = check_journal(folder.file("wal", header(2, 2), 0600).string());
    CHECK(named(wal, "journal").level == Level::ok);
    const Checks rollback = check_journal(folder.file("rollback", header(1, 1), 0600).string());
    CHECK(named(rollback, "journal").level == Level::warn);
    CHECK(check_journal(folder.file("empty", "", 0600).string()).empty());
    CHECK(check_journal((folder.path() / "missing").string()).empty());
}

TEST_CASE(
    "a far server without encryption is warned of, a near or encrypted one is not", "[doctor]"
) {
    CHECK(named(neo4j("bolt://db.example.org:7687", "x"), "encryption").level == Level::warn);
    CHECK(named(neo4j("neo4j://192.0.2.1", "x"), "encryption").level == Level::warn);
    CHECK(named(neo4j("bolt://localhost:7687", "x"), "encryption").level == Level::ok);
    CHECK(named(neo4j("bolt://127.0.0.1", "x"), "encryption").level == Level::ok);
    CHECK(named(neo4j("bolt://[::1]:7687", "x"), "encryption").level == Level::ok);
    CHECK(named(neo4j("bolt+s://db.example.org", "x"), "encryption").level == Level::ok);
    CHECK(named(neo4j("neo4j+ssc://db.example.org", "x"), "encryption").level == Level::ok);
    CHECK(named(neo4j("bolt://localhost.example.org", "x"), "encryption").level == Level::warn);
}

TEST_CASE("a missing password is warned of, and a given one is not shown", "[doctor]") {
    CHECK(named(neo4j("bolt://localhost", ""), "password").level == Level::warn);
    const Check given = named(neo4j("bolt://localhost", "s3cret"), "password");
    CHECK(given.level == Level::ok);
    CHECK(given.text == "set");
}
