#pragma once
// TLS settings of a driver, and the OpenSSL context made from them when the first secure connection
// is opened. Users without TLS never initialise OpenSSL.

#include <cstdint>
#include <memory>
#include <string>

namespace bolt::net {

enum class TlsMode : std::uint8_t {
    off,
    verified,   ///< certificate and host name are checked (bolt+s)
    encrypted,  ///< any certificate is taken (bolt+ssc)
};

/// Shared by all connections of a driver. Thread-safe after construction.
class TlsContext;

/// Throws Error (tls) when the settings cannot be used. `ca_file` empty = the system's authorities.
[[nodiscard]] std::shared_ptr<TlsContext> make_tls_context(
    TlsMode mode, const std::string& ca_file
);

}  // namespace bolt::net
