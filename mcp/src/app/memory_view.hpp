#pragma once
// Memories as people read them in a terminal: a page for one, a few lines for one of many.
// Adds to an Output, which knows the width and keeps control characters away.

#include "app/output.hpp"

#include <memory/model.hpp>
#include <memory/query.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace mcp::app {

/// Headline, facts and content of one memory.
void show_memory(Output& output, const memory::Memory& memory);

/// The numbered headline and the line of facts with the id.
void show_item(Output& output, std::int64_t number, const memory::Memory& memory);

/// The beginning of the content, without the title when it starts with it.
void show_excerpt(Output& output, const memory::Memory& memory);

/// Why a hit is there, e.g. `"upload", "retry" in title and content; written by Ann`.
[[nodiscard]] std::string reason_text(const memory::Hit& hit);

}  // namespace mcp::app
