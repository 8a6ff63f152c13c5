// Incremental dechunking; see dechunker.hpp.
// The fast path hands out a message that lies whole in the input without copying it.

#include "wire/dechunker.hpp"

#include <algorithm>

namespace bolt::wire {

DechunkStatus Dechunker::next(
    std::span<const std::uint8_t>& input, std::span<const std::uint8_t>& message
) {
    if (delivered_) {
        // A buffer that one huge message needed is not kept for the small ones that follow.
        constexpr std::size_t kKept = 64 * 1024;
        if (buffer_.capacity() > kKept) {
            std::vector<std::uint8_t>().swap(buffer_);
        }
        buffer_.clear();
        delivered_ = false;
        begun_ = false;
    }
    while (!input.empty()) {
        if (take_whole(input, message)) {
            return DechunkStatus::message;
        }
        begun_ = true;
        if (left_ > 0) {
            const std::size_t taken = std::min(left_, input.size());
            buffer_.insert(
                buffer_.end(), input.begin(), input.begin() + static_cast<std::ptrdiff_t>(taken)
            );
            left_ -= taken;
            input = input.subspan(taken);
            continue;
        }
        const std::uint8_t byte = input.front();
        input = input.subspan(1);
        if (header_ == 0) {
            high_ = byte;
            header_ = 1;
            continue;
        }
        header_ = 0;
        left_ = (std::size_t{high_} << 8U) | byte;
        if (left_ == 0 && !buffer_.empty()) {
            message = buffer_;
            delivered_ = true;
            return DechunkStatus::message;
        }
        begun_ = left_ > 0 || !buffer_.empty();
        if (buffer_.size() + left_ > max_message_) {
            return DechunkStatus::too_large;
        }
    }
    return DechunkStatus::needs_more;
}

}  // namespace bolt::wire
