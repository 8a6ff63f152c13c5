#pragma once
// Words of the command line to values: numbers, times, types, ids, tags.
// Each reader throws UsageError naming the option, what was given and what it takes.

#include <memory/id.hpp>
#include <memory/model.hpp>
#include <memory/time.hpp>
#include <memory/types.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mcp::app {

[[nodiscard]] std::int64_t read_number(
    std::string_view option, const std::string& text, std::int64_t lowest, std::int64_t highest
);
/// A number from 0 to 1.
[[nodiscard]] double read_share(std::string_view option, const std::string& text);
[[nodiscard]] memory::Timestamp read_time(std::string_view option, const std::string& text);
/// The end of a range: a bare date means that whole day, so the day after is answered.
[[nodiscard]] memory::Timestamp read_end_time(std::string_view option, const std::string& text);
[[nodiscard]] memory::MemoryType read_memory_type(std::string_view option, const std::string& text);
/// Either case; `-` may stand for `_`.
[[nodiscard]] memory::RelationshipType read_relationship_type(
    std::string_view option, const std::string& text
);
[[nodiscard]] memory::MemoryId read_id(std::string_view option, const std::string& text);
/// An id, or `key:KEY`.
[[nodiscard]] memory::MemoryRef read_reference(std::string_view option, const std::string& text);
/// One of `words`; answers its place.
[[nodiscard]] std::size_t read_choice(
    std::string_view option, const std::string& text, const std::vector<std::string>& words
);
/// Splits at commas and drops empty parts: `a,b` is two values.
[[nodiscard]] std::vector<std::string> split_list(const std::vector<std::string>& texts);

}  // namespace mcp::app
