// Fuzz target: any text as the rule of a time zone's file, asked at moments that the first bytes
// choose. Promises: no overflow, however far the moment; offsets are those that a rule can name.

#include "value/posix_zone.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <optional>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::int64_t moment = 0;
    if (size < sizeof moment) {
        return 0;
    }
    std::memcpy(&moment, data, sizeof moment);
    std::string_view text(
        reinterpret_cast<const char*>(data) + sizeof moment, size - sizeof moment
    );
    const std::optional<bolt::detail::PosixZone> zone = bolt::detail::PosixZone::parse(text);
    if (!zone) {
        return 0;
    }
    // Sensible times, for most of the eight bytes are not; then whatever they say.
    constexpr std::int64_t kYears = std::int64_t{400} * 365 * 86'400;
    const std::array<std::int64_t, 4> moments{
        moment % kYears,
        moment,
        std::numeric_limits<std::int64_t>::min(),
        std::numeric_limits<std::int64_t>::max()
    };
    for (const std::int64_t at : moments) {
        const std::int32_t offset = zone->offset_at(at);
        // POSIX has at most 24:59:59, and summer may be an hour more by itself.
        constexpr std::int32_t kMost = 26 * 3'600;
        if (offset < -kMost || offset > kMost) {
            std::abort();
        }
    }
    return 0;
}
