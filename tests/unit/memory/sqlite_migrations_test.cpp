// Migrations one step at a time: older files, newer ones, steps that fail, and a file that another
// program reads meanwhile. The steps are the tests' own, so that they need not wait for a release.
#include "sqlite/migrations.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

#include <memory/error.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <span>
#include <stdexcept>
#include <string>

#include <sqlite3.h>

using memory::Errc;
using memory::Error;
using memory::sqlite::Db;
using memory::sqlite::migrate;
using memory::sqlite::OpenMode;

namespace {

constexpr const char* kFirst = "CREATE TABLE note (text TEXT); INSERT INTO note VALUES ('kept')";
constexpr const char* kSecond = "ALTER TABLE note ADD COLUMN stars INTEGER NOT NULL DEFAULT 3";
constexpr const char* kThird = "UPDATE note SET stars = stars + 1";
constexpr const char* kBroken = "UPDATE note SET stars = 9; INSERT INTO nowhere VALUES (1)";

constexpr std::array<const char*, 1> kOneStep{kFirst};
constexpr std::array<const char*, 2> kTwoSteps{kFirst, kSecond};
constexpr std::array<const char*, 3> kThreeSteps{kFirst, kSecond, kThird};
constexpr std::array<const char*, 3> kBrokenThird{kFirst, kSecond, kBroken};

class File {
  public:
    void open_with(
        std::span<const char* const> steps,
        std::chrono::milliseconds busy_timeout = std::chrono::seconds(10)
    ) {
        Db db(path(), OpenMode::create, busy_timeout);
        migrate(db, steps);
    }

    Error refusal(
        std::span<const char* const> steps,
        std::chrono::milliseconds busy_timeout = std::chrono::seconds(10)
    ) {
        try {
            open_with(steps, busy_timeout);
        } catch (const Error& error) {
            return error;
        }
        throw std::runtime_error("it was accepted");
    }

    std::int64_t number(const char* sql) {
        Db db(path(), OpenMode::existing, std::chrono::seconds(10));
        memory::sqlite::Statement statement = db.prepare(sql);
        REQUIRE(statement.step());
        return statement.integer(0);
    }

    [[nodiscard]] std::filesystem::path path() const { return folder_ / "memory.db"; }

  private:
    support::TemporaryFolder folder_{"boltmem-migrations"};
};

/// A read of another program, which lasts.
class Reading {
  public:
    explicit Reading(const std::filesystem::path& path) {
        REQUIRE(sqlite3_open(path.c_str(), &db_) == SQLITE_OK);
        const char* const script = "BEGIN; SELECT count(*) FROM sqlite_schema";
        REQUIRE(sqlite3_exec(db_, script, nullptr, nullptr, nullptr) == SQLITE_OK);
    }

    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;

    ~Reading() { sqlite3_close(db_); }

  private:
    sqlite3* db_ = nullptr;
};

/// Has another program open the same file just before the n-th statement of a connection.
class Intruder {
  public:
    Intruder(Db& db, File& file, int statement) : db_(db), file_(file), left_(statement) {
        sqlite3_trace_v2(db_.handle(), SQLITE_TRACE_STMT, &Intruder::on_statement, this);
    }

    Intruder(const Intruder&) = delete;
    Intruder& operator=(const Intruder&) = delete;

    ~Intruder() { sqlite3_trace_v2(db_.handle(), 0, nullptr, nullptr); }

    /// False when the connection ran fewer statements.
    [[nodiscard]] bool came() const { return left_ == 0; }

  private:
    static int on_statement(unsigned /*event*/, void* self, void* /*statement*/, void* /*sql*/) {
        static_cast<Intruder*>(self)->before_statement();
        return 0;
    }

    void before_statement() {
        if (left_ == 0 || --left_ > 0) {
            return;
        }
        try {
            file_.open_with(kTwoSteps, std::chrono::milliseconds(1));
        } catch (const Error& error) {
            // The connection is in the middle of its work: the other one waits, and gives up.
            CHECK(error.code() == Errc::timeout);
        }
    }

    Db& db_;
    File& file_;
    int left_;
};

}  // namespace

TEST_CASE("a new file goes through every step") {
    File file;
    file.open_with(kThreeSteps);
    CHECK(file.number("PRAGMA user_version") == 3);
    CHECK(file.number("SELECT stars FROM note WHERE text = 'kept'") == 4);
}

TEST_CASE("a file of the version before gets the steps that it lacks, and keeps what it holds") {
    File file;
    file.open_with(kOneStep);
    CHECK(file.number("PRAGMA user_version") == 1);
    file.open_with(kTwoSteps);
    CHECK(file.number("PRAGMA user_version") == 2);
    CHECK(file.number("SELECT stars FROM note WHERE text = 'kept'") == 3);
    file.open_with(kThreeSteps);
    CHECK(file.number("SELECT stars FROM note WHERE text = 'kept'") == 4);
}

TEST_CASE("no step is applied twice") {
    File file;
    for (int round = 0; round < 3; ++round) {
        file.open_with(kThreeSteps);
    }
    CHECK(file.number("SELECT count(*) FROM note") == 1);
    CHECK(file.number("SELECT stars FROM note") == 4);
}

TEST_CASE("a file newer than the program is refused, with both versions, and stays as it is") {
    File file;
    file.open_with(kThreeSteps);
    const Error error = file.refusal(kTwoSteps);
    CHECK(error.code() == Errc::newer_store);
    CHECK_THAT(error.what(), support::contains("schema 3") && support::contains("knows 2"));
    CHECK(file.number("PRAGMA user_version") == 3);
    CHECK(file.number("SELECT stars FROM note") == 4);
}

TEST_CASE("a step that fails undoes all steps of its opening") {
    File file;
    file.open_with(kOneStep);
    CHECK_THROWS_AS(file.open_with(kBrokenThird), Error);
    CHECK(file.number("PRAGMA user_version") == 1);
    CHECK(file.number("SELECT count(*) FROM pragma_table_info('note')") == 1);
    file.open_with(kThreeSteps);
    CHECK(file.number("SELECT stars FROM note WHERE text = 'kept'") == 4);
}

TEST_CASE("a file that stays locked is waited for no longer than the busy timeout") {
    File file;
    {
        const Db empty(file.path(), OpenMode::create, std::chrono::seconds(10));
    }
    const Reading reading(file.path());
    const auto begin = std::chrono::steady_clock::now();
    const Error error = file.refusal(kOneStep, std::chrono::milliseconds(20));
    const auto waited = std::chrono::steady_clock::now() - begin;
    CHECK(error.code() == Errc::timeout);
    CHECK(waited >= std::chrono::milliseconds(20));
    CHECK(waited < std::chrono::seconds(2));
}

TEST_CASE("two programs may open a new file at once, whatever the moment") {
    bool came = true;
    int moments = 0;
    for (; came; ++moments) {
        File file;
        Db db(file.path(), OpenMode::create, std::chrono::seconds(10));
        {
            const Intruder intruder(db, file, moments + 1);
            CHECK_NOTHROW(migrate(db, kTwoSteps));
            came = intruder.came();
        }
        CHECK(file.number("PRAGMA user_version") == 2);
        CHECK(file.number("SELECT count(*) FROM note") == 1);
    }
    CHECK(moments > 5);
}
