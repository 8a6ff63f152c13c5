// Structure tags to kinds; see hydrate.hpp. Fields stay where the decoder put them, in wire order.
// Bolt documentation, "Structure semantics".

#include "protocol/hydrate.hpp"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <span>

namespace bolt::protocol {

namespace {

using detail::Cell;

constexpr std::uint8_t kUnboundRelationship = 0x72;

/// The cells behind a list or structure (`per_item` 1), or behind a map (2: key and value).
std::span<Cell> cells_of(Cell& cell, std::size_t per_item = 1) {
    // The arena's cells are ours until the record is handed out.
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast)
    return {const_cast<Cell*>(cell.cells), cell.size * per_item};
}

bool fields_are(const Cell& cell, std::initializer_list<Kind> kinds) {
    if (cell.size != kinds.size()) {
        return false;
    }
    std::size_t i = 0;
    for (const Kind kind : kinds) {
        if (cell.cells[i++].kind != kind) {
            return false;
        }
    }
    return true;
}

bool is_integer_list(const Cell& cell) {
    if (cell.kind != Kind::list) {
        return false;
    }
    for (std::size_t i = 0; i < cell.size; ++i) {
        if (cell.cells[i].kind != Kind::integer) {
            return false;
        }
    }
    return true;
}

bool is_string_list(const Cell& cell) {
    if (cell.kind != Kind::list) {
        return false;
    }
    for (std::size_t i = 0; i < cell.size; ++i) {
        if (cell.cells[i].kind != Kind::string) {
            return false;
        }
    }
    return true;
}

bool is_node(const Cell& cell, const Dialect& dialect) {
    const bool shape = dialect.element_ids
                           ? fields_are(cell, {Kind::integer, Kind::list, Kind::map, Kind::string})
                           : fields_are(cell, {Kind::integer, Kind::list, Kind::map});
    return shape && is_string_list(cell.cells[1]);
}

bool is_relationship(const Cell& cell, const Dialect& dialect) {
    if (dialect.element_ids) {
        return fields_are(
            cell,
            {Kind::integer,
             Kind::integer,
             Kind::integer,
             Kind::string,
             Kind::map,
             Kind::string,
             Kind::string,
             Kind::string}
        );
    }
    return fields_are(cell, {Kind::integer, Kind::integer, Kind::integer, Kind::string, Kind::map});
}

bool is_unbound_relationship(const Cell& cell, const Dialect& dialect) {
    return dialect.element_ids
               ? fields_are(cell, {Kind::integer, Kind::string, Kind::map, Kind::string})
               : fields_are(cell, {Kind::integer, Kind::string, Kind::map});
}

bool all_of_kind(const Cell& list, Kind kind) {
    for (std::size_t i = 0; i < list.size; ++i) {
        if (list.cells[i].kind != kind) {
            return false;
        }
    }
    return true;
}

bool all_unbound_relationships(const Cell& list, const Dialect& dialect) {
    for (std::size_t i = 0; i < list.size; ++i) {
        const Cell& cell = list.cells[i];
        if (cell.kind != Kind::unreadable || cell.flags != kUnboundRelationship ||
            !is_unbound_relationship(cell, dialect)) {
            return false;
        }
    }
    return true;
}

/// Nodes, unbound relationships, and pairs (relationship number from 1, negative when walked
/// against its direction; node number from 0).
bool is_path(const Cell& cell, const Dialect& dialect) {
    if (!fields_are(cell, {Kind::list, Kind::list, Kind::list}) ||
        !is_integer_list(cell.cells[2]) || !all_of_kind(cell.cells[0], Kind::node) ||
        !all_unbound_relationships(cell.cells[1], dialect)) {
        return false;
    }
    const Cell& steps = cell.cells[2];
    const auto nodes = static_cast<std::int64_t>(cell.cells[0].size);
    const auto relationships = static_cast<std::int64_t>(cell.cells[1].size);
    if (nodes == 0 || steps.size % 2 != 0) {
        return false;
    }
    for (std::size_t i = 0; i < steps.size; i += 2) {
        const std::int64_t relationship = steps.cells[i].integer;
        const std::int64_t node = steps.cells[i + 1].integer;
        if (relationship == 0 || relationship > relationships || relationship < -relationships ||
            node < 0 || node >= nodes) {
            return false;
        }
    }
    return true;
}

/// Whether the value fits the 32 bits that the public structs have for it.
bool fits_int32(const Cell& cell) {
    return cell.integer >= std::numeric_limits<std::int32_t>::min() &&
           cell.integer <= std::numeric_limits<std::int32_t>::max();
}

/// Nanoseconds since midnight.
bool time_of_day_fits(const Cell& cell) {
    constexpr std::int64_t kDay = 86'400'000'000'000;
    return cell.integer >= 0 && cell.integer < kDay;
}

bool nanoseconds_fit(const Cell& cell) {
    return cell.integer >= 0 && cell.integer < 1'000'000'000;
}

bool offset_fits(const Cell& cell) {
    constexpr std::int64_t kDay = 86'400;
    return cell.integer > -kDay && cell.integer < kDay;
}

bool is_date_time(const Cell& cell, bool named_zone) {
    if (!fields_are(
            cell, {Kind::integer, Kind::integer, named_zone ? Kind::string : Kind::integer}
        )) {
        return false;
    }
    return nanoseconds_fit(cell.cells[1]) && (named_zone || offset_fits(cell.cells[2]));
}

void hydrate_date_time(Cell& cell, std::uint8_t tag, const Dialect& dialect) {
    const bool utc = tag == 0x49 || tag == 0x69;
    const bool named = tag == 0x69 || tag == 0x66;
    if (utc != dialect.utc_datetimes || !is_date_time(cell, named)) {
        return;
    }
    std::uint8_t flags = named ? detail::kNamedZone : std::uint8_t{0};
    if (!utc && named) {
        flags |= detail::kLocalSeconds;
    } else if (!utc) {
        // Legacy offset form: local seconds; the instant is known.
        std::int64_t instant = 0;
        if (__builtin_sub_overflow(cell.cells[0].integer, cell.cells[2].integer, &instant)) {
            return;
        }
        cells_of(cell)[0].integer = instant;
    }
    cell.kind = Kind::date_time;
    cell.flags = flags;
}

/// The type that a marker stands for; nullopt when it is none.
std::optional<VectorType> vector_type(const Cell& marker) {
    if (marker.size != 1) {
        return std::nullopt;
    }
    switch (static_cast<std::uint8_t>(*marker.text)) {
        case 0xC8:
            return VectorType::i8;
        case 0xC9:
            return VectorType::i16;
        case 0xCA:
            return VectorType::i32;
        case 0xCB:
            return VectorType::i64;
        case 0xC6:
            return VectorType::f32;
        case 0xC1:
            return VectorType::f64;
        default:
            return std::nullopt;
    }
}

/// The cell becomes one of bytes, without the fields.
void hydrate_vector(Cell& cell) {
    if (!fields_are(cell, {Kind::bytes, Kind::bytes})) {
        return;
    }
    const std::optional<VectorType> type = vector_type(cell.cells[0]);
    const Cell& data = cell.cells[1];
    if (!type || data.size % size_of(*type) != 0) {
        return;
    }
    cell.kind = Kind::vector;
    cell.flags = static_cast<std::uint8_t>(*type);
    cell.size = data.size;
    cell.text = data.text;
}

void set(Cell& cell, bool valid, Kind kind) {
    if (valid) {
        cell.kind = kind;
        cell.flags = 0;
    }
}

void hydrate_structure(Cell& cell, const Dialect& dialect) {
    switch (const std::uint8_t tag = cell.flags) {
        case 0x4E:
            return set(cell, is_node(cell, dialect), Kind::node);
        case 0x52:
            return set(cell, is_relationship(cell, dialect), Kind::relationship);
        case 0x50:
            // Unbound relationships (0x72) mean something inside a path only, which knows their
            // ends; elsewhere they stay unreadable.
            return set(cell, is_path(cell, dialect), Kind::path);
        case 0x44:
            return set(cell, fields_are(cell, {Kind::integer}), Kind::date);
        case 0x54:
            return set(
                cell,
                fields_are(cell, {Kind::integer, Kind::integer}) &&
                    time_of_day_fits(cell.cells[0]) && offset_fits(cell.cells[1]),
                Kind::time
            );
        case 0x74:
            return set(
                cell,
                fields_are(cell, {Kind::integer}) && time_of_day_fits(cell.cells[0]),
                Kind::local_time
            );
        case 0x64:
            return set(
                cell,
                fields_are(cell, {Kind::integer, Kind::integer}) && nanoseconds_fit(cell.cells[1]),
                Kind::local_date_time
            );
        case 0x49:
        case 0x69:
        case 0x46:
        case 0x66:
            return hydrate_date_time(cell, tag, dialect);
        case 0x45:
            return set(
                cell,
                fields_are(cell, {Kind::integer, Kind::integer, Kind::integer, Kind::integer}) &&
                    cell.cells[3].integer > -1'000'000'000 && cell.cells[3].integer < 1'000'000'000,
                Kind::duration
            );
        case 0x58:
            return set(
                cell,
                fields_are(cell, {Kind::integer, Kind::floating, Kind::floating}) &&
                    fits_int32(cell.cells[0]),
                Kind::point
            );
        case 0x59:
            return set(
                cell,
                fields_are(cell, {Kind::integer, Kind::floating, Kind::floating, Kind::floating}) &&
                    fits_int32(cell.cells[0]),
                Kind::point
            );
        case 0x56:
            if (dialect.vectors) {
                hydrate_vector(cell);
            }
            return;
        case 0x3F:
            return set(
                cell,
                dialect.vectors &&
                    fields_are(cell, {Kind::string, Kind::integer, Kind::integer, Kind::map}) &&
                    fits_int32(cell.cells[1]) && fits_int32(cell.cells[2]),
                Kind::unsupported
            );
        default:
            return;
    }
}

}  // namespace

void hydrate(Cell& cell, const Dialect& dialect) {
    if (cell.kind == Kind::list || cell.kind == Kind::unreadable) {
        for (Cell& item : cells_of(cell)) {
            hydrate(item, dialect);
        }
    } else if (cell.kind == Kind::map) {
        for (Cell& item : cells_of(cell, 2)) {
            hydrate(item, dialect);
        }
    }
    if (cell.kind == Kind::unreadable) {
        hydrate_structure(cell, dialect);
    }
}

void blank_unreadable(Cell& cell) {
    switch (cell.kind) {
        case Kind::list:
        case Kind::map:
            for (Cell& item : cells_of(cell, cell.kind == Kind::map ? 2 : 1)) {
                blank_unreadable(item);
            }
            return;
        case Kind::node:
        case Kind::relationship:
        case Kind::path:
        case Kind::unreadable:
            cell = Cell();
            return;
        default:
            return;
    }
}

}  // namespace bolt::protocol
