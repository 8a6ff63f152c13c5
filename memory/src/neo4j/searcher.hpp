#pragma once
// Search by words: candidates from the full-text index with the collection's statistics, ranked
// above the store, and the page that the ranker keeps.

#include "neo4j/frequency_cache.hpp"
#include "neo4j/graph_client.hpp"

#include <memory/store.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <vector>

namespace memory::neo4j {

/// Keeps the remembered document frequencies. One owner; calls on one executor, any number at a
/// time. `client` must outlive it.
class Searcher {
  public:
    using Now = std::function<FrequencyCache::TimePoint()>;

    Searcher(GraphClient& client, Now now);

    /// memory::Store::retrieve.
    Task<Retrieved> retrieve(CandidateQuery query, RankFunction rank, Scope scope);

    /// Tells of memories written or removed, which ends what is remembered sooner.
    void note_writes(std::int64_t count) noexcept { frequencies_.note_writes(count); }

  private:
    /// Terms whose document frequency must be counted now; all when `trust` is false.
    [[nodiscard]] std::vector<std::size_t> terms_to_count(
        const std::vector<QueryTerm>& terms, bool trust
    ) const;
    Task<CandidateSet> find_candidates(const CandidateQuery& query, const Scope& scope);
    Task<Retrieved> load_page(const CandidateSet& found, RankedPage ranked, Scope scope);

    GraphClient& client_;
    Now now_;
    FrequencyCache frequencies_;
};

}  // namespace memory::neo4j
