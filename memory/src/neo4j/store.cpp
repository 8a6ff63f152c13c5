// The store over Neo4j: opens lazily, then hands each operation to the part that does it.
// Opening happens once; operations that arrive meanwhile wait for it.
#include "neo4j/store.hpp"

#include "neo4j/errors.hpp"
#include "neo4j/graph_client.hpp"
#include "neo4j/migrate.hpp"
#include "neo4j/reader.hpp"
#include "neo4j/schema.hpp"
#include "neo4j/searcher.hpp"
#include "neo4j/writer.hpp"

#include <memory/error.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <utility>

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace memory::neo4j {

namespace {

namespace asio = boost::asio;

/// The edge of the store: whatever ends an operation leaves it as memory::Error. Asio throws an
/// exception of its own from any co_await of a cancelled coroutine.
template <class T>
Task<T> guarded(Task<T> operation) {
    try {
        co_return co_await std::move(operation);
    } catch (const bolt::Error& error) {
        throw to_memory_error(error, "the server");
    } catch (const boost::system::system_error& error) {
        if (error.code() == asio::error::operation_aborted) {
            throw Error(Errc::cancelled, "the operation was cancelled");
        }
        throw Error(Errc::internal, "waiting failed: " + error.code().message());
    }
}

class Neo4jStore final : public Store {
  public:
    Neo4jStore(asio::any_io_executor ex, const Neo4jConfig& config)
        : client_(ex, config),
          searcher_(client_, [] { return std::chrono::steady_clock::now(); }),
          opening_ended_(ex, asio::steady_timer::time_point::max()) {}

    Task<> open() override { return guarded(ensure_open()); }

    Task<StoreInfo> info() override { return guarded(do_info()); }

    Task<> close() override { return guarded(do_close()); }

    Task<std::vector<WriteResult>> apply(WriteBatch batch, Scope scope) override {
        return guarded(do_apply(std::move(batch), std::move(scope)));
    }

    Task<std::vector<std::optional<Memory>>> get(std::vector<MemoryId> ids, Scope scope) override {
        return guarded(opened(get_memories(client_, std::move(ids), std::move(scope))));
    }

    Task<std::optional<MemoryDetails>> details(MemoryId id, Scope scope) override {
        return guarded(opened(read_details(client_, id, std::move(scope))));
    }

    Task<std::vector<Memory>> history(MemoryId id, Scope scope) override {
        return guarded(opened(read_history(client_, id, std::move(scope))));
    }

    Task<Retrieved> retrieve(CandidateQuery query, RankFunction rank, Scope scope) override {
        return guarded(
            opened(searcher_.retrieve(std::move(query), std::move(rank), std::move(scope)))
        );
    }

    Task<Page<Memory>> list(ListQuery query, Scope scope) override {
        return guarded(opened(list_memories(client_, std::move(query), std::move(scope))));
    }

    Task<Page<MemoryId>> list_ids(ListQuery query, Scope scope) override {
        return guarded(opened(list_memory_ids(client_, std::move(query), std::move(scope))));
    }

    Task<std::vector<std::optional<MemoryState>>> states(std::vector<MemoryId> ids, Scope scope)
        override {
        return guarded(opened(read_states(client_, std::move(ids), std::move(scope))));
    }

    Task<std::vector<std::string>> values(ValueQuery query, Scope scope) override {
        return guarded(opened(read_values(client_, std::move(query), std::move(scope))));
    }

    Task<std::string> change_marker(Scope scope) override {
        return guarded(opened(read_change_marker(client_, std::move(scope))));
    }

    Task<std::vector<Related>> related(RelatedQuery query, Scope scope) override {
        return guarded(opened(find_related(client_, std::move(query), std::move(scope))));
    }

    Task<std::vector<RelationshipCounts>> relationship_counts(
        std::vector<MemoryId> ids, Scope scope
    ) override {
        return guarded(opened(count_relationships(client_, std::move(ids), std::move(scope))));
    }

    Task<RecentActivity> recent_activity(ActivityQuery query, Scope scope) override {
        return guarded(opened(read_recent_activity(client_, std::move(query), std::move(scope))));
    }

    Task<Statistics> statistics(Scope scope) override {
        return guarded(opened(read_statistics(client_, std::move(scope))));
    }

    [[nodiscard]] StoreMetrics metrics() const override {
        StoreMetrics metrics;
        metrics.pool = client_.numbers();
        return metrics;
    }

  private:
    enum class State : std::uint8_t { fresh, opening, open, closed };

    Task<> ensure_open() {
        for (;;) {
            if (state_ == State::closed) {
                throw Error(Errc::unavailable, "the store is closed");
            }
            if (state_ == State::open) {
                co_return;
            }
            if (state_ == State::fresh) {
                break;
            }
            boost::system::error_code ignored;  // always operation_aborted, see below
            co_await opening_ended_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
            const asio::cancellation_state asked = co_await asio::this_coro::cancellation_state;
            if (asked.cancelled() != asio::cancellation_type::none) {
                throw Error(Errc::cancelled, "the operation was cancelled");
            }
        }
        state_ = State::opening;
        std::exception_ptr failure;
        try {
            co_await migrate(client_);
        } catch (...) {
            failure = std::current_exception();
        }
        if (state_ == State::opening) {
            state_ = failure ? State::fresh : State::open;
        }
        opening_ended_.cancel();
        if (failure) {
            std::rethrow_exception(failure);
        }
    }

    /// An operation, which has not begun yet, once the store is open.
    template <class T>
    Task<T> opened(Task<T> operation) {
        co_await ensure_open();
        co_return co_await std::move(operation);
    }

    Task<StoreInfo> do_info() {
        co_await ensure_open();
        StoreInfo info;
        info.backend = "neo4j";
        info.location = client_.location();
        info.engine_version = co_await client_.agent();
        info.schema_version = schema_version();
        co_return info;
    }

    Task<> do_close() {
        if (state_ == State::closed) {
            co_return;
        }
        state_ = State::closed;
        opening_ended_.cancel();
        co_await client_.close();
    }

    Task<std::vector<WriteResult>> do_apply(WriteBatch batch, Scope scope) {
        co_await ensure_open();
        searcher_.note_writes(static_cast<std::int64_t>(batch.operations.size()));
        co_return co_await apply_batch(client_, batch, scope);
    }

    GraphClient client_;
    Searcher searcher_;
    State state_ = State::fresh;
    /// Never expires; cancelled when an opening has ended, which wakes all who wait for it.
    asio::steady_timer opening_ended_;
};

}  // namespace

std::unique_ptr<Store> make_store(boost::asio::any_io_executor ex, Neo4jConfig config) {
    return std::make_unique<Neo4jStore>(std::move(ex), config);
}

}  // namespace memory::neo4j
