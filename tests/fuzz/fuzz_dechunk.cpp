// Fuzz target: any bytes as a chunked stream, read whole and in pieces that the first byte chooses.
// Promise: both readings give the same messages and the same end.

#include "wire/dechunker.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

namespace {

using bolt::wire::DechunkStatus;

struct Reading {
    std::vector<std::vector<std::uint8_t>> messages;
    bool too_large = false;
    bool idle = false;
};

Reading read_in_pieces(std::span<const std::uint8_t> stream, std::size_t piece) {
    constexpr std::size_t kLimit = 4'096;
    bolt::wire::Dechunker dechunker(kLimit);
    Reading reading;
    while (!stream.empty() && !reading.too_large) {
        // A copy of exactly this size: reading beyond it is seen.
        const std::span<const std::uint8_t> part = stream.first(std::min(piece, stream.size()));
        const std::vector<std::uint8_t> copy(part.begin(), part.end());
        stream = stream.subspan(part.size());
        std::span<const std::uint8_t> input(copy);
        std::span<const std::uint8_t> message;
        for (;;) {
            const DechunkStatus status = dechunker.next(input, message);
            if (status != DechunkStatus::message) {
                reading.too_large = status == DechunkStatus::too_large;
                break;
            }
            if (message.empty() || message.size() > kLimit) {
                std::abort();
            }
            reading.messages.emplace_back(message.begin(), message.end());
        }
    }
    reading.idle = dechunker.idle();
    return reading;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    const std::size_t piece = std::size_t{data[0]} + 1;
    const std::span<const std::uint8_t> stream(data + 1, size - 1);
    const Reading whole = read_in_pieces(stream, stream.size());
    const Reading pieces = read_in_pieces(stream, piece);
    if (whole.messages != pieces.messages || whole.too_large != pieces.too_large ||
        (!whole.too_large && whole.idle != pieces.idle)) {
        std::abort();
    }
    return 0;
}
