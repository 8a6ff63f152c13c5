// Decoding and encoding of JSON-RPC 2.0 messages.
// Lenient where JSON-RPC is (unknown members are ignored), strict where a wrong guess would lose an
// answer (the id).

#include "jsonrpc/message.hpp"

#include <utility>

namespace mcp::jsonrpc {
namespace {

Message invalid(Message message, std::string problem) {
    message.kind = Kind::invalid;
    message.problem = std::move(problem);
    return message;
}

}  // namespace

std::string id_text(const json::Value& id) {
    std::string text;
    if (id.is_string()) {
        json::append_string(text, id.get_ref<const std::string&>());
    } else if (id.is_number_unsigned()) {
        text = std::to_string(id.get<std::uint64_t>());
    } else if (id.is_number_integer()) {
        text = std::to_string(id.get<std::int64_t>());
    }
    return text;
}

Message decode(json::Value&& value) {
    Message message;
    if (!value.is_object()) {
        return invalid(std::move(message), "a message must be a JSON object");
    }
    const auto method = value.find("method");
    if (method == value.end() && (value.contains("result") || value.contains("error"))) {
        message.kind = Kind::response;
        if (value.contains("id")) {
            const std::string id = id_text(value["id"]);
            message.id = id.empty() ? "null" : id;
        }
        if (const auto result = value.find("result"); result != value.end()) {
            message.result = std::move(*result);
        } else {
            message.error = std::move(value["error"]);
        }
        return message;
    }
    const auto id = value.find("id");
    const bool has_id = id != value.end();
    if (has_id) {
        std::string text = id_text(*id);
        if (text.empty()) {
            return invalid(std::move(message), "\"id\" must be a string or an integer");
        }
        message.id = std::move(text);
    }
    const auto version = value.find("jsonrpc");
    if (version == value.end() || !version->is_string() ||
        version->get_ref<const std::string&>() != "2.0") {
        return invalid(std::move(message), "\"jsonrpc\" must be \"2.0\"");
    }
    if (method == value.end()) {
        return invalid(std::move(message), "\"method\" is missing");
    }
    if (!method->is_string()) {
        return invalid(std::move(message), "\"method\" must be a string");
    }
    message.method = std::move(method->get_ref<std::string&>());
    message.kind = has_id ? Kind::request : Kind::notification;
    const auto params = value.find("params");
    if (params != value.end() && !params->is_null()) {
        message.params = std::move(*params);
    }
    return message;
}

std::string notification(std::string_view method, std::string_view members) {
    std::string out = R"({"jsonrpc":"2.0","method":")";
    out += method;
    out += R"(","params":{)";
    out += members;
    out += "}}";
    return out;
}

std::string request(std::string_view id, std::string_view method, std::string_view params) {
    std::string out = R"({"jsonrpc":"2.0","id":)";
    out += id;
    out += R"(,"method":")";
    out += method;
    out += R"(","params":)";
    out += params;
    out += '}';
    return out;
}

void append_result(std::string& out, std::string_view id, std::string_view members) {
    out += R"({"jsonrpc":"2.0","id":)";
    out += id;
    out += R"(,"result":{)";
    out += members;
    out += "}}";
}

void append_error(
    std::string& out,
    std::string_view id,
    ErrorCode code,
    std::string_view text,
    std::string_view data
) {
    out += R"({"jsonrpc":"2.0","id":)";
    out += id;
    out += R"(,"error":{"code":)";
    out += std::to_string(static_cast<int>(code));
    out += R"(,"message":)";
    json::append_string(out, text);
    if (!data.empty()) {
        out += R"(,"data":)";
        out += data;
    }
    out += "}}";
}

}  // namespace mcp::jsonrpc
