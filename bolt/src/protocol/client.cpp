// The conversation; see client.hpp for its rules.
// Here is what the server says; client_requests.cpp has what the client asks.

#include "protocol/client.hpp"

#include "protocol/failure.hpp"

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

std::string hex(std::uint8_t byte) {
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "0x%02X", unsigned{byte});
    return text.data();
}

bool list_holds(ValueView metadata, std::string_view key, std::string_view wanted) {
    const std::optional<ValueView> items = entry(metadata, key, Kind::list);
    for (std::size_t i = 0; items && i < items->size(); ++i) {
        const ValueView item = (*items)[i];
        if (item.kind() == Kind::string && item.to<std::string_view>() == wanted) {
            return true;
        }
    }
    return false;
}

}  // namespace

ValueView empty_map() noexcept {
    static const detail::Cell kEmpty = [] {
        detail::Cell cell;
        cell.kind = Kind::map;
        return cell;
    }();
    return ValueView(kEmpty);
}

Client::Client(wire::Version version, packstream::Limits limits)
    : version_(version),
      features_(wire::features(version)),
      limits_(limits),
      dechunker_(limits.max_message) {
    dialect_.element_ids = features_.element_ids;
    dialect_.utc_datetimes = features_.utc_datetimes;
    dialect_.vectors = features_.vectors;
    dialect_.uuids = features_.uuids;
    limits_.allow_uuids = features_.uuids;
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

void Client::violation(std::string problem) {
    state_ = ServerState::defunct;
    input_ = {};
    event_ = Event(Event::Type::violation);
    event_.problem = std::move(problem);
}

Event& Client::next_event() {
    // A record after a record is by far the most frequent event.
    if (event_.type == Event::Type::record && !trace_received_ && !pending_.empty()) [[likely]] {
        std::span<const std::uint8_t> message;
        std::span<const std::uint8_t> rest = input_;
        if (dechunker_.take_whole(rest, message) && message.size() >= 2 && message[1] == kRecord)
            [[likely]] {
            input_ = rest;
            decode_record(message);
            return event_;
        }
    }
    return next_other_event();
}

/// Only what it held: making a new one costs as much as a record.
void Client::forget_event() {
    switch (event_.type) {
        case Event::Type::record:
            event_.cells = {};  // its arena is most probably the next record's, too
            break;
        case Event::Type::success:
            event_.metadata = empty_map();
            scratch_->rewind();  // a large plan must not pin its memory
            break;
        case Event::Type::failure:
        case Event::Type::violation:
            event_ = Event();
            break;
        case Event::Type::ignored:
        case Event::Type::needs_more:
            break;
    }
    event_.type = Event::Type::needs_more;
}

Event& Client::next_other_event() {
    std::span<const std::uint8_t> message;
    forget_event();
    if (state_ == ServerState::defunct) [[unlikely]] {
        violation("the connection is no longer usable");
        return event_;
    }
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
            decode(message);
            break;
    }
    return event_;
}

void Client::decode(std::span<const std::uint8_t> message) {
    if (trace_received_) {
        trace_received_(message);
    }
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

/// Reads a message of one structure with at most one field into `field`.
inline packstream::DecodeStatus read_message(
    packstream::Decoder& decoder, std::uint8_t& tag, std::uint32_t& fields, detail::Cell& field
) {
    packstream::DecodeStatus status = decoder.read_structure(tag, fields);
    if (status == packstream::DecodeStatus::ok && fields == 1) {
        status = decoder.read(field);
    }
    const bool left_over = fields <= 1 && decoder.bytes_left() != 0;
    return status == packstream::DecodeStatus::ok && left_over
               ? packstream::DecodeStatus::trailing_bytes
               : status;
}

/// What is wrong with a message that could not be read, or has more fields than one.
std::string problem_of(
    const packstream::Decoder& decoder, packstream::DecodeStatus status, std::uint32_t fields
) {
    if (status == packstream::DecodeStatus::ok) {
        return std::to_string(fields) + " fields instead of one";
    }
    std::string problem(packstream::to_string(status));
    if (status == packstream::DecodeStatus::reserved_marker) {
        problem += " (" + hex(decoder.bad_marker()) + ")";
    }
    return problem;
}

}  // namespace

