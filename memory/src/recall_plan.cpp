// Chooses terms, bounds and weights of a query. Strict search looks its words up like any other and
// checks the phrase in the texts; fuzzy search adds inexact variants of each word.
#include "recall_plan.hpp"

#include "text/fold.hpp"
#include "text/query_words.hpp"
#include "text/utf8.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace memory {

namespace {

using ranking::RankedWord;
using ranking::Variant;

/// What an inexact match is worth beside an exact one.
constexpr double kPrefixWeight = 0.5;
constexpr double kSimilarWeight = 0.5;
/// Shorter words have too many neighbours.
constexpr std::size_t kMinPrefixLength = 3;
constexpr std::size_t kMinSimilarLength = 4;

std::vector<std::string_view> texts_of(const SearchQuery& query) {
    std::vector<std::string_view> texts;
    if (!query.text.empty()) {
        texts.emplace_back(query.text);
    }
    for (const std::string& term : query.terms) {
        texts.emplace_back(term);
    }
    return texts;
}

void add_term(
    RecallPlan& plan,
    RankedWord& word,
    const std::string& term,
    QueryTerm::Match match,
    double weight
) {
    word.variants.emplace_back(plan.candidates.terms.size(), weight);
    plan.candidates.terms.emplace_back(term, match);
}

void add_words(RecallPlan& plan, const text::QueryWords& query, Tolerance tolerance) {
    std::size_t similar = 0;
    const std::size_t variants = tolerance == Tolerance::fuzzy ? 3 : 1;
    for (const text::QueryWord& asked : query.words) {
        if (plan.candidates.terms.size() + variants > kMaxTerms) {
            break;
        }
        RankedWord word;
        word.count = asked.count;
        add_term(plan, word, asked.term, QueryTerm::Match::exact, 1);
        if (tolerance == Tolerance::fuzzy) {
            const std::size_t length = text::count_code_points(asked.term);
            if (length >= kMinPrefixLength) {
                add_term(plan, word, asked.term, QueryTerm::Match::prefix, kPrefixWeight);
            }
            if (length >= kMinSimilarLength && similar < kMaxSimilarTerms) {
                ++similar;
                add_term(plan, word, asked.term, QueryTerm::Match::similar, kSimilarWeight);
            }
        }
        plan.request.words.push_back(std::move(word));
        plan.words.push_back(asked.word);
        plan.terms.push_back(asked.term);
    }
}

void set_page(RecallPlan& plan, std::int64_t offset, std::int64_t limit) {
    plan.request.offset = static_cast<std::size_t>(offset);
    plan.request.limit = static_cast<std::size_t>(limit);
    // Twice the page, so that a page far down is ordered by the ranker too.
    const std::int64_t wanted = 2 * (offset + limit);
    plan.candidates.limit = std::clamp(wanted, kCandidates, kMaxCandidates);
}

void add_phrases(RecallPlan& plan, const std::vector<std::string_view>& texts, MatchMode match) {
    for (const std::string_view text : texts) {
        std::string phrase = text::folded_line(text);
        if (!phrase.empty()) {
            plan.request.phrases.push_back(std::move(phrase));
        }
    }
    plan.request.every_phrase = match == MatchMode::all;
}

}  // namespace

RecallPlan plan_search(const SearchQuery& query) {
    const std::vector<std::string_view> texts = texts_of(query);
    const text::QueryWords words = text::query_words(texts, kMaxTerms);
    RecallPlan plan;
    plan.candidates.filter = query.filter;
    set_page(plan, query.offset, query.limit);
    add_words(plan, words, query.tolerance);
    plan.indexed = !plan.candidates.terms.empty();
    if (query.tolerance == Tolerance::strict || !plan.indexed) {
        add_phrases(plan, texts, query.match);
        plan.candidates.with_text = true;
        plan.candidates.limit = std::max(plan.candidates.limit, kStrictCandidates);
        // One phrase, or all of several, needs every word; any of several only some.
        const bool every = texts.size() == 1 || query.match == MatchMode::all;
        plan.candidates.match = every ? MatchMode::all : MatchMode::any;
        return plan;
    }
    plan.request.every_word = query.match == MatchMode::all;
    // With variants, "all" means one variant of each word: the ranker sees to that.
    const bool exact = query.tolerance == Tolerance::normal;
    plan.candidates.match = plan.request.every_word && exact ? MatchMode::all : MatchMode::any;
    return plan;
}

RecallPlan plan_recall(const RecallQuery& query) {
    const std::vector<std::string_view> texts(1, query.text);
    const text::QueryWords words = text::query_words(texts, kMaxTerms);
    RecallPlan plan;
    plan.candidates.filter = query.filter;
    set_page(plan, query.offset, query.limit);
    add_words(plan, words, Tolerance::normal);
    plan.request.names = words.names;
    plan.request.first_person = words.first_person;
    plan.indexed = !plan.candidates.terms.empty();
    if (!plan.indexed) {
        add_phrases(plan, texts, MatchMode::any);
    }
    return plan;
}

}  // namespace memory
