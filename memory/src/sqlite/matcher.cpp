// Candidates from the index; see matcher.hpp.
// The index alone decides which matches are the best. Only those are looked at more closely, and as
// many of them as it takes to fill the limit with memories that pass the filter.

#include "sqlite/matcher.hpp"

#include "sqlite/filter_sql.hpp"
#include "sqlite/match_merge.hpp"
#include "sqlite/postings.hpp"
#include "sqlite/reader.hpp"
#include "sqlite/sql.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace memory::sqlite {

namespace {

CollectionSize read_size(Db& db) {
    Statement statement = db.prepare(sql::kTotals);
    statement.step();
    CollectionSize size;
    size.memories = statement.integer(0);
    size.words = statement.integer(1);
    return size;
}

/// Hands out matches, the best by the index first; in the order of their documents when all of them
/// are wanted, which saves the scores.
class BestFirst {
  public:
    BestFirst(
        const Matches& matches,
        const std::vector<std::int64_t>& holders,
        const CollectionSize& size,
        std::size_t limit
    ) {
        if (matches.documents.size() > limit) {
            scores_ = index_scores(matches, holders, size);
        }
        order_.resize(matches.documents.size());
        std::iota(order_.begin(), order_.end(), std::size_t{0});
    }

    /// At least `count` indices of matches, best first when they are more than that; fewer at the
    /// end. Each portion is at least as large as all before it, so that a filter that lets few
    /// pass costs no more than sorting everything.
    std::span<const std::size_t> next(std::size_t count) {
        const std::size_t left = order_.size() - taken_;
        const std::size_t size = std::min(left, std::max(count, taken_));
        const auto begin = order_.begin() + static_cast<std::ptrdiff_t>(taken_);
        const auto end = begin + static_cast<std::ptrdiff_t>(size);
        if (!scores_.empty() && size > 0) {
            // Of equals the older document.
            const auto better = [this](std::size_t a, std::size_t b) {
                return scores_[a] != scores_[b] ? scores_[a] > scores_[b] : a < b;
            };
            if (size < left) {
                std::nth_element(begin, end - 1, order_.end(), better);
            }
            if (size > count) {
                std::sort(begin, end, better);
            }
        }
        const std::span<const std::size_t> portion(order_.data() + taken_, size);
        taken_ += size;
        return portion;
    }

  private:
    std::vector<double> scores_;
    std::vector<std::size_t> order_;
    std::size_t taken_ = 0;
};

/// The filter, asked of one document at a time. Most queries name nothing but the tenant, which the
/// document itself says.
class DocumentFilter {
  public:
    DocumentFilter(Db& db, const Filter& filter, const Scope& scope)
        : filter_(filter), scope_(scope) {
        std::string conditions;
        append_conditions(conditions, filter);
        if (conditions != sql::kTenant) {
            conditions.insert(0, sql::kRowPasses);
            statement_.emplace(db.prepare(conditions));
        }
    }

    bool passes(const Document& document) {
        if (!is_of_tenant(document, scope_)) {
            return false;
        }
        if (!statement_) {
            return true;
        }
        statement_->again().bind(document.row);
        bind_conditions(*statement_, filter_, scope_);
        return statement_->step();
    }

  private:
    const Filter& filter_;
    const Scope& scope_;
    std::optional<Statement> statement_;
};

Candidate candidate_of(Document&& document) {
    Candidate candidate;
    candidate.id = document.id;
    candidate.length = document.length;
    candidate.author = std::move(document.author);
    candidate.importance = document.importance;
    candidate.occurred_at = document.occurred_at;
    return candidate;
}

struct Candidates {
    Candidates() = default;
    CandidateSet set;
    std::vector<std::int64_t> rows;  ///< of set.candidates
};

Candidates find_candidates(
    Db& db, DocumentCache& documents, const CandidateQuery& query, const Scope& scope
) {
    const CollectionSize size = read_size(db);
    Candidates found;
    CandidateSet& set = found.set;
    set.documents = size.memories;
    std::vector<Postings> postings;
    for (const QueryTerm& term : query.terms) {
        postings.push_back(read_postings(db, term));
        set.document_frequencies.push_back(static_cast<std::int64_t>(postings.back().size()));
    }
    const Matches matches = merge_postings(postings, query.match);
    const auto limit = static_cast<std::size_t>(query.limit);
    BestFirst best(matches, set.document_frequencies, size, limit);
    DocumentFilter filter(db, query.filter, scope);
    const std::size_t terms = query.terms.size();
    const std::size_t most = std::min(limit, matches.documents.size());
    set.candidates.reserve(most);
    set.frequencies.reserve(most * terms);
    found.rows.reserve(most);
    while (set.candidates.size() < limit) {
        const std::span<const std::size_t> portion = best.next(limit - set.candidates.size());
        if (portion.empty()) {
            break;
        }
        std::vector<std::int64_t> numbers;
        numbers.reserve(portion.size());
        for (const std::size_t match : portion) {
            numbers.push_back(matches.documents[match]);
        }
        std::vector<Document> known = documents.find(db, numbers);
        for (std::size_t i = 0; i < known.size() && set.candidates.size() < limit; ++i) {
            if (filter.passes(known[i])) {
                found.rows.push_back(known[i].row);
                set.candidates.push_back(candidate_of(std::move(known[i])));
                const auto counts =
                    matches.counts.begin() + static_cast<std::ptrdiff_t>(portion[i] * terms);
                set.frequencies.insert(
                    set.frequencies.end(), counts, counts + static_cast<std::ptrdiff_t>(terms)
                );
            }
        }
    }
    return found;
}

}  // namespace

Retrieved retrieve(
    Db& db,
    DocumentCache& documents,
    const CandidateQuery& query,
    const RankFunction& rank,
    const Scope& scope
) {
    DbTransaction snapshot(db, DbTransaction::Kind::read);
    Candidates found = find_candidates(db, documents, query, scope);
    if (query.with_text) {
        for (std::size_t i = 0; i < found.rows.size(); ++i) {
            found.set.candidates[i].memory =
                std::make_shared<const Memory>(read_row(db, found.rows[i]));
        }
    }
    const RankedPage page = rank(found.set);
    Retrieved retrieved;
    retrieved.total = page.total;
    retrieved.items.reserve(page.page.size());
    for (const Ranked& ranked : page.page) {
        RetrievedMemory item;
        item.memory = read_row(db, found.rows.at(ranked.candidate));
        item.ranked = ranked;
        retrieved.items.push_back(std::move(item));
    }
    snapshot.commit();
    return retrieved;
}

}  // namespace memory::sqlite
