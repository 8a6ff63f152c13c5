// The PackStream decoder; see decoder.hpp for the format.
// Every size is checked against the bytes that are left before anything is allocated for it.

#include "packstream/decoder.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstring>
#include <string_view>
#include <type_traits>
#include <vector>

namespace bolt::packstream {

namespace {

/// Whether a map's cells (key, value, key, value, ...) hold a key twice.
bool has_duplicate_key(const detail::Cell* cells, std::size_t pairs) {
    const auto key = [cells](std::size_t i) {
        return std::string_view(cells[2 * i].text, cells[2 * i].size);
    };
    // Nearly all maps are small; a large one is sorted, so that no input costs quadratic time.
    constexpr std::size_t kSmall = 16;
    if (pairs <= kSmall) {
        for (std::size_t i = 1; i < pairs; ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                if (key(i) == key(j)) {
                    return true;
                }
            }
        }
        return false;
    }
    std::vector<std::string_view> keys;
    keys.reserve(pairs);
    for (std::size_t i = 0; i < pairs; ++i) {
        keys.push_back(key(i));
    }
    std::sort(keys.begin(), keys.end());
    return std::adjacent_find(keys.begin(), keys.end()) != keys.end();
}

/// What is wrong with a map's keys, which are the first of each pair of its cells.
DecodeStatus check_keys(const detail::Cell& map) {
    for (std::size_t i = 0; i < map.size; ++i) {
        if (map.cells[2 * i].kind != Kind::string) {
            return DecodeStatus::bad_key;
        }
    }
    return has_duplicate_key(map.cells, map.size) ? DecodeStatus::duplicate_key : DecodeStatus::ok;
}

/// A big-endian unsigned number: one load, and one swap.
template <class Unsigned>
Unsigned load(const std::uint8_t* from) noexcept {
    Unsigned value = 0;
    std::memcpy(&value, from, sizeof value);
    if constexpr (sizeof value == 1 || std::endian::native == std::endian::big) {
        return value;
    } else if constexpr (sizeof value == 2) {
        return __builtin_bswap16(value);
    } else if constexpr (sizeof value == 4) {
        return __builtin_bswap32(value);
    } else {
        return __builtin_bswap64(value);
    }
}

/// What a marker says of the value behind it. Where a size follows, its width in bits ends the
/// name.
enum class Form : std::uint8_t {
    // values without others in them
    tiny_integer,
    null,
    floating,
    boolean,
    integer8,
    integer16,
    integer32,
    integer64,
    // the same, with text or bytes
    tiny_string,
    string8,
    string16,
    string32,
    bytes8,
    bytes16,
    bytes32,
    uuid,
    reserved,
    // values with others in them
    tiny_list,
    list8,
    list16,
    list32,
    tiny_map,
    map8,
    map16,
    map32,
    structure,
};

/// Of every marker byte.
constexpr std::array<Form, 256> kForms = [] {
    std::array<Form, 256> forms{};
    for (std::size_t i = 0; i < 256; ++i) {
        forms[i] = i < 0x80 || i >= 0xF0 ? Form::tiny_integer
                   : i < 0x90            ? Form::tiny_string
                   : i < 0xA0            ? Form::tiny_list
                   : i < 0xB0            ? Form::tiny_map
                   : i < 0xC0            ? Form::structure
                                         : Form::reserved;
    }
    const auto sized = [&forms](std::size_t first, Form form, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) {
            forms[first + i] = static_cast<Form>(static_cast<std::size_t>(form) + i);
        }
    };
    forms[0xC0] = Form::null;
    forms[0xC1] = Form::floating;
    forms[0xC2] = forms[0xC3] = Form::boolean;
    sized(0xC8, Form::integer8, 4);
    sized(0xCC, Form::bytes8, 3);
    sized(0xD0, Form::string8, 3);
    sized(0xD4, Form::list8, 3);
    sized(0xD8, Form::map8, 3);
    forms[0xE0] = Form::uuid;
    return forms;
}();

