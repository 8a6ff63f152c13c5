#pragma once
// The driver's errors as testkit reads them: DriverError, with the GQL fields of the failure and
// its causes.

#include "testkit/protocol.hpp"

#include <bolt/error.hpp>

#include <string>
#include <string_view>

namespace testkit {

/// Where an error was met.
struct ErrorPlace {
    ErrorPlace() = default;

    std::string request;  ///< of testkit, e.g. "ResultNext"
    /// Python's class of what made the result or its transaction fail before; empty = nothing.
    std::string first_failure;
};

/// `id`: under which the error is kept, in case testkit wants it thrown again.
[[nodiscard]] Reply driver_error(const bolt::Error& error, Id id, const ErrorPlace& place);

}  // namespace testkit
