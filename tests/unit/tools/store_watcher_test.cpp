// The watch over subscribed resources: who is told, when, and what it asks of the store.
// Over the plain store in memory, with an interval of a millisecond and a clock that stands still.

#include "tools/store_watcher.hpp"

#include "contract/builders.hpp"
#include "support/fault_store.hpp"
#include "support/in_memory_store.hpp"
#include "support/run_task.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace contract;
using mcp::tools::StoreWatcher;
using support::Fault;
using support::FaultStore;
using support::Verb;

namespace {

using Uris = std::vector<std::string>;

class FixedClock final : public memory::Clock {
  public:
    [[nodiscard]] memory::Timestamp now() const override { return time; }

    memory::Timestamp time = at_minute(10'000);  // later than what the cases store
};

std::string uri(int number) {
    return "memory://item/" + memory_id(number).to_string();
}

/// A watched store, another handle on it that writes, and what the subscribers were told.
class Scene {
  public:
    Scene() : data_(std::make_shared<support::InMemoryData>()), other_(data_) {
        auto store = std::make_unique<FaultStore>(
            runner_.executor(), std::make_unique<support::InMemoryStore>(data_)
        );
        store_ = store.get();
        database_ = std::make_unique<memory::MemoryDatabase>(std::move(store));
        mcp::tools::WatchPort port;
        port.watched = [this] { return watched_; };
        port.updated = [this](std::string_view one) { told_.emplace_back(one); };
        port.log = [this](std::string_view line) { log_.emplace_back(line); };
        mcp::tools::WatchLimits limits;
        limits.interval = std::chrono::milliseconds(1);
        limits.longest_pause = std::chrono::milliseconds(2);
        limits.look_anyway = std::chrono::hours(1);
        limits.max_watched = 3;
        watcher_ = std::make_unique<StoreWatcher>(
            runner_.executor(), *database_, std::move(port), limits, clock_
        );
    }

    ~Scene() {
        watcher_.reset();
        runner_.poll();
    }

    Scene(const Scene&) = delete;
    Scene& operator=(const Scene&) = delete;

    /// Replaces what is watched, and waits until it was looked at.
    void watch(Uris uris) {
        watched_ = std::move(uris);
        watcher_->listener()();
        let_it_look(2);
    }

    /// Lets the watcher ask at least `times` more.
    void let_it_look(std::size_t times = 3) {
        const std::size_t wanted = store_->calls(Verb::change_marker) + times;
        runner_.drive([&] { return store_->calls(Verb::change_marker) >= wanted; });
    }

    /// What another process writes.
    template <class... Operations>
    void write(Operations... operations) {
        memory::WriteBatch batch;
        (batch.operations.emplace_back(std::move(operations)), ...);
        runner_.run(other_.apply(std::move(batch), memory::Scope()));
    }

    /// What the subscribers were told since the last call.
    Uris told() {
        let_it_look();
        return std::exchange(told_, {});
    }

