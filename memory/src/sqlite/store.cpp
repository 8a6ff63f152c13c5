// The SQLite store: operations handed to worker threads; see store.hpp.
// One writer with group commit, a few readers; every file access happens on their threads.

#include "sqlite/store.hpp"

#include "sqlite/document_cache.hpp"
#include "sqlite/matcher.hpp"
#include "sqlite/migrations.hpp"
#include "sqlite/postings.hpp"
#include "sqlite/reader.hpp"
#include "sqlite/sql.hpp"
#include "sqlite/values.hpp"
#include "sqlite/walker.hpp"
#include "sqlite/worker.hpp"
#include "sqlite/writer.hpp"

#include <string>
#include <utility>

#include <boost/asio/this_coro.hpp>
#include <sqlite3.h>

namespace memory::sqlite {

namespace {

/// Batches committed together at most; more would make the first of them wait. [limit]
constexpr std::size_t kMostInGroup = 256;

/// Groups committed before the index's pieces are merged, when nothing else is to be done.
constexpr int kGroupsBetweenMerges = 32;

/// Settings of every connection. FULL: a commit returns when the write-ahead log is on the disk.
constexpr const char* kPragmas =
    "PRAGMA synchronous = FULL;"
    "PRAGMA foreign_keys = ON;"
    "PRAGMA temp_store = MEMORY;"
    "PRAGMA cache_size = -4000;";

std::unique_ptr<Db> open_db(const SqliteConfig& config) {
    auto db = std::make_unique<Db>(config.path, OpenMode::create, config.busy_timeout);
    migrate(*db);
    db->execute(kPragmas);
    add_postings_function(db->handle());
    return db;
}

using ApplyJob = ResultJob<std::vector<WriteResult>>;

/// One batch of a group, in a savepoint of its own; one that was cancelled by now is left out.
void run_batch(Db& db, ApplyJob& job) {
    if (!job.start(db)) {
        return;
    }
    db.prepare(sql::kSavepoint).run();
    job.run(db);
    if (job.failed()) {
        db.prepare(sql::kRollbackTo).run();
    }
    db.prepare(sql::kRelease).run();
}

/// Commits a group with one sync. A batch that fails is undone alone; a commit that fails fails
/// all.
void run_writes(Db& db, std::vector<std::shared_ptr<Job>>& group) {
    std::exception_ptr failure;
    try {
        DbTransaction transaction(db, DbTransaction::Kind::write);
        const std::int64_t last_indexed = last_document(db);
        for (const std::shared_ptr<Job>& job : group) {
            run_batch(db, static_cast<ApplyJob&>(*job));
        }
        index_documents(db, last_indexed);
        transaction.commit();
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) {
        return fail_all(group, std::move(failure));
    }
    for (const std::shared_ptr<Job>& job : group) {
        job->finish();
    }
}

void run_reads(Db& db, std::vector<std::shared_ptr<Job>>& group) {
    for (const std::shared_ptr<Job>& job : group) {
        if (job->start(db)) {
            job->run(db);
        }
        job->finish();
    }
}

class SqliteStore final : public Store {
  public:
    explicit SqliteStore(SqliteConfig config)
        : config_(std::move(config)),
          writer_(
              1,
              config_.queue_limit,
              kMostInGroup,
              opener(),
              [this](Db& db, std::vector<std::shared_ptr<Job>>& group) {
                  run_writes(db, group);
                  ++unmerged_groups_;
              },
              [this](Db& db) { return tidy(db); }
          ),
          readers_(
              static_cast<std::size_t>(config_.readers), config_.queue_limit, 1, opener(), run_reads
          ),
          watcher_(1, config_.queue_limit, 1, opener(), run_reads) {}

    Task<> open() override { (void)co_await info(); }

    Task<StoreInfo> info() override {
        auto work = [path = config_.path.string()](Db& /*db*/) {
            StoreInfo info;
            info.backend = "sqlite";
            info.location = path;
            info.engine_version = sqlite3_libversion();
            info.schema_version = kSchemaVersion;
            return info;
        };
        co_return co_await read<StoreInfo>(std::move(work));
    }

    Task<> close() override {
        // The threads finish what they have. Both are told before either is waited for, so that a
        // close that is cancelled has still closed.
        writer_.stop();
        readers_.stop();
        watcher_.stop();
        co_await writer_.ended();
        co_await readers_.ended();
        co_await watcher_.ended();
    }

    Task<std::vector<WriteResult>> apply(WriteBatch batch, Scope scope) override {
        auto shared = std::make_shared<const WriteBatch>(std::move(batch));
        auto work = [shared, scope = std::move(scope)](Db& db) {
            return apply_batch(db, *shared, scope);
        };
        const boost::asio::any_io_executor executor = co_await boost::asio::this_coro::executor;
        auto job = std::make_shared<ApplyJob>(executor, std::move(work), Job::OnAbandon::finish);
        writer_.submit(job);
        co_return co_await ApplyJob::wait(std::move(job));
    }

    Task<std::vector<std::optional<Memory>>> get(std::vector<MemoryId> ids, Scope scope) override {
        auto work = [ids = std::move(ids), scope = std::move(scope)](Db& db) {
            return read_memories(db, ids, scope);
        };
        co_return co_await read<std::vector<std::optional<Memory>>>(std::move(work));
    }

    Task<std::optional<MemoryDetails>> details(MemoryId id, Scope scope) override {
        auto work = [id, scope = std::move(scope)](Db& db) { return read_details(db, id, scope); };
        co_return co_await read<std::optional<MemoryDetails>>(std::move(work));
    }

