// The two statements of a search. The first row of the first statement holds the statistics; the
// counting of words in each candidate happens here, where it is cheaper than in Cypher.
#include "neo4j/searcher.hpp"

#include "neo4j/cypher.hpp"
#include "neo4j/fulltext.hpp"
#include "neo4j/mapping.hpp"
#include "neo4j/reader.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace memory::neo4j {

namespace {

/// Positions in a candidate's row, as cypher::candidates() answers it.
enum CandidateColumn : std::size_t {
    kId,
    kLength,
    kAuthor,
    kImportance,
    kOccurredAt,
    kWords,
    kText,
    kCandidateColumns,
};

void add_candidate(bolt::ValueView row, const std::vector<QueryTerm>& terms, CandidateSet& found) {
    const bolt::ValueView columns = read_list(row, kCandidateColumns);
    Candidate candidate;
    candidate.id = read_memory_id(columns[kId]);
    candidate.length = read_integer(columns[kLength]);
    candidate.author = read_text(columns[kAuthor]);
    candidate.importance = read_number(columns[kImportance]);
    candidate.occurred_at = from_micros(read_integer(columns[kOccurredAt]));
    if (!columns[kText].is_null()) {
        candidate.memory = std::make_shared<const Memory>(read_memory(columns[kText]));
    }
    count_terms(columns[kWords].to<std::string_view>(), terms, found.frequencies);
    found.candidates.push_back(std::move(candidate));
}

}  // namespace

Searcher::Searcher(GraphClient& client, Now now) : client_(client), now_(std::move(now)) {}

Task<Retrieved> Searcher::retrieve(CandidateQuery query, RankFunction rank, Scope scope) {
    query.terms = bounded_terms(std::move(query.terms));
    const CandidateSet found = co_await find_candidates(query, scope);
    RankedPage ranked = rank(found);
    co_return co_await load_page(found, std::move(ranked), std::move(scope));
}

std::vector<std::size_t> Searcher::terms_to_count(const std::vector<QueryTerm>& terms, bool trust)
    const {
    std::vector<std::size_t> wanted;
    for (std::size_t i = 0; i < terms.size(); ++i) {
        const std::int64_t documents = frequencies_.last_documents();
        if (!trust || !frequencies_.find(terms[i], documents, now_())) {
            wanted.push_back(i);
        }
    }
    return wanted;
}

Task<CandidateSet> Searcher::find_candidates(const CandidateQuery& query, const Scope& scope) {
    // The second attempt is for a collection that turns out to have changed more than what is
    // remembered allows; it counts every term.
    for (bool trust = true;; trust = false) {
        const std::vector<std::size_t> wanted = terms_to_count(query.terms, trust);
        bolt::List counted;
        for (const std::size_t i : wanted) {
            counted.emplace_back(holding_query(query.terms[i]));
        }
        bolt::Map parameters;
        parameters.set("tenant", scope.tenant);
        parameters.set("counted", std::move(counted));
        parameters.set("query", candidate_query(query.terms, query.match, query.filter, scope));
        parameters.set("limit", query.limit);
        add_filter_parameters(query.filter, parameters);
        const GraphClient::Rows rows = co_await client_.run(
            cypher::candidates(query.filter, query.with_text),
            std::move(parameters),
            bolt::AccessMode::read
        );

        CandidateSet found;
        const bolt::ValueView numbers = read_list(rows.at(0)[0], 2);
        found.documents = read_integer(numbers[0]);
        frequencies_.note_documents(found.documents);
        const bolt::ValueView held = read_list(numbers[1], wanted.size());
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            const QueryTerm& term = query.terms[wanted[i]];
            frequencies_.remember(term, read_integer(held[i]), found.documents, now_());
        }
        found.document_frequencies.resize(query.terms.size());
        bool stale = false;
        std::size_t next = 0;
        for (std::size_t i = 0; i < query.terms.size(); ++i) {
            if (next < wanted.size() && wanted[next] == i) {
                found.document_frequencies[i] = read_integer(held[next++]);
                continue;
            }
            const std::optional<std::int64_t> known =
                frequencies_.find(query.terms[i], found.documents, now_());
            stale = stale || !known.has_value();
            found.document_frequencies[i] = known.value_or(0);
        }
        if (stale && trust) {
            continue;
        }
        found.candidates.reserve(rows.size() - 1);
        found.frequencies.reserve((rows.size() - 1) * query.terms.size());
        for (std::size_t i = 1; i < rows.size(); ++i) {
            add_candidate(rows[i][0], query.terms, found);
        }
        co_return found;
    }
}

Task<Retrieved> Searcher::load_page(const CandidateSet& found, RankedPage ranked, Scope scope) {
    Retrieved retrieved;
    retrieved.total = ranked.total;
    std::vector<MemoryId> missing;
    for (const Ranked& hit : ranked.page) {
        const Candidate& candidate = found.candidates.at(hit.candidate);
        if (!candidate.memory) {
            missing.push_back(candidate.id);
        }
    }
    const std::vector<std::optional<Memory>> loaded =
        co_await get_memories(client_, missing, std::move(scope));
    std::size_t next = 0;
    for (const Ranked& hit : ranked.page) {
        const Candidate& candidate = found.candidates[hit.candidate];
        // A memory removed since the first statement is left out.
        const Memory* memory = candidate.memory.get();
        if (memory == nullptr) {
            const std::optional<Memory>& read = loaded[next++];
            memory = read ? &*read : nullptr;
        }
        if (memory != nullptr) {
            RetrievedMemory item;
            item.memory = *memory;
            item.ranked = hit;
            retrieved.items.push_back(std::move(item));
        }
    }
    co_return retrieved;
}

}  // namespace memory::neo4j
