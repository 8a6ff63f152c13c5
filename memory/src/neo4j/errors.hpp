#pragma once
// What a failure of the driver means to users of the memory library.
// One function, so that every operation of the store reports alike.

#include <bolt/error.hpp>
#include <memory/error.hpp>

#include <string_view>

namespace memory::neo4j {

/// Errc::conflict because the server refused a write that would break a unique constraint. A type
/// of its own, because such a write may succeed, by finding what is there, when it is run again.
class ConstraintError : public Error {
  public:
    ConstraintError();
};

/// The memory library's error for a driver's. `location` is the store's URI, without credentials.
/// The text names what to do; parameters and passwords are never part of it.
[[nodiscard]] Error to_memory_error(const bolt::Error& failure, std::string_view location);

/// The server refused a statement because a unique constraint would be broken.
[[nodiscard]] bool is_constraint_violation(const bolt::Error& failure) noexcept;

}  // namespace memory::neo4j
