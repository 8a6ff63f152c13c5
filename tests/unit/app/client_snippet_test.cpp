// The snippet for an MCP client: valid JSON, the store when it is not the default, no password.
// It is parsed back, since clients do the same.
#include "app/client_snippet.hpp"

#include "json/json_io.hpp"
#include "support/catch.hpp"

#include <string>

#include <nlohmann/json.hpp>

namespace {

nlohmann::json entry(const mcp::app::Settings& settings) {
    const std::string text = mcp::app::client_snippet(settings, "/opt/bin/bolt \"mem\"");
    INFO(text);
    nlohmann::json value;
    REQUIRE(mcp::json::parse(text, mcp::json::Limits(), value) == mcp::json::ParseStatus::ok);
    return value["mcpServers"]["boltmem"];
}

}  // namespace

TEST_CASE("the default store needs no environment in the snippet", "[config]") {
    mcp::app::Settings settings;
    settings.store_origin = "default";
    settings.store_url = "sqlite:/home/ann/x.db";
    const nlohmann::json server = entry(settings);
    CHECK(server["command"] == "/opt/bin/bolt \"mem\"");
    CHECK(server["args"] == nlohmann::json::array({"serve"}));
    CHECK_FALSE(server.contains("env"));
}

TEST_CASE("another store is named in the snippet's environment", "[config]") {
    mcp::app::Settings settings;
    settings.store_origin = "--store";
    settings.store_url = "sqlite:/data/x.db";
    CHECK(entry(settings)["env"]["BOLTMEM_STORE"] == "sqlite:/data/x.db");
}

TEST_CASE("the snippet for Neo4j names a password file and never the password", "[config]") {
    mcp::app::Settings settings;
    settings.store_origin = "BOLTMEM_STORE";
    settings.store_url = "bolt://db:7687";
    settings.store.backend = memory::Backend::neo4j;
    settings.store.neo4j.password = "s3cret";
    settings.store.neo4j.database = "memories";
    const nlohmann::json server = entry(settings);
    CHECK(server["env"]["BOLTMEM_NEO4J_USER"] == "neo4j");
    CHECK(server["env"]["BOLTMEM_NEO4J_DATABASE"] == "memories");
    CHECK(server["env"].contains("BOLTMEM_NEO4J_PASSWORD_FILE"));
    CHECK(server.dump().find("s3cret") == std::string::npos);
    settings.password_file = "/secret/pw";
    CHECK(entry(settings)["env"]["BOLTMEM_NEO4J_PASSWORD_FILE"] == "/secret/pw");
}
