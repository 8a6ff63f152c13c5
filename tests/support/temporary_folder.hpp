#pragma once
// A temporary folder of a test's own, removed with everything in it when the test is done.
// Names are made by the system, so that tests may run side by side.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <sys/stat.h>
#include <system_error>

namespace support {

class TemporaryFolder {
  public:
    explicit TemporaryFolder(const std::string& name = "boltmem-test") {
        std::string pattern =
            (std::filesystem::temp_directory_path() / (name + "-XXXXXX")).string();
        if (::mkdtemp(pattern.data()) == nullptr) {
            throw std::runtime_error("cannot make a temporary folder");
        }
        path_ = pattern;
    }

    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    ~TemporaryFolder() {
        std::error_code ignored;  // a folder that stays is an annoyance, not a failure of the test
        std::filesystem::remove_all(path_, ignored);
    }

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

    [[nodiscard]] std::filesystem::path operator/(const char* name) const { return path_ / name; }

    /// Makes a file; answers its path.
    [[nodiscard]] std::filesystem::path file(
        const std::string& name, const std::string& content, mode_t mode
    ) const {
        std::filesystem::path path = path_ / name;
        std::ofstream(path) << content;
        if (::chmod(path.c_str(), mode) != 0) {
            throw std::runtime_error("cannot set the mode of " + path.string());
        }
        return path;
    }

  private:
    std::filesystem::path path_;
};

}  // namespace support
