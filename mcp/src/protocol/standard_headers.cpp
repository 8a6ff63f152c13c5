// Comparing header fields with the body.
// Names of fields are matched by the transport; here only values count, which are case-sensitive.

#include "protocol/standard_headers.hpp"

#include "text/base64.hpp"
#include "text/field_text.hpp"

#include <mcp/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>

#include <nlohmann/json.hpp>

namespace mcp::protocol {
namespace {

constexpr std::string_view kPrefix = "=?base64?";
constexpr std::string_view kSuffix = "?=";

std::string mismatch(std::string_view header, std::string_view what) {
    return "Header mismatch: " + std::string(header) + " " + std::string(what);
}

/// RFC 9110 §5.6.2.
bool is_token(std::string_view text) noexcept {
    return !text.empty() && std::ranges::all_of(text, text::is_token_char);
}

void collect(
    const json::Value& schema,
    std::vector<std::string>& path,
    std::set<std::string>& seen,
    std::vector<HeaderArgument>& out
) {
    // Deeper than any schema that a host accepts; a bound on recursion all the same.
    constexpr std::size_t kMaxDepth = 32;
    const auto properties = schema.is_object() ? schema.find("properties") : schema.end();
    if (!schema.is_object() || properties == schema.end() || !properties->is_object() ||
        path.size() >= kMaxDepth) {
        return;
    }
    for (const auto& [name, property] : properties->items()) {
        path.push_back(name);
        const auto annotation =
            property.is_object() ? property.find("x-mcp-header") : property.end();
        if (property.is_object() && annotation != property.end()) {
            const std::string type = property.value("type", std::string());
            const bool scalar = type == "string" || type == "integer" || type == "boolean";
            if (!annotation->is_string() || !is_token(annotation->get_ref<const std::string&>()) ||
                !scalar) {
                throw Error(
                    "x-mcp-header of " + name +
                    " must be a token, on a property of type string, integer or boolean"
                );
            }
            HeaderArgument parameter;
            parameter.header = text::lower(annotation->get_ref<const std::string&>());
            parameter.path = path;
            if (!seen.insert(parameter.header).second) {
                throw Error("two properties have the x-mcp-header " + parameter.header);
            }
            out.push_back(std::move(parameter));
        }
        collect(property, path, seen, out);
        path.pop_back();
    }
}

const json::Value* find_argument(
    const json::Value& arguments, const std::vector<std::string>& path
) {
    const json::Value* at = &arguments;
    for (const std::string& name : path) {
        if (!at->is_object()) {
            return nullptr;
        }
        const auto found = at->find(name);
        if (found == at->end()) {
            return nullptr;
        }
        at = &*found;
    }
    return at->is_null() ? nullptr : at;
}

bool same_value(const json::Value& argument, const std::string& text) {
    if (argument.is_string()) {
        return argument.get_ref<const std::string&>() == text;
    }
    if (argument.is_boolean()) {
        return text == (argument.get<bool>() ? "true" : "false");
    }
    if (!argument.is_number() || text.empty()) {
        return false;
    }
    char* end = nullptr;
    if (argument.is_number_integer() && text.find_first_of(".eE") == std::string::npos) {
        // Exactly, beyond the 53 bits that a double keeps.
        return json::dump(argument) == text;
    }
    const double number = std::strtod(text.c_str(), &end);
    return end == text.c_str() + text.size() && std::isfinite(number) &&
           number == argument.get<double>();
}

}  // namespace

std::optional<std::string> decode_header_value(std::string_view value) {
    const bool encoded = value.size() >= kPrefix.size() + kSuffix.size() &&
                         value.starts_with(kPrefix) && value.ends_with(kSuffix);
    if (!encoded) {
        return std::string(value);
    }
    value.remove_prefix(kPrefix.size());
    value.remove_suffix(kSuffix.size());
    return text::base64_decode(value);
}

std::string check_version_and_method(
    const StandardHeaders& headers, std::string_view version, std::string_view method
) {
    if (!headers.protocol_version) {
        return mismatch("MCP-Protocol-Version", "is missing");
    }
    if (*headers.protocol_version != version) {
        return mismatch("MCP-Protocol-Version", "is not the version in _meta");
    }
    if (!headers.method) {
        return mismatch("Mcp-Method", "is missing");
    }
    if (*headers.method != method) {
        return mismatch("Mcp-Method", "is not the method of the body");
    }
    return {};
}

std::string check_name(
    const StandardHeaders& headers, std::string_view method, const json::Value& params
) {
    std::string_view member;
    if (method == "tools/call" || method == "prompts/get") {
        member = "name";
    } else if (method == "resources/read") {
        member = "uri";
    } else {
        return {};
    }
    const auto value = params.is_object() ? params.find(member) : params.end();
    if (!params.is_object() || value == params.end() || !value->is_string()) {
        return {};  // the parameters' own check tells of it
    }
    if (!headers.name) {
        return mismatch("Mcp-Name", "is missing");
    }
    const std::optional<std::string> name = decode_header_value(*headers.name);
    if (!name) {
        return mismatch("Mcp-Name", "is not valid base64");
    }
    if (*name != value->get_ref<const std::string&>()) {
        return mismatch("Mcp-Name", "is not params." + std::string(member));
    }
    return {};
}

std::vector<HeaderArgument> header_arguments(const json::Value& input_schema) {
    std::vector<HeaderArgument> out;
    std::vector<std::string> path;
    std::set<std::string> seen;
    collect(input_schema, path, seen, out);
    return out;
}

std::string check_parameters(
    const StandardHeaders& headers,
    const std::vector<HeaderArgument>& parameters,
    const json::Value& arguments
) {
    for (const HeaderArgument& parameter : parameters) {
        const json::Value* argument = find_argument(arguments, parameter.path);
        const auto header = std::ranges::find(
            headers.params, parameter.header, &std::pair<std::string, std::string>::first
        );
        const std::string name = "Mcp-Param-" + parameter.header;
        if (header == headers.params.end()) {
            if (argument != nullptr) {
                return mismatch(name, "is missing");
            }
            continue;
        }
        const std::optional<std::string> value = decode_header_value(header->second);
        if (!value) {
            return mismatch(name, "is not valid base64");
        }
        if (argument == nullptr || !same_value(*argument, *value)) {
            return mismatch(name, "is not the argument of the body");
        }
    }
    return {};
}

}  // namespace mcp::protocol
