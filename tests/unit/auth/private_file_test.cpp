// Tests of files that only some may have written, and of noticing that they changed.
// Modes are checked on the opened file; time is the test's own.

#include "files/private_file.hpp"

#include "auth/watched_file.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

#include <mcp/error.hpp>

#include <chrono>
#include <filesystem>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

using namespace mcp::auth;
using namespace mcp::files;
namespace fs = std::filesystem;

namespace {

std::string error_of(const fs::path& path, FileAccess access, std::size_t max = 1'000) {
    try {
        (void)read_private_file(path, access, max);
    } catch (const mcp::Error& error) {
        return error.what();
    }
    return {};
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// As programs replace a file: another one, moved into its place.
void replace(
    const support::TemporaryFolder& folder, const fs::path& path, const std::string& text
) {
    fs::rename(folder.file("new", text, 0600), path);
}

}  // namespace

TEST_CASE("a secret file is read when nobody else can open it") {
    const support::TemporaryFolder folder;
    const fs::path path = folder.file("a", "text", 0600);
    CHECK(read_private_file(path, FileAccess::owner_only, 4).text == "text");
    CHECK(read_private_file(folder.file("b", "", 0400), FileAccess::owner_only, 4).text.empty());
}

TEST_CASE("a secret file that others can open is refused, with the command that helps") {
    const support::TemporaryFolder folder;
    for (const mode_t mode : {0640U, 0604U, 0620U, 0602U, 0610U, 0601U, 0666U}) {
        const fs::path path = folder.file("a", "text", mode);
        const std::string error = error_of(path, FileAccess::owner_only);
        CHECK(contains(error, "chmod 600 " + path.string()));
    }
}

TEST_CASE("a file with public keys may be read by all and written by its owner") {
    const support::TemporaryFolder folder;
    CHECK(error_of(folder.file("a", "text", 0644), FileAccess::owner_may_write).empty());
    CHECK(contains(
        error_of(folder.file("b", "text", 0664), FileAccess::owner_may_write), "chmod go-w"
    ));
    CHECK(contains(
        error_of(folder.file("c", "text", 0646), FileAccess::owner_may_write), "chmod go-w"
    ));
}

TEST_CASE("what is no regular file is refused without waiting for it") {
    const support::TemporaryFolder folder;
    CHECK(contains(error_of(folder.path(), FileAccess::owner_only), "not a regular file"));
    const fs::path fifo = folder / "fifo";
    REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    CHECK(contains(error_of(fifo, FileAccess::owner_only), "not a regular file"));
    CHECK(contains(error_of("/dev/zero", FileAccess::owner_only), "not a regular file"));
    CHECK(contains(error_of(folder / "none", FileAccess::owner_only), "No such file"));
}

TEST_CASE("somebody else's secret file is refused") {
    if (::geteuid() != 0) {
        return;  // only root can give files away
    }
    const support::TemporaryFolder folder;
    const fs::path path = folder.file("a", "text", 0600);
    REQUIRE(::chown(path.c_str(), 12'345, 12'345) == 0);
    CHECK(contains(error_of(path, FileAccess::owner_only), "another user"));
    CHECK(contains(error_of(path, FileAccess::owner_may_write), "another user"));
}

TEST_CASE("a file that is too large is refused") {
    const support::TemporaryFolder folder;
    const fs::path path = folder.file("a", std::string(100'000, 'x'), 0600);
    CHECK(read_private_file(path, FileAccess::owner_only, 100'000).text.size() == 100'000);
    CHECK(contains(error_of(path, FileAccess::owner_only, 99'999), "larger than 99999 bytes"));
}

TEST_CASE("a watched file is read again when it changed, and not looked at more often than said") {
    const support::TemporaryFolder folder;
    const fs::path path = folder.file("a", "one", 0600);
    std::chrono::steady_clock::time_point now{std::chrono::hours(1)};
    WatchedFile file(path, FileAccess::owner_only, 100, std::chrono::seconds(1), [&now] {
        return now;
    });
    CHECK(file.load() == "one");
    replace(folder, path, "two");
    CHECK_FALSE(file.poll().text.has_value());
    now += std::chrono::milliseconds(999);
    CHECK_FALSE(file.poll().text.has_value());
    now += std::chrono::milliseconds(1);
    CHECK(file.poll().text == "two");
    now += std::chrono::seconds(1);
    CHECK_FALSE(file.poll().text.has_value());
}

TEST_CASE("a version that cannot be read is told once, and the next one counts again") {
    const support::TemporaryFolder folder;
    const fs::path path = folder.file("a", "one", 0600);
    std::chrono::steady_clock::time_point now{std::chrono::hours(1)};
    WatchedFile file(path, FileAccess::owner_only, 100, std::chrono::seconds(1), [&now] {
        return now;
    });
    (void)file.load();
    const auto look = [&] {
        now += std::chrono::seconds(1);
        return file.poll();
    };
    SECTION("open to others") {
        REQUIRE(::chmod(path.c_str(), 0644) == 0);
        const FileNews news = look();
        CHECK_FALSE(news.text.has_value());
        CHECK(contains(news.problem, "chmod 600"));
        CHECK(look().problem.empty());
        REQUIRE(::chmod(path.c_str(), 0600) == 0);
        CHECK(look().text == "one");
    }
    SECTION("gone") {
        fs::remove(path);
        CHECK(contains(look().problem, "No such file"));
        CHECK(look().problem.empty());
        replace(folder, path, "three");
        CHECK(look().text == "three");
    }
}
