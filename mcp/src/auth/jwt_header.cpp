// Reading a token's header before its signature is checked.
// The signature library decodes the same bytes again, and more forgivingly, so all is checked here.
#include "auth/jwt_header.hpp"

#include "json/json_io.hpp"
#include "text/base64.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <nlohmann/json.hpp>

namespace mcp::auth {
namespace {

json::Limits header_limits() {
    json::Limits limits;
    limits.max_depth = 8;
    limits.max_values = 256;
    return limits;
}

std::string lower(std::string text) {
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
        }
    }
    return text;
}

/// A media type whose "application/" may be left out (RFC 7515 §4.1.9), in any case.
bool is_access_token_type(const std::string& type) {
    constexpr std::array<std::string_view, 2> kTypes = {"jwt", "at+jwt"};
    constexpr std::string_view kPrefix = "application/";
    const std::string name = lower(type);
    std::string_view rest = name;
    if (rest.starts_with(kPrefix)) {
        rest.remove_prefix(kPrefix.size());
    }
    return std::ranges::find(kTypes, rest) != kTypes.end();
}

std::string read_members(const json::Value& header, JwtHeader& out) {
    if (!header.is_object()) {
        return "the header is not a JSON object";
    }
    const auto algorithm = header.find("alg");
    if (algorithm == header.end() || !algorithm->is_string()) {
        return "the header has no alg";
    }
    if (header.contains("crit")) {
        return "the header asks for extensions (crit) that this server does not know";
    }
    const auto type = header.find("typ");
    if (type != header.end() &&
        (!type->is_string() || !is_access_token_type(type->get_ref<const std::string&>()))) {
        return "the header's typ is not that of an access token";
    }
    const auto key_id = header.find("kid");
    if (key_id != header.end()) {
        if (!key_id->is_string()) {
            return "the header's kid is not a string";
        }
        out.key_id = key_id->get<std::string>();
    }
    out.algorithm = algorithm->get<std::string>();
    return {};
}

}  // namespace

std::string read_jwt_header(std::string_view token, JwtHeader& out) {
    const std::size_t first = token.find('.');
    const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
    if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos) {
        return "a JWT has three parts";
    }
    const auto header = text::base64url_decode(token.substr(0, first));
    const auto payload = text::base64url_decode(token.substr(first + 1, second - first - 1));
    const auto signature = text::base64url_decode(token.substr(second + 1));
    if (!header.has_value() || !payload.has_value() || !signature.has_value()) {
        return "a part is not base64url";
    }
    json::Value value;
    if (json::parse(*header, header_limits(), value) != json::ParseStatus::ok) {
        return "the header is not JSON";
    }
    JwtHeader found;
    std::string problem = read_members(value, found);
    if (problem.empty()) {
        found.signature_bytes = signature->size();
        out = std::move(found);
    }
    return problem;
}

}  // namespace mcp::auth
