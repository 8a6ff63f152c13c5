// A Neo4j server that is killed while memories are stored: what was acknowledged survives, what is
// unknown is said to be, and repeating a store with its key stores once. Uses a server of its own.
#include "integration/release_line.hpp"
#include "neo4j/store.hpp"
#include "support/catch.hpp"
#include "support/own_neo4j.hpp"
#include "support/run_task.hpp"

#include <memory/config.hpp>
#include <memory/error.hpp>
#include <memory/store.hpp>

#include <chrono>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using memory::Errc;
using memory::Error;
using memory::MemoryId;
using memory::Scope;
using memory::Store;
using memory::Task;

namespace {

memory::Neo4jConfig config_of(const support::OwnNeo4j& server) {
    memory::Neo4jConfig config;
    config.uri = server.uri();
    config.user = server.user();
    config.password = server.password();
    return config;
}

MemoryId new_id(std::uint64_t number) {
    MemoryId::Bytes bytes{};
    for (int i = 0; i < 8; ++i) {
        bytes[static_cast<std::size_t>(15 - i)] =
            static_cast<std::uint8_t>((number >> (8 * i)) & 0xFFU);
    }
    bytes[6] = 0x70;
    bytes[8] = 0x80;
    return MemoryId(bytes);
}

/// Several writers of keyed memories against one store, and what they were told.
class Writers {
  public:
    explicit Writers(Store& store) : store_(store) {}

    /// Stores `count` memories, repeating each with its key until it is acknowledged. A repeat has
    /// a new id, as a caller's repeated store_memory call would.
    Task<bool> write(int writer, int count) {
        for (int i = 0; i < count; ++i) {
            const std::string key = "w" + std::to_string(writer) + "-" + std::to_string(i);
            for (std::optional<MemoryId> id; !id;) {
                id = co_await try_store(key);
                if (id) {
                    acknowledged[key] = *id;
                }
                if (std::chrono::steady_clock::now() > deadline_) {
                    throw std::runtime_error("the server did not come back in time");
                }
            }
        }
        co_return true;
    }

    std::map<std::string, MemoryId> acknowledged;
    int unknown_outcomes = 0;
    int unavailable = 0;

  private:
    Task<std::optional<MemoryId>> try_store(std::string key) {
        memory::PutMemory put;
        put.memory.id = new_id(++last_id_);
        put.memory.key = std::move(key);
        put.memory.title = "crash";
        put.memory.content = "test";
        put.memory.session = "fault";
        put.index.terms = "crash test";
        put.index.length = 2;
        memory::WriteBatch batch;
        batch.operations.emplace_back(std::move(put));
        Scope scope("fault");
        try {
            const auto results = co_await store_.apply(std::move(batch), std::move(scope));
            co_return results.at(0).memory;
        } catch (const Error& error) {
            if (error.code() == Errc::outcome_unknown) {
                ++unknown_outcomes;
            } else if (error.retryable()) {
                ++unavailable;
            } else {
                throw;
            }
        }
        co_return std::nullopt;
    }

    Store& store_;
    std::uint64_t last_id_ = 0;
    std::chrono::steady_clock::time_point deadline_ =
        std::chrono::steady_clock::now() + std::chrono::seconds(200);
};

/// Eight programs that open an empty database at the same moment.
void check_opening_at_once(const memory::Neo4jConfig& config) {
    support::TaskRunner runner;
    std::vector<std::unique_ptr<Store>> stores;
    std::vector<support::Outcome<bool>> outcomes(8);
    for (auto& outcome : outcomes) {
        stores.push_back(memory::neo4j::make_store(runner.executor(), config));
        auto open = [](Store& store) -> Task<bool> {
            co_await store.open();
            co_return true;
        };
        runner.start(open(*stores.back()), outcome);
    }
    for (auto& outcome : outcomes) {
        runner.drive([&outcome] { return outcome.done(); });
        CHECK(outcome.take());
    }
    for (const auto& store : stores) {
        runner.run(store->close());
    }
}

}  // namespace

TEST_CASE(
    "stores open at once; acknowledged memories survive a killed server, retried keys store once"
) {
    // One server for both, as it takes a while to start.
    const support::OwnNeo4j server(
        BOLTMEM_NEO4J_SCRIPT, integration::release_line(), "memory-fault"
    );
    check_opening_at_once(config_of(server));
    support::TaskRunner runner;
    const std::unique_ptr<Store> store =
        memory::neo4j::make_store(runner.executor(), config_of(server));
    runner.run(store->open());

    constexpr int kWriters = 8;
    constexpr int kEach = 150;
    Writers writers(*store);
    std::vector<support::Outcome<bool>> outcomes(kWriters);
    for (int writer = 0; writer < kWriters; ++writer) {
        runner.start(writers.write(writer, kEach), outcomes[static_cast<std::size_t>(writer)]);
    }
    runner.drive([&writers] { return writers.acknowledged.size() >= 200; });
    auto restarted =
        std::async(std::launch::async, [&server] { return server.crash_and_restart(); });
    const auto all_done = [&outcomes] {
        bool done = true;
        for (const auto& outcome : outcomes) {
            done = done && outcome.done();
        }
        return done;
    };
    // Longer than the runner's own limit: a restart takes its time.
    try {
        runner.drive(all_done);
    } catch (const std::runtime_error&) {
        runner.drive(all_done);
    }
    CHECK(restarted.get() == "");
    for (auto& outcome : outcomes) {
        CHECK(outcome.take());
    }

    const Scope scope("fault");
    INFO(
        "unknown outcomes " << writers.unknown_outcomes << ", unavailable " << writers.unavailable
    );
    REQUIRE(writers.acknowledged.size() == std::size_t{kWriters} * kEach);
    CHECK(runner.run(store->statistics(scope)).memories == kWriters * kEach);
    std::vector<MemoryId> ids;
    std::vector<std::string> keys;
    for (const auto& [key, id] : writers.acknowledged) {
        ids.push_back(id);
        keys.push_back(key);
    }
    const auto found = runner.run(store->get(ids, scope));
    for (std::size_t i = 0; i < found.size(); ++i) {
        REQUIRE(found[i].has_value());
        CHECK(found[i]->key == keys[i]);
    }
    // The crash hit writers in mid-store: somebody must have been told of it.
    CHECK(writers.unknown_outcomes + writers.unavailable > 0);
    runner.run(store->close());
}

TEST_CASE("a server that is not there is reported with what to check") {
    support::TaskRunner runner;
    memory::Neo4jConfig config;
    config.uri = "bolt://127.0.0.1:1";
    config.password = "not-to-be-shown";
    config.operation_timeout = std::chrono::milliseconds(300);
    const std::unique_ptr<Store> store = memory::neo4j::make_store(runner.executor(), config);
    try {
        runner.run(store->open());
        FAIL("opened a store that is not there");
    } catch (const Error& error) {
        const std::string text = error.what();
        CHECK(error.code() == Errc::unavailable);
        CHECK(text.find("bolt://127.0.0.1:1") != std::string::npos);
        CHECK(text.find("not-to-be-shown") == std::string::npos);
    }
}
