// Messages as log lines; see redact.hpp.
// HELLO and LOGON alone carry secrets: basic, bearer and kerberos in `credentials`, schemes of
// plug-ins perhaps in `parameters`.

#include "protocol/redact.hpp"

#include "packstream/arena.hpp"
#include "packstream/decoder.hpp"

#include <bolt/record.hpp>

#include <array>
#include <cstdio>
#include <string_view>

namespace bolt::protocol {

namespace {

using detail::Cell;

constexpr std::uint8_t kHello = 0x01;
constexpr std::uint8_t kLogon = 0x6A;

std::string hex(std::uint8_t byte) {
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "0x%02X", unsigned{byte});
    return text.data();
}

std::string name_of(std::uint8_t tag) {
    struct Named {
        std::uint8_t tag;
        const char* name;
    };

    constexpr std::array<Named, 17> kNames{{
        {kHello, "HELLO"},
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
        {kLogon, "LOGON"},
        {0x6B, "LOGOFF"},
        {0x70, "SUCCESS"},
        {0x71, "RECORD"},
        {0x7E, "IGNORED"},
        {0x7F, "FAILURE"},
    }};
    for (const Named& named : kNames) {
        if (named.tag == tag) {
            return named.name;
        }
    }
    return "message " + hex(tag);
}

/// Writes cells until the limit is reached.
class Writer {
  public:
    Writer(std::string& out, std::size_t limit, bool has_secrets)
        : out_(out), limit_(limit), has_secrets_(has_secrets) {}

    void write(const Cell& cell) {
        if (full()) {
            return;
        }
        switch (cell.kind) {
            case Kind::null:
                return append("null");
            case Kind::boolean:
                return append(cell.boolean ? "true" : "false");
            case Kind::integer:
                return append(std::to_string(cell.integer));
            case Kind::floating:
                return append(std::to_string(cell.floating));
            case Kind::string:
                return write_text({cell.text, cell.size});
            case Kind::bytes:
                return append("<" + std::to_string(cell.size) + " bytes>");
            case Kind::uuid:
                return append(to_string(ValueView(cell).to<Uuid>()));
            case Kind::list:
                return write_items(cell, "[", "]");
            case Kind::map:
                return write_map(cell);
            default:
                append("structure " + hex(cell.flags));
                return write_items(cell, "(", ")");
        }
    }

  private:
    [[nodiscard]] bool full() {
        if (out_.size() >= limit_ && !cut_) {
            cut_ = true;
            out_ += "...";
        }
        return cut_;
    }

    void append(std::string_view text) {
        if (!full()) {
            out_ += text;
        }
    }

    void write_text(std::string_view text) {
        append("\"");
        write_characters(text);
        append("\"");
    }

    void write_characters(std::string_view text) {
        for (const char c : text) {
            if (full()) {
                return;
            }
            // A line stays one line, and a terminal stays what it is.
            if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
                append("\\" + hex(static_cast<std::uint8_t>(c)).substr(1));
            } else {
                out_ += c;
            }
        }
    }

    void write_items(const Cell& cell, std::string_view open, std::string_view close) {
        append(open);
        for (std::size_t i = 0; i < cell.size && !full(); ++i) {
            append(i == 0 ? "" : ", ");
            write(cell.cells[i]);
        }
        append(close);
    }

    void write_map(const Cell& cell) {
        append("{");
        for (std::size_t i = 0; i < cell.size && !full(); ++i) {
            const Cell& key_cell = cell.cells[2 * i];
            const std::string_view key(key_cell.text, key_cell.size);
            append(i == 0 ? "" : ", ");
            write_characters(key);
            append(": ");
            if (has_secrets_ && (key == "credentials" || key == "parameters")) {
                append("\"*******\"");
            } else {
                write(cell.cells[2 * i + 1]);
            }
        }
        append("}");
    }

    std::string& out_;
    std::size_t limit_;
    bool has_secrets_;
    bool cut_ = false;
};

}  // namespace

std::string loggable(std::span<const std::uint8_t> message, std::size_t limit) {
    packstream::Arena arena(1'024);
    packstream::Limits limits;
    limits.allow_uuids = true;
    packstream::Decoder decoder(message, arena, limits);
    std::uint8_t tag = 0;
    std::uint32_t fields = 0;
    if (decoder.read_structure(tag, fields) != packstream::DecodeStatus::ok) {
        return "no message";
    }
    std::string line = name_of(tag);
    Writer writer(line, limit, tag == kHello || tag == kLogon);
    for (std::uint32_t i = 0; i < fields; ++i) {
        Cell cell;
        const packstream::DecodeStatus status = decoder.read(cell);
        if (status != packstream::DecodeStatus::ok) {
            line += " (" + std::string(packstream::to_string(status)) + ")";
            return line;
        }
        line += " ";
        writer.write(cell);
    }
    return line;
}

}  // namespace bolt::protocol
