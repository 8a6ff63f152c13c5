// Blocks of the record arena; see arena.hpp.
// Blocks double up to a quarter of a mebibyte; a larger request gets a block of its own.

#include "packstream/arena.hpp"

#include <algorithm>

namespace bolt::packstream {

namespace {

constexpr std::size_t kLargestBlock = 256 * 1024;

/// A larger first block is not kept: it was made for one huge record. [limit]
constexpr std::size_t kLargestKept = 64 * 1024;

}  // namespace

void Arena::use(const Block& block) noexcept {
    begin_ = free_ = block.bytes.get();
    end_ = begin_ + block.size;
}

std::byte* Arena::allocate_block(std::size_t bytes) {
    Block block;
    block.size = std::max(next_block_, bytes);
    block.bytes = std::make_unique_for_overwrite<std::byte[]>(block.size);
    blocks_.push_back(std::move(block));
    next_block_ = std::min(next_block_ * 2, kLargestBlock);
    used_before_ = used();
    use(blocks_.back());
    free_ += bytes;
    return begin_;
}

void Arena::rewind() noexcept {
    if (!blocks_.empty() && blocks_.front().size <= kLargestKept) {
        blocks_.resize(1);
        use(blocks_.front());
        next_block_ = std::min(blocks_.front().size * 2, kLargestBlock);
    } else {
        blocks_.clear();
        use(Block());
    }
    used_before_ = 0;
}

}  // namespace bolt::packstream
