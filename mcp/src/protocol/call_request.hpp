#pragma once
// A request that a handler has to run: what it wants, and what the client said around it.
// Made by the dispatcher, run by a peer. Plain data. Sans-IO.

#include "json/json_io.hpp"
#include "protocol/era.hpp"

#include <mcp/log_level.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace mcp::protocol {

/// Identifies a running call of one dispatcher; never reused.
using Ticket = std::uint64_t;

enum class Operation : std::uint8_t {
    call_tool,       ///< `index` of the tool; `arguments` as sent
    get_prompt,      ///< `index` of the prompt; `arguments` as sent
    read_resource,   ///< `target` is the URI
    list_resources,  ///< `arguments` is the cursor, or null
    complete,        ///< `arguments` is params
    listen,          ///< `filter`
};

/// What a subscriptions/listen asks to hear of.
struct ListenFilter {
    ListenFilter() = default;
    bool tools = false;
    bool prompts = false;
    bool resources = false;
    std::vector<std::string> uris;
};

struct CallRequest {
    CallRequest() = default;
    Ticket ticket = 0;
    Operation operation = Operation::call_tool;
    std::size_t index = 0;
    std::string id;      ///< of the request, as JSON text
    std::string method;  ///< only of calls that may ask the client
    std::string target;
    json::Value arguments;
    ListenFilter filter;

    Era era = Era::legacy;
    std::string progress_token;         ///< JSON text; empty = no progress wanted
    std::optional<LogLevel> log_level;  ///< the least severe one wanted; absent = none
    json::Value capabilities = json::Value::object();     ///< of the client
    json::Value input_responses = json::Value::object();  ///< modern: answers to questions
    std::string request_state;                            ///< modern: our state, as it came back
};

}  // namespace mcp::protocol
