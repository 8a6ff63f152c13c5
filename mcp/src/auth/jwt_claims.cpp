// The claims of an access token, each checked by name and type.
// A claim of the wrong type is refused and not passed over: who wrote it meant something by it.
#include "auth/jwt_claims.hpp"

#include "json/json_io.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

namespace mcp::auth {
namespace {

constexpr std::size_t kMaxSubject = 512;
constexpr std::size_t kMaxScopes = 256;

json::Limits payload_limits() {
    json::Limits limits;
    limits.max_depth = 16;
    limits.max_values = 4'096;
    return limits;
}

/// A NumericDate; `problem` is set when it is there but is not one.
std::optional<EpochSeconds> date(
    const json::Value& claims, const char* name, std::string& problem
) {
    const auto found = claims.find(name);
    if (found == claims.end()) {
        return std::nullopt;
    }
    const double value = found->is_number() ? found->get<double>() : std::nan("");
    if (!std::isfinite(value) || value < 0) {
        problem = std::string(name) + " is not a time";
        return std::nullopt;
    }
    return EpochSeconds(value);
}

std::string check_issuer(const json::Value& claims, const ClaimRules& rules) {
    const auto issuer = claims.find("iss");
    if (issuer == claims.end() || !issuer->is_string()) {
        return "it has no iss";
    }
    return issuer->get_ref<const std::string&>() == rules.issuer ? "" : "iss is another issuer";
}

std::string check_audience(const json::Value& claims, const ClaimRules& rules) {
    const auto audience = claims.find("aud");
    if (audience == claims.end()) {
        return "it has no aud";
    }
    const auto is_ours = [&rules](const json::Value& one) {
        return one.is_string() &&
               std::ranges::find(rules.audiences, one.get_ref<const std::string&>()) !=
                   rules.audiences.end();
    };
    const bool good =
        audience->is_array() ? std::ranges::any_of(*audience, is_ours) : is_ours(*audience);
    return good ? "" : "aud does not name this server";
}

std::string read_subject(const json::Value& claims, std::string& out) {
    const auto subject = claims.find("sub");
    if (subject == claims.end() || !subject->is_string()) {
        return "it has no sub";
    }
    const auto& text = subject->get_ref<const std::string&>();
    const bool control = std::ranges::any_of(text, [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == '\x7f';
    });
    if (text.empty() || text.size() > kMaxSubject || control) {
        return "sub is empty, longer than " + std::to_string(kMaxSubject) +
               " bytes, or has control characters";
    }
    out = text;
    return {};
}

/// Words apart by blanks: RFC 8693 §4.2 has `scope` so, and some issuers `scp`.
void add_words(std::string_view text, std::vector<std::string>& out) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        if (end > 0) {
            out.emplace_back(text.substr(0, end));
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

std::string read_scopes(const json::Value& claims, std::vector<std::string>& out) {
    for (const char* name : {"scope", "scp"}) {
        const auto found = claims.find(name);
        if (found == claims.end()) {
            continue;
        }
        if (found->is_string()) {
            add_words(found->get_ref<const std::string&>(), out);
        } else if (found->is_array()) {
            for (const json::Value& one : *found) {
                if (!one.is_string()) {
                    return std::string(name) + " has something that is not a string";
                }
                out.push_back(one.get<std::string>());
            }
        } else {
            return std::string(name) + " is neither a string nor a list";
        }
    }
    return out.size() > kMaxScopes ? "it has too many scopes" : "";
}

std::string read_times(const json::Value& claims, const ClaimRules& rules, Claims& out) {
    std::string problem;
    const auto expires = date(claims, "exp", problem);
    const auto not_before = date(claims, "nbf", problem);
    const auto issued = date(claims, "iat", problem);
    if (!problem.empty()) {
        return problem;
    }
    if (!expires.has_value()) {
        return "it has no exp";
    }
    const EpochSeconds begin =
        std::max(not_before.value_or(EpochSeconds(0)), issued.value_or(EpochSeconds(0)));
    out.not_before = begin - rules.leeway;
    out.expires = *expires + rules.leeway;
    return {};
}

}  // namespace

std::string read_claims(std::string_view payload, const ClaimRules& rules, Claims& out) {
    json::Value claims;
    if (json::parse(payload, payload_limits(), claims) != json::ParseStatus::ok ||
        !claims.is_object()) {
        return "its claims are not a JSON object";
    }
    Claims found;
    std::string problem = check_issuer(claims, rules);
    if (problem.empty()) {
        problem = check_audience(claims, rules);
    }
    if (problem.empty()) {
        problem = read_subject(claims, found.subject);
    }
    if (problem.empty()) {
        problem = read_scopes(claims, found.scopes);
    }
    if (problem.empty()) {
        problem = read_times(claims, rules, found);
    }
    if (problem.empty()) {
        out = std::move(found);
    }
    return problem;
}

std::string check_time(const Claims& claims, EpochSeconds now) {
    if (now >= claims.expires) {
        return "it has expired";
    }
    return now < claims.not_before ? "it is not good yet (nbf or iat lies ahead)" : "";
}

}  // namespace mcp::auth
