#pragma once
// The model of the memory library as JSON, for the commands' --json answers.
// Field names are the model's; ids and times are texts; absent and empty fields are left out.

#include <memory/database.hpp>

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace mcp::app {

[[nodiscard]] nlohmann::json to_json(const memory::Memory& memory);
[[nodiscard]] nlohmann::json to_json(const memory::Relationship& relationship);
/// The memory with `score` and `why`.
[[nodiscard]] nlohmann::json to_json(const memory::Hit& hit);
/// The memory with `depth` and `relationship`.
[[nodiscard]] nlohmann::json to_json(const memory::Related& related);
[[nodiscard]] nlohmann::json to_json(const memory::Statistics& statistics);

}  // namespace mcp::app
