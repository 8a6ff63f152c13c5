#pragma once
// The model of the memory library as JSON, for tools, resources and the commands' --json answers.
// Field names are the model's; ids and times are texts; absent and empty fields are left out.

#include <memory/database.hpp>

#include <cstddef>

#include <nlohmann/json_fwd.hpp>

namespace mcp::tools {

[[nodiscard]] nlohmann::json to_json(const memory::Memory& memory);
/// What tells a memory from others in a list; `text` is its summary, or the beginning of its
/// content, in one line of at most `characters`.
[[nodiscard]] nlohmann::json brief_json(const memory::Memory& memory, std::size_t characters);
[[nodiscard]] nlohmann::json to_json(const memory::Relationship& relationship);
/// The memory with `score` and `why`.
[[nodiscard]] nlohmann::json to_json(const memory::Hit& hit);
/// The memory with `depth` and `relationship`.
[[nodiscard]] nlohmann::json to_json(const memory::Related& related);
/// Numbers by type.
[[nodiscard]] nlohmann::json to_json(const memory::RelationshipCounts& counts);
[[nodiscard]] nlohmann::json to_json(const memory::Statistics& statistics);

}  // namespace mcp::tools
