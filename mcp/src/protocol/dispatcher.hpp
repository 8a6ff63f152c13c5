#pragma once
// From a message to what has to be done: one method table for both eras, the calls in flight,
// cancellation, batches and error codes. Sans-IO: texts in, texts and call requests out; whoever
// owns the transport runs the calls and hands their answers back.
//
// States of a call: started by receive() -> answered by finish(), or silenced by
// notifications/cancelled (then finish() answers nothing).

#include "json/json_io.hpp"
#include "jsonrpc/message.hpp"
#include "protocol/answer.hpp"
#include "protocol/call_request.hpp"
#include "protocol/description.hpp"
#include "protocol/era.hpp"
#include "protocol/modern.hpp"
#include "protocol/peer_traits.hpp"
#include "protocol/reply.hpp"
#include "protocol/standard_headers.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <nlohmann/json.hpp>

namespace mcp::protocol {

struct DispatcherLimits {
    DispatcherLimits() = default;
    json::Limits json;
    std::size_t max_batch = 100;           ///< messages in one batch
    std::size_t max_in_flight = 256;       ///< calls; one more is answered with an error
    std::size_t max_watched_uris = 1'000;  ///< of one legacy peer, or in one subscriptions/listen
};

/// A call that its sender cancelled. `reply` ends the exchange it came in; absent when other calls
/// of its batch are open.
struct CancelledCall {
    CancelledCall() = default;
    Ticket ticket = 0;
    std::optional<Reply> reply;
};

/// A client's answer to a request of ours.
struct ClientAnswer {
    ClientAnswer() = default;
    std::string id;      ///< of our request, as JSON text
    json::Value result;  ///< null when it is an error
    json::Value error;
};

/// What receive() wants done, in this order. A cancelled call may be one of `calls`.
struct Actions {
    Actions() = default;
    /// The end of this message's exchange; absent while `calls` are to answer.
    std::optional<Reply> reply;
    std::vector<CallRequest> calls;
    std::vector<CancelledCall> cancelled;
    std::vector<ClientAnswer> client_answers;
    bool introduced = false;     ///< a handshake was answered
    bool watch_changed = false;  ///< watched_uris() is another set now
};

/// The protocol's side of one peer. Not thread-safe. Never throws for anything a peer sends.
class Dispatcher {
  public:
    /// `description` and `modern` must outlive it.
    Dispatcher(
        const Description& description,
        const Modern& modern,
        DispatcherLimits limits,
        PeerTraits traits = PeerTraits::stdio()
    );

    /// Fills `actions`, which must be clear, with what the message asks for. `headers` are those of
    /// an HTTP request, nullptr elsewhere.
    void receive(std::string_view text, Actions& actions, const StandardHeaders* headers = nullptr);

    /// The answer to a message that the transport did not deliver because of its size.
    [[nodiscard]] static std::string oversized_reply();

    /// The answer of a call. nullopt when the exchange is not at its end: the call was cancelled,
    /// or its batch has other calls open.
    [[nodiscard]] std::optional<Reply> finish(Ticket ticket, const Answer& answer);

    [[nodiscard]] std::size_t in_flight() const noexcept { return running_.size(); }

    /// The legacy handshake was made; its revision.
    [[nodiscard]] const Revision* negotiated() const noexcept { return negotiated_; }

    /// URIs that a legacy client subscribed to.
    [[nodiscard]] const std::set<std::string, std::less<>>& watched_uris() const noexcept {
        return watched_;
    }

    /// Stops waiting for a call's answer, as the transport lost its sender.
    void forget(Ticket ticket);

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
        bool listens = false;
        std::shared_ptr<Batch> batch;
    };

    /// One request on its way through the table.
    struct Request {
        Request(jsonrpc::Message& the_message, Era its_era) : message(the_message), era(its_era) {}

        jsonrpc::Message& message;
        Era era;
        Envelope envelope;
        std::shared_ptr<Batch> batch;
        Actions* actions = nullptr;
    };

    struct Method {
        std::string_view name;
        Eras eras;
        bool Description::* needed;  ///< what must be offered; nullptr = nothing
        void (Dispatcher::*handle)(Request&);
    };

    [[nodiscard]] const Method* find_method(std::string_view name) const noexcept;
    void receive_one(json::Value&& value, const std::shared_ptr<Batch>& batch, Actions& actions);
    void receive_batch(json::Value&& values, Actions& actions);
    void receive_response(jsonrpc::Message& message, Actions& actions) const;
    void handle_request(Request& request);
    void handle_notification(const jsonrpc::Message& message, Actions& actions);

    // The era and the headers of a request: dispatcher_admission.cpp.
    [[nodiscard]] bool accept_envelope(Request& request);
    [[nodiscard]] bool accept_headers(Request& request);
    [[nodiscard]] bool accept_legacy_headers(Request& request);

    // Handlers of the table: dispatcher_methods.cpp.
    void initialize(Request& request);
    void ping(Request& request);
    void discover(Request& request);
    void set_log_level(Request& request);
    void list_tools(Request& request);
    void call_tool(Request& request);
    void list_prompts(Request& request);
    void get_prompt(Request& request);
    void list_resources(Request& request);
    void list_templates(Request& request);
    void read_resource(Request& request);
    void subscribe(Request& request);
    void unsubscribe(Request& request);
    void complete(Request& request);
    void listen(Request& request);

    /// A text among params, or nullptr after answering that it is needed.
    [[nodiscard]] const std::string* needed_text(Request& request, std::string_view name);
    [[nodiscard]] bool first_page(Request& request);
    void list_fixed(Request& request, std::string_view name, const std::string& items);
    void call_named(
        Request& request,
        Operation operation,
        const std::unordered_map<std::string, std::size_t>& known
    );
    void start(Request& request, CallRequest call);
    /// What a modern client answers to our questions; false after an error was answered.
    [[nodiscard]] bool take_answers(Request& request, CallRequest& call);
    std::unordered_map<Ticket, Running>::node_type take(Ticket ticket);

    void reply(Request& request, std::string_view members, Closing closing);
    void reply_error(
        Request& request,
        ErrorCode code,
        std::string_view text,
        std::string_view data = {},
        int http_status = 200
    );
    void end_exchange(Request& request, Reply reply);
    /// Completes an answer, or adds it to its batch; nullopt while the batch is open.
    [[nodiscard]] static std::optional<Reply> deliver(
        const std::shared_ptr<Batch>& batch, Reply reply
    );
    [[nodiscard]] Reply encode(std::string_view id, Era era, const Answer& what) const;
    [[nodiscard]] std::string encode_result(
        std::string_view id, Era era, std::string_view members, Closing closing
    ) const;

    const Description& description_;
    const Modern& modern_;
    DispatcherLimits limits_;
    PeerTraits traits_;
    const Revision* negotiated_ = nullptr;
    const StandardHeaders* headers_ = nullptr;  ///< of the message being received
    json::Value legacy_capabilities_ = json::Value::object();
    LogLevel legacy_log_level_ = LogLevel::info;
    std::set<std::string, std::less<>> watched_;
    std::unordered_map<Ticket, Running> running_;
    std::unordered_map<std::string, Ticket> tickets_;  ///< by id
    std::size_t listening_ = 0;                        ///< of running_
    Ticket next_ticket_ = 1;
};

}  // namespace mcp::protocol
