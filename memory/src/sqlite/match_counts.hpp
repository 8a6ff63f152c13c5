#pragma once
// boltmem_counts(): an FTS5 auxiliary function that answers, for the row at hand, how often each
// phrase of the expression occurs. So the ranker gets its frequencies without reading the text.

struct sqlite3;

namespace memory::sqlite {

/// Registers the function on a connection. Its value is a blob of one 16-bit number a phrase, in
/// the machine's byte order and the order of the phrases in the expression.
void add_match_counts(sqlite3* db);

}  // namespace memory::sqlite
