#pragma once
// The settings of `boltmem serve --http`: where to listen, for whom, and the limits that operators
// change. Who may call is set up where the server is made.

#include "app/setting_reader.hpp"
#include "app/settings.hpp"

#include <mcp/http.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace mcp::app {

/// nullopt when neither --http nor BOLTMEM_HTTP is given; then no variable of HTTP counts. Throws
/// UsageError for a value that cannot be used.
[[nodiscard]] std::optional<HttpConfig> resolve_http(const HttpFlags& flags, SettingReader& reader);

/// `http://127.0.0.1:8080/mcp`, the URL that clients on this machine use.
[[nodiscard]] std::string http_url(const HttpConfig& config, std::uint16_t port);

}  // namespace mcp::app
