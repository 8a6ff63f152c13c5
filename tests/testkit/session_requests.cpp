// Requests to sessions, and the work of managed transactions: it has testkit's test run its queries
// and waits for its verdict.

#include "testkit/handlers.hpp"
#include "testkit/settings_json.hpp"

#include <bolt/config.hpp>
#include <bolt/session.hpp>

#include <cstdint>
#include <exception>
#include <string>
#include <utility>

namespace testkit {

namespace {

bolt::SessionConfig session_config(Backend& backend, const Json& data) {
    only_known(
        data,
        {
            "driverId",
            "accessMode",
            "bookmarks",
            "database",
            "fetchSize",
            "impersonatedUser",
            "bookmarkManagerId",
            "authorizationToken",
            "notificationsMinSeverity",
            "notificationsDisabledCategories",
            "notificationsDisabledClassifications",
            "disableAutoCommitRetries",
        }
    );
    bolt::SessionConfig config;
    read_work_settings(data, config);
    config.access_mode = access_mode(data, "accessMode");
    config.bookmarks = bookmarks_of(given(data, "bookmarks"));
    config.notifications = notification_config(data);
    if (const Json* size = given(data, "fetchSize")) {
        config.fetch_size = size->get<std::int64_t>();
    }
    if (const Json* id = given(data, "bookmarkManagerId")) {
        config.bookmark_manager = backend.objects.bookmark_managers.at(*id);
    }
    if (given(data, "disableAutoCommitRetries") != nullptr) {
        config.auto_commit_retries = !is_set(data, "disableAutoCommitRetries");
    }
    return config;
}

bolt::Session& session_of(Backend& backend, const Json& data) {
    return backend.objects.sessions.at(data.at("sessionId"));
}

bolt::Task<Reply> new_session(Backend& backend, const Json& data) {
    const bolt::Driver& driver = backend.objects.drivers.at(data.at("driverId"));
    bolt::Session session = driver.session(session_config(backend, data));
    const Id id = backend.conversation->next_id();
    backend.objects.sessions.add(id, std::move(session));
    co_return Reply("Session", entry("id", id));
}

bolt::Task<Reply> session_close(Backend& backend, const Json& data) {
    co_await session_of(backend, data).close();
    co_return Reply("Session", entry("id", data.at("sessionId")));
}

bolt::Task<Reply> session_run(Backend& backend, const Json& data) {
    bolt::Session& session = session_of(backend, data);
    bolt::Result result =
        co_await session.run(text_of(data, "cypher"), params_of(data), tx_config(data));
    co_return backend.add_result(std::move(result), data);
}

bolt::Task<Reply> session_begin_transaction(Backend& backend, const Json& data) {
    bolt::Session& session = session_of(backend, data);
    TransactionEntry begun;
    begun.own = co_await session.begin(tx_config(data));
    const Id id = backend.conversation->next_id();
    backend.objects.transactions.add(id, std::move(begun));
    co_return Reply("Transaction", entry("id", id));
}

bolt::Task<Reply> session_last_bookmarks(Backend& backend, const Json& data) {
    const bolt::Bookmarks bookmarks = session_of(backend, data).last_bookmarks();
    co_return Reply("Bookmarks", entry("bookmarks", bookmarks.values()));
}

/// Lends a managed transaction to testkit for as long as its work runs.
class Loan {
  public:
    Loan(Backend& backend, bolt::ManagedTransaction& transaction)
        : id_(backend.conversation->next_id()),
          entry_(backend.objects.transactions.add(id_, TransactionEntry())) {
        entry_.managed = &transaction;
    }

    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;

    ~Loan() { entry_.managed = nullptr; }

    [[nodiscard]] Id id() const noexcept { return id_; }

  private:
    Id id_;
    TransactionEntry& entry_;
};

/// What RetryableNegative asks for: the driver's own error again, or one of the test's.
[[noreturn]] void throw_verdict(Backend& backend, const Json& data) {
    const Json* id = given(data, "errorId");
    if (id == nullptr || *id == Json("")) {
        throw FrontendError("the test's work has failed");
    }
    std::rethrow_exception(backend.objects.errors.at(*id));
}

/// One attempt of a managed transaction: serves requests until the test has come to its end.
bolt::Task<> attempt(
    Backend& backend, const Json& session_id, bolt::ManagedTransaction& transaction
) {
    const Loan loan(backend, transaction);
    co_await backend.conversation->write(Reply("RetryableTry", entry("id", loan.id())));
    for (;;) {
        Request request = co_await backend.conversation->expect();
        const bool verdict = request.data.value("sessionId", Json()) == session_id;
        if (verdict && request.name == "RetryablePositive") {
            co_return;
        }
        if (verdict && request.name == "RetryableNegative") {
            throw_verdict(backend, request.data);
        }
        co_await backend.handle(std::move(request));
    }
}

bolt::Task<Reply> managed_transaction(Backend& backend, const Json& data, bolt::AccessMode mode) {
    bolt::Session& session = session_of(backend, data);
    bolt::TxConfig config = tx_config(data);
    // Named, because it must outlive its run.
    auto work = [&backend, &data](bolt::ManagedTransaction& transaction) {
        return attempt(backend, data.at("sessionId"), transaction);
    };
    if (mode == bolt::AccessMode::read) {
        co_await session.execute_read(work, std::move(config));
    } else {
        co_await session.execute_write(work, std::move(config));
    }
    co_return Reply("RetryableDone", Json::object());
}

bolt::Task<Reply> session_read_transaction(Backend& backend, const Json& data) {
    return managed_transaction(backend, data, bolt::AccessMode::read);
}

bolt::Task<Reply> session_write_transaction(Backend& backend, const Json& data) {
    return managed_transaction(backend, data, bolt::AccessMode::write);
}

}  // namespace

void add_session_requests(Handlers& handlers) {
    handlers["NewSession"] = new_session;
    handlers["SessionClose"] = session_close;
    handlers["SessionRun"] = session_run;
    handlers["SessionBeginTransaction"] = session_begin_transaction;
    handlers["SessionLastBookmarks"] = session_last_bookmarks;
    handlers["SessionReadTransaction"] = session_read_transaction;
    handlers["SessionWriteTransaction"] = session_write_transaction;
}

}  // namespace testkit
