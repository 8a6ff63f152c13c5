// The conversation; see client.hpp for its rules.
// Requests are encoded into one buffer, so that what is enqueued together leaves in one write.

#include "protocol/client.hpp"

#include "packstream/decoder.hpp"
#include "packstream/encoder.hpp"
#include "protocol/failure.hpp"
#include "wire/chunker.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace bolt::protocol {

namespace {

constexpr std::uint8_t kSuccess = 0x70;
constexpr std::uint8_t kRecord = 0x71;
constexpr std::uint8_t kIgnored = 0x7E;
constexpr std::uint8_t kFailure = 0x7F;

/// A new arena is begun when the current one holds this much: records that are kept then hold
/// little memory beside their own.
constexpr std::size_t kArenaTurnover = 64 * 1024;

std::uint8_t tag_of(Request request) noexcept {
    switch (request) {
        case Request::hello:
            return 0x01;
        case Request::goodbye:
            return 0x02;
        case Request::reset:
            return 0x0F;
        case Request::run:
            return 0x10;
        case Request::begin:
            return 0x11;
        case Request::commit:
            return 0x12;
        case Request::rollback:
            return 0x13;
        case Request::discard:
            return 0x2F;
        case Request::pull:
            return 0x3F;
        case Request::telemetry:
            return 0x54;
        case Request::route:
            return 0x66;
        case Request::logon:
            return 0x6A;
        case Request::logoff:
            return 0x6B;
    }
    return 0;
}

std::string hex(std::uint8_t byte) {
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "0x%02X", unsigned{byte});
    return text.data();
}

bool flag_at(const Map& metadata, std::string_view key) {
    const Value* value = metadata.find(key);
    const bool* flag = value == nullptr ? nullptr : value->get_if<bool>();
    return flag != nullptr && *flag;
}

bool list_holds(const Map& metadata, std::string_view key, std::string_view wanted) {
    const Value* value = metadata.find(key);
    const List* items = value == nullptr ? nullptr : value->get_if<List>();
    if (items == nullptr) {
        return false;
    }
    return std::any_of(items->begin(), items->end(), [wanted](const Value& item) {
        const auto* text = item.get_if<std::string>();
        return text != nullptr && *text == wanted;
    });
}

}  // namespace

Client::Client(wire::Version version, packstream::Limits limits)
    : version_(version),
      features_(wire::features(version)),
      limits_(limits),
      dechunker_(limits.max_message) {
    dialect_.element_ids = features_.element_ids;
    dialect_.utc_datetimes = features_.utc_datetimes;
}

// ---- requests -----------------------------------------------------------------------------------

namespace {

/// The encoder for the message that is being built.
packstream::Encoder encoder_for(std::vector<std::uint8_t>& body, const Dialect& dialect) {
    packstream::Dialect encoding;
    encoding.utc_datetimes = dialect.utc_datetimes;
    return {body, encoding};
}

}  // namespace

/// Sending a message that the version lacks would only end the connection.
void Client::require(bool feature, Request request) const {
    if (!feature) {
        throw Error(
            ErrorKind::usage,
            "Bolt " + version_.to_string() + " has no " + std::string(to_string(request))
        );
    }
}

void Client::send(Request request) {
    if (sent_ == output_.size()) {
        output_.clear();
        sent_ = 0;
    }
    if (trace_sent_) {
        trace_sent_(body_);
    }
    wire::append_chunked(output_, body_);
    body_.clear();
    if (request != Request::goodbye) {
        pending_.push_back(request);
    }
}

std::size_t Client::notification_entries(const NotificationFilter& filter) const {
    if (!features_.notification_filters) {
        return 0;
    }
    return (filter.minimum_severity.empty() ? 0U : 1U) + (filter.disabled ? 1U : 0U);
}

void Client::append_notifications(const NotificationFilter& filter) {
    if (!features_.notification_filters) {
        return;
    }
    auto out = encoder_for(body_, dialect_);
    if (!filter.minimum_severity.empty()) {
        out.string("notifications_minimum_severity");
        out.string(filter.minimum_severity);
    }
    if (filter.disabled) {
        out.string(
            features_.notification_classifications ? "notifications_disabled_classifications"
                                                   : "notifications_disabled_categories"
        );
        out.list(filter.disabled->size());
        for (const std::string& name : *filter.disabled) {
            out.string(name);
        }
    }
}

