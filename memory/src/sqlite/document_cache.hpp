#pragma once
// What the ranker needs of each document, remembered between queries. Documents never change, so
// what is remembered stays right whatever this or another process writes.

#include "sqlite/db.hpp"

#include <memory/id.hpp>
#include <memory/time.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace memory::sqlite {

struct Document {
    Document() = default;
    std::int64_t number = 0;  ///< see document_number.hpp
    std::int64_t row = 0;     ///< of its memory
    std::int64_t length = 0;
    double importance = 0;
    Timestamp occurred_at;
    MemoryId id;
    std::string tenant;
    std::string author;
};

/// Holds up to 65,536 documents, about 8 MiB; a later one takes the place of the one 65,536 before
/// it. Neighbours lie side by side, because questions are mostly about what was stored together.
/// Any thread may use it.
class DocumentCache {
  public:
    /// The documents of these numbers, in their order; those that are not remembered are read
    /// within the connection's snapshot. One that is not there: Errc::corrupt, because the numbers
    /// come from the index of the same snapshot.
    [[nodiscard]] std::vector<Document> find(Db& db, const std::vector<std::int64_t>& numbers);

  private:
    static constexpr std::size_t kBlocks = 256;
    static constexpr std::size_t kInBlock = 256;
    using Block = std::array<Document, kInBlock>;

    /// Where a document would be; makes the block.
    Document& place_of(std::int64_t number);

    std::mutex mutex_;
    std::array<std::unique_ptr<Block>, kBlocks> blocks_;
};

}  // namespace memory::sqlite
