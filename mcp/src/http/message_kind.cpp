// Reads the text once more than the peer does, which only servers with sessions pay for.
// Malformed envelopes are modern too: never is a message with one taken for a legacy one.

#include "http/message_kind.hpp"

#include "protocol/era.hpp"

#include <nlohmann/json.hpp>

namespace mcp::http {

MessageKind find_kind(std::string_view text, const json::Limits& limits) {
    json::Value message;
    if (json::parse(text, limits, message) != json::ParseStatus::ok) {
        return MessageKind::unreadable;
    }
    if (!message.is_object()) {
        return MessageKind::legacy;
    }
    const auto params = message.find("params");
    if (params != message.end() &&
        protocol::read_envelope(*params).status != protocol::Envelope::Status::absent) {
        return MessageKind::modern;
    }
    const auto method = message.find("method");
    const bool asks = method != message.end() && *method == "initialize" && message.contains("id");
    return asks ? MessageKind::initialize : MessageKind::legacy;
}

}  // namespace mcp::http
