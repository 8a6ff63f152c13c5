#pragma once
// Remembers in how many memories a term occurs, because counting a frequent term through the
// full-text index costs tens of milliseconds in a large store. Pure: the time is an argument.

#include <memory/candidates.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>

namespace memory::neo4j {

/// A bounded map from terms to their document frequencies.
///
/// A remembered count is used only while it can be wrong by at most about one per cent of the
/// collection: stores below kExactBelow memories are always counted afresh; above, an entry ends
/// when own writes and the change of the collection's size together pass one per cent, or after
/// kMaxAge, which bounds what other writers' updates can do. Not thread-safe: one owner.
class FrequencyCache {
  public:
    using TimePoint = std::chrono::steady_clock::time_point;

    static constexpr std::int64_t kExactBelow = 2'000;
    static constexpr std::chrono::seconds kMaxAge{60};
    static constexpr std::size_t kCapacity = 10'000;

    /// The count of a term in a collection of `documents` memories, if it may still be used.
    [[nodiscard]] std::optional<std::int64_t> find(
        const QueryTerm& term, std::int64_t documents, TimePoint now
    ) const;
    void remember(
        const QueryTerm& term, std::int64_t frequency, std::int64_t documents, TimePoint now
    );
    /// Tells of `count` memories written or removed by the owner.
    void note_writes(std::int64_t count) noexcept;

    /// Tells of the collection's size, which every answer of the index carries.
    void note_documents(std::int64_t documents) noexcept { last_documents_ = documents; }

    /// Number of memories when last heard of; nought at first, which makes every find() fail.
    [[nodiscard]] std::int64_t last_documents() const noexcept { return last_documents_; }

  private:
    struct Entry {
        std::int64_t frequency = 0;
        std::int64_t documents = 0;
        std::int64_t writes_before = 0;
        TimePoint counted_at;
    };

    [[nodiscard]] static std::string name_of(const QueryTerm& term);

    std::unordered_map<std::string, Entry> entries_;
    std::deque<std::string> order_;  ///< oldest first; the one to go when the map is full
    std::int64_t last_documents_ = 0;
    std::int64_t writes_ = 0;
};

}  // namespace memory::neo4j
