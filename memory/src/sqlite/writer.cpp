// The write operations in SQL; see writer.hpp.
// Each version of a memory is a new document of the full-text index, which is told of documents at
// the end of the transaction: every savepoint would make FTS5 write what it has, and many small
// pieces make searching slow.

#include "sqlite/writer.hpp"

#include "sqlite/document_number.hpp"
#include "sqlite/rows.hpp"
#include "sqlite/sql.hpp"

#include <memory/types.hpp>

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace memory::sqlite {

namespace {

std::optional<std::int64_t> row_of(Db& db, MemoryId id, const Scope& scope) {
    Statement statement = db.prepare(sql::kRowOfId);
    statement.bind(scope.tenant).bind(id);
    return statement.step() ? std::optional(statement.integer(0)) : std::nullopt;
}

/// PART_OF: the row of the project, made when it is new.
std::optional<std::int64_t> project_row(Db& db, const Memory& memory, const Scope& scope) {
    if (memory.project.empty()) {
        return std::nullopt;
    }
    db.prepare(sql::kAddProject).bind(scope.tenant).bind(memory.project).run();
    Statement statement = db.prepare(sql::kFindProject);
    statement.bind(scope.tenant).bind(memory.project).step();
    return statement.integer(0);
}

/// PART_OF: the row of the session within its project (0 = outside of any).
std::optional<std::int64_t> session_row(
    Db& db, const Memory& memory, std::int64_t project, const Scope& scope
) {
    if (memory.session.empty()) {
        return std::nullopt;
    }
    db.prepare(sql::kAddSession).bind(scope.tenant).bind(project).bind(memory.session).run();
    Statement statement = db.prepare(sql::kFindSession);
    statement.bind(scope.tenant).bind(project).bind(memory.session).step();
    return statement.integer(0);
}

void bind_row(Statement& statement, std::optional<std::int64_t> row) {
    if (row) {
        statement.bind(*row);
    } else {
        statement.bind_null();
    }
}

/// Adds to the totals, and answers how many documents there have ever been.
std::int64_t add_to_totals(
    Db& db, std::int64_t memories, std::int64_t words, std::int64_t documents
) {
    Statement statement = db.prepare(sql::kAddToTotals);
    statement.bind(memories).bind(words).bind(documents).step();
    return statement.integer(0);
}

void add_document(Db& db, std::int64_t number, std::int64_t row, const IndexTerms& index) {
    std::string words = index.terms;
    if (!words.empty() && !index.extra_terms.empty()) {
        words += ' ';
    }
    words += index.extra_terms;
    db.prepare(sql::kInsertDocument).bind(number).bind(row).bind(words).run();
}

/// Answers the length of the document.
std::int64_t drop_document(Db& db, std::int64_t row) {
    std::int64_t number = 0;
    std::int64_t length = 0;
    {
        Statement statement = db.prepare(sql::kDocumentOf);
        statement.bind(row).step();
        number = statement.integer(0);
        length = statement.integer(1);
    }
    db.prepare(sql::kDropDocument).bind(number).run();
    return length;
}

void add_tags(Db& db, std::int64_t row, const std::vector<std::string>& tags) {
    for (const std::string& tag : tags) {
        db.prepare(sql::kAddTag).bind(row).bind(tag).run();
    }
}

WriteResult put(Db& db, const PutMemory& operation, const Scope& scope) {
    const Memory& memory = operation.memory;
    WriteResult result;
    result.memory = memory.id;
    result.version = memory.version;
    if (!memory.key.empty()) {
        Statement statement = db.prepare(sql::kFindByKey);
        statement.bind(scope.tenant).bind(memory.key);
        if (statement.step()) {
            result.outcome = WriteOutcome::existing;
            result.memory = statement.id<MemoryId>(0);
            result.version = statement.integer(1);
            return result;
        }
    }
    const std::optional<std::int64_t> project = project_row(db, memory, scope);
    const std::optional<std::int64_t> session = session_row(db, memory, project.value_or(0), scope);
    const std::string tags = list_text(memory.tags);
    const std::string context = context_text(memory.context);
    const std::int64_t length = operation.index.length;
    const std::int64_t document = document_number(add_to_totals(db, 1, length, 1), length);
    {
        Statement statement = db.prepare(sql::kInsertMemory);
        statement.bind(memory.id).bind(scope.tenant).bind_optional_text(memory.key);
        statement.bind(to_string(memory.type)).bind(memory.title).bind(memory.content);
        statement.bind(memory.summary).bind(tags).bind(context).bind(memory.author);
        bind_row(statement, session);
        bind_row(statement, project);
        statement.bind(memory.importance).bind(memory.confidence).bind(memory.version);
        statement.bind(memory.occurred_at).bind(memory.valid_until).bind(memory.created_at);
        statement.bind(memory.recorded_at).bind(length).bind(document);
        statement.run();
    }
    const std::int64_t row = db.last_row();
    add_document(db, document, row, operation.index);
    add_tags(db, row, memory.tags);
    return result;
}

std::optional<std::pair<std::int64_t, Memory>> load(Db& db, MemoryId id, const Scope& scope) {
    std::string text = "SELECT ";
    text += sql::kMemoryColumns;
    text += " FROM memory m WHERE ";
    text += sql::kTenant;
    text += " AND m.id = ?";
    Statement statement = db.prepare(text);
    statement.bind(scope.tenant).bind(id);
    if (!statement.step()) {
        return std::nullopt;
    }
    return std::pair(row_number(statement), read_memory(statement));
}

WriteResult revise(Db& db, const ReviseMemory& operation, const Scope& scope) {
    const auto current = load(db, operation.id, scope);
    if (!current) {
        throw Error(Errc::not_found, "Memory not found: " + operation.id.to_string());
    }
    const auto& [row, memory] = *current;
    if (operation.expected_version && *operation.expected_version != memory.version) {
        throw Error(
            Errc::conflict,
            "the memory is at version " + std::to_string(memory.version) + ", not " +
                std::to_string(*operation.expected_version) + "; read it again before updating"
        );
    }
    const PutMemory revised = operation.revise(memory);
    const Memory& next = revised.memory;
    const std::int64_t version = memory.version + 1;
    db.prepare(sql::kKeepVersion).bind(next.recorded_at).bind(row).run();
    const std::optional<std::int64_t> project = project_row(db, next, scope);
    const std::optional<std::int64_t> session = session_row(db, next, project.value_or(0), scope);
    const std::string tags = list_text(next.tags);
    const std::string context = context_text(next.context);
    const std::int64_t length = revised.index.length;
    const std::int64_t gone = drop_document(db, row);
    const std::int64_t document = document_number(add_to_totals(db, 0, length - gone, 1), length);
    {
        Statement statement = db.prepare(sql::kUpdateMemory);
        statement.bind(to_string(next.type)).bind(next.title).bind(next.content);
        statement.bind(next.summary).bind(tags).bind(context).bind(next.author);
        bind_row(statement, session);
        bind_row(statement, project);
        statement.bind(next.importance).bind(next.confidence).bind(version);
        statement.bind(next.occurred_at).bind(next.valid_until).bind(next.recorded_at);
        statement.bind(length).bind(document).bind(row).run();
    }
    add_document(db, document, row, revised.index);
    db.prepare(sql::kDeleteTags).bind(row).run();
    add_tags(db, row, next.tags);
    WriteResult result;
    result.outcome = WriteOutcome::updated;
    result.memory = operation.id;
    result.version = version;
    return result;
}

WriteResult remove(Db& db, const RemoveMemory& operation, const Scope& scope) {
    WriteResult result;
    result.memory = operation.id;
    const std::optional<std::int64_t> row = row_of(db, operation.id, scope);
    if (!row) {
        result.outcome = WriteOutcome::not_found;
        return result;
    }
    const std::int64_t gone = drop_document(db, *row);
    for (const std::string_view text :
         {sql::kDeleteEdges, sql::kDeleteTags, sql::kDeleteVersions, sql::kDeleteMemory}) {
        db.prepare(text).bind(*row).run();
    }
    add_to_totals(db, -1, -gone, 0);
    result.outcome = WriteOutcome::removed;
    return result;
}

/// An end of an edge: its row, and its id.
struct End {
    End() = default;
    std::int64_t row = 0;
    MemoryId id;
};

std::optional<End> find_end(Db& db, const MemoryRef& ref, const Scope& scope) {
    End end;
    if (const auto* id = std::get_if<MemoryId>(&ref)) {
        const std::optional<std::int64_t> row = row_of(db, *id, scope);
        if (!row) {
            return std::nullopt;
        }
        end.row = *row;
        end.id = *id;
        return end;
    }
    Statement statement = db.prepare(sql::kRowOfKey);
    statement.bind(scope.tenant).bind(std::get<std::string>(ref));
    if (!statement.step()) {
        return std::nullopt;
    }
    end.row = statement.integer(0);
    end.id = statement.id<MemoryId>(1);
    return end;
}

std::string name_of(const MemoryRef& ref) {
    if (const auto* id = std::get_if<MemoryId>(&ref)) {
        return id->to_string();
    }
    return "key '" + std::get<std::string>(ref) + "'";
}

std::optional<RelationshipId> find_edge(
    Db& db, std::int64_t from, std::int64_t to, RelationshipType type
) {
    Statement statement = db.prepare(sql::kFindEdge);
    statement.bind(from).bind(to).bind(to_string(type));
    return statement.step() ? std::optional(statement.id<RelationshipId>(0)) : std::nullopt;
}

/// A cycle needs a way back to `from`, so without an edge into it there is none: the usual case,
/// and all that an import of a history ever asks.
bool closes_cycle(Db& db, std::int64_t from, std::int64_t to, RelationshipType type) {
    {
        Statement incoming = db.prepare(sql::kHasIncoming);
        incoming.bind(from).bind(to_string(type));
        if (!incoming.step()) {
            return false;
        }
    }
    Statement reaches = db.prepare(sql::kReaches);
    reaches.bind(to).bind(to_string(type)).bind(from);
    return reaches.step();
}

void refuse_cycles(Db& db, const PutRelationship& operation, const End& from, const End& to) {
    const RelationshipTypeInfo& type = info(operation.relationship.type);
    if (from.row == to.row) {
        throw Error(
            Errc::invalid_argument,
            "a memory cannot be linked to itself (" + from.id.to_string() + ")"
        );
    }
    if (operation.cycles == CyclePolicy::allow || type.bidirectional) {
        return;
    }
    if (closes_cycle(db, from.row, to.row, type.type)) {
        throw Error(
            Errc::cycle,
            "Cannot create relationship " + from.id.to_string() + " → " + to.id.to_string() +
                ": Would create a cycle in the " + std::string(type.name) + " relationship graph"
        );
    }
}

WriteResult relate(Db& db, const PutRelationship& operation, const Scope& scope) {
    WriteResult result;
    const std::optional<End> from = find_end(db, operation.from, scope);
    const std::optional<End> to = find_end(db, operation.to, scope);
    if (!from || !to) {
        if (operation.skip_when_end_is_missing) {
            result.outcome = WriteOutcome::skipped;
            return result;
        }
        throw Error(
            Errc::not_found, "Memory not found: " + name_of(from ? operation.to : operation.from)
        );
    }
    const Relationship& edge = operation.relationship;
    std::optional<RelationshipId> there = find_edge(db, from->row, to->row, edge.type);
    if (!there && info(edge.type).bidirectional) {
        there = find_edge(db, to->row, from->row, edge.type);
    }
    if (there) {
        result.outcome = WriteOutcome::existing;
        result.relationship = *there;
        return result;
    }
    refuse_cycles(db, operation, *from, *to);
    Statement statement = db.prepare(sql::kInsertEdge);
    statement.bind(edge.id).bind(scope.tenant).bind(from->row).bind(to->row);
    statement.bind(to_string(edge.type)).bind(edge.strength).bind(edge.confidence);
    statement.bind(edge.context).bind(edge.valid_from).bind(edge.valid_until);
    statement.bind(edge.recorded_at).run();
    result.relationship = edge.id;
    return result;
}

/// Calls the function of the operation's type.
class Apply {
  public:
    Apply(Db& db, const Scope& scope) : db_(db), scope_(scope) {}

    WriteResult operator()(const PutMemory& operation) const { return put(db_, operation, scope_); }

    WriteResult operator()(const ReviseMemory& operation) const {
        return revise(db_, operation, scope_);
    }

    WriteResult operator()(const RemoveMemory& operation) const {
        return remove(db_, operation, scope_);
    }

    WriteResult operator()(const PutRelationship& operation) const {
        return relate(db_, operation, scope_);
    }

  private:
    Db& db_;
    const Scope& scope_;
};

}  // namespace

std::int64_t last_document(Db& db) {
    Statement statement = db.prepare(sql::kTotals);
    statement.step();
    return document_number(statement.integer(2), kLongestDocument);
}

void index_documents(Db& db, std::int64_t last_indexed) {
    db.prepare(sql::kUnindexDropped).bind(last_indexed).run();
    db.prepare(sql::kDeleteDropped).run();
    db.prepare(sql::kIndexNew).bind(last_indexed).run();
}

bool merge_index(Db& db) {
    DbTransaction transaction(db, DbTransaction::Kind::write);
    const std::int64_t before = db.total_changes();
    db.prepare(sql::kMergeIndex).run();
    // One change is the command itself. FTS5 documentation, "The 'merge' Command".
    const bool merged = db.total_changes() - before >= 2;
    transaction.commit();
    return merged;
}

std::vector<WriteResult> apply_batch(Db& db, const WriteBatch& batch, const Scope& scope) {
    std::vector<WriteResult> results;
    results.reserve(batch.operations.size());
    const Apply apply(db, scope);
    for (const WriteOperation& operation : batch.operations) {
        results.push_back(std::visit(apply, operation));
    }
    return results;
}

}  // namespace memory::sqlite
