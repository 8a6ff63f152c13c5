// Connections and statements; see db.hpp.
// Waiting for another process's lock is done with jitter, so that many writers do not march in
// step.

#include "sqlite/db.hpp"

#include <cstring>
#include <fcntl.h>
#include <random>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <utility>

#include <sqlite3.h>

namespace memory::sqlite {

namespace {

/// Statements kept per connection; the filters make a few shapes each. [limit]
constexpr std::size_t kMostStatements = 128;

/// Steps of SQLite's machine between two looks for an interrupt; some tens of microseconds.
constexpr int kStepsPerLook = 1'000;

Errc kind_of(int code) noexcept {
    switch (code & 0xFF) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return Errc::timeout;
        case SQLITE_INTERRUPT:
            return Errc::cancelled;
        case SQLITE_CORRUPT:
            return Errc::corrupt;
        case SQLITE_NOTADB:
            return Errc::invalid_argument;
        case SQLITE_CANTOPEN:
        case SQLITE_IOERR:
        case SQLITE_FULL:
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_NOMEM:
            return Errc::unavailable;
        case SQLITE_CONSTRAINT:
            return Errc::conflict;
        default:
            return Errc::internal;
    }
}

std::string_view advice_for(int code) noexcept {
    switch (code & 0xFF) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return " (another process holds the write lock for too long)";
        case SQLITE_FULL:
            return " (free space on the disk)";
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_CANTOPEN:
            return " (check the file's and the folder's permissions)";
        case SQLITE_CORRUPT:
            return " (restore the file from a backup)";
        default:
            return "";
    }
}

/// Makes the folder for this user alone, and the file before SQLite would, which would let others
/// read it. The WAL files take over the file's mode.
void create_file(const std::filesystem::path& path) {
    std::error_code error;
    const std::filesystem::path folder = path.parent_path();
    if (!folder.empty() && !std::filesystem::exists(folder, error)) {
        const mode_t before = ::umask(0077);
        std::filesystem::create_directories(folder, error);
        ::umask(before);
        if (error) {
            throw Error(
                Errc::unavailable,
                "cannot make the folder " + folder.string() + ": " + error.message()
            );
        }
    }
    const int file = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (file < 0) {
        throw Error(
            Errc::unavailable, "cannot open " + path.string() + ": " + std::strerror(errno)
        );
    }
    ::close(file);
}

}  // namespace

void throw_error(sqlite3* db, int code, std::string_view doing) {
    // Most likely a mistaken path, so the text names it; a backup would not help.
    if ((code & 0xFF) == SQLITE_NOTADB && db != nullptr) {
        throw Error(
            kind_of(code),
            std::string(sqlite3_db_filename(db, "main")) +
                " is not a SQLite database; choose another path with --store"
        );
    }
    std::string text(doing);
    text += ": ";
    text += db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    text += advice_for(code);
    throw Error(kind_of(code), text);
}

// ---- Statement ----------------------------------------------------------------------------------

Statement::Statement(Statement&& other) noexcept
    : db_(other.db_), statement_(std::exchange(other.statement_, nullptr)), next_(other.next_) {}

Statement::~Statement() {
    if (statement_ != nullptr) {
        sqlite3_reset(statement_);
        sqlite3_clear_bindings(statement_);
    }
}

void Statement::check(int code) {
    if (code != SQLITE_OK) {
        throw_error(db_, code, "binding a parameter");
    }
}

Statement& Statement::bind(std::int64_t value) {
    check(sqlite3_bind_int64(statement_, next_++, value));
    return *this;
}

Statement& Statement::bind(double value) {
    check(sqlite3_bind_double(statement_, next_++, value));
    return *this;
}

Statement& Statement::bind(std::string_view value) {
    // A null pointer would bind NULL.
    const char* data = value.data() == nullptr ? "" : value.data();
    check(sqlite3_bind_text64(statement_, next_++, data, value.size(), SQLITE_STATIC, SQLITE_UTF8));
    return *this;
}

