#pragma once
// Bump allocator for decoded records: message bytes and cells side by side, freed all at once.
// One arena serves many small records, so that a record costs no allocation of its own.

#include <bolt/record.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
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

    /// Room for `count` cells. They hold nothing yet: the caller fills each, or lets none be read.
    [[nodiscard]] detail::Cell* cells(std::size_t count) {
        // Cells are of implicit lifetime: they begin to live in an array of bytes by themselves.
        return reinterpret_cast<detail::Cell*>(allocate(count * sizeof(detail::Cell)));
    }

    /// A copy of `bytes`.
    [[nodiscard]] const std::uint8_t* copy(std::span<const std::uint8_t> bytes) {
        // Rounded up, so that the cells behind it are aligned.
        std::byte* const place = allocate((bytes.size() + kGrain - 1) / kGrain * kGrain);
        copy_to(place, bytes.data(), bytes.size());
        return reinterpret_cast<const std::uint8_t*>(place);
    }

    /// Bytes given out so far.
    [[nodiscard]] std::size_t used() const noexcept {
        return used_before_ + static_cast<std::size_t>(free_ - begin_);
    }

    /// Bytes that can be given out before another block is needed.
    [[nodiscard]] std::size_t left() const noexcept {
        return static_cast<std::size_t>(end_ - free_);
    }

    /// Takes all back, and keeps the first block for the next records, unless it is large. Nobody
    /// may hold a record any more.
    void rewind() noexcept;

  private:
    struct Block {
        std::unique_ptr<std::byte[]> bytes;
        std::size_t size = 0;
    };

    /// All that is given out is a multiple of this.
    static constexpr std::size_t kGrain = alignof(detail::Cell);
    // What operator new gives out is aligned for cells.
    static_assert(kGrain <= __STDCPP_DEFAULT_NEW_ALIGNMENT__);

    [[nodiscard]] std::byte* allocate(std::size_t bytes) {
        if (left() < bytes) [[unlikely]] {
            return allocate_block(bytes);
        }
        std::byte* const place = free_;
        free_ = place + bytes;
        return place;
    }

    [[nodiscard]] std::byte* allocate_block(std::size_t bytes);

    /// Messages are mostly some dozen bytes: a call of memcpy takes longer than copying them.
    static void copy_to(std::byte* to, const std::uint8_t* from, std::size_t size) noexcept {
        constexpr std::size_t kStep = 16;
        if (size < kStep || size > 8 * kStep) {
            if (size > 0) {
                std::memcpy(to, from, size);
            }
            return;
        }
        for (std::size_t done = 0; done + kStep < size; done += kStep) {
            std::memcpy(to + done, from + done, kStep);
        }
        std::memcpy(to + size - kStep, from + size - kStep, kStep);  // the rest, and some again
    }

    void use(const Block& block) noexcept;

    // The current block: all null before the first one.
    std::byte* free_ = nullptr;
    std::byte* begin_ = nullptr;
    std::byte* end_ = nullptr;
    std::size_t used_before_ = 0;  ///< in the blocks before it
    std::size_t next_block_;
    std::vector<Block> blocks_;
};

}  // namespace bolt::packstream
