// What the SQLite store does to files: its own, new ones, newer ones and other programs'.
// Each case has a temporary folder of its own; SQLite itself prepares and inspects the files.
#include "sqlite/store.hpp"
#include "support/catch.hpp"
#include "support/run_task.hpp"
#include "support/temporary_folder.hpp"
#include "unit/memory/failing_disk.hpp"

#include <memory/database.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <sqlite3.h>

using memory::Errc;
using memory::Error;
using memory::MemoryDatabase;
using memory::NewMemory;
using memory::StoreReceipt;
using Folder = support::TemporaryFolder;

namespace {

memory::SqliteConfig config_of(const std::filesystem::path& path) {
    memory::SqliteConfig config;
    config.path = path;
    return config;
}

MemoryDatabase open_database(const std::filesystem::path& path) {
    return MemoryDatabase(memory::sqlite::make_store(config_of(path)));
}

NewMemory note(const std::string& content) {
    NewMemory memory;
    memory.title = "note";
    memory.content = content;
    return memory;
}

/// Runs SQL on a file, as another program would.
void run_sql(const std::filesystem::path& path, const std::string& sql) {
    sqlite3* db = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &db) == SQLITE_OK);
    REQUIRE(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
    REQUIRE(sqlite3_close(db) == SQLITE_OK);
}

std::string bytes_of(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// Stores into a file that must be refused; answers why.
Error refusal(const std::filesystem::path& path) {
    support::TaskRunner runner;
    MemoryDatabase database = open_database(path);
    try {
        static_cast<void>(runner.run(database.store(note("x"))));
    } catch (const Error& error) {
        return error;
    }
    return Error(Errc::internal, "it was accepted");
}

std::filesystem::perms mode_of(const std::filesystem::path& path) {
    return std::filesystem::status(path).permissions();
}

}  // namespace

TEST_CASE("nothing is made before the first operation") {
    const Folder folder;
    const MemoryDatabase database = open_database(folder / "memory.db");
    CHECK_FALSE(std::filesystem::exists(folder / "memory.db"));
}

TEST_CASE("the file and its folder are for their owner alone") {
    const Folder folder;
    const std::filesystem::path path = (folder / "made") / "memory.db";
    support::TaskRunner runner;
    MemoryDatabase database = open_database(path);
    static_cast<void>(runner.run(database.store(note("x"))));
    using std::filesystem::perms;
    CHECK(mode_of(path) == (perms::owner_read | perms::owner_write));
    CHECK(mode_of(path.string() + "-wal") == (perms::owner_read | perms::owner_write));
    CHECK(mode_of(path.parent_path()) == perms::owner_all);
}

TEST_CASE("a store of a newer program is refused and left as it is") {
    const Folder folder;
    const std::filesystem::path path = folder / "memory.db";
    {
        support::TaskRunner runner;
        MemoryDatabase database = open_database(path);
        static_cast<void>(runner.run(database.store(note("kept"))));
        runner.run(database.close());
    }
    run_sql(path, "PRAGMA user_version = 1000");
    const std::string before = bytes_of(path);
    const Error error = refusal(path);
    CHECK(error.code() == Errc::newer_store);
    CHECK(std::string(error.what()).find("1000") != std::string::npos);
    CHECK(bytes_of(path) == before);
}

TEST_CASE("another program's database is refused and left as it is") {
    const Folder folder;
    const std::filesystem::path path = folder / "other.db";
    run_sql(path, "CREATE TABLE nodes (id TEXT); INSERT INTO nodes VALUES ('a')");
    const std::string before = bytes_of(path);
    const Error error = refusal(path);
    CHECK(error.code() == Errc::invalid_argument);
    CHECK(std::string(error.what()).find("another") != std::string::npos);
    CHECK(bytes_of(path) == before);
}

TEST_CASE("a file that is no database is refused and left as it is") {
    const Folder folder;
    const std::filesystem::path path = folder / "notes.txt";
    std::string text;
    for (int i = 0; i < 200; ++i) {
        text += "These are plain notes, and nobody's database.\n";
    }
    std::ofstream(path, std::ios::binary) << text;
    const Error error = refusal(path);
    CHECK(error.code() == Errc::invalid_argument);
    CHECK(
        std::string(error.what()) ==
        path.string() + " is not a SQLite database; choose another path with --store"
    );
    CHECK(bytes_of(path) == text);
}

TEST_CASE("a file too short for a header is no database either") {
    const Folder folder;
    const std::filesystem::path path = folder / "notes.txt";
    std::ofstream(path, std::ios::binary) << "short";
    CHECK(refusal(path).code() == Errc::invalid_argument);
    CHECK(bytes_of(path) == "short");
}

