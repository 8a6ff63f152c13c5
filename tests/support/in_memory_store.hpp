#pragma once
// The store contract in its plainest form: memories in maps, every question answered by looking at
// all of them. It checks the contract's cases themselves, and serves tests that need a quick store.

#include <memory/store.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace support {

/// What one tenant has.
struct InMemoryTenant {
    struct Entry {
        memory::Memory memory;
        memory::IndexTerms index;
        std::vector<memory::Memory> history;  ///< oldest first
    };

    std::map<memory::MemoryId, Entry> memories;
    std::vector<memory::Relationship> relationships;
};

/// The data of a store: several InMemoryStore objects over one of these are handles on one store.
struct InMemoryData {
    std::map<std::string, InMemoryTenant> tenants;
    std::uint64_t batches = 0;  ///< applied so far
};

/// Keeps the contract of memory::Store except durability: the data ends with the last handle.
/// Single-threaded; every operation ends without waiting, so there is nothing to cancel.
class InMemoryStore final : public memory::Store {
  public:
    explicit InMemoryStore(std::shared_ptr<InMemoryData> data) : data_(std::move(data)) {}

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
    void check_open() const;
    [[nodiscard]] const InMemoryTenant& tenant(const memory::Scope& scope) const;

    std::shared_ptr<InMemoryData> data_;
    bool closed_ = false;
};

}  // namespace support
