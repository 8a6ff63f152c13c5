#pragma once
// What a command runs in: the settings, one event loop, the database, the output, and Ctrl-C.
// Made by main() for one command, and gone after it.

#include "app/output.hpp"
#include "app/settings.hpp"

#include <mcp/task.hpp>
#include <memory/database.hpp>

#include <cstdint>
#include <optional>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>

namespace mcp::app {

/// Exit codes of the program, as its help tells them.
enum class Exit : std::uint8_t {
    done = 0,
    failed = 1,
    usage = 2,
    interrupted = 130,  ///< 128 + SIGINT, as shells have it
};

/// What the first SIGINT or SIGTERM does; the second one always ends the program at once.
enum class OnInterrupt : std::uint8_t {
    cancel,   ///< cancels what the command waits for
    ask,      ///< sets interrupted(): the command stops at the next good place
    leave_it  ///< the command has its own handling (serve)
};

/// One thread runs everything here.
class Host {
  public:
    explicit Host(Settings settings);

    [[nodiscard]] const Settings& settings() const noexcept { return settings_; }

    [[nodiscard]] Output& output() noexcept { return output_; }

    [[nodiscard]] boost::asio::any_io_executor executor() { return loop_.get_executor(); }

    /// The database of the settings, made at the first call; no I/O happens before it is used.
    [[nodiscard]] memory::MemoryDatabase& database();

    /// As database(), for batches of data that is known to be free of cycles, such as commits and
    /// their parents: edges are not checked for them, and one operation may take two minutes,
    /// since a batch is hundreds of writes. Must be the first use of the database.
    [[nodiscard]] memory::MemoryDatabase& database_for_import();

    /// A signal has asked the command to stop (OnInterrupt::ask).
    [[nodiscard]] bool interrupted() const noexcept { return interrupted_; }

    /// Runs the loop until the command is done and the database closed; answers the command's exit
    /// code. Rethrows what the command threw.
    [[nodiscard]] Exit run(Task<Exit> command, OnInterrupt on_interrupt = OnInterrupt::cancel);

  private:
    Task<Exit> finish(Task<Exit> command);

    Settings settings_;
    Output output_;
    boost::asio::io_context loop_;
    std::optional<memory::MemoryDatabase> database_;
    bool interrupted_ = false;
};

}  // namespace mcp::app