    Task<std::vector<Memory>> history(MemoryId id, Scope scope) override {
        auto work = [id, scope = std::move(scope)](Db& db) { return read_history(db, id, scope); };
        co_return co_await read<std::vector<Memory>>(std::move(work));
    }

    Task<Retrieved> retrieve(CandidateQuery query, RankFunction rank, Scope scope) override {
        auto work =
            [this, query = std::move(query), rank = std::move(rank), scope = std::move(scope)](
                Db& db
            ) { return sqlite::retrieve(db, documents_, query, rank, scope); };
        co_return co_await read<Retrieved>(std::move(work));
    }

    Task<Page<Memory>> list(ListQuery query, Scope scope) override {
        auto work = [query = std::move(query), scope = std::move(scope)](Db& db) {
            return read_list(db, query, scope);
        };
        co_return co_await read<Page<Memory>>(std::move(work));
    }

    Task<Page<MemoryId>> list_ids(ListQuery query, Scope scope) override {
        auto work = [query = std::move(query), scope = std::move(scope)](Db& db) {
            return read_id_list(db, query, scope);
        };
        co_return co_await read<Page<MemoryId>>(std::move(work));
    }

    Task<std::vector<std::optional<MemoryState>>> states(std::vector<MemoryId> ids, Scope scope)
        override {
        auto work = [ids = std::move(ids), scope = std::move(scope)](Db& db) {
            return read_states(db, ids, scope);
        };
        co_return co_await read<std::vector<std::optional<MemoryState>>>(std::move(work));
    }

    Task<std::vector<std::string>> values(ValueQuery query, Scope scope) override {
        auto work = [query = std::move(query), scope = std::move(scope)](Db& db) {
            return read_values(db, query, scope);
        };
        co_return co_await read<std::vector<std::string>>(std::move(work));
    }

    Task<std::string> change_marker(Scope /*scope*/) override {
        auto work = [](Db& db) { return std::to_string(data_version(db)); };
        co_return co_await run<std::string>(watcher_, std::move(work));
    }

    Task<std::vector<Related>> related(RelatedQuery query, Scope scope) override {
        auto work = [query = std::move(query), scope = std::move(scope)](Db& db) {
            return walk_related(db, query, scope);
        };
        co_return co_await read<std::vector<Related>>(std::move(work));
    }

    Task<std::vector<RelationshipCounts>> relationship_counts(
        std::vector<MemoryId> ids, Scope scope
    ) override {
        auto work = [ids = std::move(ids), scope = std::move(scope)](Db& db) {
            return read_relationship_counts(db, ids, scope);
        };
        co_return co_await read<std::vector<RelationshipCounts>>(std::move(work));
    }

    Task<RecentActivity> recent_activity(ActivityQuery query, Scope scope) override {
        auto work = [query = std::move(query), scope = std::move(scope)](Db& db) {
            return read_activity(db, query, scope);
        };
        co_return co_await read<RecentActivity>(std::move(work));
    }

    Task<Statistics> statistics(Scope scope) override {
        auto work = [scope = std::move(scope)](Db& db) { return read_statistics(db, scope); };
        co_return co_await read<Statistics>(std::move(work));
    }

    [[nodiscard]] StoreMetrics metrics() const override {
        QueueNumbers queues;
        queues.reads = readers_.queued() + watcher_.queued();
        queues.writes = writer_.queued();
        StoreMetrics metrics;
        metrics.queues = queues;
        return metrics;
    }

  private:
    [[nodiscard]] Worker::OpenDb opener() const {
        return [config = config_] { return open_db(config); };
    }

    template <class T>
    Task<T> read(std::function<T(Db&)> work) {
        return run<T>(readers_, std::move(work));
    }

    /// `worker` is one of the store's own.
    template <class T>
    static Task<T> run(Worker& worker, std::function<T(Db&)> work) {
        const boost::asio::any_io_executor executor = co_await boost::asio::this_coro::executor;
        auto job =
            std::make_shared<ResultJob<T>>(executor, std::move(work), Job::OnAbandon::interrupt);
        worker.submit(job);
        co_return co_await ResultJob<T>::wait(std::move(job));
    }

    /// Housekeeping of the writer. A failure is tried again after the next writes.
    bool tidy(Db& db) noexcept {
        if (unmerged_groups_ < kGroupsBetweenMerges) {
            return false;
        }
        try {
            if (merge_index(db)) {
                return true;
            }
        } catch (const Error&) {  // e.g. another process holds the lock, or the disk is full
        }
        unmerged_groups_ = 0;
        return false;
    }

    const SqliteConfig config_;
    int unmerged_groups_ = 0;  // the writer's thread only
    DocumentCache documents_;  // outlives the threads that use it
    Worker writer_;
    Worker readers_;
    /// One connection that is only asked for its data version, which tells what all others, this
    /// process's among them, have committed since. Not opened before somebody asks.
    Worker watcher_;
};

}  // namespace

std::unique_ptr<Store> make_store(SqliteConfig config) {
    if (config.path.empty()) {
        throw Error(Errc::invalid_argument, "the SQLite store needs a path, e.g. sqlite:memory.db");
    }
    if (config.readers < 1 || config.readers > 16) {
        throw Error(Errc::invalid_argument, "SqliteConfig::readers must be from 1 to 16");
    }
    return std::make_unique<SqliteStore>(std::move(config));
}

}  // namespace memory::sqlite
