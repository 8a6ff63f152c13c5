#pragma once
// Raw structures to the values that they stand for, in place: checks field counts and types.
// A structure that is unknown or malformed stays Kind::unreadable; only reading it fails.

#include "wire/version.hpp"

#include <bolt/record.hpp>

namespace bolt::protocol {

/// How structures are to be read on a connection.
struct Dialect {
    Dialect() = default;
    bool element_ids = true;    ///< nodes have 4 fields, relationships 8, unbound ones 4
    bool utc_datetimes = true;  ///< 49/69 are read; else 46/66
    bool vectors = false;       ///< 6.0: vectors, and unsupported types in the place of newer ones
    bool uuids = false;         ///< 6.1: UUIDs may be sent; Limits::allow_uuids lets them be read
};

/// Hydrates `cell` and everything in it. Depth is what the decoder allowed.
void hydrate(detail::Cell& cell, const Dialect& dialect);

/// Makes null of what cannot be read in a response's metadata, where graph values have no meaning
/// either: an odd entry must not cost the answer.
void blank_unreadable(detail::Cell& cell);

}  // namespace bolt::protocol
