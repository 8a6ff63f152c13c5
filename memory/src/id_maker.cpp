// The bits of a UUIDv7: 48 of time, version, 12 of counter, variant, 62 of randomness.
// Layout by RFC 9562, figure 11.
#include "id_maker.hpp"

#include <random>
#include <utility>

namespace memory {

namespace {

constexpr std::uint32_t kCounterLimit = 0x1000;
/// A new millisecond starts below this, so that at least half of the counter is left.
constexpr std::uint64_t kCounterStart = 0x0800;

}  // namespace

std::uint64_t system_random_bits() {
    std::random_device device;
    return (static_cast<std::uint64_t>(device()) << 32U) | device();
}

IdMaker::IdMaker(const Clock& clock, RandomBits random)
    : clock_(&clock), random_(std::move(random)) {}

MemoryId::Bytes IdMaker::next() {
    const auto since_epoch = clock_->now().time_since_epoch();
    const std::int64_t now = std::chrono::floor<std::chrono::milliseconds>(since_epoch).count();
    const std::uint64_t random = random_();
    if (now > milliseconds_) {
        milliseconds_ = now;
        counter_ = static_cast<std::uint32_t>(random_() % kCounterStart);
    } else if (++counter_ == kCounterLimit) {
        // 2,048 ids or more in one millisecond: borrow the next one.
        ++milliseconds_;
        counter_ = static_cast<std::uint32_t>(random_() % kCounterStart);
    }
    MemoryId::Bytes bytes{};
    const auto time = static_cast<std::uint64_t>(milliseconds_);
    for (std::size_t i = 0; i < 6; ++i) {
        bytes[i] = static_cast<std::uint8_t>(time >> (40 - 8 * i));
    }
    bytes[6] = static_cast<std::uint8_t>(0x70U | (counter_ >> 8U));
    bytes[7] = static_cast<std::uint8_t>(counter_);
    for (std::size_t i = 0; i < 8; ++i) {
        bytes[8 + i] = static_cast<std::uint8_t>(random >> (56 - 8 * i));
    }
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3FU) | 0x80U);
    return bytes;
}

}  // namespace memory
