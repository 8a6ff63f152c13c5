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
    " recorded_at, length, document)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr std::string_view kUpdateMemory =
    "UPDATE memory SET type = ?, title = ?, content = ?, summary = ?, tags = ?, context = ?,"
    " author = ?, session = ?, project = ?, importance = ?, confidence = ?, version = ?,"
    " occurred_at = ?, valid_until = ?, recorded_at = ?, length = ?, document = ? WHERE row = ?";
inline constexpr std::string_view kKeepVersion =
    "INSERT INTO memory_version (memory, version, type, title, content, summary, tags, context,"
    " author, session, project, importance, confidence, occurred_at, valid_until, recorded_at,"
    " superseded_at)"
    " SELECT row, version, type, title, content, summary, tags, context, author, session, project,"
    " importance, confidence, occurred_at, valid_until, recorded_at, ? FROM memory WHERE row = ?";
inline constexpr std::string_view kDeleteMemory = "DELETE FROM memory WHERE row = ?";
inline constexpr std::string_view kDeleteVersions = "DELETE FROM memory_version WHERE memory = ?";

inline constexpr std::string_view kDocumentOf =
    "SELECT m.document, m.length FROM memory m WHERE m.row = ?";
inline constexpr std::string_view kInsertDocument =
    "INSERT INTO document (number, memory, words) VALUES (?, ?, ?)";
/// Marks a document that is to leave the index at the end of the transaction.
inline constexpr std::string_view kDropDocument =
    "UPDATE document SET memory = NULL WHERE number = ?";
/// What the index has not been told yet: documents with greater numbers than the parameter.
inline constexpr std::string_view kIndexNew =
    "INSERT INTO memory_index (rowid, words) SELECT number, words FROM document"
    " WHERE number > ? AND memory IS NOT NULL";
/// The index keeps no words, so it must be told those of a document that leaves.
inline constexpr std::string_view kUnindexDropped =
    "INSERT INTO memory_index (memory_index, rowid, words)"
    " SELECT 'delete', number, words FROM document WHERE memory IS NULL AND number <= ?";
inline constexpr std::string_view kDeleteDropped = "DELETE FROM document WHERE memory IS NULL";

/// Merges pieces of the index, writing about this many pages of it.
inline constexpr std::string_view kMergeIndex =
    "INSERT INTO memory_index (memory_index, rank) VALUES ('merge', 100)";

inline constexpr std::string_view kAddTag =
    "INSERT INTO memory_tag (memory, tag) VALUES (?, ?) ON CONFLICT DO NOTHING";
inline constexpr std::string_view kDeleteTags = "DELETE FROM memory_tag WHERE memory = ?";

inline constexpr std::string_view kAddToTotals =
    "UPDATE totals SET memories = memories + ?, words = words + ?, documents = documents + ?"
    " RETURNING documents";
inline constexpr std::string_view kTotals = "SELECT memories, words, documents FROM totals";

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

/// Words of the index, for words with typing errors.
inline constexpr std::string_view kVocabulary = "SELECT term FROM memory_vocabulary";

/// No rows: boltmem_collect() keeps what it sees, see postings.cpp. All tenants.
inline constexpr std::string_view kCollectPostings =
    "SELECT 1 FROM memory_index WHERE memory_index MATCH ? AND boltmem_collect(memory_index, ?)";
inline constexpr std::string_view kDocument =
    "SELECT m.row, m.id, m.tenant, m.length, m.author, m.importance, m.occurred_at"
    " FROM document d JOIN memory m ON m.row = d.memory WHERE d.number = ?";
/// Followed by a filter's conditions.
inline constexpr std::string_view kRowPasses = "SELECT 1 FROM memory m WHERE m.row = ? AND ";

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

inline constexpr std::string_view kState =
    "SELECT m.version, m.recorded_at, m.row FROM memory m WHERE m.tenant = ? AND m.id = ?";
inline constexpr std::string_view kEdgeState =
    "SELECT count(*), max(r.recorded_at) FROM relationship r"
    " WHERE r.from_row = ?1 OR r.to_row = ?1";

/// Differs when another connection has committed. SQLite documentation, "PRAGMA data_version".
inline constexpr std::string_view kDataVersion = "PRAGMA data_version";

inline constexpr std::string_view kTypeCounts =
    "SELECT m.type, count(*), sum(m.importance), sum(m.confidence) FROM memory m"
    " WHERE m.tenant = ? GROUP BY m.type";
inline constexpr std::string_view kEdgeTypeCounts =
    "SELECT r.type, count(*) FROM relationship r WHERE r.tenant = ? GROUP BY r.type";
inline constexpr std::string_view kProjectCount =
    "SELECT count(DISTINCT m.project) FROM memory m WHERE m.tenant = ?";
inline constexpr std::string_view kSessionCount =
    "SELECT count(DISTINCT m.session) FROM memory m WHERE m.tenant = ?";

// ---- values that begin with a text, for completion ----------------------------------------------

/// Along the index of ids: the tenant must not lead to an index of its own, which would be sorted.
inline constexpr std::string_view kIdValues =
    "SELECT m.id FROM memory m WHERE +m.tenant = ? AND m.id >= ? AND m.id <= ?"
    " ORDER BY m.id DESC LIMIT ?";
/// Looks at the newest memories only, because tags have no index of their own.
inline constexpr std::string_view kTagValues =
    "SELECT t.tag FROM (SELECT m.row FROM memory m WHERE m.tenant = ?1"
    " ORDER BY m.recorded_at DESC, m.id DESC LIMIT 10000) recent"
    " JOIN memory_tag t ON t.memory = recent.row WHERE substr(t.tag, 1, length(?2)) = ?2"
    " GROUP BY t.tag ORDER BY count(*) DESC, t.tag LIMIT ?3";
inline constexpr std::string_view kProjectValues =
    "SELECT p.name FROM project p WHERE p.tenant = ?1 AND substr(p.name, 1, length(?2)) = ?2"
    " AND EXISTS (SELECT 1 FROM memory m WHERE m.tenant = p.tenant AND m.project = p.row)"
    " ORDER BY p.name LIMIT ?3";

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
inline constexpr std::string_view kRecordedBefore = " AND (m.recorded_at, m.id) < (?, ?)";
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
