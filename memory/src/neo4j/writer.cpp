// The write path. Every outcome is decided by the server's rows, and a failure throws before
// anything is committed, so that a batch takes effect as a whole or not at all.
#include "neo4j/writer.hpp"

#include "neo4j/cypher.hpp"
#include "neo4j/errors.hpp"
#include "neo4j/mapping.hpp"

#include <memory/error.hpp>
#include <memory/types.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <utility>

namespace memory::neo4j {

namespace {

/// Rows of one statement; bounds the size of a message and of what one statement keeps in memory.
constexpr std::size_t kRowsPerStatement = 500;

/// Runs one statement: alone, or inside the batch's transaction.
using Run = std::function<Task<GraphClient::Rows>(std::string text, bolt::Map parameters)>;

/// Applies the operations of one batch through `run`, in order. Lives for one attempt.
class BatchWriter {
  public:
    BatchWriter(const Run& run, const WriteBatch& batch, const Scope& scope)
        : run_(run), operations_(batch.operations), scope_(scope), results_(operations_.size()) {}

    Task<std::vector<WriteResult>> apply() {
        std::size_t begin = 0;
        while (begin < operations_.size()) {
            const std::size_t end = end_of_run(begin);
            if (std::holds_alternative<PutMemory>(operations_[begin])) {
                co_await put_memories(begin, end);
            } else if (std::holds_alternative<RemoveMemory>(operations_[begin])) {
                co_await remove_memories(begin, end);
            } else if (std::holds_alternative<PutRelationship>(operations_[begin])) {
                co_await put_relationships(begin, end);
            } else {
                co_await revise_memory(begin);
            }
            begin = end;
        }
        co_return std::move(results_);
    }

  private:
    /// End of the longest run of the same kind that one statement takes. Revisions go one by one:
    /// each needs the memory's current version in C++.
    [[nodiscard]] std::size_t end_of_run(std::size_t begin) const {
        const std::size_t kind = operations_[begin].index();
        std::size_t end = begin + 1;
        if (std::holds_alternative<ReviseMemory>(operations_[begin])) {
            return end;
        }
        while (end < operations_.size() && operations_[end].index() == kind &&
               end - begin < kRowsPerStatement) {
            ++end;
        }
        return end;
    }

    [[nodiscard]] bolt::Map parameters(bolt::List rows) const {
        bolt::Map made;
        made.set("tenant", scope_.tenant);
        made.set("rows", std::move(rows));
        return made;
    }

    /// The operation that an answered row belongs to.
    [[nodiscard]] std::size_t index_of(const bolt::Record& row) const {
        const std::int64_t index = read_integer(row["index"]);
        if (index < 0 || static_cast<std::size_t>(index) >= results_.size()) {
            throw Error(Errc::internal, "Neo4j answered a row for a write that was not asked for");
        }
        return static_cast<std::size_t>(index);
    }

    Task<> put_memories(std::size_t begin, std::size_t end) {
        bolt::List rows;
        for (std::size_t i = begin; i < end; ++i) {
            const auto& put = std::get<PutMemory>(operations_[i]);
            bolt::Map row;
            row.set("index", i);
            row.set("identity", identity_of(put.memory));
            row.set("project", put.memory.project);
            row.set("session", put.memory.session);
            row.set("properties", memory_properties(put, scope_));
            rows.emplace_back(std::move(row));
        }
        bolt::Map given = parameters(std::move(rows));
        const GraphClient::Rows answered = co_await run_(cypher::put_memories(), std::move(given));
        for (const bolt::Record& row : answered) {
            const std::size_t i = index_of(row);
            const auto& put = std::get<PutMemory>(operations_[i]);
            const bool created = read_flag(row["created"]);
            if (!created && put.memory.key.empty()) {
                throw Error(
                    Errc::conflict, "there is a memory with the id " + put.memory.id.to_string()
                );
            }
            results_[i].outcome = created ? WriteOutcome::created : WriteOutcome::existing;
            results_[i].memory = read_memory_id(row["id"]);
            results_[i].version = read_integer(row["version"]);
        }
    }

