// The facade: checks what callers give, hands it to the store, and makes hits of what comes back.
// Public functions are no coroutines themselves, so that the handle may be moved while they run.
#include "backend.hpp"
#include "explain.hpp"
#include "id_maker.hpp"
#include "phrase_scan.hpp"
#include "recall_plan.hpp"
#include "validate/checks.hpp"
#include "validate/query_input.hpp"
#include "write_operations.hpp"

#include <memory/database.hpp>

#include <cstddef>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace memory {

namespace {

/// Text that is explained in one turn of the loop; about a millisecond.
constexpr std::size_t kExplainedPerTurn = 64 * 1024;
constexpr std::int64_t kActivityUnresolved = 10;
constexpr std::int64_t kActivityRecent = 20;

}  // namespace

class MemoryDatabase::Impl {
  public:
    Impl(std::unique_ptr<Store> store, const Clock& clock, CyclePolicy cycles)
        : store_(std::move(store)),
          clock_(clock),
          ids_(std::make_shared<IdMaker>(clock)),
          cycles_(cycles) {}

    Store& store() noexcept { return *store_; }

    [[nodiscard]] Transaction transaction() const { return Transaction(clock_, ids_, cycles_); }

    Task<StoreReceipt> put(NewMemory memory, Scope scope) {
        WriteBatch batch;
        batch.operations.emplace_back(put_operation(std::move(memory), clock_, *ids_));
        const WriteResult result = co_await apply_one(std::move(batch), std::move(scope));
        StoreReceipt receipt;
        receipt.id = result.memory;
        receipt.created = result.outcome == WriteOutcome::created;
        co_return receipt;
    }

    Task<std::int64_t> revise(MemoryId id, MemoryPatch patch, Scope scope) {
        WriteBatch batch;
        batch.operations.emplace_back(revise_operation(id, std::move(patch), clock_));
        const WriteResult result = co_await apply_one(std::move(batch), std::move(scope));
        co_return result.version;
    }

    Task<bool> remove(MemoryId id, Scope scope) {
        WriteBatch batch;
        batch.operations.emplace_back(RemoveMemory(id));
        const WriteResult result = co_await apply_one(std::move(batch), std::move(scope));
        co_return result.outcome == WriteOutcome::removed;
    }

    Task<RelateReceipt> relate(NewRelationship relationship, Scope scope) {
        WriteBatch batch;
        batch.operations.emplace_back(
            relate_operation(std::move(relationship), clock_, *ids_, cycles_)
        );
        const WriteResult result = co_await apply_one(std::move(batch), std::move(scope));
        RelateReceipt receipt;
        receipt.id = result.relationship;
        receipt.created = result.outcome == WriteOutcome::created;
        co_return receipt;
    }

    Task<std::vector<WriteResult>> apply(WriteBatch batch, Scope scope) {
        validate::check_scope(scope);
        if (batch.operations.empty()) {
            co_return std::vector<WriteResult>();
        }
        co_return co_await store_->apply(std::move(batch), std::move(scope));
    }

    Task<std::optional<Memory>> get_one(MemoryId id, Scope scope) {
        std::vector<MemoryId> ids(1, id);
        auto found = co_await get(std::move(ids), std::move(scope));
        co_return std::move(found.front());
    }

    Task<std::vector<std::optional<Memory>>> get(std::vector<MemoryId> ids, Scope scope) {
        validate::check_scope(scope);
        if (ids.empty()) {
            co_return std::vector<std::optional<Memory>>();
        }
        co_return co_await store_->get(std::move(ids), std::move(scope));
    }

    Task<std::optional<MemoryDetails>> details(MemoryId id, Scope scope) {
        validate::check_scope(scope);
        co_return co_await store_->details(id, std::move(scope));
    }

    Task<Page<Hit>> search(SearchQuery given, Scope scope) {
        validate::check_scope(scope);
        const SearchQuery query = validate::checked_search(std::move(given));
        if (query.text.empty() && query.terms.empty()) {
            co_return co_await list_all(query, std::move(scope));
        }
        const RecallPlan plan = plan_search(query);
        co_return co_await retrieve(plan, std::move(scope));
    }

    Task<Page<Hit>> recall(RecallQuery given, Scope scope) {
        validate::check_scope(scope);
        const RecallQuery query = validate::checked_recall(std::move(given));
        const RecallPlan plan = plan_recall(query);
        co_return co_await retrieve(plan, std::move(scope));
    }

    Task<Page<Memory>> list(ListQuery given, Scope scope) {
        validate::check_scope(scope);
        ListQuery query = validate::checked_list(std::move(given));
        co_return co_await store_->list(std::move(query), std::move(scope));
    }

