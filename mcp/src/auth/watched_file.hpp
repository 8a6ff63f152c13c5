#pragma once
// A file that is read again when it changed: looked at no more than once in a while, and when it
// is asked for, so there is no thread and no timer behind it.

#include "files/private_file.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace mcp::auth {

using SteadyNow = std::function<std::chrono::steady_clock::time_point()>;

/// What a look at the file came to.
struct FileNews {
    FileNews() = default;
    std::optional<std::string> text;  ///< the new content, when there is one
    std::string problem;              ///< why a new version cannot be read; told once for each
};

/// One thread.
class WatchedFile {
  public:
    /// `interval`: the shortest time between two looks. `now` must not be empty.
    WatchedFile(
        std::filesystem::path path,
        files::FileAccess access,
        std::size_t max_bytes,
        std::chrono::milliseconds interval,
        SteadyNow now
    );

    /// Reads it whatever was before. Throws Error when that cannot be.
    [[nodiscard]] std::string load();

    /// News since the last load() or poll(), if any.
    [[nodiscard]] FileNews poll();

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

  private:
    std::filesystem::path path_;
    files::FileAccess access_;
    std::size_t max_bytes_;
    std::chrono::milliseconds interval_;
    SteadyNow now_;
    std::chrono::steady_clock::time_point next_look_;
    std::optional<files::FileVersion> seen_;
};

}  // namespace mcp::auth
