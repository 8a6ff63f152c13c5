// Fuzz target: everything an MCP peer can send. The input is cut into lines, each line goes through
// the dispatcher and its calls through an argument schema, and the answers are checked.
//
// The first byte chooses the size of the pieces that the lines arrive in, and whether the peer is
// one of stdio or of HTTP. A line "." finishes the oldest running call; a line "@a|b|c|d" gives the
// next message the headers MCP-Protocol-Version, Mcp-Method, Mcp-Name and Mcp-Param-q, of which
// empty ones are absent. Broken promises abort, so that the fuzzer keeps the input.

#include "protocol/dispatcher.hpp"
#include "protocol/results.hpp"
#include "transport/line_buffer.hpp"

#include <mcp/schema.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using mcp::protocol::Dispatcher;

struct Nested {
    Nested() = default;
    std::string path;
    std::string rest;
};

struct Arguments {
    Arguments() = default;
    std::string query;
    std::int64_t limit = 0;
    std::optional<double> weight;
    bool flag = false;
    std::vector<std::string> tags;
    Nested nested;
};

mcp::InputSchema<Arguments> make_schema() {
    mcp::InputSchema<Nested> nested;
    nested.add("path", &Nested::path).max_length(20);
    nested.add_rest("more", &Nested::rest);
    mcp::InputSchema<Arguments> schema;
    schema.add("query", &Arguments::query).required().max_length(50);
    schema.add("limit", &Arguments::limit).range(1, 1000);
    schema.add("weight", &Arguments::weight).range(0, 1);
    schema.add("flag", &Arguments::flag);
    schema.add("tags", &Arguments::tags).max_items(5).max_length(10).one_of({"a", "b", "longer"});
    schema.add("nested", &Arguments::nested, std::move(nested));
    return schema;
}

void require(bool promise) {
    if (!promise) {
        std::abort();
    }
}

/// Every answer is one line of JSON-RPC, or a batch of them.
void check_reply(const std::string& reply) {
    require(reply.find('\n') == std::string::npos);
    mcp::json::Limits limits;
    limits.max_values = 1'000'000;
    mcp::json::Value value;
    require(mcp::json::parse(reply, limits, value) == mcp::json::ParseStatus::ok);
    const auto check_one = [](const mcp::json::Value& one) {
        require(one.is_object() && one.at("jsonrpc") == "2.0" && one.contains("id"));
        require(one.contains("result") != one.contains("error"));
    };
    if (value.is_array()) {
        require(!value.empty());
        std::ranges::for_each(value, check_one);
    } else {
        check_one(value);
    }
}

class Peer {
  public:
    Peer(const mcp::protocol::Description& description, mcp::protocol::PeerTraits traits)
        : modern_(description),
          dispatcher_(description, modern_, limits(), traits),
          http_(traits.http) {}

    void receive(std::string_view line) {
        if (line == ".") {
            return finish_oldest();
        }
        if (line.starts_with('@')) {
            return take_headers(line.substr(1));
        }
        mcp::protocol::Actions actions;
        dispatcher_.receive(line, actions, http_ ? &headers_ : nullptr);
        headers_ = mcp::protocol::StandardHeaders();
        // An exchange ends exactly once: now, or by the calls that it started.
        require(actions.reply.has_value() || !actions.calls.empty());
        check(actions.reply);
        for (const auto& call : actions.cancelled) {
            check(call.reply);
        }
        for (auto& call : actions.calls) {
            running_.emplace_back(call.ticket, problem_of(call));
            listening_ += call.operation == mcp::protocol::Operation::listen ? 1U : 0U;
        }
        require(dispatcher_.in_flight() <= limits().max_in_flight + listening_);
        require(dispatcher_.watched_uris().size() <= limits().max_watched_uris);
    }

