#pragma once
// From a message to what has to be done: one method table for both eras, the calls in flight,
// cancellation, batches and error codes. Sans-IO: texts in, texts and call requests out; whoever
// owns the transport runs the calls and hands their results back.
//
// States of a call: started by receive() -> answered by finish(), or silenced by
// notifications/cancelled (then finish() answers nothing).

#include "json/json_io.hpp"
#include "jsonrpc/message.hpp"
#include "protocol/description.hpp"
#include "protocol/era.hpp"
#include "protocol/modern.hpp"

#include <mcp/tool_result.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <nlohmann/json.hpp>

namespace mcp::protocol {

struct DispatcherLimits {
    DispatcherLimits() = default;
    json::Limits json;
    std::size_t max_batch = 100;      ///< messages in one batch
    std::size_t max_in_flight = 256;  ///< calls; one more is answered with an error
};

/// Identifies a running call of one dispatcher; never reused.
using Ticket = std::uint64_t;

/// A call to start. `arguments` is what the client sent: an object only if it sent one.
struct CallRequest {
    CallRequest() = default;
    Ticket ticket = 0;
    std::size_t tool = 0;  ///< index in the registry
    json::Value arguments;
};

/// What receive() wants done, in this order. A cancelled call may be one of `calls`.
struct Actions {
    Actions() = default;
    std::vector<std::string> replies;
    std::vector<CallRequest> calls;
    std::vector<Ticket> cancelled;

    void clear() {
        replies.clear();
        cancelled.clear();
        calls.clear();
    }
};

/// The protocol's side of one connection. Not thread-safe. Never throws for anything a peer sends.
class Dispatcher {
  public:
    /// `description` and `modern` must outlive it.
    Dispatcher(const Description& description, const Modern& modern, DispatcherLimits limits);

    /// Appends to `actions` what the message asks for.
    void receive(std::string_view text, Actions& actions);

    /// The answer to a message that the transport did not deliver because of its size.
    [[nodiscard]] static std::string oversized_reply();

    /// The result of a call. Empty when there is nothing to send (cancelled, or its batch has other
    /// calls open).
    [[nodiscard]] std::string finish(Ticket ticket, const ToolResult& result);

    [[nodiscard]] std::size_t in_flight() const noexcept { return running_.size(); }

  private:
    /// Answers of one batch, collected until the last is there.
    struct Batch {
        Batch() = default;
        std::string replies;
        std::size_t open = 0;
    };

    struct Running {
        Running() = default;
        std::string id;
        Era era = Era::legacy;
        std::shared_ptr<Batch> batch;
    };

    /// One request on its way through the table.
    struct Request {
        Request(jsonrpc::Message& the_message, Era its_era) : message(the_message), era(its_era) {}

        jsonrpc::Message& message;
        Era era;
        std::shared_ptr<Batch> batch;
        Actions* actions = nullptr;
    };

    struct Method {
        std::string_view name;
        Eras eras;
        void (Dispatcher::*handle)(Request&);
    };

    [[nodiscard]] static const Method* find_method(std::string_view name) noexcept;
    void receive_one(json::Value&& value, const std::shared_ptr<Batch>& batch, Actions& actions);
    void receive_batch(json::Value&& values, Actions& actions);
    void handle_request(Request& request);
    void handle_notification(const jsonrpc::Message& message, Actions& actions);
    [[nodiscard]] bool accept_envelope(Request& request);

    void initialize(Request& request);
    void ping(Request& request);
    void discover(Request& request);
    void list_tools(Request& request);
    void call_tool(Request& request);

    void reply(Request& request, std::string_view members, Caching caching);
    void reply_error(
        Request& request, ErrorCode code, std::string_view text, std::string_view data = {}
    );
    /// Sends an answer, or adds it to its batch; answers the text to send now, if any.
    [[nodiscard]] static std::string deliver(
        const std::shared_ptr<Batch>& batch, std::string reply
    );
    [[nodiscard]] std::string encode_result(
        std::string_view id, Era era, std::string_view members, Caching caching
    ) const;

    const Description& description_;
    const Modern& modern_;
    DispatcherLimits limits_;
    const Revision* negotiated_ = nullptr;
    std::unordered_map<Ticket, Running> running_;
    std::unordered_map<std::string, Ticket> tickets_;  ///< by id
    Ticket next_ticket_ = 1;
};

}  // namespace mcp::protocol
