#pragma once
// A store that fails on request: passes every call on to another store, except the ones that a test
// has told to fail, to lose their answer, or to wait. For tests of what stands above a store.

#include <memory/store.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

namespace support {

/// The verbs of memory::Store, to say which calls a fault is for.
enum class Verb : std::uint8_t {
    any,
    open,
    info,
    close,
    apply,
    get,
    details,
    history,
    retrieve,
    list,
    list_ids,
    states,
    values,
    change_marker,
    related,
    relationship_counts,
    recent_activity,
    statistics,
};

/// What to do with one call, and which one: the `nth` call of `verb` from now on, counted from 1.
class Fault {
  public:
    /// The call fails before the store below is asked: nothing happened.
    static Fault fail(memory::Errc code, Verb verb = Verb::any, std::size_t nth = 1);
    /// The call is carried out, then fails: its answer is lost, as with a connection that dies
    /// during a commit.
    static Fault lose_answer(memory::Errc code, Verb verb = Verb::any, std::size_t nth = 1);
    /// The call waits until FaultStore::release(); a terminal cancellation meanwhile ends it with
    /// Errc::cancelled, and the store below is not asked.
    static Fault hold(Verb verb = Verb::any, std::size_t nth = 1);

  private:
    friend class FaultStore;
    enum class Kind : std::uint8_t { fail, lose_answer, hold };

    Fault(Kind kind, Verb verb, std::size_t nth, memory::Errc code)
        : kind_(kind), verb_(verb), nth_(nth), code_(code) {}

    Kind kind_;
    Verb verb_;
    std::size_t nth_;
    memory::Errc code_;
};

/// Decorates a store. Owns it. Threads: as the store below, on `ex`. A fault is used up by the call
/// that it hits; when several fit one call, the one added first is used, and all count the call.
class FaultStore final : public memory::Store {
  public:
    FaultStore(boost::asio::any_io_executor ex, std::unique_ptr<memory::Store> below);

    void add(Fault fault);
    /// Lets all held calls go on, now and from now on without another hold.
    void release();

    /// Calls of a verb that have come, whatever became of them.
    [[nodiscard]] std::size_t calls(Verb verb) const;

    /// Calls that are being held now.
    [[nodiscard]] std::size_t held() const noexcept { return held_; }

    memory::Task<> open() override;
    memory::Task<memory::StoreInfo> info() override;
    memory::Task<> close() override;
    memory::Task<std::vector<memory::WriteResult>> apply(
        memory::WriteBatch batch, memory::Scope scope
    ) override;
    memory::Task<std::vector<std::optional<memory::Memory>>> get(
        std::vector<memory::MemoryId> ids, memory::Scope scope
    ) override;
    memory::Task<std::optional<memory::MemoryDetails>> details(
        memory::MemoryId id, memory::Scope scope
    ) override;
    memory::Task<std::vector<memory::Memory>> history(memory::MemoryId id, memory::Scope scope)
        override;
    memory::Task<memory::Retrieved> retrieve(
        memory::CandidateQuery query, memory::RankFunction rank, memory::Scope scope
    ) override;
    memory::Task<memory::Page<memory::Memory>> list(memory::ListQuery query, memory::Scope scope)
        override;
    memory::Task<memory::Page<memory::MemoryId>> list_ids(
        memory::ListQuery query, memory::Scope scope
    ) override;
    memory::Task<std::vector<std::optional<memory::MemoryState>>> states(
        std::vector<memory::MemoryId> ids, memory::Scope scope
    ) override;
    memory::Task<std::vector<std::string>> values(memory::ValueQuery query, memory::Scope scope)
        override;
    memory::Task<std::string> change_marker(memory::Scope scope) override;
    memory::Task<std::vector<memory::Related>> related(
        memory::RelatedQuery query, memory::Scope scope
    ) override;
    memory::Task<std::vector<memory::RelationshipCounts>> relationship_counts(
        std::vector<memory::MemoryId> ids, memory::Scope scope
    ) override;
    memory::Task<memory::RecentActivity> recent_activity(
        memory::ActivityQuery query, memory::Scope scope
    ) override;
    memory::Task<memory::Statistics> statistics(memory::Scope scope) override;
    [[nodiscard]] memory::StoreMetrics metrics() const override;

  private:
    [[nodiscard]] std::optional<Fault> take_fault(Verb verb);
    /// Fails or holds as the fault says, before the store below is asked.
    memory::Task<> before(std::optional<Fault> fault);
    memory::Task<> wait_for_release();

    template <class T>
    memory::Task<T> pass(Verb verb, memory::Task<T> call);
    memory::Task<> pass_plain(Verb verb, memory::Task<> call);

    std::unique_ptr<memory::Store> below_;
    boost::asio::steady_timer release_;
    std::vector<Fault> faults_;
    std::map<Verb, std::size_t> calls_;
    std::size_t held_ = 0;
};

}  // namespace support
