#pragma once
// The given Neo4j through a driver that keeps the protocol's trace, and, if wanted, through a proxy
// that lets one version of Bolt pass. For tests of what versions add.

#include "support/own_neo4j.hpp"
#include "support/run_task.hpp"
#include "support/version_proxy.hpp"

#include <bolt/bolt.hpp>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>
#include <vector>

namespace integration {

using bolt::wire::Version;

/// A driver for the given server, and what it said and heard.
class VersionedServer {
  public:
    /// `only`: the version to let pass; without one driver and server agree by themselves.
    explicit VersionedServer(
        std::optional<Version> only = std::nullopt,
        const std::string& scheme = "bolt",
        bolt::DriverConfig config = {}
    )
        : proxy_(make_proxy(only)),
          uri_(proxy_ ? proxy_->uri(scheme) : scheme + given.uri.substr(given.uri.find("://"))),
          driver(runner.executor(), uri_, auth(), traced(std::move(config))) {}

    ~VersionedServer() {
        try {
            runner.run(driver.close());
        } catch (const std::exception& error) {
            std::cerr << "closing failed: " << error.what() << '\n';
        }
    }

    VersionedServer(const VersionedServer&) = delete;
    VersionedServer& operator=(const VersionedServer&) = delete;

    [[nodiscard]] bolt::AuthToken auth() const {
        return bolt::AuthToken::basic(given.user, given.password);
    }

    bolt::EagerResult run(std::string cypher, bolt::Params parameters = {}) {
        return runner.run(driver.execute_query(std::move(cypher), std::move(parameters)));
    }

    /// The failure that the query ends with; nullopt when it has none.
    std::optional<bolt::Error> failure_of(std::string cypher, bolt::Params parameters = {}) {
        try {
            (void)run(std::move(cypher), std::move(parameters));
        } catch (const bolt::Error& error) {
            return error;
        }
        return std::nullopt;
    }

    /// The version that was agreed on.
    [[nodiscard]] std::string version() {
        return runner.run(driver.verify_connectivity()).protocol_version;
    }

    /// Whether the server has `wanted`; when not, says that the case is skipped.
    [[nodiscard]] bool has(const std::string& wanted, std::string_view what) {
        const std::string found = version();
        if (found >= wanted) {
            return true;
        }
        std::cout << "skipped: " << what << " needs Bolt " << wanted << ", the server has " << found
                  << '\n';
        return false;
    }

    /// Lines of the trace that hold `part`.
    [[nodiscard]] std::vector<std::string> lines_with(std::string_view part) const {
        std::vector<std::string> found;
        for (const std::string& line : *trace_) {
            if (line.find(part) != std::string::npos) {
                found.push_back(line);
            }
        }
        return found;
    }

    [[nodiscard]] std::size_t said(std::string_view part) const { return lines_with(part).size(); }

    void forget_trace() { trace_->clear(); }

    /// What the server answered to the handshake; only through a proxy.
    [[nodiscard]] const std::vector<std::uint8_t>& handshake_answer() const {
        return proxy_->server_answer();
    }

    support::TaskRunner runner;
    support::GivenNeo4j given;

  private:
    std::unique_ptr<support::VersionProxy> make_proxy(std::optional<Version> only) {
        if (!only) {
            return nullptr;
        }
        const std::string port = given.uri.substr(given.uri.rfind(':') + 1);
        return std::make_unique<support::VersionProxy>(
            runner.executor(), static_cast<std::uint16_t>(std::stoi(port)), *only
        );
    }

    bolt::DriverConfig traced(bolt::DriverConfig config) const {
        config.log_level = bolt::LogLevel::trace;
        config.log = [lines = trace_](bolt::LogLevel /*level*/, std::string_view line) {
            lines->emplace_back(line);
        };
        return config;
    }

    std::unique_ptr<support::VersionProxy> proxy_;
    std::string uri_;
    std::shared_ptr<std::vector<std::string>> trace_ = std::make_shared<std::vector<std::string>>();

  public:
    bolt::Driver driver;
};

/// A label that no other run uses.
inline std::string new_label() {
    return "VersionTest" + std::to_string(::getpid()) + "x" +
           std::to_string(std::chrono::steady_clock::now().time_since_epoch().count());
}

}  // namespace integration
