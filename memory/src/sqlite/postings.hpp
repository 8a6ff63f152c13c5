#pragma once
// One term's postings: which documents of the FTS5 index hold it, and how often each does.
// An auxiliary function collects them while FTS5 walks the term, so that no row of the scan leaves
// SQLite.

#include "sqlite/db.hpp"

#include <memory/candidates.hpp>

#include <cstdint>
#include <vector>

namespace memory::sqlite {

/// A document that holds the term.
struct Posting {
    Posting() = default;

    Posting(std::int64_t number, std::uint16_t occurrences)
        : document(number), count(occurrences) {}

    std::int64_t document = 0;  ///< its number, see document_number.hpp
    std::uint16_t count = 0;    ///< occurrences, at least 1; stops at its type's limit
};

/// In ascending order of the documents.
using Postings = std::vector<Posting>;

/// Prepares a connection for read_postings(). Throws Errc::unsupported when SQLite has no FTS5.
void add_postings_function(sqlite3* db);

/// All documents, of any tenant, that hold the term; for a prefix or a similar word, the
/// occurrences of every word that it stands for together.
[[nodiscard]] Postings read_postings(Db& db, const QueryTerm& term);

}  // namespace memory::sqlite
