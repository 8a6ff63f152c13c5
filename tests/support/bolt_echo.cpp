// The answering of load; see bolt_echo.hpp.
// A failure makes everything ignored until RESET, as in a real server.

#include "support/bolt_echo.hpp"

namespace support {

namespace {

std::int64_t integer_at(const bolt::Value& map, std::string_view key, std::int64_t missing) {
    const auto* entries = map.get_if<bolt::Map>();
    const bolt::Value* value = entries == nullptr ? nullptr : entries->find(key);
    const auto* number = value == nullptr ? nullptr : value->get_if<std::int64_t>();
    return number == nullptr ? missing : *number;
}

}  // namespace

void EchoLedger::commit(const std::vector<std::int64_t>& ids) {
    const std::lock_guard lock(mutex_);
    for (const std::int64_t id : ids) {
        ++committed_[id];
    }
}

std::map<std::int64_t, int> EchoLedger::committed() const {
    const std::lock_guard lock(mutex_);
    return committed_;
}

std::size_t EchoLedger::pulls() const {
    const std::lock_guard lock(mutex_);
    return pulls_;
}

void EchoLedger::note_pull() {
    const std::lock_guard lock(mutex_);
    ++pulls_;
}

Reply Echo::on_request(const BoltRequest& request) {
    Reply reply;
    const std::string& name = request.name;
    if (name == "RESET") {
        failed_ = false;
        in_transaction_ = false;
        streams_.clear();
        written_.clear();
        reply.success();
    } else if (name == "GOODBYE") {
        return reply;
    } else if (failed_) {
        reply.ignored();
    } else if (name == "HELLO") {
        reply.success(map_of("server", "Neo4j/5.26.0", "connection_id", "bolt-echo"));
    } else if (name == "RUN") {
        run(request, reply);
    } else if (name == "PULL" || name == "DISCARD") {
        stream(request, reply);
    } else if (name == "BEGIN") {
        in_transaction_ = true;
        reply.success();
    } else if (name == "COMMIT" || name == "ROLLBACK") {
        end_transaction(reply, name == "COMMIT");
    } else {
        reply.success();
    }
    return reply;
}

void Echo::run(const BoltRequest& request, Reply& reply) {
    const std::string& query = request.fields.at(0).as<std::string>();
    const bolt::Value& parameters = request.fields.at(1);
    if (query == "FAIL") {
        failed_ = true;
        reply.failure(parameters.as<bolt::Map>().at("code").as<std::string>(), "as asked for");
        return;
    }
    Stream stream;
    if (query == "ROWS") {
        stream.end = integer_at(parameters, "n", 0);
    } else if (query == "WRITE") {
        written_.push_back(integer_at(parameters, "id", -1));
    } else {
        stream.end = 1;
        const bolt::Value* n = parameters.as<bolt::Map>().find("n");
        stream.single = n == nullptr ? bolt::Value() : *n;
    }
    ++last_stream_;
    streams_[last_stream_] = stream;
    bolt::Map metadata = map_of("fields", list_of("n"), "t_first", 0);
    if (in_transaction_) {
        metadata.set("qid", last_stream_);
    }
    reply.success(metadata);
}

void Echo::stream(const BoltRequest& request, Reply& reply) {
    ledger_->note_pull();
    const std::int64_t wanted = integer_at(request.fields.at(0), "n", -1);
    const std::int64_t id = integer_at(request.fields.at(0), "qid", last_stream_);
    const auto found = streams_.find(id);
    if (found == streams_.end()) {
        failed_ = true;
        reply.failure("Neo.ClientError.Request.Invalid", "no such stream");
        return;
    }
    Stream& stream = found->second;
    if (request.name == "DISCARD") {
        stream.next = stream.end;
    }
    for (std::int64_t sent = 0; stream.next < stream.end && (wanted < 0 || sent < wanted); ++sent) {
        reply.record(list_of(stream.single ? *stream.single : bolt::Value(stream.next)));
        ++stream.next;
    }
    if (stream.next < stream.end) {
        reply.success(map_of("has_more", true));
        return;
    }
    streams_.erase(found);
    bolt::Map metadata = map_of("type", "rw", "t_last", 0, "db", "neo4j");
    if (!in_transaction_) {
        ledger_->commit(written_);
        written_.clear();
        metadata.set("bookmark", "bookmark:auto");
    }
    reply.success(metadata);
}

void Echo::end_transaction(Reply& reply, bool commit) {
    in_transaction_ = false;
    streams_.clear();
    if (commit) {
        ledger_->commit(written_);
        reply.success(map_of("bookmark", "bookmark:commit"));
    } else {
        reply.success();
    }
    written_.clear();
}

}  // namespace support
