// Runs the migrations that a database lacks.
// A schema statement is a transaction of its own in Neo4j, so a step that is cut short is repeated
// from its beginning by the next program: all statements say IF NOT EXISTS.
#include "neo4j/migrate.hpp"

#include "neo4j/errors.hpp"
#include "neo4j/mapping.hpp"
#include "neo4j/schema.hpp"

#include <memory/error.hpp>

#include <string>
#include <utility>

namespace memory::neo4j {

namespace {

/// Indexes of a new database are empty and come online at once; of one that holds another
/// program's :Memory nodes they take a moment. Must stay below the operation's time limit.
constexpr std::int64_t kAwaitSeconds = 10;

Task<std::int64_t> read_version(GraphClient& client) {
    std::string text(kReadSchemaVersion);
    bolt::Map none;
    const GraphClient::Rows rows =
        co_await client.run(std::move(text), std::move(none), bolt::AccessMode::read);
    if (rows.empty() || rows.front()[0].is_null()) {
        co_return 0;
    }
    co_return read_integer(rows.front()[0]);
}

Task<> change(
    GraphClient& client, std::string_view statement, std::string_view name, std::int64_t value
) {
    std::string text(statement);
    bolt::Map parameters;
    if (!name.empty()) {
        parameters.set(std::string(name), value);
    }
    co_await client.run(std::move(text), std::move(parameters), bolt::AccessMode::write);
}

}  // namespace

/// A schema statement. Two programs may create the same index at the same moment: the server looks
/// for IF NOT EXISTS before it takes the lock, so that the slower one gets an error for what it
/// wanted. Asked again, it finds the index there.
Task<> create(GraphClient& client, std::string_view statement) {
    bool again = false;
    try {
        co_await change(client, statement, {}, 0);
    } catch (const LostRace&) {
        again = true;
    }
    if (again) {
        co_await change(client, statement, {}, 0);
    }
}

Task<std::int64_t> migrate(GraphClient& client) {
    const std::int64_t found = co_await read_version(client);
    if (found > schema_version()) {
        throw Error(
            Errc::newer_store,
            "the Neo4j database at " + client.location() + " has schema version " +
                std::to_string(found) + ", this program knows versions up to " +
                std::to_string(schema_version()) + "; update boltmem, or use another database"
        );
    }
    if (found == schema_version()) {
        co_return found;
    }
    for (const Migration& migration : migrations()) {
        if (migration.version <= found) {
            continue;
        }
        for (const std::string_view statement : migration.statements) {
            co_await create(client, statement);
        }
        co_await change(client, kAwaitIndexes, "seconds", kAwaitSeconds);
        co_await change(client, kRecordSchemaVersion, "version", migration.version);
    }
    co_return schema_version();
}

}  // namespace memory::neo4j
