// Sealing of request state: base64url(expiry "." state) "." base64url(signature).
// The signature covers the binding's length too, so that no part can be moved into another.

#include "api/state_seal.hpp"

#include "crypto/digest.hpp"
#include "crypto/random.hpp"
#include "text/base64.hpp"

#include <mcp/error.hpp>

#include <charconv>
#include <cstdint>
#include <utility>

namespace mcp::api {
namespace {

constexpr std::size_t kMinKey = 32;

std::int64_t seconds_of(StateSeal::Clock::time_point time) {
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

}  // namespace

StateSeal::StateSeal(std::string key) : key_(std::move(key)) {
    if (key_.empty()) {
        key_ = crypto::random_bytes(kMinKey);
    } else if (key_.size() < kMinKey) {
        throw Error("the key that signs request state needs at least 32 bytes");
    }
}

std::string StateSeal::sign(std::string_view payload, std::string_view binding) const {
    std::string data = std::to_string(payload.size());
    data.append(".").append(payload).append(binding);
    return crypto::hmac_sha256(key_, data);
}

std::string StateSeal::seal(
    std::string_view state, std::string_view binding, Clock::time_point expires
) const {
    std::string payload = std::to_string(seconds_of(expires));
    payload.append(".").append(state);
    std::string out = text::base64url_encode(payload);
    out.append(".").append(text::base64url_encode(sign(payload, binding)));
    return out;
}

std::optional<std::string> StateSeal::open(
    std::string_view sealed, std::string_view binding, Clock::time_point now
) const {
    const std::size_t dot = sealed.find('.');
    if (dot == std::string_view::npos) {
        return std::nullopt;
    }
    auto payload = text::base64url_decode(sealed.substr(0, dot));
    const auto signature = text::base64url_decode(sealed.substr(dot + 1));
    if (!payload || !signature ||
        !crypto::constant_time_equal(*signature, sign(*payload, binding))) {
        return std::nullopt;
    }
    std::int64_t expires = 0;
    const char* end = payload->data() + payload->size();
    const auto number = std::from_chars(payload->data(), end, expires);
    if (number.ec != std::errc() || number.ptr == end || *number.ptr != '.' ||
        seconds_of(now) > expires) {
        return std::nullopt;
    }
    payload->erase(0, static_cast<std::size_t>(number.ptr + 1 - payload->data()));
    return payload;
}

}  // namespace mcp::api
