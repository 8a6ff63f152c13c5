#pragma once
// The contract that every backend keeps: one write verb, a few reads, all atomic and tenant-scoped.
// Validation, ids, text analysis, ranking and explanations stand above it, once for all backends.

#include <memory/candidates.hpp>
#include <memory/error.hpp>
#include <memory/metrics.hpp>
#include <memory/model.hpp>
#include <memory/query.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <boost/asio/awaitable.hpp>

namespace memory {

template <class T = void>
using Task = boost::asio::awaitable<T>;

/// Stores a memory whose id, times and terms are decided. With a key that the tenant already has,
/// nothing changes and the receipt names the memory that has it.
struct PutMemory {
    PutMemory() = default;
    Memory memory;
    IndexTerms index;
};

/// Replaces a memory by what `revise` makes of its current version, and keeps the old one as
/// history. The store calls `revise` inside its transaction, with the row locked or re-checked; it
/// may be called more than once and must be pure. Missing: Errc::not_found.
struct ReviseMemory {
    ReviseMemory() = default;
    using Revise = std::function<PutMemory(const Memory& current)>;

    MemoryId id;
    std::optional<std::int64_t> expected_version;  ///< differs: Errc::conflict
    Revise revise;
};

/// Removes a memory, its history and its edges. Missing: reported in the receipt, not an error.
struct RemoveMemory {
    RemoveMemory() = default;

    explicit RemoveMemory(MemoryId memory_id) : id(memory_id) {}

    MemoryId id;
};

/// What to do with an edge that would close a cycle of its type. Types that are bidirectional are
/// never checked for cycles; an edge from a memory to itself is refused under both policies.
enum class CyclePolicy : std::uint8_t { refuse, allow };

/// Stores an edge whose id, times and numbers are decided. `relationship.from/to` are filled in by
/// the store from the references. An edge of the same type between the same ends (in either
/// direction for bidirectional types) is not stored twice: the receipt names the one that is there.
/// A missing end: Errc::not_found, or skipped when `skip_when_end_is_missing`.
/// A cycle is looked for along outgoing edges of the type, at any depth.
struct PutRelationship {
    PutRelationship() = default;
    Relationship relationship;
    MemoryRef from;
    MemoryRef to;
    bool skip_when_end_is_missing = false;
    CyclePolicy cycles = CyclePolicy::refuse;
};

using WriteOperation = std::variant<PutMemory, ReviseMemory, RemoveMemory, PutRelationship>;

/// Operations that take effect together or not at all, in order; later ones see earlier ones.
struct WriteBatch {
    WriteBatch() = default;
    std::vector<WriteOperation> operations;
};

enum class WriteOutcome : std::uint8_t {
    created,   ///< stored anew
    existing,  ///< was there already (key or duplicate edge); nothing changed
    updated,   ///< a new version
    removed,
    not_found,  ///< RemoveMemory only
    skipped,    ///< PutRelationship with a missing end, as asked
};

/// What one operation did.
struct WriteResult {
    WriteResult() = default;
    WriteOutcome outcome = WriteOutcome::created;
    MemoryId memory;              ///< the memory put, revised or removed
    RelationshipId relationship;  ///< the edge put
    std::int64_t version = 0;     ///< the memory's version now
};

struct ActivityQuery {
    ActivityQuery() = default;
    Filter filter;  ///< recorded_since and project are what callers set
    std::int64_t unresolved_limit = 10;
    std::int64_t recent_limit = 20;
};

/// Number of edges of each type at one memory, both directions together.
using RelationshipCounts = std::map<RelationshipType, std::int64_t>;

/// A memory with the number of its edges, both of one moment.
struct MemoryDetails {
    MemoryDetails() = default;
    Memory memory;
    RelationshipCounts relationships;
};

/// What the store is, for people; never a secret.
struct StoreInfo {
    StoreInfo() = default;
    std::string backend;         ///< "sqlite" or "neo4j"
    std::string location;        ///< path or URL without credentials
    std::string engine_version;  ///< e.g. "3.40.1", "Neo4j/5.26.31"
    std::int64_t schema_version = 0;
};

/// A backend. Opened lazily: the constructor does no I/O, the first operation opens and migrates.
///
/// Ownership: the database owns its store. Threads: called on one executor; a store may use worker
/// threads inside. Cancellation: terminal cancellation ends a wait with Errc::cancelled; a write
/// that was already committing may still take effect. Errors: memory::Error only. Durability: when
/// apply() returns, the batch survives a crash of the process and of the machine.
class Store {
  public:
    virtual ~Store() = default;

    /// Opens, creates or migrates; idempotent and safe to call concurrently.
    virtual Task<> open() = 0;
    /// Opens if needed and says what the store is.
    virtual Task<StoreInfo> info() = 0;
    /// Finishes writes already accepted, then closes; later calls fail with Errc::unavailable.
    virtual Task<> close() = 0;

    /// Applies a batch atomically; one result per operation.
    virtual Task<std::vector<WriteResult>> apply(WriteBatch batch, Scope scope) = 0;

    /// One entry per id, in order.
    virtual Task<std::vector<std::optional<Memory>>> get(
        std::vector<MemoryId> ids, Scope scope
    ) = 0;
    /// One memory and what it is connected by, in one round trip; nullopt = not there.
    virtual Task<std::optional<MemoryDetails>> details(MemoryId id, Scope scope) = 0;
    /// Superseded versions, newest first; empty when there are none or no such memory.
    virtual Task<std::vector<Memory>> history(MemoryId id, Scope scope) = 0;
    /// Finds candidates, has them ranked, and loads the page that the ranker keeps.
    virtual Task<Retrieved> retrieve(CandidateQuery query, RankFunction rank, Scope scope) = 0;
    virtual Task<Page<Memory>> list(ListQuery query, Scope scope) = 0;
    /// As list(), only the ids.
    virtual Task<Page<MemoryId>> list_ids(ListQuery query, Scope scope) = 0;
    /// One entry per id, in order.
    virtual Task<std::vector<std::optional<MemoryState>>> states(
        std::vector<MemoryId> ids, Scope scope
    ) = 0;
    /// At most `limit` distinct values that begin with `prefix`, in the order of their kind.
    virtual Task<std::vector<std::string>> values(ValueQuery query, Scope scope) = 0;
    /// A text to compare with an earlier one from the same Store object: equal means that no
    /// memory or edge of the scope was written in between, by any process. It may differ without
    /// such a change. A store that judges by the writers' clocks (Neo4j) may miss a removal
    /// together with a write whose clock is behind: who watches should now and then look in any
    /// case.
    virtual Task<std::string> change_marker(Scope scope) = 0;
    /// Breadth first, each memory once, the start left out; nearest first, then strongest edge,
    /// then most important, then id. The start does not exist: empty.
    virtual Task<std::vector<Related>> related(RelatedQuery query, Scope scope) = 0;
    /// One entry per id, in order; empty for unknown ids.
    virtual Task<std::vector<RelationshipCounts>> relationship_counts(
        std::vector<MemoryId> ids, Scope scope
    ) = 0;
    virtual Task<RecentActivity> recent_activity(ActivityQuery query, Scope scope) = 0;
    virtual Task<Statistics> statistics(Scope scope) = 0;
    /// What the store is doing now; no I/O.
    [[nodiscard]] virtual StoreMetrics metrics() const = 0;
};

}  // namespace memory