    support::TaskRunner runner_;
    std::shared_ptr<support::InMemoryData> data_;
    support::InMemoryStore other_;
    FaultStore* store_ = nullptr;
    std::unique_ptr<memory::MemoryDatabase> database_;
    FixedClock clock_;
    Uris watched_;
    Uris told_;
    Uris log_;
    support::Outcome<std::vector<memory::WriteResult>> written_;
    std::unique_ptr<StoreWatcher> watcher_;
};

}  // namespace

TEST_CASE("a change of a watched memory is told, once, and no other") {
    Scene scene;
    scene.write(put(1), put(2), put(3));
    scene.watch({uri(1), uri(2)});
    CHECK(scene.told().empty());
    scene.write(retitle(1, "New", 100));
    CHECK(scene.told() == Uris{uri(1)});
    CHECK(scene.told().empty());
    scene.write(retitle(3, "Unwatched", 100));
    CHECK(scene.told().empty());
    scene.write(link(1, 2, 3, memory::RelationshipType::solves));
    CHECK(scene.told() == Uris{uri(2)});
    scene.write(remove(1));
    CHECK(scene.told() == Uris{uri(1)});
}

TEST_CASE("a memory that appears after its subscription is told") {
    Scene scene;
    scene.watch({uri(1)});
    CHECK(scene.told().empty());
    scene.write(put(1));
    CHECK(scene.told() == Uris{uri(1)});
}

TEST_CASE("what was written between the subscription and the first look is told") {
    Scene scene;
    scene.write(put(1), put(2));
    scene.clock_.time = at_minute(50);
    scene.watched_ = {uri(1), uri(2), "memory://stats"};
    scene.watcher_->listener()();  // it looks when the loop runs, which is after the next write
    memory::WriteBatch batch;
    batch.operations.emplace_back(retitle(1, "New", 60));
    scene.runner_.start(scene.other_.apply(std::move(batch), memory::Scope()), scene.written_);
    Uris told = scene.told();
    std::sort(told.begin(), told.end());
    CHECK(told == Uris{uri(1), "memory://stats"});
    CHECK(scene.told().empty());
}

TEST_CASE("the statistics are told with whatever changes") {
    Scene scene;
    scene.write(put(1));
    scene.watch({"memory://stats"});
    CHECK(scene.told().empty());
    scene.write(put(2));
    CHECK(scene.told() == Uris{"memory://stats"});
    scene.write(remove(2));
    CHECK(scene.told() == Uris{"memory://stats"});
    CHECK(scene.told().empty());
}

TEST_CASE("the store is asked only while something is watched") {
    Scene scene;
    CHECK_FALSE(scene.watcher_->running());
    scene.watched_ = {"memory://other", "memory://item/nonsense"};
    scene.watcher_->listener()();
    scene.runner_.poll();
    CHECK_FALSE(scene.watcher_->running());
    CHECK(scene.store_->calls(Verb::any) == 0);
    scene.watch({uri(1)});
    CHECK(scene.watcher_->running());
    scene.watched_.clear();
    scene.watcher_->listener()();
    scene.runner_.drive([&] { return !scene.watcher_->running(); });
    const std::size_t calls = scene.store_->calls(Verb::any);
    scene.runner_.poll();
    CHECK(scene.store_->calls(Verb::any) == calls);
    scene.write(put(1));
    scene.watch({uri(1)});  // begins again, with what is there now
    CHECK(scene.told().empty());
    scene.write(retitle(1, "New", 100));
    CHECK(scene.told() == Uris{uri(1)});
}

TEST_CASE("memories are looked at only when the marker moved") {
    Scene scene;
    scene.write(put(1));
    scene.watch({uri(1)});
    const std::size_t looks = scene.store_->calls(Verb::states);
    scene.let_it_look(20);
    CHECK(scene.store_->calls(Verb::states) == looks);
    scene.write(put(2));
    CHECK(scene.told().empty());
    CHECK(scene.store_->calls(Verb::states) == looks + 1);
}

TEST_CASE("a subscription that is added does not make the others look changed") {
    Scene scene;
    scene.write(put(1), put(2));
    scene.watch({uri(1)});
    scene.watch({uri(1), uri(2)});
    CHECK(scene.told().empty());
    scene.write(retitle(2, "New", 100));
    CHECK(scene.told() == Uris{uri(2)});
    scene.watch({uri(2)});
    scene.write(retitle(1, "New", 100));
    CHECK(scene.told().empty());
}

TEST_CASE("a store that fails is asked again, and what changed meanwhile is told") {
    Scene scene;
    scene.write(put(1));
    scene.watch({uri(1)});
    for (int i = 0; i < 4; ++i) {
        scene.store_->add(Fault::fail(memory::Errc::unavailable, Verb::change_marker));
    }
    scene.store_->add(Fault::fail(memory::Errc::timeout, Verb::states));
    scene.let_it_look(1);
    scene.write(retitle(1, "New", 100));
    scene.let_it_look(8);
    CHECK(scene.told_ == Uris{uri(1)});
    // Once for the failures in a row; the one after an answer is another.
    CHECK(scene.log_.size() <= 2);
    CHECK(scene.log_.at(0).find("cannot look for changes") != std::string::npos);
}

TEST_CASE("more resources than the limit are not looked at") {
    Scene scene;
    scene.write(put(1), put(2), put(3), put(4));
    scene.watch({uri(1), uri(2), uri(3), uri(4)});
    scene.write(retitle(4, "New", 100), retitle(3, "New", 100));
    CHECK(scene.told() == Uris{uri(3)});
}

TEST_CASE("stopping ends a question that hangs") {
    Scene scene;
    scene.write(put(1));
    scene.watch({uri(1)});
    scene.store_->add(Fault::hold(Verb::change_marker));
    scene.runner_.drive([&] { return scene.store_->held() == 1; });
    scene.watcher_->stop();
    scene.runner_.drive([&] { return !scene.watcher_->running(); });
    CHECK(scene.store_->held() == 0);
    scene.watcher_->listener()();  // to no effect
    scene.runner_.poll();
    CHECK_FALSE(scene.watcher_->running());
    CHECK(scene.told_.empty());
}

TEST_CASE("a watcher may go while it is at work") {
    Scene scene;
    scene.watch({uri(1)});
    scene.store_->add(Fault::hold(Verb::change_marker));
    scene.runner_.drive([&] { return scene.store_->held() == 1; });
    const auto listener = scene.watcher_->listener();
    scene.watcher_.reset();
    scene.runner_.drive([&] { return scene.store_->held() == 0; });
    listener();
    CHECK(scene.told_.empty());
}
