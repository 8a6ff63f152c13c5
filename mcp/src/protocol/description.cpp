// The server's introduction of itself, which both eras share.
// Capabilities are only those that have handlers: tools, without listChanged (the list is fixed).

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

std::string introduction_members(const Description& description) {
    std::string out = R"("capabilities":{"tools":{}})";
    if (!description.instructions.empty()) {
        out += R"(,"instructions":)";
        json::append_string(out, description.instructions);
    }
    return out;
}

}  // namespace mcp::protocol