    void finish_oldest() {
        if (running_.empty()) {
            return;
        }
        const auto [ticket, problem] = running_.front();
        running_.pop_front();
        const auto result = problem.empty() ? mcp::ToolResult::success("done \xff\n")
                                            : mcp::ToolResult::failure(problem);
        check(dispatcher_.finish(
            ticket, mcp::protocol::Answer::result(mcp::protocol::tool_result_members(result))
        ));
    }

    void finish_all() {
        while (!running_.empty()) {
            finish_oldest();
        }
        require(dispatcher_.in_flight() == 0);
    }

  private:
    [[nodiscard]] std::string problem_of(const mcp::protocol::CallRequest& call) const {
        if (call.operation != mcp::protocol::Operation::call_tool) {
            require(call.filter.uris.size() <= limits().max_watched_uris);
            return {};
        }
        Arguments in;
        std::string problem = schema_.read(call.arguments, in);
        require(!problem.empty() || (in.query.size() <= 200 && in.limit <= 1000));
        return problem;
    }

    void take_headers(std::string_view text) {
        const auto next = [&text]() -> std::optional<std::string> {
            const std::size_t bar = std::min(text.find('|'), text.size());
            std::string part(text.substr(0, bar));
            text.remove_prefix(std::min(bar + 1, text.size()));
            return part.empty() ? std::nullopt : std::optional(std::move(part));
        };
        headers_.protocol_version = next();
        headers_.method = next();
        headers_.name = next();
        if (auto value = next()) {
            headers_.params.emplace_back("q", std::move(*value));
        }
    }

    static void check(const std::optional<mcp::protocol::Reply>& reply) {
        if (reply && !reply->text.empty()) {
            check_reply(reply->text);
        }
    }

    static mcp::protocol::DispatcherLimits limits() {
        mcp::protocol::DispatcherLimits out;
        out.json.max_depth = 16;
        out.json.max_values = 2'000;
        out.max_batch = 8;
        out.max_in_flight = 4;
        out.max_watched_uris = 4;
        return out;
    }

    mcp::protocol::Modern modern_;
    Dispatcher dispatcher_;
    mcp::InputSchema<Arguments> schema_ = make_schema();
    std::deque<std::pair<mcp::protocol::Ticket, std::string>> running_;
    mcp::protocol::StandardHeaders headers_;
    std::size_t listening_ = 0;  ///< ever started
    bool http_;
};

mcp::protocol::Description make_description() {
    mcp::protocol::Description out;
    out.has_tools = true;
    out.name = "fuzz";
    out.version = "1";
    out.tools_json = R"([{"name":"t"}])";
    out.tools = {{"t", 0}};
    mcp::HeaderArgument parameter;
    parameter.header = "q";
    parameter.path = {"query"};
    out.tool_headers = {{parameter}};
    out.has_prompts = true;
    out.prompts = {{"p", 0}};
    out.has_resources = true;
    out.lists_resources = true;
    out.completes = true;
    out.logs = true;
    out.resource_subscriptions = true;
    out.tool_list_changes = true;
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    const auto description = make_description();
    const bool http = data[0] >= 128;
    Peer peer(
        description,
        http ? mcp::protocol::PeerTraits::stateless_http() : mcp::protocol::PeerTraits::stdio()
    );
    mcp::transport::LineBuffer lines(4096);
    const std::size_t step = data[0] % 64U + 1U;
    std::span<const std::uint8_t> rest(data + 1, size - 1);
    while (!rest.empty()) {
        const auto space = lines.prepare();
        const std::size_t bytes = std::min(step, rest.size());
        std::memcpy(space.data(), rest.data(), bytes);
        lines.commit(bytes);
        rest = rest.subspan(bytes);
        for (;;) {
            const auto next = lines.next();
            if (next == mcp::transport::LineBuffer::Next::need_more) {
                break;
            }
            if (next == mcp::transport::LineBuffer::Next::line) {
                peer.receive(lines.line());
            }
        }
    }
    if (lines.last() == mcp::transport::LineBuffer::Next::line) {
        peer.receive(lines.line());
    }
    peer.finish_all();
    return 0;
}
