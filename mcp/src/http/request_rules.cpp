// Routing and media types.
// Ranges and weights of Accept are read as RFC 9110 §12.5.1 has them.

#include "http/request_rules.hpp"

#include "protocol/era.hpp"
#include "text/field_text.hpp"

#include <algorithm>

namespace mcp::http {
namespace {

constexpr std::string_view kMetadataPath = "/.well-known/oauth-protected-resource";
constexpr std::string_view kJson = "application/json";
constexpr std::string_view kEvents = "text/event-stream";

/// How well a media range fits a type: 0 = not, 1 = `*/*`, 2 = `text/*`, 3 = exactly.
int fit(std::string_view range, std::string_view type) {
    if (text::same(range, type)) {
        return 3;
    }
    if (range == "*/*") {
        return 1;
    }
    const std::size_t slash = type.find('/');
    const bool wide = range.size() == slash + 2 && range.ends_with("/*");
    return wide && text::same(range.substr(0, slash), type.substr(0, slash)) ? 2 : 0;
}

/// Whether the parameters behind a media range give it weight zero.
bool is_excluded(std::string_view parameters) {
    while (!parameters.empty()) {
        const std::string_view one = text::trim(text::next_part(parameters, ';'));
        if (one.size() > 2 && text::same(one.substr(0, 2), "q=")) {
            return one.substr(2).find_first_not_of("0.") == std::string_view::npos;
        }
    }
    return false;
}

/// Every Accept field as one list; nullopt = there is none.
std::optional<std::string> accept_list(const Request& request) {
    std::optional<std::string> out;
    for (const Request::Field& field : request.fields) {
        if (text::same(field.name, "accept")) {
            out = out.has_value() ? *out + "," : std::string();
            *out += field.value;
        }
    }
    return out;
}

}  // namespace

std::optional<Target> parse_target(std::string_view target) {
    Target out;
    const std::size_t scheme = target.find("://");
    if (!target.starts_with('/')) {
        const bool web =
            scheme != std::string_view::npos && (text::same(target.substr(0, scheme), "http") ||
                                                 text::same(target.substr(0, scheme), "https"));
        if (!web) {
            return std::nullopt;
        }
        target.remove_prefix(scheme + 3);
        const std::size_t end = std::min(target.find_first_of("/?#"), target.size());
        out.authority = target.substr(0, end);
        target.remove_prefix(end);
        if (out.authority.empty()) {
            return std::nullopt;
        }
    }
    out.path = target.substr(0, target.find_first_of("?#"));
    if (out.path.empty()) {
        out.path = "/";
    }
    return out;
}

Route find_route(std::string_view path, std::string_view mcp_path, bool metadata) {
    if (path == mcp_path) {
        return Route::mcp;
    }
    if (path == "/healthz") {
        return Route::health;
    }
    if (path == "/readyz") {
        return Route::ready;
    }
    if (path == "/metrics") {
        return Route::metrics;
    }
    if (metadata && path.starts_with(kMetadataPath)) {
        const std::string_view rest = path.substr(kMetadataPath.size());
        if (rest.empty() || rest == mcp_path) {
            return Route::metadata;
        }
    }
    return Route::unknown;
}

std::string_view allowed_methods(Route route, bool sessions) {
    switch (route) {
        case Route::mcp:
            return sessions ? "POST, GET, DELETE, OPTIONS" : "POST, OPTIONS";
        case Route::metadata:
            return "GET, HEAD, OPTIONS";
        default:
            return "GET, HEAD";
    }
}

bool allows(Route route, std::string_view method, bool sessions) {
    std::string_view rest = allowed_methods(route, sessions);
    while (!rest.empty()) {
        if (text::trim(text::next_part(rest, ',')) == method) {
            return true;
        }
    }
    return false;
}

bool is_json(std::string_view content_type) {
    if (!text::same(text::trim(text::next_part(content_type, ';')), kJson)) {
        return false;
    }
    while (!content_type.empty()) {
        const std::string_view one = text::trim(text::next_part(content_type, ';'));
        constexpr std::string_view kCharset = "charset=";
        if (one.size() >= kCharset.size() && text::same(one.substr(0, kCharset.size()), kCharset)) {
            const std::string_view charset = one.substr(kCharset.size());
            return text::same(charset, "utf-8") || text::same(charset, "\"utf-8\"");
        }
    }
    return true;
}

bool accepts(std::string_view accept, std::string_view type) {
    int best = 0;
    bool good = false;
    while (!accept.empty()) {
        std::string_view parameters = text::trim(text::next_part(accept, ','));
        const int how = fit(text::trim(text::next_part(parameters, ';')), type);
        if (how > best) {
            best = how;
            good = !is_excluded(parameters);
        }
    }
    return good;
}

bool names_modern_revision(const Request& request) {
    const std::string_view* version = request.find("mcp-protocol-version");
    if (version == nullptr) {
        return false;
    }
    const protocol::Revision* revision = protocol::find_revision(*version);
    return revision != nullptr && revision->era == protocol::Era::modern;
}

std::optional<Response> check_message_types(const Request& request) {
    const std::string_view* content_type = request.find("content-type");
    if (content_type == nullptr || request.count("content-type") > 1 || !is_json(*content_type)) {
        return refusal(415, "Unsupported Media Type: send Content-Type: application/json");
    }
    const std::optional<std::string> accept = accept_list(request);
    if (!accept.has_value() && names_modern_revision(request)) {
        return std::nullopt;
    }
    if (!accept.has_value() || !accepts(*accept, kJson) || !accepts(*accept, kEvents)) {
        return refusal(406, "Not Acceptable: send Accept: application/json, text/event-stream");
    }
    return std::nullopt;
}

protocol::StandardHeaders standard_headers(const Request& request) {
    constexpr std::string_view kParam = "mcp-param-";
    protocol::StandardHeaders out;
    for (const Request::Field& field : request.fields) {
        if (field.name.size() < 8 || !text::same(field.name.substr(0, 4), "mcp-")) {
            continue;
        }
        if (text::same(field.name, "mcp-protocol-version")) {
            out.protocol_version = field.value;
        } else if (text::same(field.name, "mcp-method")) {
            out.method = field.value;
        } else if (text::same(field.name, "mcp-name")) {
            out.name = field.value;
        } else if (text::same(field.name.substr(0, kParam.size()), kParam)) {
            out.params.emplace_back(text::lower(field.name.substr(kParam.size())), field.value);
        }
    }
    return out;
}

}  // namespace mcp::http