Statement& Statement::bind(Timestamp value) {
    return bind(std::int64_t{value.time_since_epoch().count()});
}

Statement& Statement::bind(std::optional<Timestamp> value) {
    return value ? bind(*value) : bind_null();
}

Statement& Statement::bind_null() {
    check(sqlite3_bind_null(statement_, next_++));
    return *this;
}

Statement& Statement::bind_optional_text(std::string_view value) {
    return value.empty() ? bind_null() : bind(value);
}

Statement& Statement::bind_pointer(void* value, const char* type) {
    check(sqlite3_bind_pointer(statement_, next_++, value, type, nullptr));
    return *this;
}

Statement& Statement::again() {
    sqlite3_reset(statement_);
    next_ = 1;
    return *this;
}

Statement& Statement::bind_blob(const void* data, std::size_t size) {
    check(sqlite3_bind_blob64(statement_, next_++, data, size, SQLITE_TRANSIENT));
    return *this;
}

int Statement::step_code() noexcept {
    return sqlite3_step(statement_);
}

bool Statement::step() {
    const int code = step_code();
    if (code == SQLITE_ROW) {
        return true;
    }
    if (code != SQLITE_DONE) {
        throw_error(db_, sqlite3_extended_errcode(db_), "the store's database");
    }
    return false;
}

void Statement::run() {
    while (step()) {
    }
}

