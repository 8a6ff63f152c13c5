// The contract's place on a Neo4j server: tenants of its own in the server's default database.
// The server is that of NEO4J_URI, NEO4J_USER and NEO4J_PASSWORD; other tests may use it meanwhile.
#include "contract/store_contract.hpp"
#include "neo4j/graph_client.hpp"
#include "neo4j/store.hpp"
#include "support/run_task.hpp"

#include <memory/config.hpp>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace contract {

namespace {

std::string environment(const char* name, const std::string& fallback) {
    const char* value = std::getenv(name);
    return value == nullptr || *value == '\0' ? fallback : value;
}

memory::Neo4jConfig server_config() {
    memory::Neo4jConfig config;
    config.uri = environment("NEO4J_URI", "");
    config.user = environment("NEO4J_USER", "neo4j");
    config.password = environment("NEO4J_PASSWORD", "");
    // Far above what an operation takes: a case must not fail because the machine is busy.
    config.connect_timeout = std::chrono::seconds(30);
    config.operation_timeout = std::chrono::seconds(50);
    if (config.uri.empty()) {
        throw std::runtime_error("set NEO4J_URI, NEO4J_USER and NEO4J_PASSWORD to run this");
    }
    return config;
}

class Neo4jPlace final : public Place {
  public:
    explicit Neo4jPlace(std::string mark) : mark_(std::move(mark)), config_(server_config()) {}

    ~Neo4jPlace() override {
        try {
            remove_tenants();
        } catch (const std::exception& error) {
            std::cerr << "could not clean up after " << mark_ << ": " << error.what() << '\n';
        }
    }

    std::unique_ptr<memory::Store> make_handle(boost::asio::any_io_executor ex) override {
        return memory::neo4j::make_store(std::move(ex), config_);
    }

    [[nodiscard]] std::string_view backend() const override { return "neo4j"; }

    [[nodiscard]] std::string location() const override { return config_.uri; }

  private:
    void remove_tenants() {
        support::TaskRunner runner;
        memory::neo4j::GraphClient client(runner.executor(), config_);
        bolt::Map parameters;
        parameters.set("mark", mark_);
        runner.run(client.run(
            "MATCH (n) WHERE n.tenant ENDS WITH $mark DETACH DELETE n",
            std::move(parameters),
            bolt::AccessMode::write
        ));
        runner.run(client.close());
    }

    std::string mark_;
    memory::Neo4jConfig config_;
};

}  // namespace

std::unique_ptr<Place> make_place(const std::string& mark) {
    return std::make_unique<Neo4jPlace>(mark);
}

}  // namespace contract
