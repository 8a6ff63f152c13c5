// Sessions; see session_core.hpp.
// A session uses one connection at a time, and holds one only while a result or transaction is
// open.

#include "api/session_core.hpp"

#include "protocol/metadata.hpp"

#include <bolt/error.hpp>

#include <utility>

namespace bolt::detail {

/// Marks the session as entered by one coroutine, and refuses a second one.
class SessionCore::Busy {
  public:
    explicit Busy(SessionCore& session) : session_(session) {
        if (session.closed_) {
            throw Error(ErrorKind::usage, "the session is closed");
        }
        if (session.busy_) {
            throw Error(
                ErrorKind::usage,
                "the session is in use by another coroutine; use one session for each"
            );
        }
        session.busy_ = true;
    }

    Busy(const Busy&) = delete;
    Busy& operator=(const Busy&) = delete;

    ~Busy() { session_.busy_ = false; }

  private:
    SessionCore& session_;
};

SessionCore::SessionCore(std::shared_ptr<DriverCore> driver, SessionConfig config)
    : driver_(std::move(driver)),
      config_(std::move(config)),
      database_(config_.database),
      bookmarks_(config_.bookmarks),
      initial_bookmarks_(config_.bookmarks) {}

std::int64_t SessionCore::fetch_size() const noexcept {
    return config_.fetch_size != 0 ? config_.fetch_size : driver_->config.fetch_size;
}

/// What the next transaction is to see.
Task<Bookmarks> SessionCore::current_bookmarks() {
    if (!config_.bookmark_manager) {
        co_return bookmarks_;
    }
    const Bookmarks managed = co_await config_.bookmark_manager->get_bookmarks();
    co_return managed.merged(initial_bookmarks_);
}

protocol::TransactionExtra SessionCore::extra(
    AccessMode mode, const TxConfig& config, Bookmarks bookmarks
) {
    protocol::TransactionExtra extra;
    sent_bookmarks_ = std::move(bookmarks);
    extra.bookmarks = sent_bookmarks_;
    extra.timeout = config.timeout();
    extra.metadata = config.metadata();
    extra.read = mode == AccessMode::read;
    extra.database = database_;
    extra.impersonated_user = config_.impersonated_user;
    extra.notifications.minimum_severity = config_.notifications.minimum_severity;
    extra.notifications.disabled = config_.notifications.disabled_classifications;
    return extra;
}

/// The server told which database it is: from now on it stays so, whatever becomes of the user's
/// home database.
void SessionCore::on_database(const std::string& database) {
    if (database_known_) {
        return;
    }
    database_known_ = true;
    database_ = database;
    if (!database.empty() && !home_key_.empty()) {
        driver_->home_databases.set(home_key_, database);
    }
}

void SessionCore::on_bookmark(const std::string& bookmark) {
    std::vector<std::string> values(1, bookmark);
    bookmarks_ = Bookmarks(std::move(values));
    initial_bookmarks_ = Bookmarks();
}

Task<> SessionCore::share_bookmarks() {
    const auto self = shared_from_this();
    co_await config_.bookmark_manager->update_bookmarks(sent_bookmarks_, bookmarks_);
}

/// A session without a database works on its user's home database, and stays with it. Which one
/// that is a router tells; where servers route themselves, the last answer is good enough to
/// choose a server by, and the server tells when it was wrong.
Task<> SessionCore::choose_database(conn::ConnectionRequest& request, bool may_guess) {
    request.database_is_guessed = false;
    if (database_known_ || !database_.empty()) {
        database_known_ = true;
        request.database = database_;
        co_return;
    }
    home_key_ = routing::HomeDatabaseCache::key(config_.impersonated_user, config_.auth);
    if (may_guess) {
        if (std::optional<std::string> last = driver_->home_databases.get(home_key_)) {
            request.database = *std::move(last);
            request.database_is_guessed = true;
            co_return;
        }
    }
    request.database.clear();
    request.bookmarks = co_await current_bookmarks();
    const std::string found = co_await driver_->provider->update_routing_table(request);
    on_database(found);
    request.database = database_;
}

/// Without waiting, as nearly always: the session knows its database, and an idle connection is
/// good for it as it is. Empty when it takes more, which is what acquire() is for.
conn::Lease SessionCore::try_acquire(AccessMode mode) {
    conn::ConnectionProvider& provider = *driver_->provider;
    if (provider.is_routing() && !database_known_ && database_.empty()) {
        return {};
    }
    conn::Lease lease = provider.try_acquire(mode, database_, config_.auth);
    if (lease) {
        database_known_ = true;
    }
    return lease;
}

Task<conn::Lease> SessionCore::acquire(AccessMode mode, conn::AcquireOptions options) {
    conn::ConnectionProvider& provider = *driver_->provider;
    conn::ConnectionRequest request;
    request.mode = mode;
    request.impersonated_user = config_.impersonated_user;
    request.options = std::move(options);
    if (!request.options.auth) {
        request.options.auth = config_.auth;
    }
    if (!provider.is_routing()) {
        database_known_ = true;
        conn::ConnectionAnswer direct = co_await provider.acquire(std::move(request));
        co_return std::move(direct.lease);
    }
    co_await choose_database(request, provider.routes_on_server());
    if (request.database_is_guessed) {
        // A wrong guess costs a second connection, but no second time to wait.
        request.options.deadline = driver_->acquisition_deadline();
    }
    request.bookmarks = co_await current_bookmarks();
    conn::ConnectionAnswer answer = co_await provider.acquire(request);
    if (answer.home_database) {
        on_database(*answer.home_database);
    }
    if (request.database_is_guessed && !database_known_ && !answer.lease->routes_on_server()) {
        // It would run on whatever is its home database, without a word when that is another one.
        co_await answer.lease.give_back();
        co_await choose_database(request, false);
        answer = co_await provider.acquire(request);
    }
    co_return std::move(answer.lease);
}

Task<conn::Lease> SessionCore::connect(conn::AcquireOptions options) {
    const auto self = shared_from_this();
    co_return co_await acquire(config_.access_mode, std::move(options));
}

/// The connection is needed, or another one will be: a result that is open keeps its records.
Task<> SessionCore::finish_open_work() {
    if (open_result_) {
        const std::shared_ptr<ResultStream> result = open_result_;
        std::exception_ptr failure;
        try {
            co_await result->buffer_all();
        } catch (...) {
            // The result itself will tell it to whoever reads it.
            failure = std::current_exception();
        }
        open_result_.reset();
    }
    if (const auto transaction = transaction_.lock()) {
        if (transaction->is_failed()) {
            // The server has rolled it back; its connection can be used for other things.
            co_await transaction->abandon();
        } else if (transaction->state() == TransactionCore::State::open) {
            throw Error(
                ErrorKind::transaction_ended,
                "the session has an open transaction; commit it or roll it back first"
            );
        }
    }
}

Task<std::shared_ptr<TransactionCore>> SessionCore::begin(
    AccessMode mode, TxConfig config, std::optional<protocol::TelemetryApi>& api, bool eager
) {
    const auto self = shared_from_this();
    const Busy busy(*this);
    if (has_open_work()) {
        co_await finish_open_work();
    }
    conn::Lease lease = try_acquire(mode);
    if (!lease) {
        lease = co_await acquire(mode, conn::AcquireOptions());
    }
    Bookmarks bookmarks = bookmarks_;
    if (config_.bookmark_manager) {
        bookmarks = co_await current_bookmarks();
    }
    const protocol::TransactionExtra tx_extra = extra(mode, config, std::move(bookmarks));
    auto transaction = std::make_shared<TransactionCore>(
        std::move(lease), fetch_size(), std::weak_ptr<conn::WorkObserver>(self)
    );
    transaction->begin(tx_extra, api);
    if (eager) {
        std::exception_ptr failure;
        try {
            co_await transaction->wait_for_begin();
        } catch (...) {
            failure = std::current_exception();
        }
        if (failure) {
            if (transaction->told_api()) {
                api.reset();
            }
            co_await transaction->abandon();
            std::rethrow_exception(failure);
        }
    }
    transaction_ = transaction;
    co_return transaction;
}

Task<Transaction> SessionCore::begin_explicit(TxConfig config) {
    const auto self = shared_from_this();
    std::optional<protocol::TelemetryApi> api = protocol::TelemetryApi::unmanaged_transaction;
    std::shared_ptr<TransactionCore> transaction =
        co_await begin(config_.access_mode, std::move(config), api, true);
    co_return Transaction(std::move(transaction));
}

/// The server says that nothing was changed by what failed, and this is the first time.
bool SessionCore::may_run_again(const Error& failure, bool first) const {
    if (!first || failure.server() == nullptr ||
        !config_.auto_commit_retries.value_or(driver_->config.auto_commit_retries)) {
        return false;
    }
    return protocol::flag_at(failure.server()->diagnostic_record, "_idempotent");
}

Task<Result> SessionCore::run(std::string cypher, Params parameters, TxConfig config) {
    const auto self = shared_from_this();
    const Busy busy(*this);
    if (has_open_work()) {
        co_await finish_open_work();
    }
    bool tell_api = true;
    for (bool first = true;; first = false) {
        conn::Lease lease = try_acquire(config_.access_mode);
        if (!lease) {
            lease = co_await acquire(config_.access_mode, conn::AcquireOptions());
        }
        const auto told =
            tell_api ? lease->telemetry(protocol::TelemetryApi::auto_commit) : nullptr;
        std::exception_ptr failure;
        try {
            co_await run_once(cypher, parameters, config, std::move(lease));
        } catch (...) {
            failure = std::current_exception();
        }
        if (!failure) {
            co_return Result(open_result_);
        }
        const bool run_failed = open_result_ && open_result_->run_failed();
        open_result_.reset();
        tell_api = tell_api && (!told || !told->succeeded());
        if (!run_failed || !may_run_again(conn::to_error(failure), first)) {
            std::rethrow_exception(failure);
        }
    }
}

/// Makes the result that is open then; also when RUN fails.
Task<> SessionCore::run_once(
    const std::string& cypher, const Params& parameters, const TxConfig& config, conn::Lease lease
) {
    Bookmarks bookmarks = bookmarks_;
    if (config_.bookmark_manager) {
        bookmarks = co_await current_bookmarks();
    }
    const protocol::TransactionExtra tx_extra =
        extra(config_.access_mode, config, std::move(bookmarks));
    auto stream = std::make_shared<ResultStream>(std::move(lease), fetch_size(), weak_from_this());
    if (config_.access_mode == AccessMode::write) {
        stream->set_commits_at_end();
    }
    open_result_ = stream;
    stream->start(cypher, parameters.values(), &tx_extra);
    co_await stream->wait_for_keys();
}

Task<> SessionCore::close() {
    const auto self = shared_from_this();
    if (closed_) {
        co_return;
    }
    closed_ = true;
    if (open_result_) {
        const std::shared_ptr<ResultStream> result = std::exchange(open_result_, nullptr);
        std::exception_ptr failure;
        try {
            (void)co_await result->consume();
        } catch (...) {
            // Whoever still holds the result sees the failure there.
            failure = std::current_exception();
        }
    }
    if (const auto transaction = transaction_.lock()) {
        if (transaction->state() == TransactionCore::State::open ||
            transaction->state() == TransactionCore::State::failed) {
            co_await transaction->rollback();
        }
    }
}

}  // namespace bolt::detail
