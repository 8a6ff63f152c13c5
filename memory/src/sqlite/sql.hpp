#pragma once
// Every statement of the SQLite store, as named constants; what users give is only ever a
// parameter. The schema itself is in migrations.cpp. `m` is a memory, `r` a relationship.

#include <string_view>

namespace memory::sqlite::sql {

/// Tenancy: every read and write of memories goes through this predicate.
inline constexpr std::string_view kTenant = "m.tenant = ?";

/// Columns of a memory, in the order that rows.cpp reads them.
inline constexpr std::string_view kMemoryColumns =
    "m.id, m.key, m.type, m.title, m.content, m.summary, m.tags, m.context, m.author,"
    " (SELECT s.name FROM session s WHERE s.row = m.session),"
    " (SELECT p.name FROM project p WHERE p.row = m.project),"
    " m.importance, m.confidence, m.version, m.occurred_at, m.valid_until, m.created_at,"
    " m.recorded_at, m.row";

// ---- writing ------------------------------------------------------------------------------------

inline constexpr std::string_view kFindByKey =
    "SELECT m.id, m.version FROM memory m WHERE m.tenant = ? AND m.key = ?";
inline constexpr std::string_view kRowOfId =
    "SELECT m.row FROM memory m WHERE m.tenant = ? AND m.id = ?";
inline constexpr std::string_view kRowOfKey =
    "SELECT m.row, m.id FROM memory m WHERE m.tenant = ? AND m.key = ?";

inline constexpr std::string_view kAddProject =
    "INSERT INTO project (tenant, name) VALUES (?, ?) ON CONFLICT DO NOTHING";
inline constexpr std::string_view kFindProject =
    "SELECT row FROM project WHERE tenant = ? AND name = ?";
inline constexpr std::string_view kAddSession =
    "INSERT INTO session (tenant, project, name) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
inline constexpr std::string_view kFindSession =
    "SELECT row FROM session WHERE tenant = ? AND project = ? AND name = ?";

inline constexpr std::string_view kInsertMemory =
    "INSERT INTO memory (id, tenant, key, type, title, content, summary, tags, context, author,"
    " session, project, importance, confidence, version, occurred_at, valid_until, created_at,"
    " recorded_at, length)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr std::string_view kUpdateMemory =
    "UPDATE memory SET type = ?, title = ?, content = ?, summary = ?, tags = ?, context = ?,"
    " author = ?, session = ?, project = ?, importance = ?, confidence = ?, version = ?,"
    " occurred_at = ?, valid_until = ?, recorded_at = ?, length = ? WHERE row = ?";
inline constexpr std::string_view kKeepVersion =
    "INSERT INTO memory_version (memory, version, type, title, content, summary, tags, context,"
    " author, session, project, importance, confidence, occurred_at, valid_until, recorded_at,"
    " superseded_at)"
    " SELECT row, version, type, title, content, summary, tags, context, author, session, project,"
    " importance, confidence, occurred_at, valid_until, recorded_at, ? FROM memory WHERE row = ?";
inline constexpr std::string_view kDeleteMemory = "DELETE FROM memory WHERE row = ?";
inline constexpr std::string_view kDeleteVersions = "DELETE FROM memory_version WHERE memory = ?";

inline constexpr std::string_view kInsertTerms =
    "INSERT INTO memory_terms (row, terms, extra_terms) VALUES (?, ?, ?)";
inline constexpr std::string_view kDeleteTerms = "DELETE FROM memory_terms WHERE row = ?";
inline constexpr std::string_view kIndex =
    "INSERT INTO memory_index (rowid, terms, extra_terms) VALUES (?, ?, ?)";
inline constexpr std::string_view kUnindex =
    "INSERT INTO memory_index (memory_index, rowid, terms, extra_terms)"
    " SELECT 'delete', row, terms, extra_terms FROM memory_terms WHERE row = ?";

inline constexpr std::string_view kAddTag =
    "INSERT INTO memory_tag (memory, tag) VALUES (?, ?) ON CONFLICT DO NOTHING";
inline constexpr std::string_view kDeleteTags = "DELETE FROM memory_tag WHERE memory = ?";

inline constexpr std::string_view kCountMemories =
    "UPDATE counter SET value = value + ? WHERE name = 'memories'";
inline constexpr std::string_view kMemories = "SELECT value FROM counter WHERE name = 'memories'";

inline constexpr std::string_view kFindEdge =
    "SELECT r.id FROM relationship r WHERE r.from_row = ? AND r.to_row = ? AND r.type = ?";
inline constexpr std::string_view kHasIncoming =
    "SELECT 1 FROM relationship r WHERE r.to_row = ? AND r.type = ? LIMIT 1";
/// Whether the second row can be reached from the first along edges of a type.
inline constexpr std::string_view kReaches =
    "WITH RECURSIVE reach(row, type) AS (SELECT ?, ? UNION"
    " SELECT r.to_row, reach.type FROM reach"
    " JOIN relationship r ON r.from_row = reach.row AND r.type = reach.type)"
    " SELECT 1 FROM reach WHERE row = ? LIMIT 1";
inline constexpr std::string_view kInsertEdge =
    "INSERT INTO relationship (id, tenant, from_row, to_row, type, strength, confidence, context,"
    " valid_from, valid_until, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr std::string_view kDeleteEdges =
    "DELETE FROM relationship WHERE from_row = ?1 OR to_row = ?1";

inline constexpr std::string_view kSavepoint = "SAVEPOINT batch";
inline constexpr std::string_view kRollbackTo = "ROLLBACK TO batch";
inline constexpr std::string_view kRelease = "RELEASE batch";

// ---- reading ------------------------------------------------------------------------------------

inline constexpr std::string_view kSelectVersions =
    "SELECT m.id, m.key, v.type, v.title, v.content, v.summary, v.tags, v.context, v.author,"
    " (SELECT s.name FROM session s WHERE s.row = v.session),"
    " (SELECT p.name FROM project p WHERE p.row = v.project),"
    " v.importance, v.confidence, v.version, v.occurred_at, v.valid_until, m.created_at,"
    " v.recorded_at, m.row FROM memory_version v JOIN memory m ON m.row = v.memory"
    " WHERE m.tenant = ? AND m.id = ? ORDER BY v.version DESC";

/// Number of memories that match a full-text expression; all tenants.
inline constexpr std::string_view kCountMatches =
    "SELECT count(*) FROM memory_index WHERE memory_index MATCH ?";
/// Words of the index, for words with typing errors.
inline constexpr std::string_view kVocabulary = "SELECT term FROM memory_vocabulary";

/// Candidates: followed by the filter's conditions, kBestMatches or kAnyMatches at the end.
inline constexpr std::string_view kMatches =
    "SELECT m.row, m.id, m.length, m.author, m.importance, m.occurred_at,"
    " boltmem_counts(memory_index)"
    " FROM memory_index CROSS JOIN memory m ON m.row = memory_index.rowid"
    " WHERE memory_index MATCH ? AND ";
inline constexpr std::string_view kBestMatches = " ORDER BY memory_index.rank, m.row LIMIT ?";
inline constexpr std::string_view kAnyMatches = " LIMIT ?";

/// Edges of one memory with the other end; the first parameter is the memory's row.
inline constexpr std::string_view kOutgoing =
    "SELECT r.id, r.type, r.strength, r.confidence, r.context, r.valid_from, r.valid_until,"
    " r.recorded_at, r.to_row, m.importance, m.id FROM relationship r"
    " JOIN memory m ON m.row = r.to_row WHERE r.from_row = ?";
inline constexpr std::string_view kIncoming =
    "SELECT r.id, r.type, r.strength, r.confidence, r.context, r.valid_from, r.valid_until,"
    " r.recorded_at, r.from_row, m.importance, m.id FROM relationship r"
    " JOIN memory m ON m.row = r.from_row WHERE r.to_row = ?";

inline constexpr std::string_view kEdgeCounts =
    "SELECT r.type, count(*) FROM relationship r WHERE r.from_row = ?1 OR r.to_row = ?1"
    " GROUP BY r.type";

inline constexpr std::string_view kTypeCounts =
    "SELECT m.type, count(*), sum(m.importance), sum(m.confidence) FROM memory m"
    " WHERE m.tenant = ? GROUP BY m.type";
inline constexpr std::string_view kEdgeTypeCounts =
    "SELECT r.type, count(*) FROM relationship r WHERE r.tenant = ? GROUP BY r.type";
inline constexpr std::string_view kProjectCount =
    "SELECT count(DISTINCT m.project) FROM memory m WHERE m.tenant = ?";
inline constexpr std::string_view kSessionCount =
    "SELECT count(DISTINCT m.session) FROM memory m WHERE m.tenant = ?";

// ---- conditions of a filter, put together by filter_sql.cpp
// ----------------------------------------

inline constexpr std::string_view kInProject =
    " AND m.project = (SELECT p.row FROM project p WHERE p.tenant = m.tenant AND p.name = ?)";
inline constexpr std::string_view kInSession =
    " AND m.session IN (SELECT s.row FROM session s WHERE s.tenant = m.tenant AND s.name = ?)";
inline constexpr std::string_view kByAuthor = " AND m.author = ?";
inline constexpr std::string_view kOfTypes = " AND m.type IN (";
inline constexpr std::string_view kWithTags =
    " AND EXISTS (SELECT 1 FROM memory_tag t WHERE t.memory = m.row AND t.tag IN (";
inline constexpr std::string_view kImportant = " AND m.importance >= ?";
inline constexpr std::string_view kSince = " AND m.occurred_at >= ?";
inline constexpr std::string_view kUntil = " AND m.occurred_at < ?";
inline constexpr std::string_view kRecordedSince = " AND m.recorded_at >= ?";
inline constexpr std::string_view kLinkedBy =
    " AND EXISTS (SELECT 1 FROM relationship r WHERE (r.from_row = m.row OR r.to_row = m.row)"
    " AND r.type IN (";
inline constexpr std::string_view kUnresolved =
    " AND m.type IN ('problem', 'error') AND NOT EXISTS (SELECT 1 FROM relationship r"
    " WHERE r.to_row = m.row AND r.type IN ('SOLVES', 'ADDRESSES'))";

inline constexpr std::string_view kByImportance =
    " ORDER BY m.importance DESC, m.recorded_at DESC, m.id";
inline constexpr std::string_view kByRecorded = " ORDER BY m.recorded_at DESC, m.id DESC";
inline constexpr std::string_view kByOccurred = " ORDER BY m.occurred_at DESC, m.id DESC";
inline constexpr std::string_view kPage = " LIMIT ? OFFSET ?";

}  // namespace memory::sqlite::sql