    Task<Page<MemoryId>> list_ids(ListQuery given, Scope scope) {
        validate::check_scope(scope);
        ListQuery query = validate::checked_id_list(std::move(given));
        co_return co_await store_->list_ids(std::move(query), std::move(scope));
    }

    Task<std::vector<Related>> related(RelatedQuery query, Scope scope) {
        validate::check_scope(scope);
        validate::check_related(query);
        co_return co_await store_->related(std::move(query), std::move(scope));
    }

    Task<std::vector<RelationshipCounts>> relationship_counts(
        std::vector<MemoryId> ids, Scope scope
    ) {
        validate::check_scope(scope);
        if (ids.empty()) {
            co_return std::vector<RelationshipCounts>();
        }
        co_return co_await store_->relationship_counts(std::move(ids), std::move(scope));
    }

    Task<std::vector<Memory>> history(MemoryId id, Scope scope) {
        validate::check_scope(scope);
        co_return co_await store_->history(id, std::move(scope));
    }

    Task<RecentActivity> recent_activity(int days, std::string project, Scope scope) {
        validate::check_scope(scope);
        validate::check_range("days", days, 1, 365);
        Filter filter;
        filter.project = std::move(project);
        filter.recorded_since = clock_.now() - std::chrono::days(days);
        ActivityQuery query;
        query.filter = validate::checked_filter(std::move(filter));
        query.unresolved_limit = kActivityUnresolved;
        query.recent_limit = kActivityRecent;
        co_return co_await store_->recent_activity(std::move(query), std::move(scope));
    }

    Task<Statistics> statistics(Scope scope) {
        validate::check_scope(scope);
        co_return co_await store_->statistics(std::move(scope));
    }

    Task<ValueList> values(ValueQuery given, Scope scope) {
        validate::check_scope(scope);
        ValueQuery query = validate::checked_values(std::move(given));
        ValueList list;
        if (!validate::may_begin_a_value(query)) {
            co_return list;
        }
        const auto limit = static_cast<std::size_t>(query.limit);
        ++query.limit;  // one more tells whether there is more
        list.values = co_await store_->values(std::move(query), std::move(scope));
        list.has_more = list.values.size() > limit;
        if (list.has_more) {
            list.values.resize(limit);
        }
        co_return list;
    }

