#pragma once
// Answers in the shape of revision 2026-07-28: every result says `resultType` and who answers,
// cacheable ones for how long. Sans-IO.

#include "protocol/description.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace mcp::protocol {

/// Whether a result may be kept by the client. Fixed lists may, for an hour, by anyone.
enum class Caching : std::uint8_t { none, fixed };

class Modern {
  public:
    explicit Modern(const Description& description);

    /// Members of the result of server/discover.
    [[nodiscard]] const std::string& discover_members() const noexcept { return discover_; }

    /// Members that complete a result; each begins with a comma.
    [[nodiscard]] std::string_view closing_members(Caching caching) const noexcept {
        return caching == Caching::fixed ? cached_closing_ : closing_;
    }

    /// `data` of -32022: the revisions to choose from, and the one asked for.
    [[nodiscard]] static std::string unsupported_version_data(std::string_view requested);

  private:
    std::string discover_;
    std::string closing_;
    std::string cached_closing_;
};

}  // namespace mcp::protocol
