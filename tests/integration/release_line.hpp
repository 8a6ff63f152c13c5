#pragma once
// Which release line of Neo4j the environment's server is of, so that tests with a server of their
// own start one of the same.

#include "support/own_neo4j.hpp"
#include "support/run_task.hpp"

#include <bolt/driver.hpp>

#include <string>

namespace integration {

/// As scripts/neo4j names it.
inline std::string release_line() {
    const support::GivenNeo4j given;
    support::TaskRunner runner;
    bolt::Driver driver(
        runner.executor(), given.uri, bolt::AuthToken::basic(given.user, given.password)
    );
    const bolt::ServerInfo info = runner.run(driver.verify_connectivity());
    runner.run(driver.close());
    return info.agent.starts_with("Neo4j/5.") ? "5.26" : "2026";
}

}  // namespace integration
