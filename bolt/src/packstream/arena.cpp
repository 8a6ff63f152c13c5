// Blocks of the record arena; see arena.hpp.
// Blocks double up to a quarter of a mebibyte; a larger request gets a block of its own.

#include "packstream/arena.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>

namespace bolt::packstream {

namespace {

constexpr std::size_t kLargestBlock = 256 * 1024;

}  // namespace

std::byte* Arena::allocate(std::size_t bytes, std::size_t alignment) {
    void* place = free_;
    if (free_ == nullptr || std::align(alignment, bytes, place, left_) == nullptr) {
        const std::size_t block = std::max(next_block_, bytes + alignment);
        blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(block));
        place = blocks_.back().get();
        left_ = block;
        next_block_ = std::min(next_block_ * 2, kLargestBlock);
        place = std::align(alignment, bytes, place, left_);
    }
    auto* const result = static_cast<std::byte*>(place);
    free_ = result + bytes;
    left_ -= bytes;
    used_ += bytes;
    return result;
}

detail::Cell* Arena::cells(std::size_t count) {
    std::byte* const place = allocate(count * sizeof(detail::Cell), alignof(detail::Cell));
    auto* const first = reinterpret_cast<detail::Cell*>(place);
    std::uninitialized_default_construct_n(first, count);
    return first;
}

const std::uint8_t* Arena::copy(std::span<const std::uint8_t> bytes) {
    std::byte* const place = allocate(bytes.size(), 1);
    if (!bytes.empty()) {
        std::memcpy(place, bytes.data(), bytes.size());
    }
    return reinterpret_cast<const std::uint8_t*>(place);
}

}  // namespace bolt::packstream
