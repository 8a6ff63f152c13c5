#pragma once
// MemoryDatabase: the facade that programs embed. Stores, links and recalls memories over a store.
// Everything that must be alike on every backend (limits, ids, analysis, ranking) happens here.

#include <memory/config.hpp>
#include <memory/error.hpp>
#include <memory/model.hpp>
#include <memory/query.hpp>
#include <memory/store.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

namespace memory {

class IdMaker;

/// What a store call did.
struct StoreReceipt {
    StoreReceipt() = default;
    MemoryId id;
    bool created = true;  ///< false: the key was there, `id` is the memory that has it
};

struct RelateReceipt {
    RelateReceipt() = default;
    RelationshipId id;
    bool created = true;  ///< false: the edge was there, or was skipped (then `id` is nil)
};

/// A group of writes that takes effect together or not at all; filled first, applied by
/// MemoryDatabase::apply. Invalid input throws Errc::invalid_argument when it is added.
class Transaction {
  public:
    /// Refuses cycles. `clock` must outlive the transaction.
    explicit Transaction(const Clock& clock);

    /// Adds a memory and answers its id, which later calls may link. With a key that the store
    /// already has, link by the key instead: the id answered here is then never used.
    MemoryId store(NewMemory memory);
    void update(MemoryId id, MemoryPatch patch);
    void remove(MemoryId id);
    void relate(NewRelationship relationship);

    [[nodiscard]] std::size_t size() const noexcept;

  private:
    friend class MemoryDatabase;
    Transaction(const Clock& clock, std::shared_ptr<IdMaker> ids, CyclePolicy cycles);

    const Clock* clock_;
    std::shared_ptr<IdMaker> ids_;
    CyclePolicy cycles_ = CyclePolicy::refuse;
    WriteBatch batch_;
};

/// A handle on one store; cheap to move.
///
/// Ownership: owns the store; `ex` must outlive it. Threads: all calls on one executor (an
/// io_context run by one thread, or a strand). Cancellation: terminal, per operation; a write that
/// was being committed may still take effect. Errors: memory::Error; bad input is
/// Errc::invalid_argument and changes nothing. Opening is lazy: the first operation does it.
class MemoryDatabase {
  public:
    /// No I/O. Throws Errc::invalid_argument for a config that cannot work.
    MemoryDatabase(boost::asio::any_io_executor ex, Config config);
    /// Over a store made elsewhere (tests, other backends). `clock` must outlive the database.
    MemoryDatabase(
        std::unique_ptr<Store> store,
        const Clock& clock = system_clock(),
        CyclePolicy cycles = CyclePolicy::refuse
    );
    MemoryDatabase(MemoryDatabase&&) noexcept;
    MemoryDatabase& operator=(MemoryDatabase&&) noexcept;
    ~MemoryDatabase();

    /// Acknowledged = durable. Idempotent by NewMemory::key.
    Task<StoreReceipt> store(NewMemory memory, Scope scope = {});
    Task<std::optional<Memory>> get(MemoryId id, Scope scope = {});
    Task<std::vector<std::optional<Memory>>> get(std::vector<MemoryId> ids, Scope scope = {});
    /// As get(), with the number of its relationships; nullopt = not there.
    Task<std::optional<MemoryDetails>> details(MemoryId id, Scope scope = {});
    /// Answers the new version. Throws not_found, conflict.
    Task<std::int64_t> update(MemoryId id, MemoryPatch patch, Scope scope = {});
    /// True when it was there. Its edges and history go with it.
    Task<bool> remove(MemoryId id, Scope scope = {});
    /// Throws not_found (an end), cycle, invalid_argument (an edge to itself).
    Task<RelateReceipt> relate(NewRelationship relationship, Scope scope = {});
    /// Applies all of a transaction atomically; one result per write, in order.
    Task<std::vector<WriteResult>> apply(Transaction transaction, Scope scope = {});

    /// An empty transaction with this database's clock and policies.
    [[nodiscard]] Transaction transaction() const;

    /// By words (most relevant first) or, without words, all that pass the filter, most important
    /// first. `total` counts at most the candidates considered.
    Task<Page<Hit>> search(SearchQuery query, Scope scope = {});
    /// Answers a question: as search with normal tolerance, and the ranker also uses who asks whom.
    Task<Page<Hit>> recall(RecallQuery query, Scope scope = {});
    /// All that pass the filter, in the query's order; limit 1 to 1,000, offset 0 to 1,000,000.
    Task<Page<Memory>> list(ListQuery query, Scope scope = {});
    /// As list(), only the ids; limit 1 to 10,000.
    Task<Page<MemoryId>> list_ids(ListQuery query, Scope scope = {});
    Task<std::vector<Related>> related(RelatedQuery query, Scope scope = {});
    Task<std::vector<RelationshipCounts>> relationship_counts(
        std::vector<MemoryId> ids, Scope scope = {}
    );
    Task<std::vector<Memory>> history(MemoryId id, Scope scope = {});
    /// `days` 1 to 365; `project` empty = all.
    Task<RecentActivity> recent_activity(int days, std::string project = {}, Scope scope = {});
    Task<Statistics> statistics(Scope scope = {});
    /// Ids, tags or projects that begin with a text. A prefix that no such value can have answers
    /// none. Costs milliseconds on any store.
    Task<ValueList> values(ValueQuery query, Scope scope = {});
    /// For whoever watches memories: one entry per id, in order; nullopt = not there. At most 1,000
    /// ids at a time.
    Task<std::vector<std::optional<MemoryState>>> states(
        std::vector<MemoryId> ids, Scope scope = {}
    );
    /// Whether anything changed, cheaper than asking what: see Store::change_marker.
    Task<std::string> change_marker(Scope scope = {});
    Task<StoreInfo> info();
    /// Numbers for whoever runs the program; no I/O, never throws.
    [[nodiscard]] StoreMetrics metrics() const;
    Task<> close();

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace memory
