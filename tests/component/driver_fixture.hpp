#pragma once
// What every test of the driver needs: a loop, a scripted or echoing server, and a driver for it.
// Members are destroyed in the right order: driver, server, loop.

#include "support/bolt_echo.hpp"
#include "support/bolt_script.hpp"
#include "support/bolt_server.hpp"
#include "support/run_task.hpp"

#include <bolt/driver.hpp>
#include <bolt/error.hpp>

#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace component {

using support::Ending;
using support::list_of;
using support::map_of;
using support::Script;

inline bolt::AuthToken test_auth() {
    return bolt::AuthToken::basic("neo4j", "correct horse");
}

/// Shared by all connections of a driver; ends tests that hang within seconds.
inline bolt::DriverConfig test_config() {
    bolt::DriverConfig config;
    config.receive_timeout = std::chrono::seconds(20);
    config.pool.acquisition_timeout = std::chrono::seconds(20);
    return config;
}

/// Runs `task`, and answers the driver's error that ended it; nullopt when none did.
template <class T>
std::optional<bolt::Error> failure_of(support::TaskRunner& runner, bolt::Task<T> task) {
    try {
        (void)runner.run(std::move(task));
    } catch (const bolt::Error& error) {
        return error;
    }
    return std::nullopt;
}

inline std::optional<bolt::Error> failure_of(support::TaskRunner& runner, bolt::Task<> task) {
    try {
        runner.run(std::move(task));
    } catch (const bolt::Error& error) {
        return error;
    }
    return std::nullopt;
}

/// A query that answers one record of one column.
inline Script& one_row(Script& script, std::string run, bolt::Value value = 1) {
    return script.expect(std::move(run))
        .success(map_of("fields", list_of("n")))
        .expect("PULL {n: 1000}")
        .record(list_of(std::move(value)))
        .success(map_of("type", "r"));
}

/// One script for each connection that may be made, in order; further ones are closed at once.
class ScriptFixture {
  public:
    explicit ScriptFixture(
        std::size_t connections,
        support::BoltServerOptions options = {},
        bolt::DriverConfig config = test_config(),
        std::shared_ptr<bolt::AuthTokenManager> auth = bolt::static_auth_manager(test_auth())
    )
        : scripts_(make_scripts(connections)),
          server_(
              runner.executor(),
              [scripts = scripts_](std::size_t number) -> std::shared_ptr<support::Brain> {
                  return number < scripts.size() ? scripts[number] : std::make_shared<Script>();
              },
              std::move(options)
          ),
          driver_(runner.executor(), server_.uri(), std::move(auth), std::move(config)) {}

    [[nodiscard]] Script& script(std::size_t connection = 0) { return *scripts_.at(connection); }

    [[nodiscard]] bolt::Driver& driver() { return driver_; }

    [[nodiscard]] support::BoltServer& server() { return server_; }

    /// The first difference between scripts and requests; empty when there is none.
    [[nodiscard]] std::string verdict() const {
        for (const auto& script : scripts_) {
            if (std::string verdict = script->verdict(); !verdict.empty()) {
                return verdict;
            }
        }
        return server_.problem();
    }

    support::TaskRunner runner;

  private:
    static std::vector<std::shared_ptr<Script>> make_scripts(std::size_t count) {
        std::vector<std::shared_ptr<Script>> scripts;
        for (std::size_t i = 0; i < count; ++i) {
            scripts.push_back(std::make_shared<Script>());
        }
        return scripts;
    }

    std::vector<std::shared_ptr<Script>> scripts_;
    support::BoltServer server_;
    bolt::Driver driver_;
};

/// A server that answers any load, and a driver for it.
class EchoFixture {
  public:
    explicit EchoFixture(
        bolt::DriverConfig config = test_config(), support::BoltServerOptions options = {}
    )
        : ledger(std::make_shared<support::EchoLedger>()),
          server(
              runner.executor(),
              [ledger_copy = ledger](std::size_t) {
                  return std::make_shared<support::Echo>(ledger_copy);
              },
              std::move(options)
          ),
          driver(runner.executor(), server.uri(), test_auth(), std::move(config)) {}

    support::TaskRunner runner;
    std::shared_ptr<support::EchoLedger> ledger;
    support::BoltServer server;
    bolt::Driver driver;
};

}  // namespace component