void Client::hello(const HelloRequest& request, const AuthToken& auth) {
    body_.clear();
    auto out = encoder_for(body_, dialect_);
    Map entries;
    entries.set("user_agent", request.user_agent);
    if (features_.bolt_agent) {
        Map agent;
        agent.set("product", request.product);
        auto add = [&agent](std::string_view key, const std::string& text) {
            if (!text.empty()) {
                agent.set(std::string(key), text);
            }
        };
        add("platform", request.platform);
        add("language", request.language);
        add("language_details", request.language_details);
        entries.set("bolt_agent", std::move(agent));
    }
    if (request.routing) {
        entries.set("routing", *request.routing);
    }
    if (features_.offers_utc_patch) {
        List patches;
        patches.emplace_back("utc");
        entries.set("patch_bolt", std::move(patches));
    }
    if (!features_.logon) {
        for (const MapEntry& entry : auth.entries()) {
            entries.set(entry.key, entry.value);
        }
    }
    out.structure(tag_of(Request::hello), 1);
    out.map(entries.size() + notification_entries(request.notifications));
    for (const MapEntry& entry : entries) {
        out.string(entry.key);
        out.value(entry.value);
    }
    append_notifications(request.notifications);
    send(Request::hello);
}

void Client::logon(const AuthToken& auth) {
    require(features_.logon, Request::logon);
    body_.clear();
    auto out = encoder_for(body_, dialect_);
    out.structure(tag_of(Request::logon), 1);
    out.map(auth.entries());
    send(Request::logon);
}

void Client::logoff() {
    require(features_.logon, Request::logoff);
    body_.clear();
    encoder_for(body_, dialect_).structure(tag_of(Request::logoff), 0);
    send(Request::logoff);
}

void Client::goodbye() {
    body_.clear();
    encoder_for(body_, dialect_).structure(tag_of(Request::goodbye), 0);
    send(Request::goodbye);
    state_ = ServerState::defunct;
}

void Client::reset() {
    body_.clear();
    encoder_for(body_, dialect_).structure(tag_of(Request::reset), 0);
    send(Request::reset);
}

void Client::append_extra(const TransactionExtra& extra) {
    Map entries;
    if (!extra.bookmarks.empty()) {
        List bookmarks;
        for (const std::string& bookmark : extra.bookmarks.values()) {
            bookmarks.emplace_back(bookmark);
        }
        entries.set("bookmarks", std::move(bookmarks));
    }
    if (extra.timeout) {
        entries.set("tx_timeout", extra.timeout->count());
    }
    if (!extra.metadata.empty()) {
        entries.set("tx_metadata", extra.metadata);
    }
    if (extra.read) {
        entries.set("mode", "r");
    }
    if (!extra.database.empty()) {
        entries.set("db", extra.database);
    }
    if (!extra.impersonated_user.empty()) {
        entries.set("imp_user", extra.impersonated_user);
    }
    auto out = encoder_for(body_, dialect_);
    out.map(entries.size() + notification_entries(extra.notifications));
    for (const MapEntry& entry : entries) {
        out.string(entry.key);
        out.value(entry.value);
    }
    append_notifications(extra.notifications);
}

void Client::run(const std::string& query, const Map& parameters, const TransactionExtra* extra) {
    body_.clear();
    auto out = encoder_for(body_, dialect_);
    out.structure(tag_of(Request::run), 3);
    out.string(query);
    out.map(parameters);
    if (extra != nullptr) {
        append_extra(*extra);
    } else {
        out.map(0);
    }
    send(Request::run);
}

void Client::begin(const TransactionExtra& extra) {
    body_.clear();
    encoder_for(body_, dialect_).structure(tag_of(Request::begin), 1);
    append_extra(extra);
    send(Request::begin);
}

void Client::commit() {
    body_.clear();
    encoder_for(body_, dialect_).structure(tag_of(Request::commit), 0);
    send(Request::commit);
}

void Client::rollback() {
    body_.clear();
    encoder_for(body_, dialect_).structure(tag_of(Request::rollback), 0);
    send(Request::rollback);
}

void Client::stream_request(Request request, std::int64_t n, std::optional<std::int64_t> query_id) {
    body_.clear();
    auto out = encoder_for(body_, dialect_);
    out.structure(tag_of(request), 1);
    out.map(query_id ? 2 : 1);
    out.string("n");
    out.integer(n);
    if (query_id) {
        out.string("qid");
        out.integer(*query_id);
    }
    send(request);
}

void Client::pull(std::int64_t n, std::optional<std::int64_t> query_id) {
    stream_request(Request::pull, n, query_id);
}

