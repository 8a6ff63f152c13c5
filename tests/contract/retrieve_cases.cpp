// Promises about retrieval: which memories are candidates, what the ranker sees, what it keeps.
// Part of the store's contract: these cases run against every backend.
#include "contract/bench.hpp"
#include "contract/builders.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace memory;
using namespace contract;

namespace {

CandidateQuery one_term(QueryTerm term) {
    CandidateQuery query;
    query.terms.push_back(std::move(term));
    return query;
}

using Row = std::vector<std::uint16_t>;

/// The frequencies of candidate `index`.
Row row(const CandidateSet& set, const CandidateQuery& query, std::size_t index) {
    const auto first =
        set.frequencies.begin() + static_cast<std::ptrdiff_t>(index * query.terms.size());
    return Row(first, first + static_cast<std::ptrdiff_t>(query.terms.size()));
}

std::string repeated(const std::string& word, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) {
        text += (text.empty() ? "" : " ") + word;
    }
    return text;
}

}  // namespace

TEST_CASE("any: a memory that holds one of the words is a candidate") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(
        put(1, words(bench.words_of("red green"))),
        put(2, words(bench.words_of("green blue"))),
        put(3, words(bench.words_of("blue"))),
        put(4, words(bench.words_of("grey")))
    );
    CHECK(
        numbers(store.retrieve(any_of({bench.word("red"), bench.word("blue")}))) == Numbers{1, 2, 3}
    );
}

TEST_CASE("all: only a memory that holds every word is a candidate") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(
        put(1, words(bench.words_of("red green"))),
        put(2, words(bench.words_of("green blue red"))),
        put(3, words(bench.words_of("blue green")))
    );
    CHECK(
        numbers(store.retrieve(all_of({bench.word("red"), bench.word("green")}))) == Numbers{1, 2}
    );
    CHECK(
        numbers(store.retrieve(all_of({bench.word("red"), bench.word("green"), bench.word("blue")}))
        ) == Numbers{2}
    );
    CHECK(store.retrieve(all_of({bench.word("red"), bench.word("absent")})).items.empty());
}

TEST_CASE("all: words may be spread over the counted words and the extra ones") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(
        put(1, words(bench.word("red"), bench.word("tag"))),
        put(2, words(bench.word("red"))),
        put(3, words("", bench.word("tag")))
    );
    CHECK(numbers(store.retrieve(all_of({bench.word("red"), bench.word("tag")}))) == Numbers{1});
    CHECK(
        numbers(store.retrieve(any_of({bench.word("red"), bench.word("tag")}))) == Numbers{1, 2, 3}
    );
}

TEST_CASE("an exact word matches whole words only, and is not stemmed or folded again") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(
        put(1, words(bench.word("run"))),
        put(2, words(bench.word("running"))),
        put(3, words(bench.word("runs"))),
        put(4, words(bench.word("overrun")))
    );
    CHECK(numbers(store.retrieve(any_of({bench.word("run")}))) == Numbers{1});
    CHECK(numbers(store.retrieve(any_of({bench.word("running")}))) == Numbers{2});
}

TEST_CASE("a prefix matches every word that begins with it, and itself") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(
        put(1, words(bench.word("time"))),
        put(2, words(bench.word("timeout"))),
        put(3, words(bench.word("timid"))),
        put(4, words(bench.word("overtime"))),
        put(5, words("", bench.word("timer")))
    );
    CHECK(numbers(store.retrieve(one_term(prefix(bench.word("time"))))) == Numbers{1, 2, 5});
    CHECK(numbers(store.retrieve(one_term(prefix(bench.word("tim"))))) == Numbers{1, 2, 3, 5});
    CHECK(store.retrieve(one_term(prefix(bench.word("timeouts")))).items.empty());
}

TEST_CASE("a similar word matches at one insertion, deletion, replacement or swap, and itself") {
    Bench bench;
    const Handle store = bench.store();
    const std::vector<std::string> near = {
        "timeout",   // itself
        "timeouts",  // insertion at the end
        "tihmeout",  // insertion inside
        "timeot",    // deletion inside
        "timeou",    // deletion at the end
        "timeoot",   // replacement
        "timoeut"
    };  // swap of neighbours
    const std::vector<std::string> far = {
        "timeoutss", "timot", "tiemuot", "tmeuto", "overtime", "time"
    };
    WriteBatch batch;
    Numbers expected;
    int number = 0;
    for (const std::string& text : near) {
        batch.operations.emplace_back(put(++number, words(bench.word(text))));
        expected.push_back(number);
    }
    for (const std::string& text : far) {
        batch.operations.emplace_back(put(++number, words(bench.word(text))));
    }
    store.apply_batch(std::move(batch));
    CHECK(numbers(store.retrieve(one_term(similar(bench.word("timeout"))))) == expected);
}

