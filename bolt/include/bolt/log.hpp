#pragma once
// Where the driver tells what it does: a function that the user gives.
// Lines never hold credentials; query texts and values only at level trace.

#include <cstdint>
#include <functional>
#include <string_view>

namespace bolt {

enum class LogLevel : std::uint8_t { trace, debug, info, warning, error };

/// Called from whichever thread runs the driver, possibly several at once. Must not throw, block
/// or call the driver.
using LogSink = std::function<void(LogLevel level, std::string_view line)>;

}  // namespace bolt