void Client::discard(std::int64_t n, std::optional<std::int64_t> query_id) {
    stream_request(Request::discard, n, query_id);
}

void Client::route(const RouteRequest& request) {
    body_.clear();
    auto out = encoder_for(body_, dialect_);
    out.structure(tag_of(Request::route), 3);
    out.map(request.context);
    out.list(request.bookmarks.values().size());
    for (const std::string& bookmark : request.bookmarks.values()) {
        out.string(bookmark);
    }
    Map extra;
    if (!request.database.empty()) {
        extra.set("db", request.database);
    }
    if (!request.impersonated_user.empty()) {
        extra.set("imp_user", request.impersonated_user);
    }
    out.map(extra);
    send(Request::route);
}

void Client::telemetry(TelemetryApi api) {
    require(features_.telemetry, Request::telemetry);
    body_.clear();
    auto out = encoder_for(body_, dialect_);
    out.structure(tag_of(Request::telemetry), 1);
    out.integer(static_cast<std::int64_t>(api));
    send(Request::telemetry);
}

std::span<const std::uint8_t> Client::output() const noexcept {
    return std::span<const std::uint8_t>(output_).subspan(sent_);
}

void Client::consume(std::size_t bytes) noexcept {
    sent_ += bytes;
    if (sent_ == output_.size()) {
        // One large parameter must not pin its buffer for the life of the connection. [limit]
        constexpr std::size_t kKept = 64 * 1024;
        if (output_.capacity() > kKept) {
            std::vector<std::uint8_t>().swap(output_);
            std::vector<std::uint8_t>().swap(body_);
        }
        output_.clear();
        sent_ = 0;
    }
}

bool Client::is_pending(Request request) const noexcept {
    return std::find(pending_.begin(), pending_.end(), request) != pending_.end();
}

bool Client::is_clean() const noexcept {
    return state_ == ServerState::ready && pending_.empty() && output().empty() && input_.empty() &&
           dechunker_.idle();
}

// ---- responses ----------------------------------------------------------------------------------

void Client::violation(std::string problem) {
    state_ = ServerState::defunct;
    input_ = {};
    event_ = Event(Event::Type::violation);
    event_.problem = std::move(problem);
}

Event& Client::next_event() {
    if (event_.type == Event::Type::record) {
        event_.arena.reset();
        event_.cells = {};
    } else if (event_.type != Event::Type::needs_more) {
        event_ = Event();
    }
    event_.type = Event::Type::needs_more;
    if (state_ == ServerState::defunct) {
        violation("the connection is no longer usable");
        return event_;
    }
    std::span<const std::uint8_t> message;
    switch (dechunker_.next(input_, message)) {
        case wire::DechunkStatus::needs_more:
            break;
        case wire::DechunkStatus::too_large:
            violation(
                "the server sent a message above the limit of " +
                std::to_string(limits_.max_message) + " bytes"
            );
            break;
        case wire::DechunkStatus::message:
            if (trace_received_) {
                trace_received_(message);
            }
            decode(message);
            break;
    }
    return event_;
}

void Client::decode(std::span<const std::uint8_t> message) {
    if (message.size() < 2) {
        return violation("the server sent a message without a header");
    }
    if (pending_.empty()) {
        return violation("the server sent message " + hex(message[1]) + " that nothing asked for");
    }
    switch (message[1]) {
        case kRecord:
            return decode_record(message);
        case kSuccess:
        case kFailure:
        case kIgnored:
            return decode_summary(message);
        default:
            return violation("the server sent an unknown message " + hex(message[1]));
    }
}

namespace {

/// Reads a message of one structure with at most one field into `field`; "" when it could.
std::string read_message(packstream::Decoder& decoder, std::uint8_t& tag, detail::Cell& field) {
    std::uint32_t fields = 0;
    packstream::DecodeStatus status = decoder.read_structure(tag, fields);
    if (status == packstream::DecodeStatus::ok && fields > 1) {
        return std::to_string(fields) + " fields instead of one";
    }
    if (status == packstream::DecodeStatus::ok && fields == 1) {
        status = decoder.read(field);
    }
    if (status == packstream::DecodeStatus::ok && decoder.bytes_left() != 0) {
        status = packstream::DecodeStatus::trailing_bytes;
    }
    if (status == packstream::DecodeStatus::ok) {
        return {};
    }
    std::string problem(packstream::to_string(status));
    if (status == packstream::DecodeStatus::reserved_marker) {
        problem += " (" + hex(decoder.bad_marker()) + ")";
    }
    return problem;
}

}  // namespace

