#pragma once
// SQLite as RAII: one connection, its prepared statements, and errors as memory::Error.
// Not thread-safe, but for interrupting: a connection belongs to one worker thread.

#include <memory/error.hpp>
#include <memory/id.hpp>
#include <memory/time.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

namespace memory::sqlite {

/// Throws memory::Error for the connection's last error; `doing` says what failed.
[[noreturn]] void throw_error(sqlite3* db, int code, std::string_view doing);

/// A prepared statement in use: bind from 1, step, read columns from 0. Reset by the destructor, so
/// that the next user of the cached statement finds it clean.
class Statement {
  public:
    Statement(sqlite3* db, sqlite3_stmt* statement) noexcept : db_(db), statement_(statement) {}

    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&&) = delete;
    ~Statement();

    // Each binds the next parameter. Texts and blobs must live until the statement is reset.
    Statement& bind(std::int64_t value);
    Statement& bind(double value);
    Statement& bind(std::string_view value);
    Statement& bind(Timestamp value);
    Statement& bind(std::optional<Timestamp> value);
    Statement& bind_null();
    /// The empty text is stored as NULL.
    Statement& bind_optional_text(std::string_view value);

    template <class Tag>
    Statement& bind(const Id<Tag>& id) {
        return bind_blob(id.bytes().data(), id.bytes().size());
    }

    /// For functions of our own that take a pointer; `type` must be a literal.
    Statement& bind_pointer(void* value, const char* type);

    /// Back to the beginning, to be bound and run once more.
    Statement& again();

    /// True while there is a row.
    bool step();
    /// Runs to the end; for statements without rows.
    void run();
    /// As step(), answering SQLite's extended code, for a caller who tells failures apart.
    [[nodiscard]] int step_code() noexcept;

    [[nodiscard]] bool is_null(int column) const noexcept;
    [[nodiscard]] std::int64_t integer(int column) const noexcept;
    [[nodiscard]] double real(int column) const noexcept;
    /// Valid until the next step.
    [[nodiscard]] std::string_view text(int column) const noexcept;
    [[nodiscard]] Timestamp time(int column) const noexcept;
    [[nodiscard]] std::optional<Timestamp> optional_time(int column) const noexcept;

    template <class T>
    [[nodiscard]] T id(int column) const noexcept {
        typename T::Bytes bytes{};
        read_blob(column, bytes.data(), bytes.size());
        return T(bytes);
    }

    /// A blob's bytes as they are; valid until the next step.
    [[nodiscard]] std::string_view blob(int column) const noexcept;

  private:
    Statement& bind_blob(const void* data, std::size_t size);
    void read_blob(int column, void* into, std::size_t size) const noexcept;
    void check(int code);

    sqlite3* db_;
    sqlite3_stmt* statement_;
    int next_ = 1;
};

/// How to open a file.
enum class OpenMode : std::uint8_t {
    create,    ///< reads and writes; the file and its folder are made when missing
    existing,  ///< reads; the file must be there
};

class Db {
  public:
    Db(const std::filesystem::path& path, OpenMode mode, std::chrono::milliseconds busy_timeout);
    Db(const Db&) = delete;
    Db& operator=(const Db&) = delete;
    ~Db();

    /// A cached statement, ready to bind. Texts are ours: constants, or built from constants.
    [[nodiscard]] Statement prepare(std::string_view sql);
    /// Runs a script of several statements without parameters.
    void execute(const char* script);
    /// Makes the file keep a write-ahead log, if it does not yet. Waits no longer than the busy
    /// time-out for others that use the file: Errc::timeout.
    void use_wal();

    [[nodiscard]] sqlite3* handle() const noexcept { return db_; }

    /// Rows that the last statement changed.
    [[nodiscard]] std::int64_t changes() const noexcept;
    /// Rows changed since the connection was opened, inside of virtual tables too.
    [[nodiscard]] std::int64_t total_changes() const noexcept;
    [[nodiscard]] std::int64_t last_row() const noexcept;
    /// From any thread: the running statement and all later ones fail with Errc::cancelled, until
    /// clear_interrupt(). A transaction can still be rolled back.
    void interrupt() noexcept;
    void clear_interrupt() noexcept;

  private:
    static int on_progress(void* self) noexcept;
    static int on_busy(void* self, int attempts) noexcept;
    /// Sleeps a little; false when interrupted, or the time-out since busy_since_ is over.
    bool wait_for_lock(int attempts);

    sqlite3* db_ = nullptr;
    std::chrono::milliseconds busy_timeout_;
    std::chrono::steady_clock::time_point busy_since_;
    std::atomic<bool> interrupted_{false};

    /// Looked up by views, so that a statement that is there costs no copy of its text.
    struct TextHash {
        using is_transparent = void;

        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>()(text);
        }
    };

    std::unordered_map<std::string, sqlite3_stmt*, TextHash, std::equal_to<>> statements_;
};

/// BEGIN … COMMIT, or ROLLBACK when the scope ends without commit().
class DbTransaction {
  public:
    enum class Kind : std::uint8_t { read, write };

    DbTransaction(Db& db, Kind kind);
    DbTransaction(const DbTransaction&) = delete;
    DbTransaction& operator=(const DbTransaction&) = delete;
    ~DbTransaction();

    /// Errc::outcome_unknown when the disk failed while a write was being committed.
    void commit();

  private:
    Db& db_;
    const Kind kind_;
    bool open_ = true;
};

}  // namespace memory::sqlite
