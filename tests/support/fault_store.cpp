// The decorator that fails, loses answers and holds calls; see fault_store.hpp.
// An awaitable does nothing before it is awaited, so a call that is not passed on never began.
#include "support/fault_store.hpp"

#include <chrono>
#include <utility>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>

namespace support {

using namespace memory;

namespace asio = boost::asio;

Fault Fault::fail(Errc code, Verb verb, std::size_t nth) {
    return {Kind::fail, verb, nth, code};
}

Fault Fault::lose_answer(Errc code, Verb verb, std::size_t nth) {
    return {Kind::lose_answer, verb, nth, code};
}

Fault Fault::hold(Verb verb, std::size_t nth) {
    return {Kind::hold, verb, nth, Errc::cancelled};
}

FaultStore::FaultStore(asio::any_io_executor ex, std::unique_ptr<Store> below)
    : below_(std::move(below)), release_(std::move(ex)) {
    release_.expires_at(std::chrono::steady_clock::time_point::max());
}

void FaultStore::add(Fault fault) {
    faults_.push_back(fault);
}

void FaultStore::release() {
    std::erase_if(faults_, [](const Fault& fault) { return fault.kind_ == Fault::Kind::hold; });
    release_.cancel();
}

std::size_t FaultStore::calls(Verb verb) const {
    if (verb != Verb::any) {
        const auto found = calls_.find(verb);
        return found == calls_.end() ? 0 : found->second;
    }
    std::size_t all = 0;
    for (const auto& [one, count] : calls_) {
        all += count;
    }
    return all;
}

std::optional<Fault> FaultStore::take_fault(Verb verb) {
    ++calls_[verb];
    std::optional<Fault> hit;
    for (auto at = faults_.begin(); at != faults_.end();) {
        const bool fits = at->verb_ == Verb::any || at->verb_ == verb;
        if (fits && at->nth_ > 1) {
            --at->nth_;
        } else if (fits && !hit) {
            hit = *at;
            at = faults_.erase(at);
            continue;
        }
        ++at;
    }
    return hit;
}

Task<> FaultStore::wait_for_release() {
    ++held_;
    boost::system::error_code ended;
    co_await release_.async_wait(asio::redirect_error(asio::use_awaitable, ended));
    --held_;
    const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) {
        throw Error(Errc::cancelled, "the caller gave up while the call was held");
    }
}

Task<> FaultStore::before(std::optional<Fault> fault) {
    if (!fault) {
        co_return;
    }
    if (fault->kind_ == Fault::Kind::fail) {
        throw Error(fault->code_, "a failure that the test asked for");
    }
    if (fault->kind_ == Fault::Kind::hold) {
        co_await wait_for_release();
    }
}

template <class T>
Task<T> FaultStore::pass(Verb verb, Task<T> call) {
    const std::optional<Fault> fault = take_fault(verb);
    co_await before(fault);
    T answer = co_await std::move(call);
    if (fault && fault->kind_ == Fault::Kind::lose_answer) {
        throw Error(fault->code_, "an answer that the test asked to lose");
    }
    co_return answer;
}

Task<> FaultStore::pass_plain(Verb verb, Task<> call) {
    const std::optional<Fault> fault = take_fault(verb);
    co_await before(fault);
    co_await std::move(call);
    if (fault && fault->kind_ == Fault::Kind::lose_answer) {
        throw Error(fault->code_, "an answer that the test asked to lose");
    }
}

Task<> FaultStore::open() {
    return pass_plain(Verb::open, below_->open());
}

Task<StoreInfo> FaultStore::info() {
    return pass(Verb::info, below_->info());
}

Task<> FaultStore::close() {
    return pass_plain(Verb::close, below_->close());
}

Task<std::vector<WriteResult>> FaultStore::apply(WriteBatch batch, Scope scope) {
    return pass(Verb::apply, below_->apply(std::move(batch), std::move(scope)));
}

Task<std::vector<std::optional<Memory>>> FaultStore::get(std::vector<MemoryId> ids, Scope scope) {
    return pass(Verb::get, below_->get(std::move(ids), std::move(scope)));
}

Task<std::optional<MemoryDetails>> FaultStore::details(MemoryId id, Scope scope) {
    return pass(Verb::details, below_->details(id, std::move(scope)));
}

Task<std::vector<Memory>> FaultStore::history(MemoryId id, Scope scope) {
    return pass(Verb::history, below_->history(id, std::move(scope)));
}

Task<Retrieved> FaultStore::retrieve(CandidateQuery query, RankFunction rank, Scope scope) {
    return pass(
        Verb::retrieve, below_->retrieve(std::move(query), std::move(rank), std::move(scope))
    );
}

Task<Page<Memory>> FaultStore::list(ListQuery query, Scope scope) {
    return pass(Verb::list, below_->list(std::move(query), std::move(scope)));
}

Task<Page<MemoryId>> FaultStore::list_ids(ListQuery query, Scope scope) {
    return pass(Verb::list_ids, below_->list_ids(std::move(query), std::move(scope)));
}

Task<std::vector<std::optional<MemoryState>>> FaultStore::states(
    std::vector<MemoryId> ids, Scope scope
) {
    return pass(Verb::states, below_->states(std::move(ids), std::move(scope)));
}

Task<std::vector<std::string>> FaultStore::values(ValueQuery query, Scope scope) {
    return pass(Verb::values, below_->values(std::move(query), std::move(scope)));
}

Task<std::string> FaultStore::change_marker(Scope scope) {
    return pass(Verb::change_marker, below_->change_marker(std::move(scope)));
}

StoreMetrics FaultStore::metrics() const {
    return below_->metrics();
}

Task<std::vector<Related>> FaultStore::related(RelatedQuery query, Scope scope) {
    return pass(Verb::related, below_->related(std::move(query), std::move(scope)));
}

Task<std::vector<RelationshipCounts>> FaultStore::relationship_counts(
    std::vector<MemoryId> ids, Scope scope
) {
    return pass(
        Verb::relationship_counts, below_->relationship_counts(std::move(ids), std::move(scope))
    );
}

Task<RecentActivity> FaultStore::recent_activity(ActivityQuery query, Scope scope) {
    return pass(Verb::recent_activity, below_->recent_activity(std::move(query), std::move(scope)));
}

Task<Statistics> FaultStore::statistics(Scope scope) {
    return pass(Verb::statistics, below_->statistics(std::move(scope)));
}

}  // namespace support
