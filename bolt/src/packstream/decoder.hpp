#pragma once
// PackStream to cells. Markers: tiny string 80-8F, list 90-9F, map A0-AF, structure B0-BF; C0 null,
// C1 float, C2/C3 false/true, C8-CB integers, CC-CE bytes, D0-D2 string, D4-D6 list, D8-DA map.
// Everything else is reserved and an error. Input is hostile: no exception, no unbounded recursion,
// no allocation beyond what the bytes left could hold.

#include "packstream/arena.hpp"
#include "packstream/limits.hpp"

#include <bolt/record.hpp>

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

/// Reads values one after the other from one message. The bytes must outlive the cells, because
/// strings point into them: decode from a copy in the same arena.
///
/// A structure becomes a cell of Kind::unreadable with its tag in `flags` and its fields as cells;
/// protocol::hydrate turns it into the value that it stands for.
class Decoder {
  public:
    Decoder(std::span<const std::uint8_t> bytes, Arena& arena, const Limits& limits) noexcept
        : data_(bytes.data()), end_(bytes.data() + bytes.size()), arena_(arena), limits_(limits) {}

    /// Reads the next value into `out`.
    [[nodiscard]] DecodeStatus read(detail::Cell& out);

    /// Reads a structure's header.
    [[nodiscard]] DecodeStatus read_structure(std::uint8_t& tag, std::uint32_t& fields);

    [[nodiscard]] std::size_t bytes_left() const noexcept {
        return static_cast<std::size_t>(end_ - data_);
    }

    /// Whether any structure was met: only then is hydration needed.
    [[nodiscard]] bool met_structure() const noexcept { return met_structure_; }

    /// The byte that a reserved_marker status is about.
    [[nodiscard]] std::uint8_t bad_marker() const noexcept { return bad_marker_; }

  private:
    [[nodiscard]] DecodeStatus read(detail::Cell& out, std::size_t depth);
    [[nodiscard]] DecodeStatus read_sized(
        std::uint8_t marker, detail::Cell& out, std::size_t depth
    );
    [[nodiscard]] DecodeStatus read_text(Kind kind, std::size_t size, detail::Cell& out);
    [[nodiscard]] DecodeStatus read_list(
        Kind kind, std::size_t size, detail::Cell& out, std::size_t depth
    );
    [[nodiscard]] DecodeStatus read_map(std::size_t size, detail::Cell& out, std::size_t depth);
    [[nodiscard]] DecodeStatus take_cells(
        std::size_t count, std::size_t depth, detail::Cell*& cells
    );
    [[nodiscard]] DecodeStatus read_integer(std::size_t width, detail::Cell& out);
    [[nodiscard]] bool read_size(std::size_t width, std::size_t& size);

    const std::uint8_t* data_;
    const std::uint8_t* end_;
    Arena& arena_;
    const Limits& limits_;
    std::size_t values_ = 0;  ///< cells given out so far
    std::size_t owed_ = 0;    ///< of these, not read yet: each will take a byte at least
    std::uint8_t bad_marker_ = 0;
    bool met_structure_ = false;
};

}  // namespace bolt::packstream
