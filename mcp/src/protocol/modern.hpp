#pragma once
// Answers in the shape of revision 2026-07-28: every result says `resultType` and who answers,
// cacheable ones for how long. Sans-IO.

#include "protocol/answer.hpp"
#include "protocol/description.hpp"

#include <array>
#include <string>
#include <string_view>

namespace mcp::protocol {

class Modern {
  public:
    explicit Modern(const Description& description);

    /// Members of the result of server/discover.
    [[nodiscard]] const std::string& discover_members() const noexcept { return discover_; }

    /// Members that complete a result; each begins with a comma.
    [[nodiscard]] std::string_view closing_members(Closing closing) const noexcept {
        return closings_[static_cast<std::size_t>(closing)];
    }

    /// `{"name":…}`, for results that carry a _meta of their own.
    [[nodiscard]] const std::string& server_info() const noexcept { return server_info_; }

    /// `data` of -32022: the revisions to choose from, and the one asked for.
    [[nodiscard]] static std::string unsupported_version_data(std::string_view requested);

  private:
    std::string server_info_;
    std::string discover_;
    std::array<std::string, 5> closings_;  ///< by Closing
};

}  // namespace mcp::protocol
