#pragma once
// What a failure of the driver means to users of the memory library.
// One function, so that every operation of the store reports alike.

#include <bolt/error.hpp>
#include <memory/error.hpp>

#include <string_view>

namespace memory::neo4j {

/// The memory library's error for a driver's. `location` is the store's URI, without credentials.
/// The text names what to do; parameters and passwords are never part of it.
[[nodiscard]] Error to_memory_error(const bolt::Error& failure, std::string_view location);

/// The server refused a statement because a unique constraint would be broken.
[[nodiscard]] bool is_constraint_violation(const bolt::Error& failure) noexcept;

}  // namespace memory::neo4j
