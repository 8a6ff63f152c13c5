#pragma once
// Entries of the maps that servers send, read as one type: what is missing, or of another type, is
// treated alike, because an odd entry must not cost the answer.

#include <bolt/value.hpp>

#include <cstdint>
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

}  // namespace bolt::protocol
