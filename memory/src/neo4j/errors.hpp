#pragma once
// What a failure of the driver means to users of the memory library.
// One function, so that every operation of the store reports alike.

#include <bolt/error.hpp>
#include <memory/error.hpp>

#include <string_view>

namespace memory::neo4j {

/// Errc::conflict because a write met another one: a unique constraint would have been broken, a
/// node was removed between finding and using it, or another program made the same index. A type of
/// its own, because the write, run again, sees what the other one did and then succeeds or fails
/// for a reason of its own.
class LostRace : public Error {
  public:
    LostRace();
};

/// The memory library's error for a driver's. `location` is the store's URI, without credentials.
/// The text names what to do; parameters and passwords are never part of it.
[[nodiscard]] Error to_memory_error(const bolt::Error& failure, std::string_view location);

/// The failure is a LostRace.
[[nodiscard]] bool is_lost_race(const bolt::Error& failure) noexcept;

}  // namespace memory::neo4j
