#pragma once
// The environment of drivers that are given none: the machine's clock, timers and randomness.
// Retry jitter needs no secrecy, so a small generator is enough.

#include <bolt/environment.hpp>

#include <memory>

namespace bolt::api {

[[nodiscard]] std::shared_ptr<Environment> make_system_environment();

}  // namespace bolt::api
