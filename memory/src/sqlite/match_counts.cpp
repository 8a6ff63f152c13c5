// Phrase counts from FTS5; see match_counts.hpp.
// SQLite documentation, "Custom Auxiliary Functions".

#include "sqlite/match_counts.hpp"

#include "sqlite/db.hpp"

#include <cstdint>
#include <limits>
#include <vector>

#include <sqlite3.h>

namespace memory::sqlite {

namespace {

void match_counts(
    const Fts5ExtensionApi* api,
    Fts5Context* row,
    sqlite3_context* result,
    int /*argument_count*/,
    sqlite3_value** /*arguments*/
) {
    const auto phrases = static_cast<std::size_t>(api->xPhraseCount(row));
    std::vector<std::uint16_t> counts(phrases, 0);
    int hits = 0;
    int code = api->xInstCount(row, &hits);
    for (int i = 0; i < hits && code == SQLITE_OK; ++i) {
        int phrase = 0;
        int column = 0;
        int offset = 0;
        code = api->xInst(row, i, &phrase, &column, &offset);
        std::uint16_t& count = counts[static_cast<std::size_t>(phrase)];
        if (count < std::numeric_limits<std::uint16_t>::max()) {
            ++count;
        }
    }
    if (code != SQLITE_OK) {
        sqlite3_result_error_code(result, code);
        return;
    }
    sqlite3_result_blob64(
        result, counts.data(), counts.size() * sizeof(std::uint16_t), SQLITE_TRANSIENT
    );
}

/// FTS5's functions are reached through a pointer that a query hands out.
fts5_api* find_fts5(sqlite3* db) {
    fts5_api* api = nullptr;
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &statement, nullptr) == SQLITE_OK) {
        sqlite3_bind_pointer(statement, 1, static_cast<void*>(&api), "fts5_api_ptr", nullptr);
        sqlite3_step(statement);
    }
    sqlite3_finalize(statement);
    return api;
}

}  // namespace

void add_match_counts(sqlite3* db) {
    fts5_api* const api = find_fts5(db);
    if (api == nullptr) {
        throw Error(
            Errc::unsupported, "this SQLite library was built without FTS5, which the store needs"
        );
    }
    const int code = api->xCreateFunction(api, "boltmem_counts", nullptr, match_counts, nullptr);
    if (code != SQLITE_OK) {
        throw_error(db, code, "adding the match function");
    }
}

}  // namespace memory::sqlite
