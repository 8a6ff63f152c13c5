#pragma once
// Uuid: Cypher's UUID (Bolt 6.1), sixteen bytes of which the driver interprets none.
// Making new ones is left to the caller or the server (randomUUID()).

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace bolt {

/// A UUID. Needs Bolt 6.1 to be sent: Error (usage) on older connections.
struct Uuid {
    Uuid() = default;

    /// From its bytes, in the order in which they are written.
    explicit Uuid(const std::array<std::uint8_t, 16>& value) : bytes(value) {}

    /// From "0123abcd-..." with hyphens, in either case; nullopt for anything else.
    [[nodiscard]] static std::optional<Uuid> parse(std::string_view text) noexcept;

    /// Ordered as their bytes, which is also the order of their texts.
    friend auto operator<=>(const Uuid&, const Uuid&) = default;
    std::array<std::uint8_t, 16> bytes{};  ///< in the order in which they are written
};

/// Lower case with hyphens.
[[nodiscard]] std::string to_string(const Uuid& uuid);

}  // namespace bolt

/// So that UUIDs can be keys of unordered containers.
template <>
struct std::hash<bolt::Uuid> {
    /// Of all sixteen bytes.
    [[nodiscard]] std::size_t operator()(const bolt::Uuid& uuid) const noexcept {
        return std::hash<std::string_view>()(
            {reinterpret_cast<const char*>(uuid.bytes.data()), uuid.bytes.size()}
        );
    }
};
