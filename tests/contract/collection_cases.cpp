// Promises about the numbers of the collection that the ranker weighs words by: exact, and in step
// with every write. They span all tenants, so words here are new in each case. Every backend.
#include "contract/bench.hpp"
#include "contract/builders.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

using namespace memory;
using namespace contract;

namespace {

using Frequencies = std::vector<std::int64_t>;

std::int64_t documents(Bench& bench) {
    return bench.store().candidates(any_of({bench.word("nothing")})).documents;
}

}  // namespace

TEST_CASE("document frequencies count the memories that hold a word, not its occurrences") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(
        put(1, words(bench.words_of("red red red green"))),
        put(2, words(bench.words_of("red blue"))),
        put(3, words(bench.words_of("blue")))
    );
    const CandidateSet set = store.candidates(
        any_of({bench.word("red"), bench.word("green"), bench.word("absent"), bench.word("blue")})
    );
    CHECK(set.document_frequencies == Frequencies{2, 1, 0, 2});
}

TEST_CASE("document frequencies count the extra words too, and a memory that has both once") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(
        put(1, words(bench.word("red"), bench.word("red"))),
        put(2, words("", bench.word("red"))),
        put(3, words(bench.word("red"), ""))
    );
    CHECK(store.candidates(any_of({bench.word("red")})).document_frequencies == Frequencies{3});
}

TEST_CASE("document frequencies of prefixes and similar words count memories once") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(
        put(1, words(bench.words_of("timeout timeouts timer"))),
        put(2, words(bench.words_of("timeuot"))),
        put(3, words(bench.words_of("timer")))
    );
    CandidateQuery query;
    query.terms = {
        prefix(bench.word("time")),
        similar(bench.word("timeout")),
        QueryTerm(bench.word("timer")),
        prefix(bench.word("absent")),
        similar(bench.word("absent"))
    };
    CHECK(store.candidates(query).document_frequencies == Frequencies{3, 2, 2, 0, 0});
}

TEST_CASE("document frequencies do not depend on filter, match mode, limit or tenant") {
    Bench bench;
    const Handle store = bench.store();
    for (int number = 1; number <= 6; ++number) {
        Memory memory = plain_memory(number);
        memory.author = number == 1 ? "Ada" : "Bob";
        const std::string text = bench.words_of(number <= 4 ? "red green" : "red");
        const Handle& target = number % 2 == 0 ? bench.other_tenant() : store;
        target.apply(put(memory, words(text)));
    }
    CandidateQuery query = all_of({bench.word("red"), bench.word("green")});
    query.filter.author = "Ada";
    query.limit = 1;
    const CandidateSet own = store.candidates(query);
    CHECK(own.candidates.size() == 1);
    CHECK(own.document_frequencies == Frequencies{6, 4});
    const CandidateSet other = bench.other_tenant().candidates(query);
    CHECK(other.candidates.empty());
}

TEST_CASE("the number of documents counts the memories of all tenants") {
    Bench bench;
    const Handle store = bench.store();
    const std::int64_t before = documents(bench);
    store.put_plain(1, 3);
    bench.other_tenant().put_plain(4, 5);
    const CandidateSet set = store.candidates(any_of({bench.word("nothing")}));
    CHECK(set.candidates.empty());
    CHECK(documents(bench) == before + 5);
}

TEST_CASE("superseded versions are no documents and hold no words") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(1, words(bench.words_of("old both"))), put(2, words(bench.word("both"))));
    const std::int64_t before = documents(bench);
    store.apply(retitle(1, "New", 10, words(bench.words_of("new both both"))));
    const CandidateQuery query = any_of({bench.word("old"), bench.word("both"), bench.word("new")});
    const CandidateSet set = store.candidates(query);
    CHECK(set.document_frequencies == Frequencies{0, 2, 1});
    CHECK(set.frequencies == std::vector<std::uint16_t>{0, 2, 1, 0, 1, 0});
    CHECK(set.candidates.at(0).length == 3);
    CHECK(documents(bench) == before);
}

TEST_CASE("removed memories are no documents and hold no words") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(
        put(1, words(bench.word("red"))),
        put(2, words(bench.word("red"))),
        put(3, words(bench.word("red")))
    );
    const std::int64_t before = documents(bench);
    store.apply(remove(1));
    store.apply(remove(3));
    CHECK(store.candidates(any_of({bench.word("red")})).document_frequencies == Frequencies{1});
    CHECK(documents(bench) == before - 2);
}

TEST_CASE("a refused batch leaves the numbers of the collection as they were") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(1, words(bench.word("red"))));
    const std::int64_t before = documents(bench);
    CHECK(refusal([&] {
              store.apply(
                  put(2, words(bench.word("red"))),
                  retitle(1, "New", 10, words(bench.word("blue"))),
                  retitle(99, "Not there")
              );
          }) == Errc::not_found);
    const CandidateSet set = store.candidates(any_of({bench.word("red"), bench.word("blue")}));
    CHECK(set.document_frequencies == Frequencies{1, 0});
    CHECK(documents(bench) == before);
}

TEST_CASE("writes of another handle are in the numbers at once") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(1, words(bench.word("red"))));
    CHECK(store.candidates(any_of({bench.word("red")})).document_frequencies == Frequencies{1});
    bench.second().apply(put(2, words(bench.word("red"))), remove(1));
    const CandidateSet set = store.candidates(any_of({bench.word("red")}));
    CHECK(set.document_frequencies == Frequencies{1});
    REQUIRE(set.candidates.size() == 1);
    CHECK(set.candidates[0].id == memory_id(2));
}