/// The decoder's own bound of nesting, for which it has room. [limit]
constexpr std::size_t kDeepest = 128;

/// Fills a cell but for its value: it held nothing before. One store instead of four.
[[gnu::always_inline]] inline void set_head(
    detail::Cell& out, Kind kind, std::size_t size = 0
) noexcept {
    if constexpr (std::endian::native == std::endian::little) {
        static_assert(offsetof(detail::Cell, kind) == 0 && offsetof(detail::Cell, size) == 4);
        const std::uint64_t word = static_cast<std::uint64_t>(kind) | std::uint64_t{size} << 32U;
        std::memcpy(static_cast<void*>(&out), &word, sizeof word);
    } else {
        out.kind = kind;
        out.flags = 0;
        out.unused = 0;
        out.size = static_cast<std::uint32_t>(size);
    }
}

[[gnu::always_inline]] inline void set_integer(detail::Cell& out, std::int64_t value) noexcept {
    set_head(out, Kind::integer);
    out.integer = value;
}

using Position = const std::uint8_t*;

/// The bytes that are read, and where those of texts are kept.
class Extent {
  public:
    /// `texts` is a copy of `begin`, or `begin` itself; nullptr when it is to be made in the arena
    /// as soon as there is a text.
    Extent(Position begin, Position end, Position texts, Arena& arena) noexcept
        : begin_(begin), end_(end), texts_(texts), arena_(arena) {}

    [[nodiscard]] std::size_t after(Position at) const noexcept {
        return static_cast<std::size_t>(end_ - at);
    }

    [[nodiscard]] std::size_t size() const noexcept { return after(begin_); }

    [[nodiscard]] const char* kept(Position at) {
        if (texts_ == nullptr) [[unlikely]] {
            texts_ = keep(arena_, {begin_, end_});
        }
        return reinterpret_cast<const char*>(texts_ + (at - begin_));
    }

    [[nodiscard]] Position texts() const noexcept { return texts_; }

  private:
    [[gnu::noinline]] static Position keep(Arena& arena, std::span<const std::uint8_t> bytes) {
        return arena.copy(bytes);
    }

    Position begin_;
    Position end_;
    Position texts_;
    Arena& arena_;
};

// Each reads from `at` on and answers where it ended; nullptr when the bytes end before. Positions
// go in and out by value, because they must stay in a register.

template <class Integer>
[[gnu::always_inline]] inline Position read_integer(
    Position at, const Extent& extent, detail::Cell& out
) noexcept {
    if (extent.after(at) < sizeof(Integer)) [[unlikely]] {
        return nullptr;
    }
    set_integer(out, std::bit_cast<Integer>(load<std::make_unsigned_t<Integer>>(at)));
    return at + sizeof(Integer);
}

[[gnu::always_inline]] inline Position read_floating(
    Position at, const Extent& extent, detail::Cell& out
) noexcept {
    if (extent.after(at) < sizeof(double)) [[unlikely]] {
        return nullptr;
    }
    set_head(out, Kind::floating);
    out.floating = std::bit_cast<double>(load<std::uint64_t>(at));
    return at + sizeof(double);
}

[[gnu::always_inline]] inline void set_boolean(detail::Cell& out, bool value) noexcept {
    set_head(out, Kind::boolean);
    out.integer = 0;
    out.boolean = value;
}

[[gnu::always_inline]] inline void set_null(detail::Cell& out) noexcept {
    set_head(out, Kind::null);
    out.integer = 0;
}

template <class Size>
[[gnu::always_inline]] inline Position read_size(
    Position at, const Extent& extent, std::size_t& size
) noexcept {
    if (extent.after(at) < sizeof(Size)) [[unlikely]] {
        return nullptr;
    }
    size = load<Size>(at);
    return at + sizeof(Size);
}

/// A text, a byte array or a UUID: `size` bytes.
[[gnu::always_inline]] inline Position read_text(
    Position at, Extent& extent, Kind kind, std::size_t size, detail::Cell& out
) {
    if (size > extent.after(at)) [[unlikely]] {
        return nullptr;
    }
    set_head(out, kind, size);
    out.text = extent.kept(at);
    return at + size;
}

