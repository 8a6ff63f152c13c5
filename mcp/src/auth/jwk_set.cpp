// Reading a key set, with the rules that decide which keys may check signatures.
// What is handed on is rebuilt from the public members, so nothing else reaches the crypto library.
#include "auth/jwk_set.hpp"

#include "json/json_io.hpp"
#include "text/base64.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

namespace mcp::auth {
namespace {

struct Curve {
    std::string_view name;
    std::size_t coordinate;  ///< bytes
};

constexpr std::array<Curve, 3> kCurves = {{{"P-256", 32}, {"P-384", 48}, {"P-521", 66}}};

json::Limits set_limits() {
    json::Limits limits;
    limits.max_depth = 8;
    limits.max_values = 20'000;
    return limits;
}

/// The member when it is a string, else empty.
std::string text_of(const json::Value& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// The bytes of a member in base64url; nullopt when it is not there or is something else.
std::optional<std::string> bytes_of(const json::Value& object, const char* name) {
    const std::string text = text_of(object, name);
    return text.empty() ? std::nullopt : text::base64url_decode(text);
}

std::size_t bits_of(std::string_view number) {
    const std::size_t first = number.find_first_not_of('\0');
    if (first == std::string_view::npos) {
        return 0;
    }
    const auto top = static_cast<unsigned char>(number[first]);
    return (number.size() - first - 1) * 8 + static_cast<std::size_t>(std::bit_width(top));
}

/// Why the key is not for checking signatures, or nothing (RFC 7517 §4.2 and §4.3).
std::string check_purpose(const json::Value& jwk) {
    if (jwk.contains("use") && text_of(jwk, "use") != "sig") {
        return "its use is not sig";
    }
    const auto operations = jwk.find("key_ops");
    if (operations == jwk.end()) {
        return {};
    }
    const bool verifies =
        operations->is_array() && std::ranges::any_of(*operations, [](const json::Value& one) {
            return one.is_string() && one.get_ref<const std::string&>() == "verify";
        });
    return verifies ? "" : "its key_ops do not have verify";
}

std::string read_rsa(const json::Value& jwk, JwkKey& out) {
    const auto modulus = bytes_of(jwk, "n");
    const auto exponent = bytes_of(jwk, "e");
    if (!modulus.has_value() || !exponent.has_value()) {
        return "n or e is missing or is not base64url";
    }
    const std::size_t bits = bits_of(*modulus);
    if (bits < kMinRsaBits || bits > kMaxRsaBits) {
        return "it has " + std::to_string(bits) + " bits; RSA keys have " +
               std::to_string(kMinRsaBits) + " to " + std::to_string(kMaxRsaBits);
    }
    // Odd and at least 3; OpenSSL takes up to 64 bits for large keys.
    const bool odd = (static_cast<unsigned char>(exponent->back()) & 1U) != 0;
    if (!odd || bits_of(*exponent) < 2 || bits_of(*exponent) > 64) {
        return "e is no public exponent";
    }
    json::Value key = json::Value::object();
    key["kty"] = "RSA";
    key["n"] = text_of(jwk, "n");
    key["e"] = text_of(jwk, "e");
    out.text = json::dump(key);
    return {};
}

std::string read_ec(const json::Value& jwk, JwkKey& out) {
    out.curve = text_of(jwk, "crv");
    const auto* curve = std::ranges::find(kCurves, std::string_view(out.curve), &Curve::name);
    if (curve == kCurves.end()) {
        return "its crv is not P-256, P-384 or P-521";
    }
    const auto x = bytes_of(jwk, "x");
    const auto y = bytes_of(jwk, "y");
    if (!x.has_value() || !y.has_value() || x->size() != curve->coordinate ||
        y->size() != curve->coordinate) {
        return "x or y is missing, is not base64url or has not the curve's length";
    }
    json::Value key = json::Value::object();
    key["kty"] = "EC";
    key["crv"] = out.curve;
    key["x"] = text_of(jwk, "x");
    key["y"] = text_of(jwk, "y");
    out.text = json::dump(key);
    return {};
}

std::string read_key(const json::Value& jwk, JwkKey& out) {
    if (!jwk.is_object()) {
        return "not a JSON object";
    }
    if (std::string problem = check_purpose(jwk); !problem.empty()) {
        return problem;
    }
    out.id = text_of(jwk, "kid");
    out.algorithm = text_of(jwk, "alg");
    if (jwk.contains("alg") && find_jwt_algorithm(out.algorithm) == nullptr) {
        return "its alg is none of " + jwt_algorithm_names();
    }
    out.key_type = text_of(jwk, "kty");
    if (out.key_type == "RSA") {
        return read_rsa(jwk, out);
    }
    if (out.key_type == "EC") {
        return read_ec(jwk, out);
    }
    return "its kty is not RSA or EC";
}

}  // namespace

std::string parse_jwk_set(std::string_view text, JwkSet& out) {
    json::Value set;
    if (json::parse(text, set_limits(), set) != json::ParseStatus::ok || !set.is_object()) {
        return "not a key set: not a JSON object";
    }
    const auto keys = set.find("keys");
    if (keys == set.end() || !keys->is_array()) {
        return "not a key set: it has no list \"keys\"";
    }
    if (keys->size() > kMaxKeys) {
        return "the key set has more than " + std::to_string(kMaxKeys) + " keys";
    }
    JwkSet found;
    for (const json::Value& jwk : *keys) {
        JwkKey key;
        const std::string problem = read_key(jwk, key);
        if (problem.empty()) {
            found.keys.push_back(std::move(key));
        } else {
            const std::size_t number = found.keys.size() + found.left_out.size() + 1;
            found.left_out.push_back("key " + std::to_string(number) + ": " + problem);
        }
    }
    if (found.keys.empty()) {
        return "the key set has no key that can check signatures" +
               (found.left_out.empty() ? std::string() : "; " + found.left_out.front());
    }
    out = std::move(found);
    return {};
}

bool fits(const JwkKey& key, const JwtAlgorithm& algorithm) noexcept {
    return key.key_type == algorithm.key_type && key.curve == algorithm.curve &&
           (key.algorithm.empty() || key.algorithm == algorithm.name);
}

}  // namespace mcp::auth
