// The bytes of attacks; see hostile_brain.hpp.
// Written by hand and not with the driver's encoder, which would refuse most of them.

#include "support/hostile_brain.hpp"

#include "wire/chunker.hpp"

#include <random>

namespace support {

std::vector<std::uint8_t> message_of(
    std::uint8_t tag, std::uint8_t fields, const std::vector<std::uint8_t>& body
) {
    std::vector<std::uint8_t> message{static_cast<std::uint8_t>(0xB0U | fields), tag};
    message.insert(message.end(), body.begin(), body.end());
    std::vector<std::uint8_t> chunked;
    bolt::wire::append_chunked(chunked, message);
    return chunked;
}

std::vector<std::uint8_t> random_bytes(std::uint32_t seed, std::size_t size) {
    std::mt19937 random(seed);
    std::vector<std::uint8_t> bytes(size);
    for (std::uint8_t& byte : bytes) {
        byte = static_cast<std::uint8_t>(random());
    }
    return bytes;
}

std::vector<std::uint8_t> repeated(const std::vector<std::uint8_t>& one, std::size_t size) {
    std::vector<std::uint8_t> all;
    do {
        all.insert(all.end(), one.begin(), one.end());
    } while (all.size() + one.size() <= size);
    return all;
}

std::vector<std::uint8_t> nested_lists(std::size_t depth) {
    std::vector<std::uint8_t> bytes(depth, 0x91);
    bytes.push_back(0xC0);
    return bytes;
}

}  // namespace support
