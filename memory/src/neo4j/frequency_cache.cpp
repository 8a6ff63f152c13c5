// Document frequencies remembered within a stated error.
// Entries leave in the order of their first counting: a Zipf-like use makes finer policies moot.
#include "neo4j/frequency_cache.hpp"

#include <cstdlib>

namespace memory::neo4j {

std::optional<std::int64_t> FrequencyCache::find(
    const QueryTerm& term, std::int64_t documents, TimePoint now
) const {
    if (documents < kExactBelow) {
        return std::nullopt;
    }
    const auto found = entries_.find(name_of(term));
    if (found == entries_.end()) {
        return std::nullopt;
    }
    const Entry& entry = found->second;
    const std::int64_t changed =
        std::abs(documents - entry.documents) + (writes_ - entry.writes_before);
    if (changed * 100 > documents || now - entry.counted_at > kMaxAge) {
        return std::nullopt;
    }
    return entry.frequency;
}

void FrequencyCache::remember(
    const QueryTerm& term, std::int64_t frequency, std::int64_t documents, TimePoint now
) {
    if (documents < kExactBelow) {
        return;
    }
    std::string name = name_of(term);
    Entry entry;
    entry.frequency = frequency;
    entry.documents = documents;
    entry.writes_before = writes_;
    entry.counted_at = now;
    const auto [at, added] = entries_.insert_or_assign(name, entry);
    if (!added) {
        return;
    }
    order_.push_back(std::move(name));
    if (order_.size() > kCapacity) {
        entries_.erase(order_.front());
        order_.pop_front();
    }
}

void FrequencyCache::note_writes(std::int64_t count) noexcept {
    writes_ += count;
}

std::string FrequencyCache::name_of(const QueryTerm& term) {
    return std::string(1, static_cast<char>('0' + static_cast<int>(term.match))) + term.text;
}

}  // namespace memory::neo4j