TEST_CASE("an edit of a similar word counts characters, not bytes") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(
        put(1, words(bench.word("\u043c\u043e\u0441\u043a\u0432\u0430"))),
        put(2, words(bench.word("\u043c\u043e\u0441\u043a\u0432\u044b"))),
        put(3, words(bench.word("\u043c\u043e\u0441\u043a"))),
        put(4, words(bench.word("caf\u00e9"))),
        put(5, words(bench.word("cafe")))
    );
    CHECK(
        numbers(store.retrieve(one_term(similar(bench.word("\u043c\u043e\u0441\u043a\u0432\u0430")))
        )) == Numbers{1, 2}
    );
    CHECK(numbers(store.retrieve(one_term(similar(bench.word("caf\u00e9"))))) == Numbers{4, 5});
}

TEST_CASE("one query may mix exact words, prefixes and similar words") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(
        put(1, words(bench.words_of("redis timeout retry"))),
        put(2, words(bench.words_of("redis timeuot retrying"))),
        put(3, words(bench.words_of("redis")))
    );
    CandidateQuery query;
    query.match = MatchMode::all;
    query.terms = {
        QueryTerm(bench.word("redis")), prefix(bench.word("retry")), similar(bench.word("timeout"))
    };
    CHECK(numbers(store.retrieve(query)) == Numbers{1, 2});
}

TEST_CASE("frequencies count each word's occurrences in the words and the extra words, exactly") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(
        put(1, words(bench.words_of("red red green red"), bench.words_of("red green"))),
        put(2, words(bench.words_of("green"), "")),
        put(3, words("", bench.words_of("blue blue")))
    );
    const CandidateQuery query =
        any_of({bench.word("red"), bench.word("green"), bench.word("blue"), bench.word("absent")});
    const CandidateSet set = store.candidates(query);
    REQUIRE(set.candidates.size() == 3);
    CHECK(row(set, query, 0) == Row{4, 2, 0, 0});
    CHECK(row(set, query, 1) == Row{0, 1, 0, 0});
    CHECK(row(set, query, 2) == Row{0, 0, 2, 0});
}

TEST_CASE("the frequency of a prefix or similar word counts every word that matches it") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(
        put(1,
            words(
                bench.words_of("timeout timeouts timer timeout timeuot other"),
                bench.words_of("timeout timing")
            ))
    );
    CandidateQuery query;
    query.terms = {
        prefix(bench.word("timeout")),
        similar(bench.word("timeout")),
        QueryTerm(bench.word("timeout")),
        prefix(bench.word("tim"))
    };
    const CandidateSet set = store.candidates(query);
    REQUIRE(set.candidates.size() == 1);
    CHECK(row(set, query, 0) == Row{4, 5, 3, 7});
}

TEST_CASE("the rows of frequencies are in the order of the query's words") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(1, words(bench.words_of("a1 b2 b2 c3 c3 c3"))));
    std::vector<std::string> order = {bench.word("c3"), bench.word("a1"), bench.word("b2")};
    const CandidateQuery first = any_of(order);
    CHECK(row(store.candidates(first), first, 0) == Row{3, 1, 2});
    std::reverse(order.begin(), order.end());
    const CandidateQuery second = any_of(order);
    CHECK(row(store.candidates(second), second, 0) == Row{2, 1, 3});
}

