// Two passes under the lock, and the reads between them; see document_cache.hpp.
// A number that is not what the place holds is a miss, so places need no clearing.

#include "sqlite/document_cache.hpp"

#include "sqlite/document_number.hpp"
#include "sqlite/sql.hpp"

namespace memory::sqlite {

namespace {

Document read_document(Statement& statement, std::int64_t number) {
    statement.again().bind(number);
    if (!statement.step()) {
        throw Error(
            Errc::corrupt,
            "the full-text index names document " + std::to_string(number) + ", which is not there"
        );
    }
    Document document;
    document.number = number;
    document.row = statement.integer(0);
    document.id = statement.id<MemoryId>(1);
    document.tenant = statement.text(2);
    document.length = statement.integer(3);
    document.author = statement.text(4);
    document.importance = statement.real(5);
    document.occurred_at = statement.time(6);
    return document;
}

}  // namespace

Document& DocumentCache::place_of(std::int64_t number) {
    const std::size_t place =
        static_cast<std::size_t>(serial_of_document(number)) % (kBlocks * kInBlock);
    std::unique_ptr<Block>& block = blocks_[place / kInBlock];
    if (!block) {
        block = std::make_unique<Block>();
    }
    return (*block)[place % kInBlock];
}

std::vector<Document> DocumentCache::find(Db& db, const std::vector<std::int64_t>& numbers) {
    std::vector<Document> found;
    found.reserve(numbers.size());
    std::vector<std::size_t> missing;
    {
        const std::lock_guard lock(mutex_);
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            const Document& known = place_of(numbers[i]);
            if (known.number == numbers[i]) {
                found.push_back(known);
            } else {
                found.emplace_back();
                missing.push_back(i);
            }
        }
    }
    if (missing.empty()) {
        return found;
    }
    {
        Statement statement = db.prepare(sql::kDocument);
        for (const std::size_t i : missing) {
            found[i] = read_document(statement, numbers[i]);
        }
    }
    const std::lock_guard lock(mutex_);
    for (const std::size_t i : missing) {
        place_of(numbers[i]) = found[i];
    }
    return found;
}

}  // namespace memory::sqlite
