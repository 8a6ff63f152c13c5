// Asking a router for a routing table, in the words of its version; see connection.hpp.
// What the table means is routing/cached_table.hpp's business.

#include "conn/connection.hpp"
#include "protocol/metadata.hpp"

#include <string>
#include <utility>

namespace bolt::conn {

namespace {

/// Keeps the first record of a procedure that answers one.
class FirstRecord final : public ResponseHandler {
  public:
    void on_record(std::shared_ptr<const void> /*arena*/, std::span<const detail::Cell> cells)
        override {
        if (values_.empty()) {
            for (const detail::Cell& cell : cells) {
                values_.push_back(ValueView(cell).to_value());
            }
        }
    }

    void on_success(ValueView /*metadata*/) override { done_ = true; }

    void on_failure(const Error& error) override {
        error_ = std::make_shared<const Error>(error);
        done_ = true;
    }

    [[nodiscard]] bool done() const noexcept { return done_; }

    [[nodiscard]] const List& values() const {
        if (error_) {
            throw Error(*error_);
        }
        return values_;
    }

  private:
    bool done_ = false;
    List values_;
    std::shared_ptr<const Error> error_;
};

}  // namespace

Task<Map> Connection::route(protocol::RouteRequest request, net::Deadline deadline) {
    if (!features().route) {
        co_return co_await route_by_procedure(std::move(request), deadline);
    }
    auto handler = std::make_shared<SimpleHandler>();
    client_.route(request);
    handlers_.push_back(handler);
    co_await await(handler, deadline);
    const Map* table = protocol::entry<Map>(handler->get(), "rt");
    co_return table == nullptr ? Map() : *table;
}

/// Before 4.3: a procedure, whose one record holds what ROUTE answers today.
Task<Map> Connection::route_by_procedure(protocol::RouteRequest request, net::Deadline deadline) {
    std::string query = "CALL dbms.cluster.routing.getRoutingTable($context)";
    Map parameters;
    parameters.set("context", request.context);
    protocol::TransactionExtra extra;
    extra.read = true;
    if (features().databases) {
        query = "CALL dbms.routing.getRoutingTable($context)";
        if (!request.database.empty()) {
            query = "CALL dbms.routing.getRoutingTable($context, $database)";
            parameters.set("database", request.database);
        }
        extra.database = "system";
        extra.bookmarks = request.bookmarks;
    }
    extra.impersonated_user = request.impersonated_user;
    auto header = std::make_shared<SimpleHandler>();
    auto rows = std::make_shared<FirstRecord>();
    run(query, parameters, &extra, header);
    pull(-1, std::nullopt, rows);
    while (!rows->done()) {
        co_await pump(deadline);
    }
    const List& values = rows->values();
    Map table;
    if (const List* fields = protocol::entry<List>(header->get(), "fields")) {
        for (std::size_t i = 0; i < fields->size() && i < values.size(); ++i) {
            if (const auto* name = (*fields)[i].get_if<std::string>()) {
                table.set(*name, values[i]);
            }
        }
    }
    co_return table;
}

}  // namespace bolt::conn