TEST_CASE("a word that occurs a thousand times is counted a thousand times") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(1, words(repeated(bench.word("again"), 1'000))));
    const CandidateQuery query = any_of({bench.word("again")});
    CHECK(row(store.candidates(query), query, 0) == Row{1'000});
}

TEST_CASE("a candidate carries length, author, importance and occurrence, and no text unasked") {
    Bench bench;
    const Handle store = bench.store();
    IndexTerms index = words(bench.words_of("red green blue"), bench.words_of("tag more"));
    store.apply(put(full_memory(1), index));
    const CandidateSet set = store.candidates(any_of({bench.word("red")}));
    REQUIRE(set.candidates.size() == 1);
    const Candidate& candidate = set.candidates[0];
    CHECK(candidate.id == memory_id(1));
    CHECK(candidate.length == 3);
    CHECK(candidate.author == "Ada");
    CHECK(candidate.importance == 0.875);
    CHECK(format_iso8601(candidate.occurred_at) == "2025-12-31T23:59:59.999999Z");
    CHECK(candidate.memory == nullptr);
}

TEST_CASE("with text, a candidate carries the whole memory") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(full_memory(1), words(bench.word("red"))));
    CandidateQuery query = any_of({bench.word("red")});
    query.with_text = true;
    const CandidateSet set = store.candidates(query);
    REQUIRE(set.candidates.size() == 1);
    REQUIRE(set.candidates[0].memory != nullptr);
    check_same(*set.candidates[0].memory, full_memory(1));
}

TEST_CASE("the answer is the ranker's page, in its order, with its scores and its total") {
    Bench bench;
    const Handle store = bench.store();
    for (int number = 1; number <= 5; ++number) {
        Memory memory = plain_memory(number);
        memory.author = std::to_string(number);
        store.apply(put(memory, words(bench.word("red"))));
    }
    const auto rank = [](const CandidateSet& set) {
        RankedPage page;
        for (const char* author : {"4", "1", "3"}) {
            for (std::size_t i = 0; i < set.candidates.size(); ++i) {
                if (set.candidates[i].author == author) {
                    Ranked ranked;
                    ranked.candidate = i;
                    ranked.score = 10.5 - static_cast<double>(page.page.size());
                    ranked.author_named = set.candidates[i].author == "1";
                    ranked.first_person = set.candidates[i].author == "3";
                    page.page.push_back(ranked);
                }
            }
        }
        page.total = 77;
        return page;
    };
    const Retrieved found = store.retrieve(any_of({bench.word("red")}), rank);
    REQUIRE(numbers(found) == Numbers{4, 1, 3});
    CHECK(found.total == 77);
    CHECK(found.items[0].ranked.score == 10.5);
    CHECK(found.items[1].ranked.score == 9.5);
    CHECK(found.items[2].ranked.score == 8.5);
    CHECK_FALSE(found.items[0].ranked.author_named);
    CHECK(found.items[1].ranked.author_named);
    CHECK(found.items[2].ranked.first_person);
    check_same(found.items[2].memory, store.existing(3));
}

TEST_CASE("memories that the ranker drops are not answered") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(1, words(bench.word("red"))), put(2, words(bench.word("red"))));
    const Retrieved found = store.retrieve(any_of({bench.word("red")}), [](const CandidateSet&) {
        return RankedPage();
    });
    CHECK(found.items.empty());
    CHECK(found.total == 0);
}

TEST_CASE("words that nothing holds are answered with nothing") {
    Bench bench;
    const Handle store = bench.store();
    store.apply(put(1, words(bench.word("red"))));
    CHECK(store.retrieve(any_of({bench.word("blue")})).items.empty());
    CHECK(store.retrieve(one_term(prefix(bench.word("blue")))).items.empty());
    CHECK(store.retrieve(one_term(similar(bench.word("blue")))).items.empty());
}

TEST_CASE("an empty store is asked without an error") {
    Bench bench;
    const Retrieved found = bench.store().retrieve(any_of({bench.word("red")}));
    CHECK(found.items.empty());
    CHECK(found.total == 0);
}

TEST_CASE("the limit keeps the candidates that hold the word most often") {
    Bench bench;
    const Handle store = bench.store();
    const std::vector<int> occurrences = {1, 30, 2, 20, 4, 10};
    for (std::size_t i = 0; i < occurrences.size(); ++i) {
        // Of equal length, so that only the number of occurrences tells them apart.
        store.apply(
            put(static_cast<int>(i) + 1,
                words(
                    repeated(bench.word("red"), occurrences[i]) + " " +
                    repeated(bench.word("filler"), 40 - occurrences[i])
                ))
        );
    }
    CandidateQuery query = any_of({bench.word("red")});
    query.limit = 3;
    CHECK(numbers(store.retrieve(query)) == Numbers{2, 4, 6});
    query.limit = 1;
    CHECK(numbers(store.retrieve(query)) == Numbers{2});
    query.limit = 6;
    CHECK(store.retrieve(query).items.size() == 6);
}

TEST_CASE("the limit keeps short memories before long ones") {
    Bench bench;
    const Handle store = bench.store();
    for (const int length : {400, 5, 200, 20, 100}) {
        store.apply(
            put(length, words(bench.word("red") + " " + repeated(bench.word("filler"), length - 1)))
        );
    }
    CandidateQuery query = any_of({bench.word("red")});
    query.limit = 2;
    CHECK(numbers(store.retrieve(query)) == Numbers{5, 20});
}

