// Readiness and metrics of the store: reachable or not, in time, once for many, without secrets.
// Over stores that fail or hold calls on request.

#include "app/store_health.hpp"

#include "support/catch.hpp"
#include "support/fault_store.hpp"
#include "support/in_memory_store.hpp"
#include "support/run_task.hpp"
#include "support/temporary_folder.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

using mcp::app::HealthLimits;
using mcp::app::StoreHealth;
using support::Fault;
using support::FaultStore;
using support::Verb;

namespace {

constexpr std::chrono::hours kNever{1};

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

class Ward {
  public:
    explicit Ward(
        std::chrono::milliseconds deadline = kNever, std::chrono::milliseconds fresh = {}
    ) {
        auto store = std::make_unique<FaultStore>(
            runner_.executor(),
            std::make_unique<support::InMemoryStore>(std::make_shared<support::InMemoryData>())
        );
        store_ = store.get();
        database_ = std::make_unique<memory::MemoryDatabase>(std::move(store));
        HealthLimits limits;
        limits.deadline = deadline;
        limits.fresh_for = fresh;
        limits.counts_fresh_for = kNever;
        auto log = [this](std::string_view line) { log_.emplace_back(line); };
        health_ = std::make_unique<StoreHealth>(runner_.executor(), *database_, log, limits);
    }

    ~Ward() {
        health_.reset();
        runner_.poll();
    }

    Ward(const Ward&) = delete;
    Ward& operator=(const Ward&) = delete;

    std::string ready() { return runner_.run(health_->ready()); }

    support::TaskRunner runner_;
    FaultStore* store_ = nullptr;
    std::unique_ptr<memory::MemoryDatabase> database_;
    std::vector<std::string> log_;
    std::unique_ptr<StoreHealth> health_;
};

}  // namespace

TEST_CASE("a store that answers is ready", "[health]") {
    Ward ward;
    CHECK(ward.ready().empty());
    CHECK(contains(ward.health_->metrics_text(), "boltmem_store_up 1\n"));
    CHECK(ward.log_.empty());
}

TEST_CASE("a store that fails is not ready, until it answers again", "[health]") {
    Ward ward;
    ward.store_->add(Fault::fail(memory::Errc::unavailable, Verb::change_marker));
    CHECK(ward.ready() == "the store cannot be reached");
    CHECK(contains(ward.health_->metrics_text(), "boltmem_store_up 0\n"));
    CHECK(ward.ready().empty());
    CHECK(ward.log_.size() == 2);
    CHECK(contains(ward.log_.at(0), "a failure that the test asked for"));
    CHECK(ward.log_.at(1) == "ready again");
}

TEST_CASE("no reason tells where the store is", "[health]") {
    for (const memory::Errc code :
         {memory::Errc::unavailable,
          memory::Errc::timeout,
          memory::Errc::corrupt,
          memory::Errc::newer_store,
          memory::Errc::overloaded,
          memory::Errc::internal}) {
        Ward ward;
        ward.store_->add(Fault::fail(code, Verb::change_marker));
        const std::string reason = ward.ready();
        CHECK_FALSE(reason.empty());
        CHECK_FALSE(contains(reason, "test"));  // the store's own text
    }
}

TEST_CASE("a store that hangs is not ready after the deadline", "[health]") {
    Ward ward(std::chrono::milliseconds(1));
    ward.store_->add(Fault::hold(Verb::change_marker));
    CHECK(ward.ready() == "the store does not answer in time");
    CHECK(ward.store_->held() == 0);
    CHECK(ward.ready().empty());
}

TEST_CASE("many who ask at once are one question, whose answer holds for a while", "[health]") {
    Ward ward(kNever, kNever);
    std::vector<mcp::Task<std::string>> probes;
    for (int i = 0; i < 50; ++i) {
        probes.push_back(ward.health_->ready());
    }
    for (const auto& outcome : ward.runner_.run_all(std::move(probes))) {
        CHECK(outcome.done());
    }
    CHECK(ward.ready().empty());
    CHECK(ward.store_->calls(Verb::change_marker) == 1);
}

TEST_CASE("a probe that is given up does not end the question of the others", "[health]") {
    Ward ward;
    ward.store_->add(Fault::hold(Verb::change_marker));
    const auto given_up = ward.runner_.run_cancelled(ward.health_->ready());
    CHECK(given_up.done());
    CHECK(ward.store_->held() == 1);
    ward.store_->release();
    CHECK(ward.ready().empty());
}

TEST_CASE("memories are counted beside the scrapes, not in them", "[health]") {
    Ward ward;
    memory::NewMemory memory;
    memory.title = "T";
    memory.content = "C";
    ward.runner_.run(ward.database_->store(std::move(memory)));
    CHECK_FALSE(contains(ward.health_->metrics_text(), "boltmem_store_memories"));
    ward.runner_.drive([&] { return ward.store_->calls(Verb::statistics) == 1; });
    ward.runner_.poll();
    const std::string text = ward.health_->metrics_text();
    CHECK(contains(text, "# TYPE boltmem_store_memories gauge\nboltmem_store_memories 1\n"));
    CHECK(contains(text, "boltmem_store_relationships 0\n"));
    CHECK(ward.store_->calls(Verb::statistics) == 1);
}

TEST_CASE("stopping ends what hangs", "[health]") {
    Ward ward;
    ward.store_->add(Fault::hold(Verb::change_marker));
    ward.store_->add(Fault::hold(Verb::statistics));
    support::Outcome<std::string> probe;
    ward.runner_.start(ward.health_->ready(), probe);
    static_cast<void>(ward.health_->metrics_text());
    ward.runner_.drive([&] { return ward.store_->held() == 2; });
    ward.health_->stop();
    ward.runner_.drive([&] { return probe.done() && ward.store_->held() == 0; });
    CHECK(probe.done());
}

TEST_CASE("an embedded store tells its queues, a server store its connections", "[health]") {
    support::TaskRunner runner;
    support::TemporaryFolder folder{"boltmem-health"};
    for (const std::string& url :
         {"sqlite:" + (folder / "m.db").string(), std::string("bolt://127.0.0.1:1")}) {
        memory::MemoryDatabase database(runner.executor(), memory::Config::parse(url));
        StoreHealth health(runner.executor(), database);
        const std::string text = health.metrics_text();
        const bool embedded = url.starts_with("sqlite");
        CHECK(contains(text, "boltmem_store_waiting_reads 0\n") == embedded);
        CHECK(contains(text, "boltmem_store_waiting_writes 0\n") == embedded);
        CHECK(contains(text, "# TYPE boltmem_pool_opened_total counter\n") == !embedded);
        CHECK(contains(text, "boltmem_pool_in_use 0\n") == !embedded);
        health.stop();
        runner.run(database.close());
        runner.poll();
    }
}
