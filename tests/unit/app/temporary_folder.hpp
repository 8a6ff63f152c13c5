#pragma once
// A folder of a test's own in the system's place for temporary files, gone at the end.
// Made by mkdtemp, so that tests that run at once never share one.

#include "support/catch.hpp"

#include <filesystem>
#include <fstream>
#include <stdlib.h>
#include <string>
#include <sys/stat.h>

namespace mcp::app::test {

class TemporaryFolder {
  public:
    TemporaryFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "boltmem-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path_ = name;
    }

    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    /// Makes a file; answers its path.
    [[nodiscard]] std::filesystem::path file(
        const std::string& name, const std::string& content, mode_t mode
    ) const {
        const std::filesystem::path path = path_ / name;
        std::ofstream(path) << content;
        REQUIRE(::chmod(path.c_str(), mode) == 0);
        return path;
    }

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

}  // namespace mcp::app::test
