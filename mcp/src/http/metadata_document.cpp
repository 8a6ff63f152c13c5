// Writing the protected resource's metadata. Absent lists are left out rather than sent empty
// (RFC 9728 §3.2).

#include "http/metadata_document.hpp"

#include "http/host_guard.hpp"
#include "json/json_io.hpp"

#include <mcp/error.hpp>

#include <string_view>
#include <vector>

namespace mcp::http {
namespace {

void check_resource(const std::string& url) {
    const std::size_t scheme = url.find("://");
    const std::size_t path = scheme == std::string::npos ? scheme : url.find('/', scheme + 3);
    const bool good = parse_origin(std::string_view(url).substr(0, path)).has_value() &&
                      !url.ends_with('/') && url.find_first_of("?# ") == std::string::npos;
    if (!good) {
        throw Error(
            "the protected resource \"" + url + "\" must be the URL that users type, such as " +
            "https://host/mcp, without a slash at its end, a query or a fragment"
        );
    }
}

void append_list(std::string& out, std::string_view name, const std::vector<std::string>& items) {
    if (items.empty()) {
        return;
    }
    out += ",\"";
    out += name;
    out += "\":[";
    for (std::size_t i = 0; i < items.size(); ++i) {
        out += i > 0 ? "," : "";
        json::append_string(out, items[i]);
    }
    out += ']';
}

}  // namespace

std::string metadata_document(const ProtectedResource& resource) {
    check_resource(resource.resource);
    std::string out = "{\"resource\":";
    json::append_string(out, resource.resource);
    append_list(out, "authorization_servers", resource.authorization_servers);
    append_list(out, "scopes_supported", resource.scopes_supported);
    return out + R"(,"bearer_methods_supported":["header"]})";
}

}  // namespace mcp::http
