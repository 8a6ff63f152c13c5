// Schema, version by version; see migrations.hpp. Never change a step that was released: add one.
// docs/storage.md explains the tables.

#include "sqlite/migrations.hpp"

#include <array>
#include <string>

#include <sqlite3.h>

namespace memory::sqlite {

namespace {

/// "bolt" in ASCII; SQLite's header field for telling databases apart.
constexpr std::int64_t kApplicationId = 0x626F6C74;

// Texts come last, because a long one puts everything behind it on pages of its own. `document` has
// no foreign key to `memory`: checking it would need an index of its own.
constexpr const char* kVersion1 = R"(
CREATE TABLE project (
  row INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (tenant, name)
) STRICT;

CREATE TABLE session (
  row INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  project INTEGER NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (tenant, project, name)
) STRICT;

CREATE TABLE memory (
  row INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  tenant TEXT NOT NULL,
  type TEXT NOT NULL,
  author TEXT NOT NULL,
  session INTEGER REFERENCES session (row),
  project INTEGER REFERENCES project (row),
  importance REAL NOT NULL,
  confidence REAL NOT NULL,
  version INTEGER NOT NULL,
  occurred_at INTEGER NOT NULL,
  valid_until INTEGER,
  created_at INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  length INTEGER NOT NULL,
  document INTEGER NOT NULL,
  key TEXT,
  title TEXT NOT NULL,
  summary TEXT NOT NULL,
  tags TEXT NOT NULL,
  context TEXT NOT NULL,
  content TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX memory_key ON memory (tenant, key) WHERE key IS NOT NULL;
CREATE INDEX memory_importance ON memory (tenant, importance DESC, recorded_at DESC, id);
CREATE INDEX memory_recorded ON memory (tenant, recorded_at DESC, id DESC);
CREATE INDEX memory_occurred ON memory (tenant, occurred_at DESC, id DESC);
CREATE INDEX memory_project ON memory (project, occurred_at) WHERE project IS NOT NULL;
CREATE INDEX memory_session ON memory (session, occurred_at) WHERE session IS NOT NULL;

CREATE TABLE memory_version (
  memory INTEGER NOT NULL REFERENCES memory (row),
  version INTEGER NOT NULL,
  type TEXT NOT NULL,
  title TEXT NOT NULL,
  content TEXT NOT NULL,
  summary TEXT NOT NULL,
  tags TEXT NOT NULL,
  context TEXT NOT NULL,
  author TEXT NOT NULL,
  session INTEGER REFERENCES session (row),
  project INTEGER REFERENCES project (row),
  importance REAL NOT NULL,
  confidence REAL NOT NULL,
  occurred_at INTEGER NOT NULL,
  valid_until INTEGER,
  recorded_at INTEGER NOT NULL,
  superseded_at INTEGER NOT NULL,
  PRIMARY KEY (memory, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE memory_tag (
  memory INTEGER NOT NULL REFERENCES memory (row),
  tag TEXT NOT NULL,
  PRIMARY KEY (memory, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE relationship (
  row INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  tenant TEXT NOT NULL,
  from_row INTEGER NOT NULL REFERENCES memory (row),
  to_row INTEGER NOT NULL REFERENCES memory (row),
  type TEXT NOT NULL,
  strength REAL NOT NULL,
  confidence REAL NOT NULL,
  context TEXT NOT NULL,
  valid_from INTEGER NOT NULL,
  valid_until INTEGER,
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX relationship_edge ON relationship (from_row, type, to_row);
CREATE INDEX relationship_to ON relationship (to_row, type);
CREATE INDEX relationship_tenant ON relationship (tenant, type);

CREATE TABLE document (
  number INTEGER PRIMARY KEY,
  memory INTEGER,
  words TEXT NOT NULL
) STRICT;
CREATE INDEX document_dropped ON document (number) WHERE memory IS NULL;
CREATE VIRTUAL TABLE memory_index USING fts5 (
  words, content='document', content_rowid='number', columnsize=0, tokenize='ascii'
);
INSERT INTO memory_index (memory_index, rank) VALUES ('usermerge', 2);
CREATE VIRTUAL TABLE memory_vocabulary USING fts5vocab (memory_index, 'row');

CREATE TABLE totals (
  memories INTEGER NOT NULL,
  words INTEGER NOT NULL,
  documents INTEGER NOT NULL
) STRICT;
INSERT INTO totals VALUES (0, 0, 0);
)";

/// Step n leads from version n to n + 1.
constexpr std::array<const char*, kSchemaVersion> kAllSteps{kVersion1};

std::int64_t number(Db& db, std::string_view sql) {
    Statement statement = db.prepare(sql);
    statement.step();
    return statement.integer(0);
}

/// 0 = a new, empty file. To be asked within a transaction.
std::int64_t version_of(Db& db, std::int64_t newest) {
    const std::int64_t version = number(db, "PRAGMA user_version");
    const std::int64_t application = number(db, "PRAGMA application_id");
    if (application == kApplicationId) {
        if (version > newest) {
            throw Error(
                Errc::newer_store,
                "the store was written by a newer boltmem (schema " + std::to_string(version) +
                    ", this program knows " + std::to_string(newest) +
                    "); update the program, or name another file"
            );
        }
        return version;
    }
    const bool empty = number(db, "SELECT count(*) FROM sqlite_schema") == 0;
    if (application != 0 || !empty) {
        throw Error(
            Errc::invalid_argument,
            "the file is another program's SQLite database; it was left as it is: name another "
            "file for the store"
        );
    }
    return 0;
}

}  // namespace

void migrate(Db& db) {
    migrate(db, kAllSteps);
}

void migrate(Db& db, std::span<const char* const> steps) {
    const auto newest = static_cast<std::int64_t>(steps.size());
    // Looked at before anything is written: a file that is not ours stays untouched. At one moment:
    // a file that another program prepares meanwhile is seen as it was before, or as it is after.
    {
        const DbTransaction moment(db, DbTransaction::Kind::read);
        if (version_of(db, newest) == newest) {
            return;
        }
    }
    db.use_wal();
    DbTransaction transaction(db, DbTransaction::Kind::write);
    std::int64_t version = version_of(db, newest);
    if (version == newest) {
        return;
    }
    for (; version < newest; ++version) {
        db.execute(steps[static_cast<std::size_t>(version)]);
    }
    db.execute(("PRAGMA application_id = " + std::to_string(kApplicationId)).c_str());
    db.execute(("PRAGMA user_version = " + std::to_string(newest)).c_str());
    try {
        transaction.commit();
    } catch (const Error& error) {
        if (error.code() != Errc::outcome_unknown) {
            throw;
        }
        // No caller's write is in it, and the next opening finds out what became of it.
        throw Error(Errc::unavailable, std::string("cannot prepare the store: ") + error.what());
    }
}

}  // namespace memory::sqlite
