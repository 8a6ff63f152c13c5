// Connections: what waiting for another program's lock comes to, and how errors are told.
// The other program is a second connection, without any of ours around it.
#include "sqlite/db.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"
#include "unit/memory/failing_disk.hpp"

#include <memory/error.hpp>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

#include <sqlite3.h>

using memory::Errc;
using memory::Error;
using memory::sqlite::Db;
using memory::sqlite::DbTransaction;
using memory::sqlite::OpenMode;
using memory::test::FailingDisk;
using support::TemporaryFolder;

namespace {

/// Another program's connection to a file.
class Other {
  public:
    explicit Other(const std::filesystem::path& path) {
        REQUIRE(sqlite3_open(path.c_str(), &db_) == SQLITE_OK);
    }

    Other(const Other&) = delete;
    Other& operator=(const Other&) = delete;

    ~Other() { sqlite3_close(db_); }

    void run(const char* sql) {
        REQUIRE(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
    }

  private:
    sqlite3* db_ = nullptr;
};

template <class Action>
std::optional<Errc> code_of(Action action) {
    try {
        action();
    } catch (const Error& error) {
        return error.code();
    }
    return std::nullopt;
}

std::string journal_mode(Db& db) {
    memory::sqlite::Statement statement = db.prepare("PRAGMA journal_mode");
    statement.step();
    return std::string(statement.text(0));
}

}  // namespace

TEST_CASE("switching to WAL gives up when the configured time is over") {
    const TemporaryFolder folder;
    const std::filesystem::path path = folder / "memory.db";
    constexpr std::chrono::milliseconds kTimeout{60};
    Db db(path, OpenMode::create, kTimeout);
    Other other(path);
    other.run("BEGIN IMMEDIATE");
    const auto start = std::chrono::steady_clock::now();
    CHECK(code_of([&] { db.use_wal(); }) == Errc::timeout);
    const auto waited = std::chrono::steady_clock::now() - start;
    CHECK(waited >= kTimeout);
    // Far less than any fixed number of attempts would take.
    CHECK(waited < std::chrono::seconds(2));

    // The connection waits as before, and succeeds once the lock is gone.
    other.run("COMMIT");
    db.use_wal();
    CHECK(journal_mode(db) == "wal");
    other.run("BEGIN IMMEDIATE");
    const auto again = std::chrono::steady_clock::now();
    CHECK(code_of([&] { db.execute("BEGIN IMMEDIATE"); }) == Errc::timeout);
    CHECK(std::chrono::steady_clock::now() - again >= kTimeout);
}

TEST_CASE("without any time to wait, switching to WAL is tried once") {
    const TemporaryFolder folder;
    const std::filesystem::path path = folder / "memory.db";
    Db db(path, OpenMode::create, std::chrono::milliseconds(0));
    Other other(path);
    other.run("BEGIN IMMEDIATE");
    CHECK(code_of([&] { db.use_wal(); }) == Errc::timeout);
    other.run("ROLLBACK");
    db.use_wal();
    CHECK(journal_mode(db) == "wal");
}

TEST_CASE("a commit that the disk fails is told as one whose outcome nobody knows") {
    const TemporaryFolder folder;
    Db db(folder / "memory.db", OpenMode::create, std::chrono::milliseconds(0));
    db.use_wal();
    db.execute("CREATE TABLE t (x INTEGER)");
    {
        DbTransaction transaction(db, DbTransaction::Kind::write);
        db.execute("INSERT INTO t VALUES (1)");
        const FailingDisk failing;
        CHECK(code_of([&] { transaction.commit(); }) == Errc::outcome_unknown);
    }
    // The transaction is over, and the connection of use.
    DbTransaction next(db, DbTransaction::Kind::write);
    db.execute("INSERT INTO t VALUES (2)");
    next.commit();
}

TEST_CASE("a disk that fails before the commit leaves no doubt") {
    const TemporaryFolder folder;
    Db db(folder / "memory.db", OpenMode::create, std::chrono::milliseconds(0));
    db.use_wal();
    db.execute("CREATE TABLE t (x BLOB); PRAGMA cache_size = 2");
    DbTransaction transaction(db, DbTransaction::Kind::write);
    const FailingDisk failing;
    // More than the cache holds is written to the log at once.
    CHECK(code_of([&] {
              db.execute("INSERT INTO t VALUES (zeroblob(1000000))");
          }) == Errc::unavailable);
}

TEST_CASE("a commit that is refused did not happen, and says so") {
    const TemporaryFolder folder;
    Db db(folder / "memory.db", OpenMode::create, std::chrono::milliseconds(0));
    db.execute(
        "PRAGMA foreign_keys = ON;"
        "CREATE TABLE a (x INTEGER PRIMARY KEY);"
        "CREATE TABLE b (x INTEGER REFERENCES a (x) DEFERRABLE INITIALLY DEFERRED)"
    );
    {
        DbTransaction transaction(db, DbTransaction::Kind::write);
        db.execute("INSERT INTO b VALUES (1)");
        CHECK(code_of([&] { transaction.commit(); }) == Errc::conflict);
    }
    // Without a write-ahead log, a reader keeps a writer from committing.
    Other other(folder / "memory.db");
    other.run("BEGIN; SELECT * FROM a");
    DbTransaction transaction(db, DbTransaction::Kind::write);
    db.execute("INSERT INTO a VALUES (1)");
    CHECK(code_of([&] { transaction.commit(); }) == Errc::timeout);
}
