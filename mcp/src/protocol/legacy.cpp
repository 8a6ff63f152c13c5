// The handshake's answer.
// `requested` may be anything a client invents; only exact names of revisions count.

#include "protocol/legacy.hpp"

#include "json/json_io.hpp"

namespace mcp::protocol {

const Revision& negotiate(std::string_view requested) noexcept {
    const Revision* revision = find_revision(requested);
    if (revision != nullptr && revision->era == Era::legacy) {
        return *revision;
    }
    return latest(Era::legacy);
}

std::string initialize_members(
    const Description& description, const Revision& revision, bool notifies
) {
    std::string out = R"("protocolVersion":)";
    json::append_string(out, revision.name);
    out += ',';
    out += introduction_members(description, notifies);
    out += R"(,"serverInfo":)";
    out += server_info_json(description);
    return out;
}

}  // namespace mcp::protocol
