// The ranker with literal candidate sets: formula, boosts, ties and pages.
// Figures come from the formula in ranking/rank.hpp, worked out by hand.
#include "ranking/rank.hpp"

#include "recall_plan.hpp"
#include "support/catch.hpp"

#include <cmath>
#include <string>
#include <utility>

using memory::Candidate;
using memory::CandidateSet;
using memory::MemoryId;
using memory::RankedPage;
using memory::RecallPlan;
using memory::ranking::inverse_document_frequency;
using memory::ranking::rank;
using memory::ranking::RankedWord;
using memory::ranking::RankRequest;
using memory::ranking::saturated_frequency;

namespace {

MemoryId numbered(std::uint8_t number) {
    MemoryId::Bytes bytes{};
    bytes[15] = number;
    return MemoryId(bytes);
}

RankRequest words(std::size_t count) {
    RankRequest request;
    for (std::size_t i = 0; i < count; ++i) {
        RankedWord word;
        word.variants.emplace_back(i, 1.0);
        request.words.push_back(std::move(word));
    }
    return request;
}

/// A set of candidates of equal length that hold each term as `frequencies` says.
CandidateSet set_of(std::size_t terms, std::vector<std::uint16_t> frequencies) {
    CandidateSet set;
    set.documents = 100;
    set.document_frequencies.assign(terms, 10);
    const std::size_t rows = frequencies.size() / terms;
    for (std::size_t i = 0; i < rows; ++i) {
        Candidate candidate;
        candidate.id = numbered(static_cast<std::uint8_t>(i + 1));
        candidate.length = 10;
        set.candidates.push_back(std::move(candidate));
    }
    set.frequencies = std::move(frequencies);
    return set;
}

std::vector<std::size_t> order(const RankedPage& page) {
    std::vector<std::size_t> result;
    for (const memory::Ranked& ranked : page.page) {
        result.push_back(ranked.candidate);
    }
    return result;
}

using Order = std::vector<std::size_t>;

}  // namespace

TEST_CASE("the weight of a word follows Lucene's formula") {
    CHECK(inverse_document_frequency(100, 10) == Approx(std::log(1 + 90.5 / 10.5)));
    CHECK(inverse_document_frequency(100, 1) > inverse_document_frequency(100, 50));
    CHECK(inverse_document_frequency(100, 100) > 0);
    CHECK(inverse_document_frequency(5, 9) > 0);  // counts of different moments
}

TEST_CASE("frequency saturates, and length counts from the floor on") {
    // tf 1, dl 32: 1 * 2.2 / (1 + 1.2 * 32 / 32) = 1
    CHECK(saturated_frequency(1, 32) == Approx(1.0));
    // tf 1, below the floor of 20: 2.2 / (1 + 1.2 * 20 / 32)
    CHECK(saturated_frequency(1, 3) == Approx(2.2 / 1.75));
    CHECK(saturated_frequency(1, 20) == Approx(saturated_frequency(1, 0)));
    CHECK(saturated_frequency(1, 64) < saturated_frequency(1, 32));
    CHECK(saturated_frequency(1000, 32) < 2.2);
}

TEST_CASE("a score is the sum over words of weight times saturated frequency") {
    const CandidateSet set = set_of(2, {1, 2});
    const RankedPage page = rank(words(2), set);
    REQUIRE(page.page.size() == 1);
    const double idf = std::log(1 + 90.5 / 10.5);
    const double expected = idf * (2.2 / 1.75) + idf * (2 * 2.2 / (2 + 1.2 * 20 / 32));
    CHECK(page.page[0].score == Approx(expected));
    CHECK(page.page[0].matched_words == 0b11U);
}

TEST_CASE("more matching words rank higher") {
    CHECK(order(rank(words(2), set_of(2, {1, 0, 1, 1, 0, 1}))) == Order{1, 0, 2});
}

TEST_CASE("a word asked twice counts twice") {
    RankRequest request = words(2);
    request.words[1].count = 2;
    CHECK(order(rank(request, set_of(2, {1, 0, 0, 1}))) == Order{1, 0});
}

TEST_CASE("a candidate without any word is no hit") {
    const RankedPage page = rank(words(1), set_of(1, {0, 1}));
    CHECK(order(page) == Order{1});
    CHECK(page.total == 1);
}

TEST_CASE("with every word asked for, a missing one excludes") {
    RankRequest request = words(2);
    request.every_word = true;
    CHECK(order(rank(request, set_of(2, {1, 0, 1, 1}))) == Order{1});
}

TEST_CASE("the best variant of a word counts, not their sum") {
    RankRequest request = words(1);
    request.words[0].variants.emplace_back(1, 0.5);
    const RankedPage exact = rank(words(1), set_of(2, {1, 1}));
    const RankedPage both = rank(request, set_of(2, {1, 1}));
    CHECK(exact.page[0].score == both.page[0].score);
    const RankedPage inexact = rank(request, set_of(2, {0, 1}));
    CHECK(inexact.page[0].score == Approx(exact.page[0].score / 2));
}

TEST_CASE("naming the author lifts his memories by half") {
    CandidateSet set = set_of(1, {1, 1});
    set.candidates[1].author = "Ann Lee";
    RankRequest request = words(1);
    request.names = {"ann"};
    const RankedPage page = rank(request, set);
    CHECK(order(page) == Order{1, 0});
    CHECK(page.page[0].score == Approx(1.5 * page.page[1].score));
    CHECK(page.page[0].author_named);
    CHECK_FALSE(page.page[1].author_named);
}

