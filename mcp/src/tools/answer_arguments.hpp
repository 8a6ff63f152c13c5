#pragma once
// The arguments that say how an answer is wanted, alike in every tool: `output` and `max_tokens`.
// A tool's argument struct derives from one of the two here.

#include "tools/token_budget.hpp"

#include <mcp/schema.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace mcp::tools {

/// Arguments of every tool.
struct OutputArguments {
    OutputArguments() = default;

    std::string output = "text";

    [[nodiscard]] bool wants_json() const noexcept { return output == "json"; }
};

/// Arguments of every tool that reads.
struct ReadArguments : OutputArguments {
    ReadArguments() = default;

    std::int64_t max_tokens = kDefaultAnswerTokens;
};

template <class In>
void add_output_argument(InputSchema<In>& schema) {
    std::string In::* member = &OutputArguments::output;
    schema.add("output", member).one_of(std::vector<std::string>{"text", "json"});
}

/// Adds both. The bounds of max_tokens are not listed in every tool: they cost every client tokens.
template <class In>
Property& add_read_arguments(InputSchema<In>& schema) {
    add_output_argument(schema);
    std::int64_t In::* member = &ReadArguments::max_tokens;
    return schema.add("max_tokens", member)
        .range(kMinAnswerTokens, static_cast<double>(kMaxAnswerTokens), Listing::checked_only);
}

}  // namespace mcp::tools
