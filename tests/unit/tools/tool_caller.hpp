#pragma once
// Calls the memory's tools as the server does: by name, with arguments as JSON text.
// Each caller has a database of its own in a temporary folder.

#include "support/temporary_folder.hpp"
#include "tools/memory_tools.hpp"

#include <mcp/task.hpp>
#include <mcp/tool.hpp>
#include <mcp/tool_result.hpp>
#include <memory/database.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace tools_test {

/// An isolated database and the registry over it.
class ToolCaller {
  public:
    explicit ToolCaller(mcp::tools::Profile profile = mcp::tools::Profile::core);
    ~ToolCaller();
    ToolCaller(const ToolCaller&) = delete;
    ToolCaller& operator=(const ToolCaller&) = delete;

    /// Runs one call to its end. A ToolError or any other failure becomes an error result, as in
    /// the server.
    mcp::ToolResult call(
        std::string_view tool, std::string_view arguments, mcp::Call::Port* port = nullptr
    );

    /// Runs a task of the library to its end, and answers what it answers or throws.
    template <class T>
    T run(mcp::Task<T> task) {
        std::optional<T> answer;
        std::exception_ptr failure;
        boost::asio::co_spawn(context_, std::move(task), [&](std::exception_ptr error, T value) {
            failure = std::move(error);
            answer = std::move(value);
        });
        drive([&answer] { return answer.has_value(); });
        if (failure) {
            std::rethrow_exception(failure);
        }
        return std::move(*answer);
    }

    /// The text of a call that must succeed; throws std::runtime_error with the text otherwise.
    std::string succeed(std::string_view tool, std::string_view arguments);

    /// The text of a call that must fail; throws std::runtime_error otherwise.
    std::string fail(std::string_view tool, std::string_view arguments);

    /// Stores a memory and answers its id.
    std::string store(std::string_view type, std::string_view title, std::string_view content);

    [[nodiscard]] const mcp::ToolRegistry& registry() const noexcept { return registry_; }

    [[nodiscard]] memory::MemoryDatabase& database() noexcept { return *database_; }

  private:
    /// Runs the loop until `done`; throws when that takes far longer than any call should.
    void drive(const std::function<bool()>& done);

    boost::asio::io_context context_;
    support::TemporaryFolder folder_{"boltmem-tools"};
    std::unique_ptr<memory::MemoryDatabase> database_;
    mcp::ToolRegistry registry_;
};

/// The first UUID in `text`; empty when there is none.
std::string first_id(std::string_view text);

}  // namespace tools_test