    Task<> remove_memories(std::size_t begin, std::size_t end) {
        bolt::List rows;
        for (std::size_t i = begin; i < end; ++i) {
            results_[i].memory = std::get<RemoveMemory>(operations_[i]).id;
            bolt::Map row;
            row.set("index", i);
            row.set("id", results_[i].memory.to_string());
            rows.emplace_back(std::move(row));
        }
        bolt::Map given = parameters(std::move(rows));
        const GraphClient::Rows answered =
            co_await run_(cypher::remove_memories(), std::move(given));
        for (const bolt::Record& row : answered) {
            results_[index_of(row)].outcome =
                read_flag(row["found"]) ? WriteOutcome::removed : WriteOutcome::not_found;
        }
    }

    Task<> revise_memory(std::size_t i) {
        const auto& revision = std::get<ReviseMemory>(operations_[i]);
        bolt::Map wanted;
        wanted.set("tenant", scope_.tenant);
        wanted.set("id", revision.id.to_string());
        const GraphClient::Rows locked = co_await run_(cypher::lock_memory(), std::move(wanted));
        if (locked.empty()) {
            throw Error(Errc::not_found, "there is no memory " + revision.id.to_string());
        }
        const Memory current = read_memory(locked.front()[0]);
        if (revision.expected_version && *revision.expected_version != current.version) {
            throw Error(
                Errc::conflict,
                "memory " + revision.id.to_string() + " has version " +
                    std::to_string(current.version) + ", not " +
                    std::to_string(*revision.expected_version) + "; read it again and decide anew"
            );
        }
        const PutMemory next = revision.revise(current);
        bolt::Map given;
        given.set("tenant", scope_.tenant);
        given.set("id", revision.id.to_string());
        given.set("version", current.version);
        given.set("properties", memory_properties(next, scope_));
        const GraphClient::Rows revised = co_await run_(cypher::revise_memory(), std::move(given));
        if (revised.empty()) {
            throw Error(Errc::internal, "a locked memory changed under the store's hands");
        }
        if (next.memory.project != current.project || next.memory.session != current.session) {
            co_await move_memory(next.memory);
        }
        results_[i].outcome = WriteOutcome::updated;
        results_[i].memory = revision.id;
        results_[i].version = next.memory.version;
    }

    Task<> move_memory(const Memory& memory) {
        bolt::Map row;
        row.set("project", memory.project);
        row.set("session", memory.session);
        bolt::Map given;
        given.set("tenant", scope_.tenant);
        given.set("id", memory.id.to_string());
        given.set("row", std::move(row));
        co_await run_(cypher::move_memory(), std::move(given));
    }

    /// One statement per type. Edges of different types neither repeat each other nor close each
    /// other's cycles, so their order among themselves does not matter.
    Task<> put_relationships(std::size_t begin, std::size_t end) {
        std::map<std::pair<RelationshipType, CyclePolicy>, std::vector<std::size_t>> groups;
        for (std::size_t i = begin; i < end; ++i) {
            const auto& put = std::get<PutRelationship>(operations_[i]);
            groups[std::make_pair(put.relationship.type, put.cycles)].push_back(i);
        }
        for (const auto& [kind, members] : groups) {
            bolt::List rows;
            for (const std::size_t i : members) {
                rows.emplace_back(relationship_row(i));
            }
            bolt::Map given = parameters(std::move(rows));
            const GraphClient::Rows answered =
                co_await run_(cypher::put_relationships(kind.first, kind.second), std::move(given));
            for (const bolt::Record& row : answered) {
                take_relationship(row);
            }
        }
    }

    [[nodiscard]] bolt::Map relationship_row(std::size_t i) const {
        const auto& put = std::get<PutRelationship>(operations_[i]);
        bolt::Map row;
        row.set("index", i);
        set_end(row, "from", put.from);
        set_end(row, "to", put.to);
        row.set("properties", relationship_properties(put.relationship));
        return row;
    }

