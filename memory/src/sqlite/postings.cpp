// Postings out of FTS5; see postings.hpp.
// SQLite documentation, "FTS5: Custom Auxiliary Functions" and "Full-text Query Syntax".

#include "sqlite/postings.hpp"

#include "sqlite/sql.hpp"
#include "text/edit_distance.hpp"

#include <cstddef>
#include <exception>
#include <limits>
#include <string>
#include <string_view>

#include <sqlite3.h>

namespace memory::sqlite {

namespace {

/// Words of the index that one misspelt word may stand for. [limit]
constexpr std::size_t kMostSimilar = 50;

/// The type under which the list is bound, which keeps other pointers out.
constexpr const char* kPostingsPointer = "boltmem_postings";

/// Adds the occurrences of one phrase in the row at hand to `count`, which stops at its limit.
int add_occurrences(
    const Fts5ExtensionApi* api, Fts5Context* row, int phrase, std::uint16_t& count
) {
    Fts5PhraseIter position{};
    int column = 0;
    int offset = 0;
    const int code = api->xPhraseFirst(row, phrase, &position, &column, &offset);
    while (code == SQLITE_OK && column >= 0 && count < std::numeric_limits<std::uint16_t>::max()) {
        ++count;
        api->xPhraseNext(row, &position, &column, &offset);
    }
    return code;
}

/// boltmem_collect(index, list): adds the row at hand to the list. Its value is always false: as a
/// condition it drops every row, and the whole scan is one step of the statement.
void collect(
    const Fts5ExtensionApi* api,
    Fts5Context* row,
    sqlite3_context* result,
    int argument_count,
    sqlite3_value** arguments
) {
    auto* const postings =
        argument_count == 1
            ? static_cast<Postings*>(sqlite3_value_pointer(arguments[0], kPostingsPointer))
            : nullptr;
    if (postings == nullptr) {
        sqlite3_result_error(result, "boltmem_collect() is for boltmem alone", -1);
        return;
    }
    std::uint16_t count = 0;
    const int phrases = api->xPhraseCount(row);
    for (int phrase = 0; phrase < phrases; ++phrase) {
        if (const int code = add_occurrences(api, row, phrase, count); code != SQLITE_OK) {
            sqlite3_result_error_code(result, code);
            return;
        }
    }
    // SQLite is C: no exception may leave this function.
    try {
        postings->emplace_back(api->xRowid(row), count);
    } catch (const std::exception&) {
        sqlite3_result_error_nomem(result);
        return;
    }
    sqlite3_result_int(result, 0);
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

/// One word as a phrase of an FTS5 expression.
void append_phrase(std::string& expression, std::string_view word) {
    expression += expression.empty() ? "\"" : " OR \"";
    for (const char c : word) {
        expression += c;
        if (c == '"') {
            expression += c;
        }
    }
    expression += '"';
}

/// Empty when the index has no such word.
std::string similar_words(Db& db, const std::string& word) {
    std::string expression;
    std::size_t found = 0;
    Statement vocabulary = db.prepare(sql::kVocabulary);
    while (found < kMostSimilar && vocabulary.step()) {
        const std::string_view term = vocabulary.text(0);
        if (text::within_one_edit(word, term)) {
            append_phrase(expression, term);
            ++found;
        }
    }
    return expression;
}

std::string expression_of(Db& db, const QueryTerm& term) {
    if (term.match == QueryTerm::Match::similar) {
        return similar_words(db, term.text);
    }
    std::string expression;
    append_phrase(expression, term.text);
    if (term.match == QueryTerm::Match::prefix) {
        expression += " *";
    }
    return expression;
}

}  // namespace

void add_postings_function(sqlite3* db) {
    fts5_api* const api = find_fts5(db);
    if (api == nullptr) {
        throw Error(
            Errc::unsupported, "this SQLite library was built without FTS5, which the store needs"
        );
    }
    const int code = api->xCreateFunction(api, "boltmem_collect", nullptr, collect, nullptr);
    if (code != SQLITE_OK) {
        throw_error(db, code, "adding the match function");
    }
}

Postings read_postings(Db& db, const QueryTerm& term) {
    Postings postings;
    const std::string expression = expression_of(db, term);
    if (!expression.empty()) {
        Statement scan = db.prepare(sql::kCollectPostings);
        scan.bind(expression).bind_pointer(&postings, kPostingsPointer).run();
    }
    return postings;
}

}  // namespace memory::sqlite