TEST_CASE("a store whose pages are damaged is corrupt, and a backup is what helps") {
    const Folder folder;
    const std::filesystem::path path = folder / "memory.db";
    {
        support::TaskRunner runner;
        MemoryDatabase database = open_database(path);
        static_cast<void>(runner.run(database.store(note("kept"))));
        runner.run(database.close());
    }
    std::string bytes = bytes_of(path);
    // The header stays, so that it is still known as a database.
    std::fill(bytes.begin() + 100, bytes.end(), '\xEE');
    std::ofstream(path, std::ios::binary) << bytes;
    const Error error = refusal(path);
    CHECK(error.code() == Errc::corrupt);
    CHECK(std::string(error.what()).find("restore the file from a backup") != std::string::npos);
    CHECK(bytes_of(path) == bytes);
}

TEST_CASE("a folder in the place of the file is refused") {
    const Folder folder;
    std::filesystem::create_directory(folder / "memory.db");
    CHECK(refusal(folder / "memory.db").code() == Errc::unavailable);
}

TEST_CASE("an empty file becomes a store") {
    const Folder folder;
    std::ofstream(folder / "memory.db", std::ios::binary) << "";
    support::TaskRunner runner;
    MemoryDatabase database = open_database(folder / "memory.db");
    CHECK(runner.run(database.store(note("x"))).created);
}

TEST_CASE("opening a store again migrates nothing and loses nothing") {
    const Folder folder;
    const std::filesystem::path path = folder / "memory.db";
    support::TaskRunner runner;
    for (int round = 0; round < 3; ++round) {
        MemoryDatabase database = open_database(path);
        static_cast<void>(runner.run(database.store(note("round"))));
        CHECK(runner.run(database.statistics()).memories == round + 1);
        runner.run(database.close());
    }
}

TEST_CASE("stores that make one file at the same time all succeed") {
    const Folder folder;
    const std::filesystem::path path = folder / "memory.db";
    support::TaskRunner runner;
    std::vector<MemoryDatabase> databases;
    std::vector<boost::asio::awaitable<StoreReceipt>> tasks;
    for (int i = 0; i < 8; ++i) {
        databases.push_back(open_database(path));
        tasks.push_back(databases.back().store(note("from " + std::to_string(i))));
    }
    for (auto& outcome : runner.run_all(std::move(tasks))) {
        CHECK(outcome.take().created);
    }
    CHECK(runner.run(databases.front().statistics()).memories == 8);
}

TEST_CASE("a full queue refuses at once, and what waited is still done") {
    const Folder folder;
    memory::SqliteConfig config = config_of(folder / "memory.db");
    config.queue_limit = 1;
    support::TaskRunner runner;
    MemoryDatabase database(memory::sqlite::make_store(std::move(config)));
    std::vector<boost::asio::awaitable<StoreReceipt>> tasks;
    for (int i = 0; i < 50; ++i) {
        tasks.push_back(database.store(note("n" + std::to_string(i))));
    }
    std::int64_t stored = 0;
    std::int64_t refused = 0;
    for (auto& outcome : runner.run_all(std::move(tasks))) {
        try {
            static_cast<void>(outcome.take());
            ++stored;
        } catch (const Error& error) {
            CHECK(error.code() == Errc::overloaded);
            CHECK(error.retryable());
            ++refused;
        }
    }
    CHECK(stored > 0);
    CHECK(refused > 0);
    CHECK(runner.run(database.statistics()).memories == stored);
}

TEST_CASE("a write whose commit the disk fails may have happened, and the store goes on") {
    const Folder folder;
    support::TaskRunner runner;
    MemoryDatabase database = open_database(folder / "memory.db");
    static_cast<void>(runner.run(database.store(note("before"))));
    try {
        const memory::test::FailingDisk failing;
        static_cast<void>(runner.run(database.store(note("in doubt"))));
        FAIL("it was stored");
    } catch (const Error& error) {
        CHECK(error.code() == Errc::outcome_unknown);
        CHECK_FALSE(error.retryable());
        CHECK_THAT(error.what(), support::contains("disk I/O error"));
    }
    static_cast<void>(runner.run(database.store(note("after"))));
    CHECK(runner.run(database.statistics()).memories >= 2);
}

TEST_CASE("a closed store says that it is closed") {
    const Folder folder;
    support::TaskRunner runner;
    MemoryDatabase database = open_database(folder / "memory.db");
    static_cast<void>(runner.run(database.store(note("x"))));
    runner.run(database.close());
    try {
        static_cast<void>(runner.run(database.statistics()));
        FAIL("it answered");
    } catch (const Error& error) {
        CHECK(error.code() == Errc::unavailable);
    }
}

TEST_CASE("settings that cannot work are refused before any file is touched") {
    memory::SqliteConfig config;
    CHECK_THROWS_AS(memory::sqlite::make_store(config), Error);
    config.path = "x.db";
    config.readers = 0;
    CHECK_THROWS_AS(memory::sqlite::make_store(config), Error);
    config.readers = 17;
    CHECK_THROWS_AS(memory::sqlite::make_store(config), Error);
}
