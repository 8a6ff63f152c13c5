// Requests to results: records one by one, all at once, exactly one, and the summary.
// All of them may fail with the failure of the query.

#include "testkit/cypher_json.hpp"
#include "testkit/handlers.hpp"
#include "testkit/summary_json.hpp"

#include <bolt/result.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace testkit {

namespace {

ResultEntry& entry_of(Backend& backend, const Json& data) {
    return backend.objects.results.at(data.at("resultId"));
}

Reply record_reply(const std::optional<bolt::Record>& record) {
    if (!record) {
        return {"NullRecord", Json::object()};
    }
    return {"Record", record_json(*record)};
}

bolt::Task<Reply> result_next(Backend& backend, const Json& data) {
    const std::optional<bolt::Record> record = co_await entry_of(backend, data).result.next();
    co_return record_reply(record);
}

bolt::Task<Reply> result_peek(Backend& backend, const Json& data) {
    const std::optional<bolt::Record> record = co_await entry_of(backend, data).result.peek();
    co_return record_reply(record);
}

bolt::Task<Reply> result_single(Backend& backend, const Json& data) {
    const bolt::Record record = co_await entry_of(backend, data).result.single();
    co_return Reply("Record", record_json(record));
}

/// Lenient, as testkit wants it: the first of several records, with a warning. The rest is read
/// rather than consumed, because the result may be asked again and then simply has no more.
bolt::Task<Reply> result_single_optional(Backend& backend, const Json& data) {
    bolt::Result& result = entry_of(backend, data).result;
    const std::optional<bolt::Record> first = co_await result.next();
    bool several = false;
    if (first) {
        for (;;) {
            const std::optional<bolt::Record> more = co_await result.next();
            if (!more) {
                break;
            }
            several = true;
        }
    }
    Json reply = entry("record", nullptr);
    reply["warnings"] = Json::array();
    if (first) {
        reply["record"] = record_json(*first);
    }
    if (several) {
        reply["warnings"].push_back("expected one record at most, but there are multiple");
    }
    co_return Reply("RecordOptional", std::move(reply));
}

bolt::Task<Reply> result_list(Backend& backend, const Json& data) {
    const std::vector<bolt::Record> records = co_await entry_of(backend, data).result.collect();
    Json list = Json::array();
    for (const bolt::Record& record : records) {
        list.push_back(record_json(record));
    }
    co_return Reply("RecordList", entry("records", std::move(list)));
}

bolt::Task<Reply> result_consume(Backend& backend, const Json& data) {
    ResultEntry& asked = entry_of(backend, data);
    const bolt::Summary summary = co_await asked.result.consume();
    co_return Reply("Summary", summary_json(summary, asked.cypher, asked.parameters));
}

/// A field of a value, as it is in the value's JSON: {"name": ..., "data": {field: ...}}.
bolt::Task<Reply> cypher_type_field(Backend& backend, const Json& data) {
    const std::optional<bolt::Record> record = co_await entry_of(backend, data).result.next();
    if (!record) {
        throw BackendError("there is no record to take a field from");
    }
    const std::string key = text_of(data, "recordKey");
    const Json value = cypher_json((*record)[key].to_value());
    if (value.at("name") != data.at("type")) {
        throw BackendError(key + " is a " + value.at("name").get<std::string>());
    }
    co_return Reply("Field", entry("value", value.at("data").at(text_of(data, "field"))));
}

}  // namespace

void add_result_requests(Handlers& handlers) {
    handlers["ResultNext"] = result_next;
    handlers["ResultPeek"] = result_peek;
    handlers["ResultSingle"] = result_single;
    handlers["ResultSingleOptional"] = result_single_optional;
    handlers["ResultList"] = result_list;
    handlers["ResultConsume"] = result_consume;
    handlers["CypherTypeField"] = cypher_type_field;
}

}  // namespace testkit
