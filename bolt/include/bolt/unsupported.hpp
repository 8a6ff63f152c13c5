#pragma once
// UnsupportedType: what a server of Bolt 6.0 and newer sends in place of a value of a type that
// the connection's version does not have.

#include <cstdint>
#include <optional>
#include <string>

namespace bolt {

/// A value that this connection cannot carry. To be shown, not to be worked with; it cannot be
/// sent: Error (usage).
struct UnsupportedType {
    UnsupportedType() = default;

    friend bool operator==(const UnsupportedType&, const UnsupportedType&) = default;
    std::string name;                    ///< the type's name, e.g. "VECTOR"
    std::int32_t minimum_major = 0;      ///< the Bolt version that carries it, e.g. 6
    std::int32_t minimum_minor = 0;      ///< and its minor number
    std::optional<std::string> message;  ///< the server's explanation, when it gives one
};

}  // namespace bolt
