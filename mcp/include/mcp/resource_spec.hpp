#pragma once
// What a client sees of a resource before it reads it.
// Plain data without Asio or JSON, so that the sans-IO protocol code can encode it.

#include <string>
#include <utility>

namespace mcp {

/// One resource as resources/list shows it.
struct ResourceSpec {
    ResourceSpec() = default;

    ResourceSpec(std::string the_uri, std::string the_name)
        : uri(std::move(the_uri)), name(std::move(the_name)) {}

    std::string uri;          ///< of a template: with {variables} (RFC 6570 level 1)
    std::string name;         ///< short; unique is better
    std::string title;        ///< for people; empty = none
    std::string description;  ///< empty = none
    std::string mime_type;    ///< empty = unknown
    std::string scope;        ///< needed to read it where there is authorization; empty = none
};

}  // namespace mcp
