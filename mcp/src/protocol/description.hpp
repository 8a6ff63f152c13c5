#pragma once
// What the protocol code knows of the server it speaks for: texts and the list of tools.
// Plain data, fixed for a server's life.

#include <string>
#include <string_view>
#include <unordered_map>

namespace mcp::protocol {

struct Description {
    Description() = default;
    std::string name;
    std::string title;
    std::string version;
    std::string instructions;
    std::string tools_json = "[]";                       ///< the array of tools/list
    std::unordered_map<std::string, std::size_t> tools;  ///< name -> index in the registry
};

/// `{"name":…,"version":…}`, the serverInfo of both eras.
[[nodiscard]] std::string server_info_json(const Description& description);

/// The members `"capabilities":{…}` and, if there are any, `,"instructions":…`.
[[nodiscard]] std::string introduction_members(const Description& description);

}  // namespace mcp::protocol
