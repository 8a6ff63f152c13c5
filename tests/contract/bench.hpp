#pragma once
// What every case starts from: an empty place, handles on it, and verbs that wait for their answer.
// Facade wraps MemoryDatabase the same way, with a clock that the case decides.

#include "contract/store_contract.hpp"
#include "support/outcome.hpp"

#include <memory/database.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace support {
class TaskRunner;
}

namespace contract {

/// What became of a batch that was applied together with others.
using Attempt = support::Outcome<std::vector<memory::WriteResult>>;

/// A batch of the given operations.
template <class... Operations>
memory::WriteBatch batch_of(Operations... operations) {
    memory::WriteBatch batch;
    (batch.operations.emplace_back(std::move(operations)), ...);
    return batch;
}

/// One handle on the place, speaking for one tenant. Verbs are Store's, run to their end.
class Handle {
  public:
    Handle(support::TaskRunner& runner, memory::Store& store, memory::Scope scope)
        : runner_(&runner), store_(&store), scope_(std::move(scope)) {}

    template <class... Operations>
    std::vector<memory::WriteResult> apply(Operations... operations) const {
        return apply_batch(batch_of(std::move(operations)...));
    }

    /// Applies one operation and answers its result.
    template <class Operation>
    memory::WriteResult apply_one(Operation operation) const {
        return apply(std::move(operation)).at(0);
    }

    std::vector<memory::WriteResult> apply_batch(memory::WriteBatch batch) const;
    /// Plain memories `first` to `last`, in one batch.
    void put_plain(int first, int last) const;

    [[nodiscard]] std::optional<memory::Memory> get(memory::MemoryId id) const;
    [[nodiscard]] std::optional<memory::Memory> get(int number) const;
    /// A memory that must be there.
    [[nodiscard]] memory::Memory existing(int number) const;
    [[nodiscard]] std::vector<std::optional<memory::Memory>> get_all(
        std::vector<memory::MemoryId> ids
    ) const;
    [[nodiscard]] std::vector<memory::Memory> history(int number) const;
    /// Ranks by `rank`, or else keeps every candidate, lowest id first.
    [[nodiscard]] memory::Retrieved retrieve(
        memory::CandidateQuery query, memory::RankFunction rank = {}
    ) const;
    /// The candidate set itself, its candidates sorted by id with their rows of frequencies.
    [[nodiscard]] memory::CandidateSet candidates(memory::CandidateQuery query) const;
    [[nodiscard]] memory::Page<memory::Memory> list(memory::ListQuery query = {}) const;
    [[nodiscard]] memory::Page<memory::Memory> list(memory::Filter filter) const;
    [[nodiscard]] memory::Page<memory::MemoryId> list_ids(memory::ListQuery query) const;
    [[nodiscard]] std::vector<std::optional<memory::MemoryState>> states(
        std::vector<memory::MemoryId> ids
    ) const;
    [[nodiscard]] std::optional<memory::MemoryState> state(int number) const;
    [[nodiscard]] std::vector<std::string> values(memory::ValueQuery query) const;
    [[nodiscard]] std::string change_marker() const;
    [[nodiscard]] std::vector<memory::Related> related(memory::RelatedQuery query) const;
    /// All neighbours of a memory: `depth` edges, every direction and type.
    [[nodiscard]] std::vector<memory::Related> related(int number, int depth = 1) const;
    [[nodiscard]] memory::RelationshipCounts counts(int number) const;
    [[nodiscard]] std::optional<memory::MemoryDetails> details(int number) const;
    [[nodiscard]] std::vector<memory::RelationshipCounts> counts_of(
        std::vector<memory::MemoryId> ids
    ) const;
    [[nodiscard]] memory::RecentActivity activity(memory::ActivityQuery query = {}) const;
    [[nodiscard]] memory::Statistics statistics() const;
    [[nodiscard]] memory::StoreInfo info() const;
    void open() const;
    void close() const;

    [[nodiscard]] memory::Store& store() const noexcept { return *store_; }

    [[nodiscard]] const memory::Scope& scope() const noexcept { return scope_; }

    [[nodiscard]] support::TaskRunner& runner() const noexcept { return *runner_; }

