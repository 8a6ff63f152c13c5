#pragma once
// Calls the memory's tools as the server does: by name, with arguments as JSON text.
// Each caller has a database of its own in a temporary folder.

#include "support/temporary_folder.hpp"

#include <mcp/tool.hpp>
#include <mcp/tool_result.hpp>
#include <memory/database.hpp>

#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>

namespace tools_test {

/// An isolated database and the registry over it.
class ToolCaller {
  public:
    ToolCaller();
    ~ToolCaller();
    ToolCaller(const ToolCaller&) = delete;
    ToolCaller& operator=(const ToolCaller&) = delete;

    /// Runs one call to its end. A ToolError or any other failure becomes an error result, as in
    /// the server.
    mcp::ToolResult call(std::string_view tool, std::string_view arguments);

    /// The text of a call that must succeed; throws std::runtime_error with the text otherwise.
    std::string succeed(std::string_view tool, std::string_view arguments);

    /// The text of a call that must fail; throws std::runtime_error otherwise.
    std::string fail(std::string_view tool, std::string_view arguments);

    /// Stores a memory and answers its id.
    std::string store(std::string_view type, std::string_view title, std::string_view content);

    [[nodiscard]] const mcp::ToolRegistry& registry() const noexcept { return registry_; }

  private:
    boost::asio::io_context context_;
    support::TemporaryFolder folder_{"boltmem-tools"};
    std::unique_ptr<memory::MemoryDatabase> database_;
    mcp::ToolRegistry registry_;
};

/// The first UUID in `text`; empty when there is none.
std::string first_id(std::string_view text);

}  // namespace tools_test
