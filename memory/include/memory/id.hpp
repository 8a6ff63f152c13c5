#pragma once
// Strong identifiers of memories and relationships: UUIDs that cannot be mixed up.
// New ids are UUIDv7 (RFC 9562), so that they sort by the time of their making; any UUID is
// accepted.

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace memory {

/// 128-bit identifier. `Tag` only tells kinds of ids apart at compile time. A value type; the
/// default one is the nil UUID, which no stored thing has.
template <class Tag>
class Id {
  public:
    using Bytes = std::array<std::uint8_t, 16>;

    constexpr Id() noexcept = default;

    explicit constexpr Id(Bytes bytes) noexcept : bytes_(bytes) {}

    /// Reads the canonical 8-4-4-4-12 form, either case; nullopt for anything else.
    [[nodiscard]] static std::optional<Id> parse(std::string_view text) noexcept {
        Bytes bytes{};
        if (text.size() != 36) {
            return std::nullopt;
        }
        std::size_t out = 0;
        for (std::size_t i = 0; i < text.size();) {
            if (i == 8 || i == 13 || i == 18 || i == 23) {
                if (text[i] != '-') {
                    return std::nullopt;
                }
                ++i;
                continue;
            }
            const int high = hex(text[i]);
            const int low = hex(text[i + 1]);
            if (high < 0 || low < 0) {
                return std::nullopt;
            }
            bytes[out++] = static_cast<std::uint8_t>(high * 16 + low);
            i += 2;
        }
        return Id(bytes);
    }

    /// Canonical lower-case form, 36 characters.
    [[nodiscard]] std::string to_string() const {
        static constexpr char kDigits[] = "0123456789abcdef";
        std::string text;
        text.reserve(36);
        for (std::size_t i = 0; i < bytes_.size(); ++i) {
            if (i == 4 || i == 6 || i == 8 || i == 10) {
                text.push_back('-');
            }
            text.push_back(kDigits[bytes_[i] >> 4]);
            text.push_back(kDigits[bytes_[i] & 0x0F]);
        }
        return text;
    }

    [[nodiscard]] constexpr const Bytes& bytes() const noexcept { return bytes_; }

    [[nodiscard]] constexpr bool is_nil() const noexcept { return bytes_ == Bytes{}; }

    friend constexpr auto operator<=>(const Id&, const Id&) noexcept = default;

  private:
    static constexpr int hex(char c) noexcept {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        if (c >= 'a' && c <= 'f') {
            return c - 'a' + 10;
        }
        if (c >= 'A' && c <= 'F') {
            return c - 'A' + 10;
        }
        return -1;
    }

    Bytes bytes_{};
};

using MemoryId = Id<struct MemoryTag>;
using RelationshipId = Id<struct RelationshipTag>;

}  // namespace memory
