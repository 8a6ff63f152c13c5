// Fuzz target: the header fields that repeat a modern message, with their =?base64?...?= values.
// The input is a field's value, a zero byte, and JSON: a tool's arguments, or its schema.

#include "json/json_io.hpp"
#include "protocol/standard_headers.hpp"
#include "text/base64.hpp"

#include <mcp/error.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace {

using namespace mcp::protocol;

void require(bool promise) {
    if (!promise) {
        std::abort();
    }
}

/// Any text may be sent in base64, and then means itself.
void check_round_trip(const std::string& text) {
    const std::string encoded = "=?base64?" + mcp::text::base64_encode(text) + "?=";
    const auto decoded = decode_header_value(encoded);
    require(decoded.has_value() && *decoded == text);
}

void check_name_of(const std::string& value, const std::string& text) {
    mcp::json::Value params = mcp::json::Value::object();
    params["name"] = text;
    StandardHeaders headers;
    headers.name = value;
    const auto decoded = decode_header_value(value);
    const bool agrees = decoded.has_value() && *decoded == text;
    require(check_name(headers, "tools/call", params).empty() == agrees);
    headers.name = "=?base64?" + mcp::text::base64_encode(text) + "?=";
    require(check_name(headers, "tools/call", params).empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string input(bytes, bytes + size);
    const std::size_t end = std::min(input.find('\0'), input.size());
    const std::string value = input.substr(0, end);
    check_round_trip(value);
    check_name_of(value, value);
    if (const auto decoded = decode_header_value(value)) {
        check_name_of(value, *decoded);
    }
    mcp::json::Limits limits;
    limits.max_values = 1'000;
    mcp::json::Value json;
    if (end >= input.size() ||
        mcp::json::parse(input.substr(end + 1), limits, json) != mcp::json::ParseStatus::ok) {
        return 0;
    }
    StandardHeaders headers;
    headers.protocol_version = value;
    headers.method = value;
    headers.name = value;
    headers.params.emplace_back("region", value);
    require(check_version_and_method(headers, value, value).empty());
    (void)check_name(headers, "tools/call", json);
    (void)check_name(headers, "resources/read", json);
    try {
        const auto parameters = header_arguments(json);
        (void)check_parameters(headers, parameters, json);
    } catch (const mcp::Error&) {
        return 0;  // an annotation that the specification forbids
    }
    return 0;
}
