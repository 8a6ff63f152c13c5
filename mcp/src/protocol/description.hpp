#pragma once
// What the protocol code knows of the server it speaks for: texts and the list of tools.
// Plain data, fixed for a server's life.

#include "protocol/standard_headers.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mcp::protocol {

struct Description {
    Description() = default;
    std::string name;
    std::string title;
    std::string version;
    std::string instructions;

    bool has_tools = false;
    std::string tools_json = "[]";                       ///< the array of tools/list
    std::unordered_map<std::string, std::size_t> tools;  ///< name -> index in the registry
    /// By index: the arguments that an HTTP request repeats in headers.
    std::vector<std::vector<HeaderArgument>> tool_headers;

    bool has_prompts = false;
    std::string prompts_json = "[]";
    std::unordered_map<std::string, std::size_t> prompts;

    bool has_resources = false;
    bool lists_resources = false;  ///< there are more than resources_json, which the program lists
    std::string resources_json = "[]";
    std::string templates_json = "[]";

    bool completes = false;
    bool logs = false;
    bool resource_subscriptions = false;
    bool resource_list_changes = false;
    bool tool_list_changes = false;
    bool prompt_list_changes = false;

    /// Somebody may listen to something.
    [[nodiscard]] bool notifies() const noexcept {
        return resource_subscriptions || resource_list_changes || tool_list_changes ||
               prompt_list_changes;
    }
};

/// `{"name":…,"version":…}`, the serverInfo of both eras.
[[nodiscard]] std::string server_info_json(const Description& description);

/// The members `"capabilities":{…}` and, if there are any, `,"instructions":…`. Over a link that
/// cannot carry notifications of its own (`notifies` false) none are promised.
[[nodiscard]] std::string introduction_members(const Description& description, bool notifies);

}  // namespace mcp::protocol
