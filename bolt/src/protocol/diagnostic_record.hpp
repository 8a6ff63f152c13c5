#pragma once
// The diagnostic record of a GQL status, in a failure or a summary: entries that a server leaves
// out have defaults. Bolt documentation, "GQL status objects".

#include <bolt/value.hpp>

namespace bolt::protocol {

/// The defaults alone. What the server sends replaces them.
[[nodiscard]] const Map& default_diagnostic_record();

}  // namespace bolt::protocol
