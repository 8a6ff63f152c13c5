// The verbs of the contract's cases; see bench.hpp.
// Each starts one awaitable and runs the loop to its end, so that cases read as plain steps.
#include "contract/bench.hpp"

#include "contract/builders.hpp"
#include "support/run_task.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <numeric>
#include <random>
#include <stdexcept>

namespace contract {

using namespace memory;

namespace {

/// Letters that no word of a case begins with, new in every place.
std::string make_mark() {
    std::random_device source;
    std::string mark = "q";
    for (int i = 0; i < 9; ++i) {
        mark.push_back("bcdfghjklmnpqrstvwxz"[source() % 20]);
    }
    return mark;
}

std::vector<std::size_t> by_id(const CandidateSet& set) {
    std::vector<std::size_t> order(set.candidates.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&set](std::size_t a, std::size_t b) {
        return set.candidates[a].id < set.candidates[b].id;
    });
    return order;
}

RankedPage keep_all(const CandidateSet& set) {
    RankedPage page;
    for (const std::size_t candidate : by_id(set)) {
        Ranked ranked;
        ranked.candidate = candidate;
        page.page.push_back(ranked);
    }
    page.total = static_cast<std::int64_t>(page.page.size());
    return page;
}

}  // namespace

std::vector<WriteResult> Handle::apply_batch(WriteBatch batch) const {
    return runner_->run(store_->apply(std::move(batch), scope_));
}

void Handle::put_plain(int first, int last) const {
    WriteBatch batch;
    for (int number = first; number <= last; ++number) {
        batch.operations.emplace_back(put(number));
    }
    apply_batch(std::move(batch));
}

std::optional<Memory> Handle::get(MemoryId id) const {
    std::vector<std::optional<Memory>> found = get_all({id});
    return std::move(found.at(0));
}

std::optional<Memory> Handle::get(int number) const {
    return get(memory_id(number));
}

Memory Handle::existing(int number) const {
    std::optional<Memory> found = get(number);
    if (!found) {
        throw std::runtime_error("memory " + std::to_string(number) + " is not there");
    }
    return std::move(*found);
}

std::vector<std::optional<Memory>> Handle::get_all(std::vector<MemoryId> ids) const {
    return runner_->run(store_->get(std::move(ids), scope_));
}

std::vector<Memory> Handle::history(int number) const {
    return runner_->run(store_->history(memory_id(number), scope_));
}

Retrieved Handle::retrieve(CandidateQuery query, RankFunction rank) const {
    if (!rank) {
        rank = keep_all;
    }
    return runner_->run(store_->retrieve(std::move(query), std::move(rank), scope_));
}

CandidateSet Handle::candidates(CandidateQuery query) const {
    CandidateSet seen;
    const std::size_t columns = query.terms.size();
    // A store may rank on a thread of its own; its answer comes after it, so reading is safe then.
    const Retrieved nothing = retrieve(std::move(query), [&seen](const CandidateSet& set) {
        seen = set;
        return RankedPage();
    });
    if (!nothing.items.empty()) {
        throw std::runtime_error("memories that the ranker did not keep were answered");
    }
    if (seen.frequencies.size() != seen.candidates.size() * columns) {
        throw std::runtime_error("the matrix of frequencies has another size than documented");
    }
    CandidateSet sorted = seen;
    sorted.candidates.clear();
    sorted.frequencies.clear();
    for (const std::size_t row : by_id(seen)) {
        sorted.candidates.push_back(seen.candidates[row]);
        for (std::size_t column = 0; column < columns; ++column) {
            sorted.frequencies.push_back(seen.frequencies[row * columns + column]);
        }
    }
    return sorted;
}

Page<Memory> Handle::list(ListQuery query) const {
    return runner_->run(store_->list(std::move(query), scope_));
}

Page<Memory> Handle::list(Filter filter) const {
    ListQuery query;
    query.filter = std::move(filter);
    return list(std::move(query));
}

Page<MemoryId> Handle::list_ids(ListQuery query) const {
    return runner_->run(store_->list_ids(std::move(query), scope_));
}

std::vector<std::optional<MemoryState>> Handle::states(std::vector<MemoryId> ids) const {
    return runner_->run(store_->states(std::move(ids), scope_));
}

std::optional<MemoryState> Handle::state(int number) const {
    return states({memory_id(number)}).at(0);
}

std::vector<std::string> Handle::values(ValueQuery query) const {
    return runner_->run(store_->values(std::move(query), scope_));
}

std::string Handle::change_marker() const {
    return runner_->run(store_->change_marker(scope_));
}

std::vector<Related> Handle::related(RelatedQuery query) const {
    return runner_->run(store_->related(std::move(query), scope_));
}

std::vector<Related> Handle::related(int number, int depth) const {
    RelatedQuery query(memory_id(number));
    query.max_depth = depth;
    query.limit = 1'000;
    return related(std::move(query));
}

RelationshipCounts Handle::counts(int number) const {
    return counts_of({memory_id(number)}).at(0);
}

std::optional<MemoryDetails> Handle::details(int number) const {
    return runner_->run(store_->details(memory_id(number), scope_));
}

std::vector<RelationshipCounts> Handle::counts_of(std::vector<MemoryId> ids) const {
    return runner_->run(store_->relationship_counts(std::move(ids), scope_));
}

RecentActivity Handle::activity(ActivityQuery query) const {
    return runner_->run(store_->recent_activity(std::move(query), scope_));
}

Statistics Handle::statistics() const {
    return runner_->run(store_->statistics(scope_));
}

