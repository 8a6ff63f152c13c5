#pragma once
// PackStream to cells. Markers: tiny string 80-8F, list 90-9F, map A0-AF, structure B0-BF; C0 null,
// C1 float, C2/C3 false/true, C8-CB integers, CC-CE bytes, D0-D2 string, D4-D6 list, D8-DA map;
// from Bolt 6.1 on E0 UUID. Everything else is reserved and an error. Input is hostile: no
// exception, no recursion, no allocation beyond what the bytes left could hold.

#include "packstream/arena.hpp"
#include "packstream/limits.hpp"

#include <bolt/record.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace bolt::packstream {

enum class DecodeStatus : std::uint8_t {
    ok,
    truncated,        ///< the message ends inside a value, or a size lies
    reserved_marker,  ///< a marker byte that PackStream does not define
    too_deep,
    too_many_values,
    bad_key,         ///< a map key that is not a string
    duplicate_key,   ///< a map that holds a key twice
    trailing_bytes,  ///< more bytes than the value
};

[[nodiscard]] std::string_view to_string(DecodeStatus status) noexcept;

/// Where the cells of texts, byte arrays and UUIDs point.
enum class Texts : std::uint8_t {
    in_place,  ///< into the bytes that are read, which must outlive the cells
    kept,      ///< into a copy in the arena, which is made when there are any
};

/// Reads values one after the other from one message.
///
/// A structure becomes a cell of Kind::unreadable with its tag in `flags` and its fields as cells;
/// protocol::hydrate turns it into the value that it stands for. After a failure no cell may be
/// read.
class Decoder {
  public:
    Decoder(
        std::span<const std::uint8_t> bytes,
        Arena& arena,
        const Limits& limits,
        Texts texts = Texts::in_place
    ) noexcept
        : data_(bytes.data()),
          begin_(bytes.data()),
          end_(bytes.data() + bytes.size()),
          texts_(texts == Texts::in_place ? bytes.data() : nullptr),
          arena_(arena),
          limits_(limits),
          cells_left_(std::min(bytes.size(), limits.max_values)) {}

    /// Reads the next value.
    [[nodiscard]] DecodeStatus read(detail::Cell& root);

    /// Reads a structure's header.
    [[nodiscard]] DecodeStatus read_structure(std::uint8_t& tag, std::uint32_t& fields) {
        if (bytes_left() < 2) {
            return DecodeStatus::truncated;
        }
        const std::uint8_t marker = data_[0];
        if ((marker & 0xF0U) != 0xB0U) {
            bad_marker_ = marker;
            return DecodeStatus::reserved_marker;
        }
        fields = marker & 0x0FU;
        tag = data_[1];
        data_ += 2;
        return DecodeStatus::ok;
    }

    [[nodiscard]] std::size_t bytes_left() const noexcept {
        return static_cast<std::size_t>(end_ - data_);
    }

    /// Whether any structure was met: only then is hydration needed.
    [[nodiscard]] bool met_structure() const noexcept { return met_structure_; }

    /// The byte that a reserved_marker status is about.
    [[nodiscard]] std::uint8_t bad_marker() const noexcept { return bad_marker_; }

  private:
    /// A list, map or structure that was begun: its cells are filled first.
    struct Outer {
        detail::Cell* next;  ///< of the cells around it, the next to be filled
        const detail::Cell* end;
    };

    DecodeStatus fail(DecodeStatus status) noexcept {
        data_ = end_;
        return status;
    }

    const std::uint8_t* data_;
    const std::uint8_t* begin_;
    const std::uint8_t* end_;
    const std::uint8_t* texts_;  ///< what cells point into for `begin_`; nullptr until it is needed
    Arena& arena_;
    const Limits& limits_;
    /// Cells that may still be taken: every value has a byte at least, so that however sizes lie
    /// there are no more cells than bytes.
    std::size_t cells_left_;
    std::uint8_t bad_marker_ = 0;
    bool met_structure_ = false;
};

}  // namespace bolt::packstream
