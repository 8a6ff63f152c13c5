// Promises about idempotency keys: the same key in the same tenant is the same memory.
// Part of the store's contract: these cases run against every backend.
#include "contract/bench.hpp"
#include "contract/builders.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

using namespace memory;
using namespace contract;

namespace {

Memory keyed(int number, std::string key) {
    Memory memory = plain_memory(number);
    memory.key = std::move(key);
    return memory;
}

/// Stores memories 1 to 8 under one key at the same time, each as its own batch, and checks that
/// one was created, which all others name.
void check_one_winner(Bench& bench, const std::vector<Handle>& handles) {
    std::vector<WriteBatch> batches;
    for (int number = 1; number <= 8; ++number) {
        batches.push_back(batch_of(put(keyed(number, "the key"))));
    }
    std::vector<WriteResult> results;
    for (Attempt& attempt : bench.apply_at_once(handles, std::move(batches))) {
        results.push_back(attempt.take().at(0));
    }
    const auto created = std::count_if(results.begin(), results.end(), [](const WriteResult& one) {
        return one.outcome == WriteOutcome::created;
    });
    CHECK(created == 1);
    for (const WriteResult& result : results) {
        CHECK(result.memory == results[0].memory);
        CHECK(result.version == 1);
    }
    CHECK(handles[0].statistics().memories == 1);
    CHECK(handles[0].get(results[0].memory).has_value());
}

}  // namespace

TEST_CASE("a second memory of the same key changes nothing and names the first") {
    Bench bench;
    const Handle store = bench.store();
    const Memory first = keyed(1, "commit 4f06fed");
    store.apply(put(first));
    Memory second = keyed(2, "commit 4f06fed");
    second.title = "Another title";
    const WriteResult result = store.apply_one(put(second));
    CHECK(result.outcome == WriteOutcome::existing);
    CHECK(result.memory == memory_id(1));
    CHECK(result.version == 1);
    check_same(store.existing(1), first);
    CHECK_FALSE(store.get(2).has_value());
    CHECK(store.statistics().memories == 1);
}

TEST_CASE("a repeated key leaves no words of the second memory in the index") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(keyed(1, "k"), words(bench.word("first"))));
    store.apply(put(keyed(2, "k"), words(bench.word("second"))));
    CHECK(numbers(store.retrieve(any_of({bench.word("first")}))) == Numbers{1});
    CHECK(store.retrieve(any_of({bench.word("second")})).items.empty());
}

TEST_CASE("the receipt of a repeated key says the version that the memory has now") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(keyed(1, "k")), retitle(1, "Second"), retitle(1, "Third"));
    const WriteResult result = store.apply_one(put(keyed(2, "k")));
    CHECK(result.outcome == WriteOutcome::existing);
    CHECK(result.version == 3);
    CHECK(store.existing(1).title == "Third");
}

TEST_CASE("memories without a key are all stored, however alike") {
    Bench bench;
    const Handle store = bench.store();
    Memory twin = plain_memory(2);
    twin.title = plain_memory(1).title;
    twin.content = plain_memory(1).content;
    store.apply(put(1));
    CHECK(store.apply_one(put(twin)).outcome == WriteOutcome::created);
    CHECK(store.statistics().memories == 2);
}

TEST_CASE("keys differ by case, by spaces and by every character") {
    Bench bench;
    const Handle store = bench.store();
    const std::vector<std::string> keys = {
        "key", "KEY", "Key", " key", "key ", "ke\u0301y", "k\u00e9y", "key\\", "key'", "%", "_"
    };
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const int number = static_cast<int>(i) + 1;
        CHECK(store.apply_one(put(keyed(number, keys[i]))).outcome == WriteOutcome::created);
        CHECK(store.existing(number).key == keys[i]);
    }
}

TEST_CASE("a key that reads like an id or like another memory's id is only a key") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(1));
    const WriteResult result = store.apply_one(put(keyed(2, memory_id(1).to_string())));
    CHECK(result.outcome == WriteOutcome::created);
    CHECK(result.memory == memory_id(2));
    CHECK(store.statistics().memories == 2);
}

TEST_CASE("the key of a removed memory is free again") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(keyed(1, "k")));
    store.apply(remove(1));
    const WriteResult result = store.apply_one(put(keyed(2, "k")));
    CHECK(result.outcome == WriteOutcome::created);
    CHECK(result.memory == memory_id(2));
}

TEST_CASE("a key stays with its memory through updates") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(keyed(1, "k")));
    store.apply(retitle(1, "New title"));
    CHECK(store.existing(1).key == "k");
    CHECK(store.apply_one(put(keyed(2, "k"))).memory == memory_id(1));
}

TEST_CASE("the same key twice in one batch stores once, and both results name the memory") {
    Bench bench;
    const Handle store = bench.store();
    const std::vector<WriteResult> results = store.apply(put(keyed(1, "k")), put(keyed(2, "k")));
    REQUIRE(results.size() == 2);
    CHECK(results[0].outcome == WriteOutcome::created);
    CHECK(results[1].outcome == WriteOutcome::existing);
    CHECK(results[0].memory == memory_id(1));
    CHECK(results[1].memory == memory_id(1));
    CHECK(store.statistics().memories == 1);
}

TEST_CASE("eight stores of one key at once store one memory") {
    Bench bench;
    bench.store().open();
    check_one_winner(bench, {bench.store()});
}

TEST_CASE("eight stores of one key at once over two handles store one memory") {
    Bench bench;
    bench.store().open();
    check_one_winner(bench, {bench.store(), bench.second()});
}

TEST_CASE("a key of two hundred characters of four bytes each is kept") {
    Bench bench;
    const Handle store = bench.store();
    std::string key;
    for (int i = 0; i < 200; ++i) {
        key += "\U0001F511";
    }
    CHECK(store.apply_one(put(keyed(1, key))).outcome == WriteOutcome::created);
    CHECK(store.apply_one(put(keyed(2, key))).outcome == WriteOutcome::existing);
    CHECK(store.existing(1).key == key);
}