StoreInfo Handle::info() const {
    return runner_->run(store_->info());
}

void Handle::open() const {
    runner_->run(store_->open());
}

void Handle::close() const {
    runner_->run(store_->close());
}

Timestamp SteppingClock::now() const {
    return Timestamp(std::chrono::microseconds(next_.fetch_add(1'000'000)));
}

void SteppingClock::set(Timestamp time) {
    next_.store(time.time_since_epoch().count());
}

Facade::Facade(
    support::TaskRunner& runner,
    std::unique_ptr<Store> store,
    const Clock& clock,
    CyclePolicy cycles,
    Scope scope
)
    : runner_(&runner), database_(std::move(store), clock, cycles), scope_(std::move(scope)) {}

StoreReceipt Facade::store(NewMemory memory) {
    return runner_->run(database_.store(std::move(memory), scope_));
}

MemoryId Facade::store(std::string title, std::string content) {
    NewMemory memory;
    memory.title = std::move(title);
    memory.content = std::move(content);
    return store(std::move(memory)).id;
}

std::optional<Memory> Facade::get(MemoryId id) {
    return runner_->run(database_.get(id, scope_));
}

std::int64_t Facade::update(MemoryId id, MemoryPatch patch) {
    return runner_->run(database_.update(id, std::move(patch), scope_));
}

bool Facade::remove(MemoryId id) {
    return runner_->run(database_.remove(id, scope_));
}

RelateReceipt Facade::relate(NewRelationship relationship) {
    return runner_->run(database_.relate(std::move(relationship), scope_));
}

RelateReceipt Facade::relate(MemoryId from, MemoryId to, RelationshipType type) {
    return relate(NewRelationship(from, to, type));
}

std::vector<WriteResult> Facade::apply(Transaction transaction) {
    return runner_->run(database_.apply(std::move(transaction), scope_));
}

Transaction Facade::transaction() {
    return database_.transaction();
}

Page<Hit> Facade::search(SearchQuery query) {
    return runner_->run(database_.search(std::move(query), scope_));
}

Page<Hit> Facade::search(std::string text) {
    SearchQuery query;
    query.text = std::move(text);
    return search(std::move(query));
}

Page<Hit> Facade::recall(RecallQuery query) {
    return runner_->run(database_.recall(std::move(query), scope_));
}

Page<Hit> Facade::recall(std::string text) {
    RecallQuery query;
    query.text = std::move(text);
    return recall(std::move(query));
}

std::vector<Related> Facade::related(RelatedQuery query) {
    return runner_->run(database_.related(std::move(query), scope_));
}

std::vector<Memory> Facade::history(MemoryId id) {
    return runner_->run(database_.history(id, scope_));
}

RecentActivity Facade::recent_activity(int days, std::string project) {
    return runner_->run(database_.recent_activity(days, std::move(project), scope_));
}

Statistics Facade::statistics() {
    return runner_->run(database_.statistics(scope_));
}

Page<Memory> Facade::list(ListQuery query) {
    return runner_->run(database_.list(std::move(query), scope_));
}

Page<MemoryId> Facade::list_ids(ListQuery query) {
    return runner_->run(database_.list_ids(std::move(query), scope_));
}

ValueList Facade::values(ValueQuery query) {
    return runner_->run(database_.values(std::move(query), scope_));
}

std::vector<std::optional<MemoryState>> Facade::states(std::vector<MemoryId> ids) {
    return runner_->run(database_.states(std::move(ids), scope_));
}

Bench::Bench()
    : mark_(make_mark()),
      runner_(std::make_unique<support::TaskRunner>()),
      place_(make_place(mark_)) {
    clock_.set(at_minute(0));
}

Bench::~Bench() = default;

Handle Bench::store() {
    if (!first_) {
        first_ = place_->make_handle(runner_->executor());
    }
    return Handle(*runner_, *first_, own_scope());
}

Handle Bench::other_tenant() {
    return Handle(*runner_, store().store(), other_scope());
}

Handle Bench::second() {
    if (!second_) {
        second_ = place_->make_handle(runner_->executor());
    }
    return Handle(*runner_, *second_, own_scope());
}

void Bench::reopen() {
    store().close();
    first_.reset();
}

std::vector<Attempt> Bench::apply_at_once(
    const std::vector<Handle>& handles, std::vector<WriteBatch> batches
) {
    std::vector<Task<std::vector<WriteResult>>> tasks;
    for (std::size_t i = 0; i < batches.size(); ++i) {
        const Handle& handle = handles[i % handles.size()];
        tasks.push_back(handle.store().apply(std::move(batches[i]), handle.scope()));
    }
    return runner_->run_all(std::move(tasks));
}

Facade Bench::database_of(Scope scope, CyclePolicy cycles) {
    return Facade(
        *runner_, place_->make_handle(runner_->executor()), clock_, cycles, std::move(scope)
    );
}

Facade Bench::database(CyclePolicy cycles) {
    return database_of(own_scope(), cycles);
}

Facade Bench::database_of_other_tenant() {
    return database_of(other_scope());
}

std::string Bench::word(std::string_view text) const {
    return mark_ + std::string(text);
}

std::string Bench::words_of(std::string_view text) const {
    std::string result;
    bool at_start = true;
    for (const char c : text) {
        if (at_start) {
            result += mark_;
        }
        result.push_back(c);
        at_start = c == ' ';
    }
    return result;
}

Scope Bench::own_scope() const {
    return Scope("own-" + mark_);
}

Scope Bench::other_scope() const {
    return Scope("other-" + mark_);
}

}  // namespace contract
