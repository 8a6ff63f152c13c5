#pragma once
// The client's side of the Bolt conversation without any I/O: requests in, bytes out; bytes in,
// events out. One client for all versions: what differs is data (wire/version.hpp).
//
// Responses come in the order of the requests; each request has exactly one SUCCESS, FAILURE or
// IGNORED, a PULL before it any number of RECORDs. After a FAILURE everything is IGNORED until
// RESET. A FAILURE to HELLO, LOGON, LOGOFF or RESET, and anything unexpected, ends the connection.
//
// server's state, as far as the answers told it:
//   connected -HELLO-> authentication (5.1+) | ready      authentication -LOGON-> ready
//   ready -RUN-> streaming -PULL/DISCARD, no more-> ready  ready -BEGIN-> transaction
//   transaction -RUN-> transaction_streaming -all streams ended-> transaction
//   transaction -COMMIT/ROLLBACK-> ready                   any -FAILURE-> failed -RESET-> ready

#include "packstream/arena.hpp"
#include "packstream/arena_pool.hpp"
#include "packstream/decoder.hpp"
#include "packstream/limits.hpp"
#include "protocol/hydrate.hpp"
#include "protocol/metadata.hpp"
#include "protocol/requests.hpp"
#include "wire/dechunker.hpp"
#include "wire/version.hpp"

#include <bolt/auth.hpp>
#include <bolt/error.hpp>
#include <bolt/record.hpp>
#include <bolt/value.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace bolt::protocol {

enum class ServerState : std::uint8_t {
    connected,
    authentication,
    ready,
    streaming,
    transaction,
    transaction_streaming,
    failed,
    defunct,  ///< the connection must be closed
};

/// What next_event() found.
struct Event {
    enum class Type : std::uint8_t {
        needs_more,  ///< feed() more bytes
        record,      ///< `arena`, `cells`
        success,     ///< `request`, `metadata`: a map
        failure,     ///< `request`, `error`
        ignored,     ///< `request`
        violation,   ///< `problem`: the server broke the protocol or a limit
    };
    Event() = default;

    explicit Event(Type event_type) : type(event_type) {}

    Type type = Type::needs_more;
    Request request = Request::hello;
    ValueView metadata = empty_map();
    ServerError error;
    std::shared_ptr<const void> arena;
    std::span<const detail::Cell> cells;
    std::string problem;
};

/// One conversation on one connection, after the version handshake.
/// Not thread-safe. Requests throw Error (usage) for values that cannot be encoded and messages
/// that the version does not have; then nothing is enqueued. Reading never throws on what the
/// server sent.
class Client {
  public:
    Client(wire::Version version, packstream::Limits limits = {});

    [[nodiscard]] wire::Version version() const noexcept { return version_; }

    [[nodiscard]] const wire::Features& features() const noexcept { return features_; }

    /// Called with each whole message, without its chunks: `sent` when it is enqueued, `received`
    /// before it is looked at. Both or none are set.
    using Tracer = std::function<void(std::span<const std::uint8_t> message)>;

    void trace_to(Tracer sent, Tracer received) {
        trace_sent_ = std::move(sent);
        trace_received_ = std::move(received);
    }

    // Requests: appended to output() as whole messages.
    /// Before 5.1 the auth entries travel in HELLO itself; from 5.1 on, send logon() next.
    void hello(const HelloRequest& request, const AuthToken& auth);
    /// logon() and logoff() throw Error (configuration) before 5.1.
    void logon(const AuthToken& auth);
    void logoff();
    void goodbye();
    void reset();
    /// `extra` is null inside an explicit transaction. run(), begin() and route() throw Error
    /// (configuration) for what they ask for and the version does not have.
    void run(const std::string& query, const Map& parameters, const TransactionExtra* extra);
    void begin(const TransactionExtra& extra);
    void commit();
    void rollback();
    /// `n` records, -1 = all; `query_id` absent = the last RUN's. Before 4.0 always all.
    void pull(std::int64_t n, std::optional<std::int64_t> query_id = {});
    void discard(std::int64_t n, std::optional<std::int64_t> query_id = {});
    /// Throws Error (configuration) before 4.3.
    void route(const RouteRequest& request);
    /// Throws Error (configuration) before 5.4.
    void telemetry(TelemetryApi api);

    /// Bytes to send; valid until the next request or consume().
    [[nodiscard]] std::span<const std::uint8_t> output() const noexcept;
    /// The first `bytes` of output() were sent.
    void consume(std::size_t bytes) noexcept;

    /// Gives the bytes received. They must stay where they are until next_event() says needs_more.
    void feed(std::span<const std::uint8_t> bytes) noexcept { input_ = bytes; }

    /// The next thing that the server said. Yours to move from; valid until the next call.
    [[nodiscard]] Event& next_event();

    [[nodiscard]] ServerState state() const noexcept { return state_; }

    /// Requests without their final answer.
    [[nodiscard]] std::size_t pending() const noexcept { return pending_.size(); }

    [[nodiscard]] bool is_pending(Request request) const noexcept;
    /// Ready for new work, with nothing sent, received or expected.
    [[nodiscard]] bool is_clean() const noexcept;

  private:
    void send(Request request);
    void require_extra(const TransactionExtra& extra) const;
    void append_extra(const TransactionExtra& extra);
    void append_notifications(const NotificationFilter& filter);
    [[nodiscard]] std::size_t notification_entries(const NotificationFilter& filter) const;
    void stream_request(Request request, std::int64_t n, std::optional<std::int64_t> query_id);

    void require(bool feature, Request request) const;

    // Each fills event_.
    void forget_event();
    [[nodiscard]] Event& next_other_event();
    void decode(std::span<const std::uint8_t> message);
    void decode_record(std::span<const std::uint8_t> message);
    void provide_arena(std::size_t message_size);
    void refuse_record(
        const packstream::Decoder& decoder, packstream::DecodeStatus status, std::uint32_t fields
    );
    void decode_summary(std::span<const std::uint8_t> message);
    void read_summary(std::span<const std::uint8_t> message);
    void violation(std::string problem);
    void on_success(Request request, ValueView metadata);
    void on_failure(Request request);

    wire::Version version_;
    wire::Features features_;
    packstream::Limits limits_;
    Dialect dialect_;
    wire::Dechunker dechunker_;
    ServerState state_ = ServerState::connected;
    std::deque<Request> pending_;
    std::deque<std::int64_t>
        records_due_;  ///< of each pending PULL, at most; negative = any number
    std::int64_t open_streams_ = 0;
    bool in_transaction_ = false;

    std::vector<std::uint8_t> body_;    ///< the message being encoded
    std::vector<std::uint8_t> output_;  ///< chunked, waiting to be sent
    std::size_t sent_ = 0;
    std::span<const std::uint8_t> input_;
    packstream::ArenaPool arenas_;
    std::unique_ptr<packstream::Arena> scratch_;  ///< of the response being looked at
    detail::Cell metadata_;                       ///< its map
    std::shared_ptr<packstream::Arena> arena_;    ///< of the records being decoded
    Tracer trace_sent_;
    Tracer trace_received_;
    Event event_;  ///< kept, because making one costs as much as a record
};

}  // namespace bolt::protocol
