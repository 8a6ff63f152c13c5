// Messages of a test's server; see bolt_messages.hpp.
// Decoding goes through the driver's packstream, whose own tests are elsewhere.

#include "support/bolt_messages.hpp"

#include "packstream/arena.hpp"
#include "packstream/decoder.hpp"
#include "packstream/encoder.hpp"
#include "wire/chunker.hpp"

#include <bolt/record.hpp>

#include <array>
#include <sstream>
#include <stdexcept>

namespace support {

namespace {

constexpr std::uint8_t kSuccess = 0x70;
constexpr std::uint8_t kRecord = 0x71;
constexpr std::uint8_t kIgnored = 0x7E;
constexpr std::uint8_t kFailure = 0x7F;

constexpr std::array<std::pair<std::uint8_t, std::string_view>, 13> kNames{{
    {0x01, "HELLO"},
    {0x02, "GOODBYE"},
    {0x0F, "RESET"},
    {0x10, "RUN"},
    {0x11, "BEGIN"},
    {0x12, "COMMIT"},
    {0x13, "ROLLBACK"},
    {0x2F, "DISCARD"},
    {0x3F, "PULL"},
    {0x54, "TELEMETRY"},
    {0x66, "ROUTE"},
    {0x6A, "LOGON"},
    {0x6B, "LOGOFF"},
}};

std::string name_of(std::uint8_t tag) {
    for (const auto& [known, name] : kNames) {
        if (known == tag) {
            return std::string(name);
        }
    }
    return "UNKNOWN " + std::to_string(tag);
}

}  // namespace

std::string render(const bolt::Value& value) {
    std::ostringstream out;
    if (value.is_null()) {
        out << "null";
    } else if (const auto* flag = value.get_if<bool>()) {
        out << (*flag ? "true" : "false");
    } else if (const auto* integer = value.get_if<std::int64_t>()) {
        out << *integer;
    } else if (const auto* floating = value.get_if<double>()) {
        out << *floating;
    } else if (const auto* text = value.get_if<std::string>()) {
        out << '\'' << *text << '\'';
    } else if (const auto* list = value.get_if<bolt::List>()) {
        out << '[';
        for (std::size_t i = 0; i < list->size(); ++i) {
            out << (i == 0 ? "" : ", ") << render((*list)[i]);
        }
        out << ']';
    } else if (const auto* map = value.get_if<bolt::Map>()) {
        out << '{';
        std::string_view separator;
        for (const bolt::MapEntry& entry : *map) {
            out << separator << entry.key << ": " << render(entry.value);
            separator = ", ";
        }
        out << '}';
    } else {
        out << '<' << bolt::to_string(value.kind()) << '>';
    }
    return out.str();
}

BoltRequest decode_request(std::span<const std::uint8_t> message) {
    const bolt::packstream::Limits limits;
    bolt::packstream::Arena arena;
    bolt::packstream::Decoder decoder(message, arena, limits);
    BoltRequest request;
    std::uint32_t fields = 0;
    if (decoder.read_structure(request.tag, fields) != bolt::packstream::DecodeStatus::ok) {
        throw std::runtime_error("the client sent something that is no message");
    }
    request.name = name_of(request.tag);
    request.text = request.name;
    for (std::uint32_t i = 0; i < fields; ++i) {
        bolt::detail::Cell cell;
        if (decoder.read(cell) != bolt::packstream::DecodeStatus::ok) {
            throw std::runtime_error("the client sent a broken " + request.name);
        }
        request.fields.push_back(bolt::ValueView(cell).to_value());
        request.text += " " + render(request.fields.back());
    }
    if (decoder.bytes_left() != 0) {
        throw std::runtime_error("the client sent too many bytes in " + request.name);
    }
    return request;
}

void Reply::message(std::uint8_t tag, const bolt::Value* field) {
    std::vector<std::uint8_t> body;
    bolt::packstream::Encoder encoder(body, bolt::packstream::Dialect());
    encoder.structure(tag, field == nullptr ? 0 : 1);
    if (field != nullptr) {
        encoder.value(*field);
    }
    bolt::wire::append_chunked(bytes_, body);
    ends_.push_back(bytes_.size());
}

Reply& Reply::record(const std::function<void(bolt::packstream::Encoder& out)>& write) {
    bolt::packstream::Dialect newest;
    newest.vectors = true;
    newest.uuids = true;
    std::vector<std::uint8_t> body;
    bolt::packstream::Encoder encoder(body, newest);
    encoder.structure(kRecord, 1);
    encoder.list(1);
    write(encoder);
    bolt::wire::append_chunked(bytes_, body);
    ends_.push_back(bytes_.size());
    return *this;
}

Reply& Reply::success(const bolt::Map& metadata) {
    const bolt::Value field(metadata);
    message(kSuccess, &field);
    return *this;
}

Reply& Reply::record(const bolt::List& values) {
    const bolt::Value field(values);
    message(kRecord, &field);
    return *this;
}

Reply& Reply::failure(const bolt::Map& metadata) {
    const bolt::Value field(metadata);
    message(kFailure, &field);
    return *this;
}

Reply& Reply::failure(std::string_view code, std::string_view text) {
    return failure(map_of(
        "neo4j_code",
        code,
        "message",
        text,
        "gql_status",
        "50N42",
        "description",
        "error: general processing exception"
    ));
}

Reply& Reply::legacy_failure(std::string_view code, std::string_view text) {
    return failure(map_of("code", code, "message", text));
}

Reply& Reply::ignored() {
    message(kIgnored, nullptr);
    return *this;
}

Reply& Reply::noop() {
    return raw(std::vector<std::uint8_t>(2, 0));
}

Reply& Reply::raw(std::vector<std::uint8_t> bytes) {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    ends_.push_back(bytes_.size());
    return *this;
}

}  // namespace support