void Client::decode_record(std::span<const std::uint8_t> message) {
    const bool streaming =
        state_ == ServerState::streaming || state_ == ServerState::transaction_streaming;
    if (pending_.front() != Request::pull || !streaming) {
        return violation("the server sent a RECORD outside of a result");
    }
    if (!arena_ || arena_->used() > kArenaTurnover) {
        arena_ = std::make_shared<packstream::Arena>();
    }
    const std::uint8_t* const copy = arena_->copy(message);
    packstream::Decoder decoder({copy, message.size()}, *arena_, limits_);
    std::uint8_t tag = 0;
    detail::Cell row;
    if (const std::string problem = read_message(decoder, tag, row); !problem.empty()) {
        return violation("a RECORD that is not PackStream: " + problem);
    }
    if (row.kind != Kind::list) {
        return violation("a RECORD without a list of values");
    }
    if (decoder.met_structure()) {
        hydrate(row, dialect_);
    }
    event_.type = Event::Type::record;
    event_.request = Request::pull;
    event_.arena = arena_;
    event_.cells = std::span<const detail::Cell>(row.cells, row.size);
}

void Client::decode_summary(std::span<const std::uint8_t> message) {
    packstream::Arena arena(1024);
    packstream::Decoder decoder(message, arena, limits_);
    std::uint8_t tag = 0;
    detail::Cell cell;
    if (const std::string problem = read_message(decoder, tag, cell); !problem.empty()) {
        return violation("a response that is not PackStream: " + problem);
    }
    // IGNORED has no fields; some servers send it with a map all the same.
    if (cell.kind != Kind::map && !(tag == kIgnored && cell.kind == Kind::null)) {
        return violation("a response without metadata");
    }
    if (decoder.met_structure()) {
        hydrate(cell, dialect_);
        blank_unreadable(cell);
    }
    const Request request = pending_.front();
    pending_.pop_front();
    event_.request = request;
    if (tag == kIgnored) {
        if (request == Request::reset ||
            (state_ != ServerState::failed && !is_pending(Request::reset))) {
            return violation(
                "the server ignored " + std::string(to_string(request)) +
                " without a failure before it"
            );
        }
        event_.type = Event::Type::ignored;
        return;
    }
    Map metadata = cell.kind == Kind::map ? ValueView(cell).to<Map>() : Map();
    if (tag == kFailure) {
        event_.type = Event::Type::failure;
        event_.error = read_failure(metadata);
        on_failure(request);
        return;
    }
    if (state_ == ServerState::failed && request != Request::reset) {
        return violation("the server went on after a failure");
    }
    event_.type = Event::Type::success;
    on_success(request, metadata);
    event_.metadata = std::move(metadata);
}

void Client::on_success(Request request, const Map& metadata) {
    switch (request) {
        case Request::hello:
            if (features_.offers_utc_patch && list_holds(metadata, "patch_bolt", "utc")) {
                dialect_.utc_datetimes = true;
            }
            state_ = features_.logon ? ServerState::authentication : ServerState::ready;
            return;
        case Request::logon:
            state_ = ServerState::ready;
            return;
        case Request::logoff:
            state_ = ServerState::authentication;
            return;
        case Request::reset:
            in_transaction_ = false;
            open_streams_ = 0;
            state_ = ServerState::ready;
            return;
        case Request::run:
            ++open_streams_;
            state_ = in_transaction_ ? ServerState::transaction_streaming : ServerState::streaming;
            return;
        case Request::begin:
            in_transaction_ = true;
            state_ = ServerState::transaction;
            return;
        case Request::commit:
        case Request::rollback:
            in_transaction_ = false;
            open_streams_ = 0;
            state_ = ServerState::ready;
            return;
        case Request::pull:
        case Request::discard:
            if (!flag_at(metadata, "has_more")) {
                open_streams_ = std::max<std::int64_t>(0, open_streams_ - 1);
                if (in_transaction_) {
                    state_ = open_streams_ == 0 ? ServerState::transaction
                                                : ServerState::transaction_streaming;
                } else {
                    state_ = ServerState::ready;
                }
            }
            return;
        case Request::telemetry:
        case Request::route:
        case Request::goodbye:
            return;
    }
}

void Client::on_failure(Request request) {
    switch (request) {
        case Request::hello:
        case Request::logon:
        case Request::logoff:
        case Request::reset:
            // The server closes after these.
            state_ = ServerState::defunct;
            return;
        default:
            state_ = ServerState::failed;
            return;
    }
}

}  // namespace bolt::protocol
