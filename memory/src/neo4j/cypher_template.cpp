// Shorthands of the Cypher templates; see cypher_template.hpp.
// The tenancy predicate is here and nowhere else.
#include "neo4j/cypher_template.hpp"

#include "neo4j/columns.hpp"

#include <cstddef>

namespace memory::neo4j::cypher {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

namespace {

/// The one tenancy predicate. Every pattern that binds a :Memory node applies it.
constexpr std::string_view kTenancy = "@.tenant = $tenant";

std::string with_variable(std::string_view pattern, std::string_view variable) {
    std::string text(pattern);
    replace_all(text, "@", variable);
    return text;
}

std::string memory_columns(std::string_view variable) {
    std::string text = "[";
    for (const std::string_view column : kMemoryColumns) {
        if (text.size() > 1) {
            text += ", ";
        }
        text.append(variable).append(".").append(column);
    }
    return text + "]";
}

std::string relationship_columns(std::string_view variable) {
    return with_variable(
        "[@.id, startNode(@).id, endNode(@).id, type(@), @.strength, @.confidence, @.context, "
        "@.valid_from, @.valid_until, @.recorded_at]",
        variable
    );
}

/// Replaces every NAME(variable) in `text` by what `make` makes of the variable.
template <class Make>
void replace_calls(std::string& text, std::string_view name, Make make) {
    const std::string opening = std::string(name) + "(";
    for (std::size_t at = text.find(opening); at != std::string::npos;
         at = text.find(opening, at)) {
        const std::size_t begin = at + opening.size();
        const std::size_t end = text.find(')', begin);
        const std::string made = make(text.substr(begin, end - begin));
        text.replace(at, end + 1 - at, made);
        at += made.size();
    }
}

}  // namespace

std::string expand(std::string_view text) {
    std::string result(text);
    replace_calls(result, "IN_TENANT", [](const std::string& variable) {
        return with_variable(kTenancy, variable);
    });
    replace_calls(result, "RELATIONSHIP", [](const std::string& variable) {
        return relationship_columns(variable);
    });
    replace_calls(result, "MEMORY", [](const std::string& variable) {
        return memory_columns(variable);
    });
    return result;
}

}  // namespace memory::neo4j::cypher
