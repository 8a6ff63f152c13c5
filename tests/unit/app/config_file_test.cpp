// Configuration files are replaced whole, with a copy of what they were, their mode and their link.
// In a temporary folder; what fails leaves everything as it was.
#include "app/config_file.hpp"

#include "app/usage_error.hpp"
#include "support/catch.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdlib.h>
#include <string>
#include <sys/stat.h>
#include <vector>

namespace {

namespace app = mcp::app;
namespace fs = std::filesystem;

class Folder {
  public:
    Folder() {
        std::string name = (fs::temp_directory_path() / "boltmem-config-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path_ = name;
    }

    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    ~Folder() {
        std::error_code error;
        fs::remove_all(path_, error);
    }

    [[nodiscard]] fs::path operator/(const char* name) const { return path_ / name; }

    [[nodiscard]] std::size_t files() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(path_), fs::directory_iterator())
        );
    }

  private:
    fs::path path_;
};

void put(const fs::path& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

std::string content(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

mode_t mode(const fs::path& path) {
    struct stat state{};
    REQUIRE(::stat(path.c_str(), &state) == 0);
    return state.st_mode & 07777U;
}

}  // namespace

TEST_CASE("a new file and its folders are the user's alone", "[setup]") {
    const Folder folder;
    const fs::path path = folder / "a/b/config.json";
    const app::ConfigFile file = app::read_config_file(path);
    CHECK_FALSE(file.text.has_value());
    CHECK(app::replace_config_file(file, "{}\n", 0).empty());
    CHECK(content(path) == "{}\n");
    CHECK(mode(path) == 0600);
    CHECK(mode(path.parent_path()) == 0700);
}

TEST_CASE("a file keeps its mode and a copy of what it was", "[setup]") {
    const Folder folder;
    const fs::path path = folder / "config.json";
    put(path, "old");
    fs::permissions(path, fs::perms(0640));
    const fs::path copy = app::replace_config_file(app::read_config_file(path), "new", 0);
    CHECK(copy == folder / "config.json.bak-19700101T000000Z");
    CHECK(content(copy) == "old");
    CHECK(mode(copy) == 0640);
    CHECK(content(path) == "new");
    CHECK(mode(path) == 0640);
    const fs::path second = app::replace_config_file(app::read_config_file(path), "newer", 0);
    CHECK(second == folder / "config.json.bak-19700101T000000Z-2");
    CHECK(content(second) == "new");
    CHECK(folder.files() == 3);
}

TEST_CASE("a symbolic link stays one", "[setup]") {
    const Folder folder;
    fs::create_directory(folder / "dotfiles");
    const fs::path target = folder / "dotfiles/config.json";
    put(target, "old");
    const fs::path link = folder / "config.json";
    fs::create_symlink(target, link);
    const app::ConfigFile file = app::read_config_file(link);
    CHECK(
        app::replace_config_file(file, "new", 0).parent_path() == fs::canonical(folder / "dotfiles")
    );
    CHECK(fs::is_symlink(link));
    CHECK(content(target) == "new");
}

TEST_CASE("a file that changed meanwhile is left alone", "[setup]") {
    const Folder folder;
    const fs::path path = folder / "config.json";
    put(path, "old");
    const app::ConfigFile file = app::read_config_file(path);
    put(path, "somebody else's");
    CHECK_THROWS_AS(app::replace_config_file(file, "new", 0), app::UsageError);
    CHECK(content(path) == "somebody else's");
    CHECK(folder.files() == 1);
}

TEST_CASE("what is no configuration file is refused", "[setup]") {
    const Folder folder;
    CHECK_THROWS_AS(app::read_config_file(folder / "."), app::UsageError);
    fs::create_symlink(folder / "nowhere", folder / "link");
    CHECK_THROWS_AS(app::read_config_file(folder / "link"), app::UsageError);
    REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
    CHECK_THROWS_AS(app::read_config_file(folder / "pipe"), app::UsageError);
    put(folder / "large", std::string((std::size_t{16} << 20U) + 1, 'x'));
    CHECK_THROWS_AS(app::read_config_file(folder / "large"), app::UsageError);
}
