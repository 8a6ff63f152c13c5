#pragma once
// Bump allocator for decoded records: message bytes and cells side by side, freed all at once.
// One arena serves many small records, so that a record costs no allocation of its own.

#include <bolt/record.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace bolt::packstream {

/// Grows by blocks; never moves what it gave out. Not thread-safe while it is filled; readable
/// from anywhere afterwards.
class Arena {
  public:
    /// `first_block` is the size of the first block in bytes.
    explicit Arena(std::size_t first_block = 16 * 1024) : next_block_(first_block) {}

    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;

    /// `count` cells, initialised to null.
    [[nodiscard]] detail::Cell* cells(std::size_t count);
    /// A copy of `bytes`.
    [[nodiscard]] const std::uint8_t* copy(std::span<const std::uint8_t> bytes);

    /// Bytes given out so far.
    [[nodiscard]] std::size_t used() const noexcept { return used_; }

  private:
    std::byte* allocate(std::size_t bytes, std::size_t alignment);

    std::vector<std::unique_ptr<std::byte[]>> blocks_;
    std::byte* free_ = nullptr;
    std::size_t left_ = 0;
    std::size_t next_block_;
    std::size_t used_ = 0;
};

}  // namespace bolt::packstream
