// The PackStream decoder; see decoder.hpp for the format.
// Every size is checked against the bytes that are left before anything is allocated for it.

#include "packstream/decoder.hpp"

#include <algorithm>
#include <bit>
#include <string_view>
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

/// Big-endian unsigned number. A template, because with a fixed width it is one load and one swap.
template <std::size_t Width>
std::uint64_t load(const std::uint8_t* from) noexcept {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < Width; ++i) {
        value = (value << 8U) | from[i];
    }
    return value;
}

std::uint64_t load(const std::uint8_t* from, std::size_t width) noexcept {
    switch (width) {
        case 1:
            return load<1>(from);
        case 2:
            return load<2>(from);
        case 4:
            return load<4>(from);
        default:
            return load<8>(from);
    }
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

DecodeStatus Decoder::read(detail::Cell& out) {
    return read(out, 0);
}

DecodeStatus Decoder::read_structure(std::uint8_t& tag, std::uint32_t& fields) {
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

DecodeStatus Decoder::read(detail::Cell& out, std::size_t depth) {
    if (data_ == end_) {
        return DecodeStatus::truncated;
    }
    const std::uint8_t marker = *data_++;
    if (marker < 0x80U || marker >= 0xF0U) {
        out.kind = Kind::integer;
        out.integer = std::bit_cast<std::int8_t>(marker);
        return DecodeStatus::ok;
    }
    const std::size_t low = marker & 0x0FU;
    switch (marker & 0xF0U) {
        case 0x80U:
            return read_text(Kind::string, low, out);
        case 0x90U:
            return read_list(Kind::list, low, out, depth);
        case 0xA0U:
            return read_map(low, out, depth);
        case 0xB0U: {
            if (data_ == end_) {
                return DecodeStatus::truncated;
            }
            const std::uint8_t tag = *data_++;
            met_structure_ = true;
            const DecodeStatus status = read_list(Kind::unreadable, low, out, depth);
            out.flags = tag;
            return status;
        }
        default:
            return read_sized(marker, out, depth);
    }
}

DecodeStatus Decoder::read_sized(std::uint8_t marker, detail::Cell& out, std::size_t depth) {
    std::size_t size = 0;
    switch (marker) {
        case 0xC0:
            out.kind = Kind::null;
            return DecodeStatus::ok;
        case 0xC1:
            if (bytes_left() < 8) {
                return DecodeStatus::truncated;
            }
            out.kind = Kind::floating;
            out.floating = std::bit_cast<double>(load<8>(data_));
            data_ += 8;
            return DecodeStatus::ok;
        case 0xC2:
        case 0xC3:
            out.kind = Kind::boolean;
            out.boolean = marker == 0xC3;
            return DecodeStatus::ok;
        case 0xC8:
        case 0xC9:
        case 0xCA:
        case 0xCB:
            return read_integer(std::size_t{1} << (marker - 0xC8U), out);
        case 0xCC:
        case 0xCD:
        case 0xCE:
            return read_size(std::size_t{1} << (marker - 0xCCU), size)
                       ? read_text(Kind::bytes, size, out)
                       : DecodeStatus::truncated;
        case 0xD0:
        case 0xD1:
        case 0xD2:
            return read_size(std::size_t{1} << (marker - 0xD0U), size)
                       ? read_text(Kind::string, size, out)
                       : DecodeStatus::truncated;
        case 0xD4:
        case 0xD5:
        case 0xD6:
            return read_size(std::size_t{1} << (marker - 0xD4U), size)
                       ? read_list(Kind::list, size, out, depth)
                       : DecodeStatus::truncated;
        case 0xD8:
        case 0xD9:
        case 0xDA:
            return read_size(std::size_t{1} << (marker - 0xD8U), size) ? read_map(size, out, depth)
                                                                       : DecodeStatus::truncated;
        default:
            bad_marker_ = marker;
            return DecodeStatus::reserved_marker;
    }
}

DecodeStatus Decoder::read_integer(std::size_t width, detail::Cell& out) {
    if (bytes_left() < width) {
        return DecodeStatus::truncated;
    }
    const std::uint64_t raw = load(data_, width);
    data_ += width;
    out.kind = Kind::integer;
    switch (width) {
        case 1:
            out.integer = static_cast<std::int8_t>(raw);
            break;
        case 2:
            out.integer = static_cast<std::int16_t>(raw);
            break;
        case 4:
            out.integer = static_cast<std::int32_t>(raw);
            break;
        default:
            out.integer = std::bit_cast<std::int64_t>(raw);
            break;
    }
    return DecodeStatus::ok;
}

bool Decoder::read_size(std::size_t width, std::size_t& size) {
    if (bytes_left() < width) {
        return false;
    }
    size = load(data_, width);
    data_ += width;
    return true;
}

DecodeStatus Decoder::read_text(Kind kind, std::size_t size, detail::Cell& out) {
    if (size > bytes_left()) {
        return DecodeStatus::truncated;
    }
    out.kind = kind;
    out.size = static_cast<std::uint32_t>(size);
    out.text = reinterpret_cast<const char*>(data_);
    data_ += size;
    return DecodeStatus::ok;
}

/// Cells for `count` values that are to come. Every one of them takes a byte at least, and so does
/// every value that an outer list still waits for: so all cells together cannot be more than the
/// message's bytes, however its sizes lie.
DecodeStatus Decoder::take_cells(std::size_t count, std::size_t depth, detail::Cell*& cells) {
    if (count + owed_ > bytes_left()) {
        return DecodeStatus::truncated;
    }
    if (depth >= limits_.max_depth) {
        return DecodeStatus::too_deep;
    }
    values_ += count;
    if (values_ > limits_.max_values) {
        return DecodeStatus::too_many_values;
    }
    owed_ += count;
    cells = count == 0 ? nullptr : arena_.cells(count);
    return DecodeStatus::ok;
}

DecodeStatus Decoder::read_list(Kind kind, std::size_t size, detail::Cell& out, std::size_t depth) {
    detail::Cell* cells = nullptr;
    DecodeStatus status = take_cells(size, depth, cells);
    out.kind = kind;
    out.size = static_cast<std::uint32_t>(size);
    out.cells = cells;
    for (std::size_t i = 0; i < size && status == DecodeStatus::ok; ++i) {
        --owed_;
        status = read(cells[i], depth + 1);
    }
    return status;
}

DecodeStatus Decoder::read_map(std::size_t size, detail::Cell& out, std::size_t depth) {
    detail::Cell* cells = nullptr;
    DecodeStatus status = take_cells(size * 2, depth, cells);
    out.kind = Kind::map;
    out.size = static_cast<std::uint32_t>(size);
    out.cells = cells;
    for (std::size_t i = 0; i < size * 2 && status == DecodeStatus::ok; ++i) {
        --owed_;
        status = read(cells[i], depth + 1);
        if (status == DecodeStatus::ok && i % 2 == 0 && cells[i].kind != Kind::string) {
            status = DecodeStatus::bad_key;
        }
    }
    if (status == DecodeStatus::ok && has_duplicate_key(cells, size)) {
        status = DecodeStatus::duplicate_key;
    }
    return status;
}

}  // namespace bolt::packstream
