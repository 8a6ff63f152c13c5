// Texts of modern answers, made once per server.
// The supported versions named in discover and in -32022 are the modern ones only: a handshake
// revision cannot be asked for in an envelope.

#include "protocol/modern.hpp"

#include "json/json_io.hpp"
#include "protocol/era.hpp"

namespace mcp::protocol {
namespace {

constexpr std::string_view kFixedCaching = R"(,"ttlMs":3600000,"cacheScope":"public")";
constexpr std::string_view kChangingCaching = R"(,"ttlMs":0,"cacheScope":"private")";

std::string supported_versions_json() {
    std::string out = "[";
    for (const Revision& revision : kRevisions) {
        if (revision.era == Era::modern) {
            out += out.size() > 1 ? "," : "";
            json::append_string(out, revision.name);
        }
    }
    out += ']';
    return out;
}

}  // namespace

Modern::Modern(const Description& description)
    : server_info_(server_info_json(description)),
      discover_(
          R"("supportedVersions":)" + supported_versions_json() + "," +
          introduction_members(description, true)
      ) {
    const std::string who =
        R"(,"_meta":{"io.modelcontextprotocol/serverInfo":)" + server_info_ + "}";
    const std::string complete = R"(,"resultType":"complete")" + who;
    closings_ = {
        complete,
        std::string(kFixedCaching) + complete,
        std::string(kChangingCaching) + complete,
        R"(,"resultType":"input_required")" + who,
        std::string(),
    };
}

std::string Modern::unsupported_version_data(std::string_view requested) {
    std::string out = R"({"supported":)" + supported_versions_json() + R"(,"requested":)";
    json::append_string(out, requested);
    out += '}';
    return out;
}

}  // namespace mcp::protocol