template <class Size>
[[gnu::always_inline]] inline Position read_sized_text(
    Position at, Extent& extent, Kind kind, detail::Cell& out
) {
    std::size_t size = 0;
    at = read_size<Size>(at, extent, size);
    return at == nullptr ? nullptr : read_text(at, extent, kind, size, out);
}

/// What is known of a list, map or structure before its values.
struct Header {
    Kind kind = Kind::list;
    std::uint8_t tag = 0;
    std::size_t size = 0;
};

Position read_header(
    Position at, const Extent& extent, Form form, std::uint8_t marker, Header& header
) noexcept {
    header.size = marker & 0x0FU;
    header.kind = form < Form::tiny_map ? Kind::list : Kind::map;
    switch (form) {
        case Form::structure:
            header.kind = Kind::unreadable;
            if (extent.after(at) == 0) {
                return nullptr;
            }
            header.tag = *at;
            return at + 1;
        case Form::list8:
        case Form::map8:
            return read_size<std::uint8_t>(at, extent, header.size);
        case Form::list16:
        case Form::map16:
            return read_size<std::uint16_t>(at, extent, header.size);
        case Form::list32:
        case Form::map32:
            return read_size<std::uint32_t>(at, extent, header.size);
        default:
            return at;
    }
}

/// Values without others in them, as many as come in a row: the loop in which most of the time
/// goes. `marker` is that of the value that ended it, with `at` behind it; a nullptr is answered
/// when that value, or the next one, is cut off. Its references become registers, because it is
/// inlined.
[[gnu::always_inline]] inline Position read_plain(
    Position at, Extent& extent, detail::Cell*& next, const detail::Cell* last, std::uint8_t& marker
) {
    while (next != last) {
        if (extent.after(at) == 0) [[unlikely]] {
            return nullptr;
        }
        marker = *at++;
        detail::Cell& out = *next;
        switch (kForms[marker]) {
            case Form::tiny_integer:
                set_integer(out, std::bit_cast<std::int8_t>(marker));
                break;
            case Form::null:
                set_null(out);
                break;
            case Form::boolean:
                set_boolean(out, marker == 0xC3);
                break;
            case Form::floating:
                at = read_floating(at, extent, out);
                break;
            case Form::integer8:
                at = read_integer<std::int8_t>(at, extent, out);
                break;
            case Form::integer16:
                at = read_integer<std::int16_t>(at, extent, out);
                break;
            case Form::integer32:
                at = read_integer<std::int32_t>(at, extent, out);
                break;
            case Form::integer64:
                at = read_integer<std::int64_t>(at, extent, out);
                break;
            case Form::tiny_string:
                at = read_text(at, extent, Kind::string, marker & 0x0FU, out);
                break;
            case Form::string8:
                at = read_sized_text<std::uint8_t>(at, extent, Kind::string, out);
                break;
            case Form::string16:
                at = read_sized_text<std::uint16_t>(at, extent, Kind::string, out);
                break;
            case Form::string32:
                at = read_sized_text<std::uint32_t>(at, extent, Kind::string, out);
                break;
            case Form::bytes8:
                at = read_sized_text<std::uint8_t>(at, extent, Kind::bytes, out);
                break;
            case Form::bytes16:
                at = read_sized_text<std::uint16_t>(at, extent, Kind::bytes, out);
                break;
            case Form::bytes32:
                at = read_sized_text<std::uint32_t>(at, extent, Kind::bytes, out);
                break;
            case Form::uuid:
            case Form::reserved:
            case Form::tiny_list:
            case Form::list8:
            case Form::list16:
            case Form::list32:
            case Form::tiny_map:
            case Form::map8:
            case Form::map16:
            case Form::map32:
            case Form::structure:
                return at;
            default:
                __builtin_unreachable();  // else every value would pay for the check
        }
        if (at == nullptr) [[unlikely]] {
            return nullptr;
        }
        ++next;
    }
    return at;
}

}  // namespace

