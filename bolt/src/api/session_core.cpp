// Sessions; see session_core.hpp.
// A session uses one connection at a time, and holds one only while a result or transaction is
// open.

#include "api/session_core.hpp"

#include <bolt/error.hpp>

#include <utility>

namespace bolt::detail {

namespace {

/// A RESET that takes longer tells that the connection is of no use.
constexpr std::chrono::seconds kResetTimeout{10};

}  // namespace

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
    : driver_(std::move(driver)), config_(std::move(config)), bookmarks_(config_.bookmarks) {}

std::int64_t SessionCore::fetch_size() const noexcept {
    return config_.fetch_size != 0 ? config_.fetch_size : driver_->config.fetch_size;
}

protocol::TransactionExtra SessionCore::extra(AccessMode mode, const TxConfig& config) const {
    protocol::TransactionExtra extra;
    extra.bookmarks = bookmarks_;
    extra.timeout = config.timeout();
    extra.metadata = config.metadata();
    extra.read = mode == AccessMode::read;
    extra.database = config_.database;
    extra.impersonated_user = config_.impersonated_user;
    extra.notifications.minimum_severity = config_.notifications.minimum_severity;
    extra.notifications.disabled = config_.notifications.disabled_classifications;
    return extra;
}

Task<conn::Lease> SessionCore::acquire(AccessMode mode) {
    const net::Deadline deadline = driver_->acquisition_deadline();
    co_return co_await driver_->provider->acquire(mode, config_.database, deadline);
}

/// The connection is needed, or another one will be: a result that is open keeps its records.
Task<> SessionCore::finish_open_result() {
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
        const auto state = transaction->state();
        if (state == TransactionCore::State::open || state == TransactionCore::State::failed) {
            throw Error(
                ErrorKind::usage,
                "the session has an open transaction; commit it or roll it back first"
            );
        }
    }
}

Task<std::shared_ptr<TransactionCore>> SessionCore::begin(
    AccessMode mode, TxConfig config, std::optional<protocol::TelemetryApi> api, bool eager
) {
    const auto self = shared_from_this();
    const Busy busy(*this);
    co_await finish_open_result();
    conn::Lease lease = co_await acquire(mode);
    auto on_bookmark = [weak = weak_from_this()](std::string bookmark) {
        if (const auto session = weak.lock()) {
            session->note_bookmark(std::move(bookmark));
        }
    };
    auto transaction =
        std::make_shared<TransactionCore>(std::move(lease), fetch_size(), std::move(on_bookmark));
    transaction->begin(extra(mode, config), api);
    if (eager) {
        std::exception_ptr failure;
        try {
            co_await transaction->wait_for_begin();
        } catch (...) {
            failure = std::current_exception();
        }
        if (failure) {
            co_await transaction->abandon(driver_->acquisition_deadline());
            std::rethrow_exception(failure);
        }
    }
    transaction_ = transaction;
    co_return transaction;
}

Task<Transaction> SessionCore::begin_explicit(TxConfig config) {
    const auto self = shared_from_this();
    std::shared_ptr<TransactionCore> transaction = co_await begin(
        config_.access_mode, std::move(config), protocol::TelemetryApi::unmanaged_transaction, true
    );
    co_return Transaction(std::move(transaction));
}

Task<Result> SessionCore::run(std::string cypher, Params parameters, TxConfig config) {
    const auto self = shared_from_this();
    const Busy busy(*this);
    co_await finish_open_result();
    auto lease = std::make_shared<conn::Lease>(co_await acquire(config_.access_mode));
    (*lease)->telemetry(protocol::TelemetryApi::auto_commit);
    auto stream = std::make_shared<ResultStream>(lease->connection(), fetch_size(), false);
    if (config_.access_mode == AccessMode::write) {
        stream->set_commits_at_end();
    }
    std::weak_ptr<SessionCore> weak = weak_from_this();
    // The lease lives in the callback: it goes back when the stream ends, or with the stream.
    auto on_end = [weak, lease](const ResultStream& ended) -> Task<> {
        if (const auto session = weak.lock()) {
            if (!ended.summary().bookmark.empty()) {
                session->note_bookmark(ended.summary().bookmark);
            }
        }
        co_await lease->give_back(net::Deadline::after(kResetTimeout));
    };
    stream->set_on_end(std::move(on_end));
    const protocol::TransactionExtra tx_extra = extra(config_.access_mode, config);
    open_result_ = stream;
    std::exception_ptr failure;
    try {
        stream->start(cypher, parameters.values(), &tx_extra);
        co_await stream->wait_for_keys();
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) {
        open_result_.reset();
        std::rethrow_exception(failure);
    }
    co_return Result(std::move(stream));
}

void SessionCore::note_bookmark(std::string bookmark) {
    std::vector<std::string> values(1, std::move(bookmark));
    bookmarks_ = Bookmarks(std::move(values));
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