TEST_CASE("speaking of oneself lifts one's own memories by half") {
    CandidateSet set = set_of(1, {1, 1});
    set.candidates[1].author = "user";
    RankRequest request = words(1);
    request.first_person = true;
    const RankedPage page = rank(request, set);
    CHECK(order(page) == Order{1, 0});
    CHECK(page.page[0].score == Approx(1.5 * page.page[1].score));
    CHECK(page.page[0].first_person);
}

TEST_CASE("ties go to the more important, then the newer, then the smaller id") {
    CandidateSet set = set_of(1, {1, 1, 1, 1});
    set.candidates[0].importance = 0.1;
    set.candidates[1].occurred_at = memory::Timestamp(std::chrono::seconds(10));
    set.candidates[2].id = numbered(9);
    CHECK(order(rank(words(1), set)) == Order{1, 3, 2, 0});
}

TEST_CASE("a page is a window of the order, and the total is that of all") {
    RankRequest request = words(1);
    request.offset = 1;
    request.limit = 2;
    const RankedPage page = rank(request, set_of(1, {5, 4, 3, 2}));
    CHECK(order(page) == Order{1, 2});
    CHECK(page.total == 4);
    request.offset = 9;
    CHECK(rank(request, set_of(1, {5, 4})).page.empty());
}

TEST_CASE("adding memories to the store does not change the order of two hits") {
    CandidateSet small = set_of(2, {1, 0, 0, 2});
    CandidateSet large = small;
    large.documents = 100'000;
    large.document_frequencies = {10'000, 10'000};
    CHECK(order(rank(words(2), small)) == order(rank(words(2), large)));
}

TEST_CASE("phrases are looked for in the texts") {
    CandidateSet set = set_of(1, {1, 1, 1});
    const auto saying = [](const char* content) {
        auto said = std::make_shared<memory::Memory>();
        said->content = content;
        return said;
    };
    set.candidates[0].memory = saying("the pool was exhausted");
    set.candidates[1].memory = saying("exhausted by the pool");
    RankRequest request = words(1);
    request.phrases = {"pool was exhausted"};
    CHECK(order(rank(request, set)) == Order{0});
}

TEST_CASE("a plain search asks for exact words and enough candidates") {
    memory::SearchQuery query;
    query.text = "the pools of Redis";
    const RecallPlan plan = memory::plan_search(query);
    REQUIRE(plan.candidates.terms.size() == 2);
    CHECK(plan.candidates.terms[0].text == "pool");
    CHECK(plan.candidates.match == memory::MatchMode::any);
    CHECK(plan.candidates.limit == 400);
    CHECK_FALSE(plan.candidates.with_text);
    CHECK(plan.words == std::vector<std::string>{"pools", "redis"});
}

TEST_CASE("a page far down asks for more candidates, within the contract's bound") {
    memory::RecallQuery query;
    query.text = "redis";
    query.offset = 500;
    CHECK(memory::plan_recall(query).candidates.limit == 1020);
    query.offset = 900'000;
    CHECK(memory::plan_recall(query).candidates.limit == 20'000);
}

TEST_CASE("fuzzy search adds a prefix and a typing error to each word that is long enough") {
    memory::SearchQuery query;
    query.text = "go redis";
    query.tolerance = memory::Tolerance::fuzzy;
    query.match = memory::MatchMode::all;
    const RecallPlan plan = memory::plan_search(query);
    REQUIRE(plan.candidates.terms.size() == 4);
    CHECK(plan.request.words[0].variants.size() == 1);
    CHECK(plan.request.words[1].variants.size() == 3);
    CHECK(plan.candidates.match == memory::MatchMode::any);
    CHECK(plan.request.every_word);
}

TEST_CASE("a fuzzy query keeps within the bounds of terms and typing errors") {
    memory::SearchQuery query;
    query.tolerance = memory::Tolerance::fuzzy;
    for (int i = 0; i < 40; ++i) {
        query.text += "word" + std::to_string(i) + "abc ";
    }
    const RecallPlan plan = memory::plan_search(query);
    CHECK(plan.candidates.terms.size() <= memory::kMaxTerms);
    std::size_t similar = 0;
    for (const memory::QueryTerm& term : plan.candidates.terms) {
        similar += term.match == memory::QueryTerm::Match::similar ? 1 : 0;
    }
    CHECK(similar == memory::kMaxSimilarTerms);
}

TEST_CASE("strict search checks the phrase in the texts") {
    memory::SearchQuery query;
    query.text = "Pool  was Exhausted";
    query.tolerance = memory::Tolerance::strict;
    const RecallPlan plan = memory::plan_search(query);
    CHECK(plan.candidates.with_text);
    CHECK(plan.candidates.match == memory::MatchMode::all);
    CHECK(plan.request.phrases == std::vector<std::string>{"pool was exhausted"});
}

TEST_CASE("a query of stop words cannot be looked up in the index") {
    memory::SearchQuery query;
    query.text = "to be or not to be";
    CHECK_FALSE(memory::plan_search(query).indexed);
    memory::RecallQuery question;
    question.text = "who am I?";
    CHECK_FALSE(memory::plan_recall(question).indexed);
}
