// Lucene query texts, scope tokens and word counting of the Neo4j store.
// No server: what these texts find is the contract suite's business.
#include "neo4j/fulltext.hpp"
#include "support/catch.hpp"

#include <string>
#include <vector>

using memory::Filter;
using memory::IndexTerms;
using memory::MatchMode;
using memory::QueryTerm;
using memory::Scope;
using memory::neo4j::bounded_terms;
using memory::neo4j::candidate_query;
using memory::neo4j::count_terms;
using memory::neo4j::holding_query;
using memory::neo4j::indexed_words;
using memory::neo4j::kMaxSimilarTerms;
using memory::neo4j::scope_words;

namespace {

std::vector<std::uint16_t> counted(const std::string& words, const std::vector<QueryTerm>& terms) {
    std::vector<std::uint16_t> counts;
    count_terms(words, terms, counts);
    return counts;
}

}  // namespace

TEST_CASE("each kind of match has its Lucene form") {
    CHECK(holding_query(QueryTerm("retri")) == "words:retri");
    CHECK(holding_query(QueryTerm("retri", QueryTerm::Match::prefix)) == "words:retri*");
    CHECK(holding_query(QueryTerm("retri", QueryTerm::Match::similar)) == "words:retri~1");
}

TEST_CASE("a term cannot bring Lucene operators into a query") {
    CHECK(holding_query(QueryTerm("a*")) == "words:a\\*");
    CHECK(holding_query(QueryTerm("x) OR words:(y")) == "words:x\\)ORwords\\:\\(y");
    CHECK(holding_query(QueryTerm("a\\")) == "words:a\\\\");
    CHECK(holding_query(QueryTerm("a\"b~^2")) == "words:a\\\"b\\~\\^2");
}

TEST_CASE("a candidate query asks for any or for every word") {
    const std::vector<QueryTerm> terms{QueryTerm("cach"), QueryTerm("redi")};
    const std::string any = candidate_query(terms, MatchMode::any, Filter(), Scope());
    CHECK(any.ends_with("+words:(cach redi)"));
    const std::string all = candidate_query(terms, MatchMode::all, Filter(), Scope());
    CHECK(all.ends_with("+words:(+cach +redi)"));
}

TEST_CASE("a candidate query names the narrowest scope of the filter, and weighs it nought") {
    const Scope scope("team");
    const std::string tokens = scope_words(scope, "api", "monday");
    const auto token_of = [&](const Filter& filter) {
        const std::string text = candidate_query({QueryTerm("x")}, MatchMode::any, filter, scope);
        const std::size_t begin = std::string("+scope_words:").size();
        CHECK(text.starts_with("+scope_words:"));
        const std::size_t end = text.find("^0 ");
        REQUIRE(end != std::string::npos);
        return text.substr(begin, end - begin);
    };
    Filter filter;
    const std::string tenant = token_of(filter);
    filter.project = "api";
    const std::string project = token_of(filter);
    filter.session = "monday";
    const std::string session = token_of(filter);
    CHECK(tokens == tenant + " " + project + " " + session);
    CHECK(tenant != scope_words(Scope("other"), "", ""));
}

TEST_CASE("scope tokens of different tenants differ for the same project") {
    CHECK(scope_words(Scope("a"), "p", "") != scope_words(Scope("b"), "p", ""));
    CHECK(scope_words(Scope("ab"), "c", "") != scope_words(Scope("a"), "bc", ""));
    CHECK(scope_words(Scope("a"), "", "") == scope_words(Scope("a"), "", ""));
}

TEST_CASE("at most sixteen words match with an edit, the rest exactly") {
    std::vector<QueryTerm> terms;
    for (int i = 0; i < 20; ++i) {
        terms.emplace_back("w" + std::to_string(i), QueryTerm::Match::similar);
    }
    const std::vector<QueryTerm> bounded = bounded_terms(terms);
    REQUIRE(bounded.size() == terms.size());
    for (std::size_t i = 0; i < bounded.size(); ++i) {
        const bool kept = i < kMaxSimilarTerms;
        CHECK(bounded[i].match == (kept ? QueryTerm::Match::similar : QueryTerm::Match::exact));
        CHECK(bounded[i].text == terms[i].text);
    }
}

TEST_CASE("indexed words are terms and extra terms with one space between") {
    IndexTerms index;
    CHECK(indexed_words(index).empty());
    index.extra_terms = "tag";
    CHECK(indexed_words(index) == "tag");
    index.terms = "a b";
    CHECK(indexed_words(index) == "a b tag");
    index.extra_terms.clear();
    CHECK(indexed_words(index) == "a b");
}

TEST_CASE("words are counted whole, with repeats, in the order of the terms") {
    const std::vector<QueryTerm> terms{QueryTerm("b"), QueryTerm("a"), QueryTerm("none")};
    CHECK(counted("a b a ab b a", terms) == std::vector<std::uint16_t>{2, 3, 0});
    CHECK(counted("", terms) == std::vector<std::uint16_t>{0, 0, 0});
    CHECK(counted(" a  a ", terms) == std::vector<std::uint16_t>{0, 2, 0});
}

TEST_CASE("prefix and similar words are counted by their own rule") {
    const std::vector<QueryTerm> terms{
        QueryTerm("cach", QueryTerm::Match::prefix), QueryTerm("redis", QueryTerm::Match::similar)
    };
    CHECK(
        counted("cach cache caching attach redi rediss reids raedios", terms) ==
        std::vector<std::uint16_t>{3, 3}
    );
}

TEST_CASE("a count ends at the largest number that fits") {
    std::string words;
    for (int i = 0; i < 70'000; ++i) {
        words += "a ";
    }
    CHECK(counted(words, {QueryTerm("a")}) == std::vector<std::uint16_t>{65'535});
}

TEST_CASE("counts are appended after those of other memories") {
    std::vector<std::uint16_t> counts{7};
    count_terms("a a", {QueryTerm("a")}, counts);
    CHECK(counts == std::vector<std::uint16_t>{7, 2});
}