    Task<std::vector<std::optional<MemoryState>>> states(std::vector<MemoryId> ids, Scope scope) {
        validate::check_scope(scope);
        validate::check_range("the number of ids", static_cast<std::int64_t>(ids.size()), 0, 1'000);
        if (ids.empty()) {
            co_return std::vector<std::optional<MemoryState>>();
        }
        co_return co_await store_->states(std::move(ids), std::move(scope));
    }

    Task<std::string> change_marker(Scope scope) {
        validate::check_scope(scope);
        co_return co_await store_->change_marker(std::move(scope));
    }

  private:
    Task<WriteResult> apply_one(WriteBatch batch, Scope scope) {
        const std::vector<WriteResult> results = co_await apply(std::move(batch), std::move(scope));
        co_return results.at(0);
    }

    Task<Page<Hit>> list_all(const SearchQuery& query, Scope scope) {
        ListQuery list;
        list.filter = query.filter;
        list.limit = query.limit;
        list.offset = query.offset;
        Page<Memory> page = co_await store_->list(std::move(list), std::move(scope));
        Page<Hit> result;
        result.total = page.total;
        result.offset = page.offset;
        result.has_more = page.has_more;
        result.items.reserve(page.items.size());
        for (Memory& memory : page.items) {
            Hit hit;
            hit.memory = std::move(memory);
            result.items.push_back(std::move(hit));
        }
        co_return result;
    }

    Task<Page<Hit>> retrieve(const RecallPlan& plan, Scope scope) {
        if (!plan.indexed) {
            co_return co_await scan_for_phrases(*store_, plan, scope);
        }
        // The store may still run the function when a cancelled caller has left, so it owns what it
        // needs.
        RankFunction rank = [request = plan.request](const CandidateSet& set) {
            return ranking::rank(request, set);
        };
        CandidateQuery candidates = plan.candidates;
        Retrieved found =
            co_await store_->retrieve(std::move(candidates), std::move(rank), std::move(scope));
        Page<Hit> result;
        result.total = found.total;
        result.offset = static_cast<std::int64_t>(plan.request.offset);
        result.has_more =
            result.offset + static_cast<std::int64_t>(found.items.size()) < found.total;
        result.items.reserve(found.items.size());
        std::size_t explained = 0;
        for (RetrievedMemory& item : found.items) {
            explained += explanation_cost(item.memory);
            if (explained > kExplainedPerTurn) {
                explained = 0;
                co_await boost::asio::post(boost::asio::use_awaitable);
            }
            Hit hit;
            hit.score = item.ranked.score;
            hit.why = explain(plan, item.memory, item.ranked);
            hit.memory = std::move(item.memory);
            result.items.push_back(std::move(hit));
        }
        co_return result;
    }

    std::unique_ptr<Store> store_;
    const Clock& clock_;
    std::shared_ptr<IdMaker> ids_;
    CyclePolicy cycles_;
};

MemoryDatabase::MemoryDatabase(boost::asio::any_io_executor ex, Config config) {
    const CyclePolicy cycles = config.cycles;
    impl_ = std::make_unique<Impl>(
        make_store(std::move(ex), std::move(config)), system_clock(), cycles
    );
}

MemoryDatabase::MemoryDatabase(std::unique_ptr<Store> store, const Clock& clock, CyclePolicy cycles)
    : impl_(std::make_unique<Impl>(std::move(store), clock, cycles)) {}

MemoryDatabase::MemoryDatabase(MemoryDatabase&&) noexcept = default;
MemoryDatabase& MemoryDatabase::operator=(MemoryDatabase&&) noexcept = default;
MemoryDatabase::~MemoryDatabase() = default;

Task<StoreReceipt> MemoryDatabase::store(NewMemory memory, Scope scope) {
    return impl_->put(std::move(memory), std::move(scope));
}

Task<std::optional<Memory>> MemoryDatabase::get(MemoryId id, Scope scope) {
    return impl_->get_one(id, std::move(scope));
}

Task<std::optional<MemoryDetails>> MemoryDatabase::details(MemoryId id, Scope scope) {
    return impl_->details(id, std::move(scope));
}

Task<std::vector<std::optional<Memory>>> MemoryDatabase::get(
    std::vector<MemoryId> ids, Scope scope
) {
    return impl_->get(std::move(ids), std::move(scope));
}

Task<std::int64_t> MemoryDatabase::update(MemoryId id, MemoryPatch patch, Scope scope) {
    return impl_->revise(id, std::move(patch), std::move(scope));
}

Task<bool> MemoryDatabase::remove(MemoryId id, Scope scope) {
    return impl_->remove(id, std::move(scope));
}

Task<RelateReceipt> MemoryDatabase::relate(NewRelationship relationship, Scope scope) {
    return impl_->relate(std::move(relationship), std::move(scope));
}

Task<std::vector<WriteResult>> MemoryDatabase::apply(Transaction transaction, Scope scope) {
    return impl_->apply(std::move(transaction.batch_), std::move(scope));
}

Transaction MemoryDatabase::transaction() const {
    return impl_->transaction();
}

Task<Page<Hit>> MemoryDatabase::search(SearchQuery query, Scope scope) {
    return impl_->search(std::move(query), std::move(scope));
}

Task<Page<Hit>> MemoryDatabase::recall(RecallQuery query, Scope scope) {
    return impl_->recall(std::move(query), std::move(scope));
}

Task<Page<Memory>> MemoryDatabase::list(ListQuery query, Scope scope) {
    return impl_->list(std::move(query), std::move(scope));
}

Task<Page<MemoryId>> MemoryDatabase::list_ids(ListQuery query, Scope scope) {
    return impl_->list_ids(std::move(query), std::move(scope));
}

Task<std::vector<Related>> MemoryDatabase::related(RelatedQuery query, Scope scope) {
    return impl_->related(std::move(query), std::move(scope));
}

Task<std::vector<RelationshipCounts>> MemoryDatabase::relationship_counts(
    std::vector<MemoryId> ids, Scope scope
) {
    return impl_->relationship_counts(std::move(ids), std::move(scope));
}

Task<std::vector<Memory>> MemoryDatabase::history(MemoryId id, Scope scope) {
    return impl_->history(id, std::move(scope));
}

Task<RecentActivity> MemoryDatabase::recent_activity(int days, std::string project, Scope scope) {
    return impl_->recent_activity(days, std::move(project), std::move(scope));
}

Task<Statistics> MemoryDatabase::statistics(Scope scope) {
    return impl_->statistics(std::move(scope));
}

Task<ValueList> MemoryDatabase::values(ValueQuery query, Scope scope) {
    return impl_->values(std::move(query), std::move(scope));
}

Task<std::vector<std::optional<MemoryState>>> MemoryDatabase::states(
    std::vector<MemoryId> ids, Scope scope
) {
    return impl_->states(std::move(ids), std::move(scope));
}

Task<std::string> MemoryDatabase::change_marker(Scope scope) {
    return impl_->change_marker(std::move(scope));
}

StoreMetrics MemoryDatabase::metrics() const {
    return impl_->store().metrics();
}

Task<StoreInfo> MemoryDatabase::info() {
    return impl_->store().info();
}

Task<> MemoryDatabase::close() {
    return impl_->store().close();
}

}  // namespace memory
