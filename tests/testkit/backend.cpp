// The loop of one connection and the way from exceptions to replies; see backend.hpp.
// Errors are kept by id, as testkit may ask to have one thrown again.

#include "testkit/backend.hpp"

#include "testkit/error_json.hpp"
#include "testkit/error_names.hpp"
#include "testkit/handlers.hpp"

#include <bolt/error.hpp>

#include <iostream>
#include <optional>
#include <utility>

namespace testkit {

namespace {

Handler handler_of(const std::string& name) {
    static const Handlers handlers = [] {
        Handlers all;
        add_suite_requests(all);
        add_driver_requests(all);
        add_session_requests(all);
        add_transaction_requests(all);
        add_result_requests(all);
        add_manager_requests(all);
        return all;
    }();
    const auto found = handlers.find(name);
    if (found == handlers.end()) {
        throw BackendError("no such request, or not at this time: " + name);
    }
    return found->second;
}

}  // namespace

Backend::Backend(std::shared_ptr<Conversation> shared, const Options& settings)
    : conversation(std::move(shared)), options(settings) {}

bolt::Task<> Backend::run() {
    try {
        for (;;) {
            std::optional<Request> request = co_await conversation->read();
            if (!request) {
                break;
            }
            co_await handle(std::move(*request));
        }
    } catch (const Disconnected&) {
        // In the midst of a request: tests that fail do so.
    } catch (const std::exception& error) {
        std::cerr << "a conversation has ended: " << error.what() << '\n';
    }
    co_await close();
}

bolt::Task<> Backend::handle(Request request) {
    Reply reply;
    std::exception_ptr failure;
    try {
        const Handler handler = handler_of(request.name);
        reply = co_await handler(*this, request.data);
    } catch (const Disconnected&) {
        throw;
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure) {
        reply = failed(request, failure);
    }
    co_await conversation->write(std::move(reply));
}

bolt::Task<> Backend::close() {
    conversation->close();
    // What is in use is dropped rather than ended: nobody waits for it, and servers may be gone.
    objects.results.clear();
    objects.transactions.clear();
    objects.sessions.clear();
    for (auto& [id, driver] : objects.drivers) {
        try {
            co_await driver.close();
        } catch (const std::exception& error) {
            std::cerr << "a driver did not close: " << error.what() << '\n';
        }
    }
}

Reply Backend::failed(const Request& request, const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const FrontendError& error) {
        return {"FrontendError", entry("msg", error.what())};
    } catch (const bolt::Error& error) {
        const ErrorPlace place = place_of(request);
        const Id id = conversation->next_id();
        objects.errors.add(id, failure);
        remember(request, error);
        return driver_error(error, id, place);
    } catch (const std::exception& error) {
        return {"BackendError", entry("msg", request.name + ": " + error.what())};
    } catch (...) {
        return {"BackendError", entry("msg", request.name + ": thrown is no std::exception")};
    }
}

ErrorPlace Backend::place_of(const Request& request) {
    ErrorPlace place;
    place.request = request.name;
    const ResultEntry* result = objects.results.find(request.data.value("resultId", Json()));
    if (result != nullptr) {
        place.first_failure = result->first_failure;
        const TransactionEntry* transaction = objects.transactions.find(result->transaction);
        if (place.first_failure.empty() && transaction != nullptr) {
            place.first_failure = transaction->first_failure;
        }
    }
    return place;
}

void Backend::remember(const Request& request, const bolt::Error& error) {
    if (!fails_results(error)) {
        return;
    }
    const std::string name(python_class(error, request.name));
    Json transaction_id = request.data.value("txId", Json());
    if (ResultEntry* result = objects.results.find(request.data.value("resultId", Json()))) {
        result->first_failure = name;
        transaction_id = result->transaction;
    }
    if (TransactionEntry* transaction = objects.transactions.find(transaction_id)) {
        transaction->first_failure = name;
    }
}

Reply Backend::add_result(bolt::Result result, const Json& data) {
    const Id id = conversation->next_id();
    ResultEntry made(std::move(result));
    made.transaction = data.value("txId", Json());
    made.cypher = text_of(data, "cypher");
    made.parameters = data.value("params", Json());
    Json reply = entry("id", id);
    reply["keys"] = made.result.keys();
    objects.results.add(id, std::move(made));
    return {"Result", std::move(reply)};
}

}  // namespace testkit