/// An arena in whose current block a small message has room with its cells. Records that are kept
/// so hold little memory beside their own.
void Client::provide_arena(std::size_t message_size) {
    if (!arena_) {
        arena_ = std::make_shared<packstream::Arena>();  // small: most results are
        return;
    }
    const std::size_t wanted = message_size + std::min<std::size_t>(4 * message_size, 4'096);
    if (arena_->left() < wanted && arena_->used() > 0) {
        event_.arena.reset();
        arena_.reset();  // first, so that it can be the next one again
        arena_ = arenas_.take();
    }
}

void Client::decode_record(std::span<const std::uint8_t> message) {
    const bool streaming =
        state_ == ServerState::streaming || state_ == ServerState::transaction_streaming;
    if (pending_.front() != Request::pull || !streaming) [[unlikely]] {
        return violation("the server sent a RECORD outside of a result");
    }
    if (records_due_.front()-- == 0) [[unlikely]] {
        // Its bound on memory, and the end of a result that is dropped, rest on this.
        return violation("the server sent more records than were asked for");
    }
    if (!arena_ || arena_->left() < 5 * message.size()) [[unlikely]] {
        provide_arena(message.size());
    }
    packstream::Decoder decoder(message, *arena_, limits_, packstream::Texts::kept);
    std::uint8_t tag = 0;
    std::uint32_t fields = 0;
    detail::Cell row;
    const packstream::DecodeStatus status = read_message(decoder, tag, fields, row);
    if (status != packstream::DecodeStatus::ok || fields > 1 || row.kind != Kind::list)
        [[unlikely]] {
        return refuse_record(decoder, status, fields);
    }
    if (decoder.met_structure()) {
        hydrate(row, dialect_);
    }
    event_.type = Event::Type::record;
    event_.request = Request::pull;
    if (event_.arena.get() != arena_.get()) {  // counting holders costs more than a small value
        event_.arena = arena_;
    }
    event_.cells = std::span<const detail::Cell>(row.cells, row.size);
}

/// Apart from its caller, which would have to make room for these texts.
void Client::refuse_record(
    const packstream::Decoder& decoder, packstream::DecodeStatus status, std::uint32_t fields
) {
    if (status == packstream::DecodeStatus::ok && fields <= 1) {
        return violation("a RECORD without a list of values");
    }
    violation("a RECORD that is not PackStream: " + problem_of(decoder, status, fields));
}

void Client::decode_summary(std::span<const std::uint8_t> message) {
    read_summary(message);
    if (state_ != ServerState::streaming && state_ != ServerState::transaction_streaming) {
        arenas_.rest();
    }
}

void Client::read_summary(std::span<const std::uint8_t> message) {
    if (scratch_) {
        scratch_->rewind();
    } else {
        scratch_ = std::make_unique<packstream::Arena>(1'024);
    }
    packstream::Decoder decoder(message, *scratch_, limits_);
    std::uint8_t tag = 0;
    std::uint32_t fields = 0;
    detail::Cell cell;
    const packstream::DecodeStatus status = read_message(decoder, tag, fields, cell);
    if (status != packstream::DecodeStatus::ok || fields > 1) {
        return violation(
            "a response that is not PackStream: " + problem_of(decoder, status, fields)
        );
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
    if (request == Request::pull) {
        records_due_.pop_front();
    }
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
    if (tag == kFailure) {
        event_.type = Event::Type::failure;
        event_.error = read_failure(ValueView(cell).to<Map>());
        scratch_->rewind();
        on_failure(request);
        return;
    }
    if (state_ == ServerState::failed && request != Request::reset) {
        return violation("the server went on after a failure");
    }
    event_.type = Event::Type::success;
    metadata_ = cell;
    event_.metadata = ValueView(metadata_);
    on_success(request, event_.metadata);
}

void Client::on_success(Request request, ValueView metadata) {
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
            if (!flag_at(metadata, "has_more").value_or(false)) {
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
