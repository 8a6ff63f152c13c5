// The server's introduction of itself, which both eras share.
// Capabilities are only those that have handlers, and changes only where somebody tells of them.

#include "protocol/description.hpp"

#include "json/json_io.hpp"

namespace mcp::protocol {

std::string server_info_json(const Description& description) {
    std::string out = R"({"name":)";
    json::append_string(out, description.name);
    if (!description.title.empty()) {
        out += R"(,"title":)";
        json::append_string(out, description.title);
    }
    out += R"(,"version":)";
    json::append_string(out, description.version);
    out += '}';
    return out;
}

std::string introduction_members(const Description& description, bool notifies) {
    std::string capabilities;
    const auto add = [&capabilities](bool there, std::string_view name, std::string_view members) {
        if (there) {
            capabilities += capabilities.empty() ? "\"" : ",\"";
            capabilities.append(name).append("\":{").append(members).append("}");
        }
    };
    const auto changes = [notifies](bool told) -> std::string_view {
        return notifies && told ? R"("listChanged":true)" : "";
    };
    std::string of_resources(changes(description.resource_list_changes));
    if (notifies && description.resource_subscriptions) {
        of_resources += of_resources.empty() ? "" : ",";
        of_resources += R"("subscribe":true)";
    }
    add(description.has_tools, "tools", changes(description.tool_list_changes));
    add(description.has_resources, "resources", of_resources);
    add(description.has_prompts, "prompts", changes(description.prompt_list_changes));
    add(description.completes, "completions", {});
    add(description.logs, "logging", {});
    std::string out = R"("capabilities":{)" + capabilities + "}";
    if (!description.instructions.empty()) {
        out += R"(,"instructions":)";
        json::append_string(out, description.instructions);
    }
    return out;
}

}  // namespace mcp::protocol