bool Statement::is_null(int column) const noexcept {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const noexcept {
    return sqlite3_column_int64(statement_, column);
}

double Statement::real(int column) const noexcept {
    return sqlite3_column_double(statement_, column);
}

std::string_view Statement::text(int column) const noexcept {
    const unsigned char* data = sqlite3_column_text(statement_, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return data == nullptr ? std::string_view()
                           : std::string_view(reinterpret_cast<const char*>(data), size);
}

std::string_view Statement::blob(int column) const noexcept {
    const void* data = sqlite3_column_blob(statement_, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return data == nullptr ? std::string_view()
                           : std::string_view(static_cast<const char*>(data), size);
}

Timestamp Statement::time(int column) const noexcept {
    return Timestamp(std::chrono::microseconds(integer(column)));
}

std::optional<Timestamp> Statement::optional_time(int column) const noexcept {
    return is_null(column) ? std::nullopt : std::optional(time(column));
}

void Statement::read_blob(int column, void* into, std::size_t size) const noexcept {
    const std::string_view bytes = blob(column);
    if (bytes.size() == size) {
        std::memcpy(into, bytes.data(), size);
    }
}

// ---- Db -----------------------------------------------------------------------------------------

Db::Db(const std::filesystem::path& path, OpenMode mode, std::chrono::milliseconds busy_timeout)
    : busy_timeout_(busy_timeout) {
    if (mode == OpenMode::create) {
        create_file(path);
    }
    // One thread at a time uses a connection, so SQLite's own mutexes would be waste.
    constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int code = sqlite3_open_v2(path.c_str(), &db_, kFlags, nullptr);
    if (code != SQLITE_OK) {
        sqlite3* const failed = std::exchange(db_, nullptr);
        std::string text = "cannot open " + path.string() + ": ";
        text += failed != nullptr ? sqlite3_errmsg(failed) : sqlite3_errstr(code);
        sqlite3_close_v2(failed);
        throw Error(Errc::unavailable, text);
    }
    sqlite3_busy_handler(db_, &Db::on_busy, this);
    sqlite3_progress_handler(db_, kStepsPerLook, &Db::on_progress, this);
}

Db::~Db() {
    for (const auto& [text, statement] : statements_) {
        sqlite3_finalize(statement);
    }
    sqlite3_close_v2(db_);
}

int Db::on_progress(void* self) noexcept {
    return static_cast<Db*>(self)->interrupted_ ? 1 : 0;
}

bool Db::wait_for_lock(int attempts) {
    if (interrupted_ || std::chrono::steady_clock::now() - busy_since_ >= busy_timeout_) {
        return false;
    }
    // Half a millisecond at first, ten at most: a commit with its fsync takes about as long.
    thread_local std::minstd_rand generator(std::random_device{}());
    const int most = attempts < 10 ? 1'000 * (attempts + 1) : 10'000;
    std::uniform_int_distribution<int> jitter(500, most < 1'000 ? 1'000 : most);
    std::this_thread::sleep_for(std::chrono::microseconds(jitter(generator)));
    return true;
}

int Db::on_busy(void* self, int attempts) noexcept {
    auto& db = *static_cast<Db*>(self);
    if (attempts == 0) {
        db.busy_since_ = std::chrono::steady_clock::now();
    }
    return db.wait_for_lock(attempts) ? 1 : 0;
}

Statement Db::prepare(std::string_view sql) {
    if (interrupted_) {
        throw Error(Errc::cancelled, "the store's database: interrupted");
    }
    if (const auto found = statements_.find(sql); found != statements_.end()) {
        return {db_, found->second};
    }
    if (statements_.size() >= kMostStatements) {
        for (const auto& [text, statement] : statements_) {
            if (sqlite3_stmt_busy(statement) == 0) {
                sqlite3_finalize(statement);
                statements_.erase(text);
                break;
            }
        }
    }
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(
        db_,
        sql.data(),
        static_cast<int>(sql.size()),
        SQLITE_PREPARE_PERSISTENT,
        &statement,
        nullptr
    );
    if (code != SQLITE_OK) {
        throw_error(db_, code, "preparing a statement");
    }
    statements_.emplace(sql, statement);
    return {db_, statement};
}

void Db::execute(const char* script) {
    const int code = sqlite3_exec(db_, script, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
        throw_error(db_, code, "the store's database");
    }
}

void Db::use_wal() {
    // SQLite calls the handler for some of the locks that this takes, and for others not: without
    // it, the time-out is kept in one place.
    sqlite3_busy_handler(db_, nullptr, nullptr);
    busy_since_ = std::chrono::steady_clock::now();
    int code = SQLITE_OK;
    int attempts = 0;
    do {
        code = sqlite3_exec(db_, "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr);
    } while ((code & 0xFF) == SQLITE_BUSY && wait_for_lock(attempts++));
    sqlite3_busy_handler(db_, &Db::on_busy, this);
    if (code != SQLITE_OK) {
        throw_error(db_, code, "the store's database");
    }
}

std::int64_t Db::changes() const noexcept {
    return sqlite3_changes64(db_);
}

std::int64_t Db::total_changes() const noexcept {
    return sqlite3_total_changes64(db_);
}

std::int64_t Db::last_row() const noexcept {
    return sqlite3_last_insert_rowid(db_);
}

void Db::interrupt() noexcept {
    // SQLite forgets an interrupt when a connection's first statement begins, which may be at this
    // very moment: the flag remembers it for the progress handler and for later statements.
    interrupted_ = true;
    sqlite3_interrupt(db_);
}

void Db::clear_interrupt() noexcept {
    interrupted_ = false;
}

// ---- DbTransaction ------------------------------------------------------------------------------

DbTransaction::DbTransaction(Db& db, Kind kind) : db_(db), kind_(kind) {
    db_.prepare(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN").run();
}

DbTransaction::~DbTransaction() {
    // A failed statement may have ended the transaction already.
    if (open_ && sqlite3_get_autocommit(db_.handle()) == 0) {
        sqlite3_exec(db_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
}

void DbTransaction::commit() {
    Statement statement = db_.prepare("COMMIT");
    const int code = statement.step_code();
    if (kind_ == Kind::write && (code & 0xFF) == SQLITE_IOERR) {
        // The log may hold the commit by now. SQLite takes it back, but whoever opens the file
        // after a crash may find it.
        throw Error(
            Errc::outcome_unknown,
            "committing to the store's database: " + std::string(sqlite3_errmsg(db_.handle()))
        );
    }
    if (code != SQLITE_DONE) {
        throw_error(db_.handle(), code, "committing to the store's database");
    }
    open_ = false;
}

}  // namespace memory::sqlite
