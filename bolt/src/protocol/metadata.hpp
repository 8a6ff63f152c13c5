#pragma once
// Entries of the maps that servers send, read as one type: what is missing, or of another type, is
// treated alike, because an odd entry must not cost the answer.
//
// Twice: for maps that own themselves, and for those that are still where they were decoded, which
// spares a copy for each answer.

#include <bolt/record.hpp>
#include <bolt/value.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bolt::protocol {

/// The entry when it is a T; nullptr otherwise. Valid as long as the map.
template <class T>
[[nodiscard]] const T* entry(const Map& map, std::string_view key) noexcept {
    const Value* value = map.find(key);
    return value == nullptr ? nullptr : value->get_if<T>();
}

[[nodiscard]] inline std::string text_at(
    const Map& map, std::string_view key, std::string_view fallback = {}
) {
    const auto* text = entry<std::string>(map, key);
    return text == nullptr ? std::string(fallback) : *text;
}

[[nodiscard]] inline std::int64_t integer_at(const Map& map, std::string_view key) noexcept {
    const auto* number = entry<std::int64_t>(map, key);
    return number == nullptr ? 0 : *number;
}

[[nodiscard]] inline bool flag_at(const Map& map, std::string_view key) noexcept {
    const bool* flag = entry<bool>(map, key);
    return flag != nullptr && *flag;
}

/// The entry when it is of that kind. Valid as long as the map.
[[nodiscard]] inline std::optional<ValueView> entry(
    ValueView map, std::string_view key, Kind kind
) {
    const std::optional<ValueView> value = map.find(key);
    return value && value->kind() == kind ? value : std::nullopt;
}

[[nodiscard]] inline std::string_view text_at(ValueView map, std::string_view key) {
    const std::optional<ValueView> text = entry(map, key, Kind::string);
    return text ? text->to<std::string_view>() : std::string_view();
}

[[nodiscard]] inline std::optional<std::int64_t> integer_at(ValueView map, std::string_view key) {
    const std::optional<ValueView> number = entry(map, key, Kind::integer);
    return number ? std::optional(number->to<std::int64_t>()) : std::nullopt;
}

[[nodiscard]] inline std::optional<bool> flag_at(ValueView map, std::string_view key) {
    const std::optional<ValueView> flag = entry(map, key, Kind::boolean);
    return flag ? std::optional(flag->to<bool>()) : std::nullopt;
}

/// A map without entries, for answers without metadata.
[[nodiscard]] ValueView empty_map() noexcept;

}  // namespace bolt::protocol