TEST_CASE("the limit keeps holders of a rare word before holders of a common one") {
    Bench bench;
    const Handle store = bench.store();
    for (int number = 1; number <= 30; ++number) {
        store.apply(
            put(number,
                words(bench.word(
                    number == 17      ? "rare"
                    : number % 2 == 0 ? "common"
                                      : "other"
                )))
        );
    }
    CandidateQuery query = any_of({bench.word("common"), bench.word("rare")});
    query.limit = 1;
    CHECK(numbers(store.retrieve(query)) == Numbers{17});
}

TEST_CASE("the limit cuts after the filter, so that a filter never starves") {
    Bench bench;
    const Handle store = bench.store();
    for (int number = 1; number <= 30; ++number) {
        Memory memory = plain_memory(number);
        memory.author = number <= 3 ? "Ada" : "Bob";
        // Bob's memories are the better ones.
        store.apply(put(memory, words(repeated(bench.word("red"), number <= 3 ? 1 : 10))));
    }
    CandidateQuery query = any_of({bench.word("red")});
    query.limit = 5;
    query.filter.author = "Ada";
    CHECK(numbers(store.retrieve(query)) == Numbers{1, 2, 3});
}

TEST_CASE("a thousand candidates are handed to the ranker, each once") {
    Bench bench;
    const Handle store = bench.store();
    WriteBatch batch;
    for (int number = 1; number <= 1'000; ++number) {
        batch.operations.emplace_back(put(number, words(bench.word("red"))));
    }
    store.apply_batch(std::move(batch));
    CandidateQuery query = any_of({bench.word("red")});
    query.limit = 20'000;
    const Retrieved found = store.retrieve(query);
    Numbers expected;
    for (int number = 1; number <= 1'000; ++number) {
        expected.push_back(number);
    }
    CHECK(numbers(found) == expected);
}

TEST_CASE("sixty-four words are one query") {
    Bench bench;
    const Handle store = bench.store();
    CandidateQuery query;
    std::string all;
    for (int i = 0; i < 64; ++i) {
        const std::string word = bench.word("w" + std::to_string(i));
        query.terms.emplace_back(word);
        all += (all.empty() ? "" : " ") + word;
    }
    store.apply(put(1, words(all)), put(2, words(bench.word("w63"))));
    CHECK(numbers(store.retrieve(query)) == Numbers{1, 2});
    const CandidateSet set = store.candidates(query);
    CHECK(row(set, query, 0) == Row(64, 1));
    CHECK(row(set, query, 1).back() == 1);
    query.match = MatchMode::all;
    CHECK(numbers(store.retrieve(query)) == Numbers{1});
}

TEST_CASE("words of the query language of an index are only words") {
    Bench bench;
    const Handle store = bench.store();
    const std::vector<std::string> operators = {"and", "or", "not", "near", "to", "null"};
    WriteBatch batch;
    int number = 0;
    for (const std::string& word : operators) {
        batch.operations.emplace_back(put(++number, words(word + " " + bench.word("marker"))));
    }
    store.apply_batch(std::move(batch));
    number = 0;
    for (const std::string& word : operators) {
        INFO(word);
        CHECK(numbers(store.retrieve(all_of({word, bench.word("marker")}))) == Numbers{++number});
    }
}

TEST_CASE("words of letters beyond ASCII are found exactly") {
    Bench bench;
    const Handle store = bench.store();
    const std::vector<std::string> texts = {
        "stra\u00dfe",
        "\u65e5\u672c\u8a9e",
        "\u03ba\u03cc\u03c3\u03bc\u03b5",
        "\U00020BB7",
        "\u0633\u0644\u0627\u0645"
    };
    for (std::size_t i = 0; i < texts.size(); ++i) {
        store.apply(put(static_cast<int>(i) + 1, words(bench.word(texts[i]))));
    }
    for (std::size_t i = 0; i < texts.size(); ++i) {
        INFO(texts[i]);
        const Numbers expected = {static_cast<int>(i) + 1};
        CHECK(numbers(store.retrieve(any_of({bench.word(texts[i])}))) == expected);
        CHECK(numbers(store.retrieve(one_term(prefix(bench.word(texts[i]))))) == expected);
    }
}

TEST_CASE("a word of the longest kind is found, and one that differs in its last letter is not") {
    Bench bench;
    const Handle store = bench.store();
    const std::string longest = bench.word(std::string(240, 'x'));
    store.apply(put(1, words(longest)));
    CHECK(numbers(store.retrieve(any_of({longest}))) == Numbers{1});
    CHECK(store.retrieve(any_of({longest.substr(0, longest.size() - 1) + "y"})).items.empty());
}
