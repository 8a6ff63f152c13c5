// Promises about storing and getting memories: every field, every type, exact numbers and times.
// Part of the store's contract: these cases run against every backend.
#include "contract/bench.hpp"
#include "contract/builders.hpp"

#include <memory/types.hpp>

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

using namespace memory;
using namespace contract;

TEST_CASE("a stored memory comes back with every field as it was given") {
    Bench bench;
    const Handle store = bench.store();
    const Memory written = full_memory(1);
    const WriteResult result = store.apply_one(put(written));
    CHECK(result.outcome == WriteOutcome::created);
    CHECK(result.memory == written.id);
    CHECK(result.version == 1);
    check_same(store.existing(1), written);
}

TEST_CASE("a memory of defaults comes back with empty fields empty") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(1));
    const Memory found = store.existing(1);
    check_same(found, plain_memory(1));
    CHECK(found.context.empty());
    CHECK_FALSE(found.valid_until.has_value());
}

TEST_CASE("each of the thirteen types is kept") {
    Bench bench;
    const Handle store = bench.store();
    WriteBatch batch;
    int number = 0;
    for (const MemoryType type : all_memory_types()) {
        Memory memory = plain_memory(++number);
        memory.type = type;
        batch.operations.emplace_back(put(memory));
    }
    store.apply_batch(batch);
    REQUIRE(number == 13);
    number = 0;
    for (const MemoryType type : all_memory_types()) {
        CHECK(to_string(store.existing(++number).type) == to_string(type));
    }
}

TEST_CASE("times keep their microseconds, before 1970 and at both ends of the range") {
    Bench bench;
    const Handle store = bench.store();
    const std::vector<std::string> times = {
        "0001-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999999Z",
        "1970-01-01T00:00:00Z",
        "1970-01-01T00:00:00.000001Z",
        "2026-11-21T08:30:15.123456Z",
        "9999-12-31T23:59:59.999999Z"
    };
    for (std::size_t i = 0; i < times.size(); ++i) {
        Memory memory = plain_memory(static_cast<int>(i));
        memory.occurred_at = at(times[i]);
        memory.valid_until = at(times[i]);
        memory.created_at = at(times[i]);
        memory.recorded_at = at(times[i]);
        store.apply(put(memory));
        const Memory found = store.existing(static_cast<int>(i));
        CHECK(format_iso8601(found.occurred_at) == times[i]);
        CHECK(format_iso8601(found.valid_until.value()) == times[i]);
        CHECK(format_iso8601(found.created_at) == times[i]);
        CHECK(format_iso8601(found.recorded_at) == times[i]);
    }
}

TEST_CASE("importance and confidence keep every bit, also at their ends") {
    Bench bench;
    const Handle store = bench.store();
    const std::vector<double> values = {
        0.0, 1.0, 0.1, 1.0 / 3.0, std::numeric_limits<double>::min(), 0.1 + 0.2
    };
    for (std::size_t i = 0; i < values.size(); ++i) {
        Memory memory = plain_memory(static_cast<int>(i));
        memory.importance = values[i];
        memory.confidence = 1.0 - values[i];
        store.apply(put(memory));
        const Memory found = store.existing(static_cast<int>(i));
        CHECK(found.importance == values[i]);
        CHECK(found.confidence == 1.0 - values[i]);
    }
}

TEST_CASE("tags and lists keep their order, and an entry may hold spaces, commas and quotes") {
    Bench bench;
    const Handle store = bench.store();
    Memory memory = plain_memory(1);
    memory.tags = {"b", "a", "with space", "with,comma", "with\"quote", "with'apostrophe", "[x]"};
    memory.context.files_involved = {"z.cpp", "a b.cpp", "a,b.cpp", "q\"q.cpp", "back\\slash"};
    store.apply(put(memory));
    check_same(store.existing(1), memory);
}

TEST_CASE("each field of the context is kept on its own") {
    Bench bench;
    const Handle store = bench.store();
    std::vector<MemoryContext> contexts(9);
    contexts[0].project_path = "/p";
    contexts[1].files_involved = {"f"};
    contexts[2].languages = {"l"};
    contexts[3].frameworks = {"w"};
    contexts[4].technologies = {"t"};
    contexts[5].git_commit = "c";
    contexts[6].git_branch = "b";
    contexts[7].working_directory = "d";
    contexts[8].additional_metadata = "{}";
    for (std::size_t i = 0; i < contexts.size(); ++i) {
        Memory memory = plain_memory(static_cast<int>(i));
        memory.context = contexts[i];
        store.apply(put(memory));
        CHECK(store.existing(static_cast<int>(i)).context == contexts[i]);
    }
}

TEST_CASE("get answers one entry per id, in the order asked, absent ones empty, repeats repeated") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 3);
    const std::vector<std::optional<Memory>> found = store.get_all(
        {memory_id(3), memory_id(99), memory_id(1), memory_id(3), MemoryId(), memory_id(2)}
    );
    REQUIRE(found.size() == 6);
    CHECK(found[0].value().id == memory_id(3));
    CHECK_FALSE(found[1].has_value());
    CHECK(found[2].value().id == memory_id(1));
    CHECK(found[3].value().id == memory_id(3));
    CHECK_FALSE(found[4].has_value());
    CHECK(found[5].value().id == memory_id(2));
}

TEST_CASE("getting no ids answers nothing") {
    Bench bench;
    CHECK(bench.store().get_all({}).empty());
}

TEST_CASE("an empty batch is applied and answers no results") {
    Bench bench;
    const Handle store = bench.store();
    CHECK(store.apply().empty());
    CHECK(store.statistics().memories == 0);
}

TEST_CASE("a memory in a session of a project keeps both names") {
    Bench bench;
    const Handle store = bench.store();
    Memory memory = plain_memory(1);
    memory.project = "shop";
    memory.session = "monday";
    Memory alone = plain_memory(2);
    alone.session = "monday";
    store.apply(put(memory), put(alone));
    CHECK(store.existing(1).project == "shop");
    CHECK(store.existing(1).session == "monday");
    CHECK(store.existing(2).project.empty());
    CHECK(store.existing(2).session == "monday");
}

TEST_CASE("a memory without analysed words is stored and found by its id") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(plain_memory(1), IndexTerms()));
    CHECK(store.get(1).has_value());
}
