// Fuzz target: everything an MCP peer can send. The input is cut into lines, each line goes through
// the dispatcher and its calls through an argument schema, and the answers are checked.
//
// The first byte chooses the size of the pieces that the lines arrive in; a line "." finishes the
// oldest running call. Broken promises abort, so that the fuzzer keeps the input.

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
    explicit Peer(const mcp::protocol::Description& description)
        : modern_(description), dispatcher_(description, modern_, limits()) {}

    void receive(std::string_view line) {
        if (line == ".") {
            return finish_oldest();
        }
        mcp::protocol::Actions actions;
        dispatcher_.receive(line, actions);
        check(actions.reply);
        for (const auto& call : actions.cancelled) {
            check(call.reply);
        }
        for (auto& call : actions.calls) {
            Arguments in;
            const std::string problem = schema_.read(call.arguments, in);
            require(!problem.empty() || (in.query.size() <= 200 && in.limit <= 1000));
            running_.emplace_back(call.ticket, problem);
        }
        require(dispatcher_.in_flight() <= limits().max_in_flight);
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
        return out;
    }

    mcp::protocol::Modern modern_;
    Dispatcher dispatcher_;
    mcp::InputSchema<Arguments> schema_ = make_schema();
    std::deque<std::pair<mcp::protocol::Ticket, std::string>> running_;
};

mcp::protocol::Description make_description() {
    mcp::protocol::Description out;
    out.has_tools = true;
    out.name = "fuzz";
    out.version = "1";
    out.tools_json = R"([{"name":"t"}])";
    out.tools = {{"t", 0}};
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    const auto description = make_description();
    Peer peer(description);
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
