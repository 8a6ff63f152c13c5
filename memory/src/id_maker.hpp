#pragma once
// Makes UUIDv7 identifiers (RFC 9562, §5.7) whose order is the order of their making.
// Time and randomness are given, so that tests decide them.

#include <memory/id.hpp>
#include <memory/time.hpp>

#include <cstdint>
#include <functional>

namespace memory {

/// 64 random bits. The machine's source by default.
using RandomBits = std::function<std::uint64_t()>;

/// The machine's source of randomness; fit for ids that no two processes may share.
[[nodiscard]] std::uint64_t system_random_bits();

/// One maker's ids strictly ascend, also within a millisecond and when the clock is set back: the
/// 12 bits after the time count up from a random start (RFC 9562, §6.2, method 1). Ids of different
/// makers do not collide, because 62 bits of every id are random. Threads: one at a time.
class IdMaker {
  public:
    /// `clock` must outlive the maker.
    explicit IdMaker(const Clock& clock, RandomBits random = system_random_bits);

    [[nodiscard]] MemoryId memory_id() { return MemoryId(next()); }

    [[nodiscard]] RelationshipId relationship_id() { return RelationshipId(next()); }

  private:
    [[nodiscard]] MemoryId::Bytes next();

    const Clock* clock_;
    RandomBits random_;
    std::int64_t milliseconds_ = -1;
    std::uint32_t counter_ = 0;
};

}  // namespace memory
