#pragma once
// The metadata of a FAILURE to a ServerError, in both its forms (before and since Bolt 5.7).
// Missing GQL fields get the defaults that the official drivers use.

#include <bolt/error.hpp>
#include <bolt/value.hpp>

namespace bolt::protocol {

[[nodiscard]] ServerError read_failure(const Map& metadata);

}  // namespace bolt::protocol
