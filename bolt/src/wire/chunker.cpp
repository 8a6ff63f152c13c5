// Chunked framing of outgoing messages; see chunker.hpp.
// Bolt documentation, "Message transfer encoding".

#include "wire/chunker.hpp"

#include <algorithm>

namespace bolt::wire {

void append_chunked(std::vector<std::uint8_t>& out, std::span<const std::uint8_t> message) {
    constexpr std::size_t kLargestChunk = 0xFFFF;
    while (!message.empty()) {
        const std::size_t size = std::min(message.size(), kLargestChunk);
        out.push_back(static_cast<std::uint8_t>(size >> 8U));
        out.push_back(static_cast<std::uint8_t>(size));
        out.insert(out.end(), message.begin(), message.begin() + static_cast<std::ptrdiff_t>(size));
        message = message.subspan(size);
    }
    out.push_back(0);
    out.push_back(0);
}

}  // namespace bolt::wire
