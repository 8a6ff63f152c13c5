#pragma once
// Whether a request is meant for this server: its Host and Origin against allowed names, which is
// what stops web pages that rebind a DNS name to a loopback address
// (MCP "Streamable HTTP", security warning; CVE-2025-66414 and its kin). Sans-IO.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mcp::http {

/// `host[:port]` of a Host field, of a target in absolute form, or of an origin.
struct Authority {
    Authority() = default;
    /// Lower case, without the dot of a rooted name; an IPv6 address in brackets and in its one
    /// full form, so that two spellings of an address are equal.
    std::string host;
    std::uint16_t port = 0;  ///< 0 = not given
};

/// nullopt: not of that form, has userinfo, or characters that no host name has.
[[nodiscard]] std::optional<Authority> parse_authority(std::string_view text);

/// `scheme://host[:port]` without anything behind it.
struct Origin {
    Origin() = default;
    std::string scheme;  ///< lower case
    Authority authority;
};

[[nodiscard]] std::optional<Origin> parse_origin(std::string_view text);

/// What is allowed, and the question whether a request is.
class HostGuard {
  public:
    /// Throws Error for a name or an origin that cannot be read, saying which. localhost,
    /// 127.0.0.1 and [::1] are always allowed; ports of hosts do not matter.
    HostGuard(const std::vector<std::string>& hosts, const std::vector<std::string>& origins);

    /// Empty: the request may pass; else why not, in one line without the value itself.
    [[nodiscard]] std::string_view check_host(std::string_view value) const;

    /// Of the only Origin field. Whatever is not an allowed origin is refused, `null` too.
    [[nodiscard]] std::string_view check_origin(std::string_view value) const;

    /// The origin was named in the configuration, so that its pages may read answers (CORS).
    [[nodiscard]] bool may_read(std::string_view origin) const;

  private:
    [[nodiscard]] bool knows(const std::string& host) const;
    [[nodiscard]] bool lists(const Origin& origin) const;

    std::vector<std::string> hosts_;
    std::vector<Origin> origins_;
};

}  // namespace mcp::http
