// Requests to transactions, explicit and managed ones: testkit does not tell them apart.
// A managed one cannot be ended by its work; that it cannot is said as a failure of the driver.

#include "testkit/handlers.hpp"
#include "testkit/settings_json.hpp"

#include <bolt/error.hpp>
#include <bolt/result.hpp>
#include <bolt/transaction.hpp>

#include <string>
#include <utility>

namespace testkit {

namespace {

TransactionEntry& transaction_of(Backend& backend, const Json& data) {
    return backend.objects.transactions.at(data.at("txId"));
}

bolt::Transaction& explicit_of(Backend& backend, const Json& data) {
    TransactionEntry& transaction = transaction_of(backend, data);
    if (!transaction.own) {
        throw bolt::Error(
            bolt::ErrorKind::usage, "a managed transaction is ended by the driver, not by its work"
        );
    }
    return *transaction.own;
}

bolt::Task<bolt::Result> start(TransactionEntry& entry, const Json& data) {
    if (entry.own) {
        return entry.own->run(text_of(data, "cypher"), params_of(data));
    }
    if (entry.managed == nullptr) {
        throw bolt::Error(
            bolt::ErrorKind::transaction_ended, "the transaction is closed: its work has ended"
        );
    }
    return entry.managed->run(text_of(data, "cypher"), params_of(data));
}

Reply answer(const Json& data) {
    return {"Transaction", entry("id", data.at("txId"))};
}

bolt::Task<Reply> transaction_run(Backend& backend, const Json& data) {
    TransactionEntry& transaction = transaction_of(backend, data);
    bolt::Result result = co_await start(transaction, data);
    co_return backend.add_result(std::move(result), data);
}

bolt::Task<Reply> transaction_commit(Backend& backend, const Json& data) {
    co_await explicit_of(backend, data).commit();
    co_return answer(data);
}

bolt::Task<Reply> transaction_rollback(Backend& backend, const Json& data) {
    co_await explicit_of(backend, data).rollback();
    co_return answer(data);
}

/// Rolls back what is still open; a transaction that has ended may be closed again.
bolt::Task<Reply> transaction_close(Backend& backend, const Json& data) {
    bolt::Transaction& transaction = explicit_of(backend, data);
    if (transaction.is_open()) {
        co_await transaction.rollback();
    }
    co_return answer(data);
}

}  // namespace

void add_transaction_requests(Handlers& handlers) {
    handlers["TransactionRun"] = transaction_run;
    handlers["TransactionCommit"] = transaction_commit;
    handlers["TransactionRollback"] = transaction_rollback;
    handlers["TransactionClose"] = transaction_close;
}

}  // namespace testkit