  private:
    support::TaskRunner* runner_;
    memory::Store* store_;
    memory::Scope scope_;
};

/// A clock that a case sets; every reading is one second after the one before.
class SteppingClock final : public memory::Clock {
  public:
    [[nodiscard]] memory::Timestamp now() const override;
    void set(memory::Timestamp time);

  private:
    mutable std::atomic<std::int64_t> next_{0};
};

/// A MemoryDatabase over a handle of its own, its verbs run to their end.
class Facade {
  public:
    Facade(
        support::TaskRunner& runner,
        std::unique_ptr<memory::Store> store,
        const memory::Clock& clock,
        memory::CyclePolicy cycles,
        memory::Scope scope
    );

    memory::StoreReceipt store(memory::NewMemory memory);
    /// Stores a memory of these words and answers its id.
    memory::MemoryId store(std::string title, std::string content);
    std::optional<memory::Memory> get(memory::MemoryId id);
    std::int64_t update(memory::MemoryId id, memory::MemoryPatch patch);
    bool remove(memory::MemoryId id);
    memory::RelateReceipt relate(memory::NewRelationship relationship);
    memory::RelateReceipt relate(
        memory::MemoryId from, memory::MemoryId to, memory::RelationshipType type
    );
    std::vector<memory::WriteResult> apply(memory::Transaction transaction);
    memory::Transaction transaction();
    memory::Page<memory::Hit> search(memory::SearchQuery query);
    memory::Page<memory::Hit> search(std::string text);
    memory::Page<memory::Hit> recall(memory::RecallQuery query);
    memory::Page<memory::Hit> recall(std::string text);
    std::vector<memory::Related> related(memory::RelatedQuery query);
    std::vector<memory::Memory> history(memory::MemoryId id);
    memory::RecentActivity recent_activity(int days, std::string project = {});
    memory::Statistics statistics();
    memory::Page<memory::Memory> list(memory::ListQuery query);
    memory::Page<memory::MemoryId> list_ids(memory::ListQuery query);
    memory::ValueList values(memory::ValueQuery query);
    std::vector<std::optional<memory::MemoryState>> states(std::vector<memory::MemoryId> ids);

  private:
    support::TaskRunner* runner_;
    memory::MemoryDatabase database_;
    memory::Scope scope_;
};

class Bench {
  public:
    Bench();
    Bench(const Bench&) = delete;
    Bench& operator=(const Bench&) = delete;
    ~Bench();

    /// The first handle, for the case's own tenant.
    [[nodiscard]] Handle store();
    /// The same store for another tenant.
    [[nodiscard]] Handle other_tenant();
    /// A second handle on the place, for the case's own tenant.
    [[nodiscard]] Handle second();
    /// Closes and forgets the first handle; store() then opens another on the same data.
    void reopen();

    /// Applies all batches at the same time, `batches[i]` over `handles[i % handles.size()]`, and
    /// answers what became of each, in order.
    [[nodiscard]] std::vector<Attempt> apply_at_once(
        const std::vector<Handle>& handles, std::vector<memory::WriteBatch> batches
    );

    [[nodiscard]] Facade database(memory::CyclePolicy cycles = memory::CyclePolicy::refuse);
    [[nodiscard]] Facade database_of_other_tenant();

    /// `text` as a word that no other case and no other user of a shared database has.
    [[nodiscard]] std::string word(std::string_view text) const;
    /// Several of them, from a text with single spaces, joined by single spaces again.
    [[nodiscard]] std::string words_of(std::string_view text) const;

    [[nodiscard]] SteppingClock& clock() noexcept { return clock_; }

    [[nodiscard]] Place& place() noexcept { return *place_; }

    [[nodiscard]] support::TaskRunner& runner() noexcept { return *runner_; }

    /// A Facade for any tenant.
    [[nodiscard]] Facade database_of(
        memory::Scope scope, memory::CyclePolicy cycles = memory::CyclePolicy::refuse
    );

    [[nodiscard]] memory::Scope own_scope() const;
    [[nodiscard]] memory::Scope other_scope() const;

  private:
    std::string mark_;
    std::unique_ptr<support::TaskRunner> runner_;
    SteppingClock clock_;
    std::unique_ptr<Place> place_;
    std::unique_ptr<memory::Store> first_;
    std::unique_ptr<memory::Store> second_;
};

}  // namespace contract