std::string_view to_string(DecodeStatus status) noexcept {
    switch (status) {
        case DecodeStatus::ok:
            return "ok";
        case DecodeStatus::truncated:
            return "a value is cut off, or a size is larger than the message";
        case DecodeStatus::reserved_marker:
            return "a marker byte that PackStream reserves";
        case DecodeStatus::too_deep:
            return "values nested deeper than the limit";
        case DecodeStatus::too_many_values:
            return "more values than the limit";
        case DecodeStatus::bad_key:
            return "a map key that is not a string";
        case DecodeStatus::duplicate_key:
            return "a map that holds a key twice";
        case DecodeStatus::trailing_bytes:
            return "bytes after the end of the message's fields";
    }
    return "unknown";
}

/// What is around a list waits in `outer`, so that neither depth nor the common small list costs a
/// call.
DecodeStatus Decoder::read(detail::Cell& root) {
    std::array<Outer, kDeepest> outer;  // NOLINT(cppcoreguidelines-pro-type-member-init): is filled
    Outer* top = outer.data();
    const Outer* deepest = top + std::min(limits_.max_depth, kDeepest);
    Extent extent(begin_, end_, texts_, arena_);
    Position at = data_;
    detail::Cell* out = &root;
    std::size_t count = bytes_left() > 0 ? *at & 0x0FU : 0;
    if (bytes_left() > count && count > 0 && (*at & 0xF0U) == 0x90U && count <= cells_left_ &&
        deepest != top) [[likely]] {
        // A row's own list has nothing around it that would have to wait.
        cells_left_ -= count;
        out = arena_.cells(count);
        set_head(root, Kind::list, count);
        root.cells = out;
        ++at;
        --deepest;
    } else {
        count = 1;
    }
    const detail::Cell* last = out + count;
    for (;;) {
        std::uint8_t marker = 0;
        at = read_plain(at, extent, out, last, marker);
        if (at == nullptr) [[unlikely]] {
            return fail(DecodeStatus::truncated);
        }
        if (out == last) {  // on with what is around these
            if (top == outer.data()) {
                texts_ = extent.texts();
                data_ = at;
                return DecodeStatus::ok;
            }
            --top;
            out = top->next;
            last = top->end;
            if (out[-1].kind == Kind::map) {
                if (const DecodeStatus status = check_keys(out[-1]); status != DecodeStatus::ok) {
                    return fail(status);
                }
            }
            continue;
        }
        const Form form = kForms[marker];
        if (form < Form::tiny_list) [[unlikely]] {
            if (form == Form::reserved || !limits_.allow_uuids) {
                bad_marker_ = marker;
                return fail(DecodeStatus::reserved_marker);
            }
            at = read_text(at, extent, Kind::uuid, 16, *out++);
            if (at == nullptr) {
                return fail(DecodeStatus::truncated);
            }
            continue;
        }
        Header header;
        at = read_header(at, extent, form, marker, header);
        count = header.kind == Kind::map ? header.size * 2 : header.size;
        if (at == nullptr || count > extent.after(at)) [[unlikely]] {
            return fail(DecodeStatus::truncated);
        }
        if (top == deepest) [[unlikely]] {
            return fail(DecodeStatus::too_deep);
        }
        if (count > cells_left_) [[unlikely]] {
            const bool more_than_bytes = extent.size() <= limits_.max_values;
            return fail(more_than_bytes ? DecodeStatus::truncated : DecodeStatus::too_many_values);
        }
        cells_left_ -= count;
        set_head(*out, header.kind, header.size);
        if (header.kind == Kind::unreadable) [[unlikely]] {
            met_structure_ = true;
            out->flags = header.tag;
        }
        if (count == 0) [[unlikely]] {
            out->cells = nullptr;
            ++out;
            continue;
        }
        detail::Cell* const cells = arena_.cells(count);
        out->cells = cells;
        *top++ = {out + 1, last};
        out = cells;
        last = cells + count;
    }
}

}  // namespace bolt::packstream
