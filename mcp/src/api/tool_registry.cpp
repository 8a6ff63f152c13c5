// The registry of tools: names checked, the answer of tools/list rendered once.
// Everything here happens before serving, except start() and failure_text().

#include "json/json_io.hpp"
#include "protocol/standard_headers.hpp"

#include <mcp/error.hpp>
#include <mcp/tool.hpp>

#include <algorithm>

#include <nlohmann/json.hpp>

namespace mcp {
namespace {

constexpr std::size_t kMaxNameLength = 128;

/// Tool names of revision 2025-11-25 (SEP-986).
bool is_tool_name(std::string_view name) noexcept {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-' || c == '.';
    };
    return !name.empty() && name.size() <= kMaxNameLength && std::ranges::all_of(name, fits);
}

void append_flag(std::string& out, std::string_view name, bool value) {
    out += '"';
    out += name;
    out += value ? "\":true" : "\":false";
}

/// Hints that say nothing for a read-only tool are left out: they cost every client tokens.
void append_annotations(std::string& out, const ToolEffects& effects) {
    out += '{';
    append_flag(out, "readOnlyHint", effects.read_only);
    if (!effects.read_only) {
        out += ',';
        append_flag(out, "destructiveHint", effects.destructive);
        out += ',';
        append_flag(out, "idempotentHint", effects.idempotent);
    }
    out += ',';
    append_flag(out, "openWorldHint", effects.open_world);
    out += '}';
}

std::string describe(std::string_view operation, std::exception_ptr error) {
    std::string text = "Failed to run " + std::string(operation);
    try {
        std::rethrow_exception(std::move(error));
    } catch (const std::exception& failure) {
        text += ": ";
        text += failure.what();
    } catch (...) {
        text += ": unknown failure";
    }
    return text;
}

/// Throws Error for a schema that is not a JSON object and for annotations that are forbidden.
std::vector<HeaderArgument> read_headers(const std::string& tool, const std::string& schema_json) {
    json::Value schema;
    if (json::parse(schema_json, json::Limits(), schema) != json::ParseStatus::ok ||
        !schema.is_object()) {
        throw Error("the input schema of tool " + tool + " is not a JSON object");
    }
    return protocol::header_arguments(schema);
}

}  // namespace

struct ToolRegistry::Entry {
    ToolSpec spec;
    Starter start;
    std::vector<HeaderArgument> headers;
};

ToolRegistry::ToolRegistry() = default;
ToolRegistry::~ToolRegistry() = default;

void ToolRegistry::add_raw(
    ToolSpec spec,
    const std::string& input_schema,
    RawHandler handler,
    const std::string& output_schema
) {
    auto work = std::make_shared<const RawHandler>(std::move(handler));
    auto start = [work](Call& call, const JsonObject& arguments) {
        PreparedCall prepared;
        if (arguments.is_object()) {
            prepared.run.emplace((*work)(call, arguments));
        } else {
            prepared.problem = "Validation error: arguments must be an object";
        }
        return prepared;
    };
    std::vector<HeaderArgument> headers = read_headers(spec.name, input_schema);
    add_starter(std::move(spec), input_schema, std::move(start), output_schema, std::move(headers));
}

const std::vector<HeaderArgument>& ToolRegistry::header_arguments(std::size_t index) const {
    return entries_.at(index).headers;
}

void ToolRegistry::add_starter(
    ToolSpec spec,
    const std::string& schema_json,
    Starter start,
    const std::string& output_schema_json,
    std::vector<HeaderArgument> headers
) {
    if (!is_tool_name(spec.name)) {
        throw Error("a tool's name must be 1 to 128 of A-Z a-z 0-9 _ . -: " + spec.name);
    }
    if (find(spec.name).has_value()) {
        throw Error("two tools are named " + spec.name);
    }
    if (spec.description.empty()) {
        throw Error("tool " + spec.name + " needs a description");
    }
    list_json_.back() = entries_.empty() ? ' ' : ',';
    if (entries_.empty()) {
        list_json_ = "[";
    }
    list_json_ += R"({"name":)";
    json::append_string(list_json_, spec.name);
    if (!spec.title.empty()) {
        list_json_ += R"(,"title":)";
        json::append_string(list_json_, spec.title);
    }
    list_json_ += R"(,"description":)";
    json::append_string(list_json_, spec.description);
    list_json_ += R"(,"inputSchema":)";
    list_json_ += schema_json;
    if (!output_schema_json.empty()) {
        list_json_ += R"(,"outputSchema":)";
        list_json_ += output_schema_json;
    }
    list_json_ += R"(,"annotations":)";
    append_annotations(list_json_, spec.effects);
    list_json_ += "}]";
    entries_.push_back(Entry{std::move(spec), std::move(start), std::move(headers)});
}

void ToolRegistry::set_failure_text(FailureText text) {
    failure_text_ = std::move(text);
}

std::size_t ToolRegistry::size() const noexcept {
    return entries_.size();
}

std::optional<std::size_t> ToolRegistry::find(std::string_view name) const noexcept {
    for (std::size_t index = 0; index < entries_.size(); ++index) {
        if (entries_[index].spec.name == name) {
            return index;
        }
    }
    return std::nullopt;
}

const ToolSpec& ToolRegistry::spec(std::size_t index) const {
    return entries_.at(index).spec;
}

const std::string& ToolRegistry::list_json() const noexcept {
    return list_json_;
}

PreparedCall ToolRegistry::start(std::size_t index, Call& call, const JsonObject& arguments) const {
    return entries_.at(index).start(call, arguments);
}

std::string ToolRegistry::failure_text(std::string_view operation, std::exception_ptr error) const {
    try {
        std::rethrow_exception(error);
    } catch (const ToolError& failure) {
        return failure.what();
    } catch (...) {
        return failure_text_ ? failure_text_(operation, error) : describe(operation, error);
    }
}

}  // namespace mcp