    /// An end is looked up by id or by identity; the other one is null and finds nothing.
    static void set_end(bolt::Map& row, const std::string& end, const MemoryRef& reference) {
        const auto* id = std::get_if<MemoryId>(&reference);
        row.set(end + "_id", id != nullptr ? bolt::Value(id->to_string()) : bolt::Value());
        row.set(
            end + "_identity",
            id != nullptr ? bolt::Value()
                          : bolt::Value(identity_of_key(std::get<std::string>(reference)))
        );
    }

    static std::string name_of(const MemoryRef& reference) {
        if (const auto* id = std::get_if<MemoryId>(&reference)) {
            return id->to_string();
        }
        return "with the key '" + std::get<std::string>(reference) + "'";
    }

    void take_relationship(const bolt::Record& row) {
        const std::size_t i = index_of(row);
        const auto& put = std::get<PutRelationship>(operations_[i]);
        const std::string status = read_text(row["status"]);
        WriteResult& result = results_[i];
        if (status == "created" || status == "existing") {
            result.outcome = status == "created" ? WriteOutcome::created : WriteOutcome::existing;
            result.relationship = read_relationship_id(row["id"]);
        } else if (status == "from_missing" || status == "to_missing") {
            const MemoryRef& missing = status == "from_missing" ? put.from : put.to;
            if (!put.skip_when_end_is_missing) {
                throw Error(Errc::not_found, "there is no memory " + name_of(missing));
            }
            result.outcome = WriteOutcome::skipped;
        } else if (status == "self") {
            throw Error(Errc::invalid_argument, "a memory cannot have a relationship with itself");
        } else {
            throw Error(
                Errc::cycle,
                "Cannot create relationship " + name_of(put.from) + " → " + name_of(put.to) +
                    ": Would create a cycle in the " +
                    std::string(to_string(put.relationship.type)) + " relationship graph"
            );
        }
    }

    const Run& run_;
    const std::vector<WriteOperation>& operations_;
    const Scope& scope_;
    std::vector<WriteResult> results_;
};

/// One operation, which a single statement does whole: no transaction around it is needed.
Task<std::vector<WriteResult>> apply_alone(
    GraphClient& client, const WriteBatch& batch, const Scope& scope
) {
    const Run run = [&client](std::string text, bolt::Map parameters) {
        return client.run(std::move(text), std::move(parameters), bolt::AccessMode::write);
    };
    BatchWriter writer(run, batch, scope);
    co_return co_await writer.apply();
}

Task<std::vector<WriteResult>> apply_together(
    GraphClient& client, const WriteBatch& batch, const Scope& scope
) {
    auto work = [&batch,
                 &scope](bolt::ManagedTransaction& transaction) -> Task<std::vector<WriteResult>> {
        const Run run =
            [&transaction](std::string text, bolt::Map parameters) -> Task<GraphClient::Rows> {
            bolt::Params given(std::move(parameters));
            bolt::Result result = co_await transaction.run(std::move(text), std::move(given));
            co_return co_await result.collect();
        };
        BatchWriter writer(run, batch, scope);
        co_return co_await writer.apply();
    };
    co_return co_await client.transact(work);
}

}  // namespace

Task<std::vector<WriteResult>> apply_batch(
    GraphClient& client, const WriteBatch& batch, const Scope& scope
) {
    if (batch.operations.empty()) {
        co_return std::vector<WriteResult>();
    }
    const bool alone = batch.operations.size() == 1 &&
                       !std::holds_alternative<ReviseMemory>(batch.operations.front());
    // Two first stores of one key can meet on the constraint instead of on the lock, and an end of
    // an edge can be removed between finding and locking it; the second attempt sees what the other
    // writer did. A real clash of ids fails again.
    for (int attempts_left = 1;; --attempts_left) {
        try {
            if (alone) {
                co_return co_await apply_alone(client, batch, scope);
            }
            co_return co_await apply_together(client, batch, scope);
        } catch (const LostRace&) {
            if (attempts_left == 0) {
                throw;
            }
        }
    }
}

}  // namespace memory::neo4j
