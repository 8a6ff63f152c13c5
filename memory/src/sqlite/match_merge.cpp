// A merge of sorted lists, one document at a time; see match_merge.hpp.
// Looking at every list for the smallest document beats a heap for the few lists of a question.

#include "sqlite/match_merge.hpp"

#include "sqlite/document_number.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace memory::sqlite {

namespace {

constexpr std::int64_t kEnd = std::numeric_limits<std::int64_t>::max();

/// Where the merge stands in one term's postings.
struct Cursor {
    Cursor() = default;

    explicit Cursor(const Postings& postings)
        : next(postings.data()),
          end(postings.data() + postings.size()),
          document(next == end ? kEnd : next->document) {}

    void advance() {
        ++next;
        document = next == end ? kEnd : next->document;
    }

    const Posting* next = nullptr;
    const Posting* end = nullptr;
    std::int64_t document = kEnd;  ///< that of `next`
};

}  // namespace

Matches merge_postings(const std::vector<Postings>& terms, MatchMode match) {
    std::vector<Cursor> cursors;
    std::size_t longest = 0;
    for (const Postings& postings : terms) {
        cursors.emplace_back(postings);
        longest = std::max(longest, postings.size());
    }
    Matches matches;
    matches.documents.reserve(longest);
    matches.counts.reserve(longest * terms.size());
    const std::size_t wanted = match == MatchMode::all ? terms.size() : 1;
    for (;;) {
        std::int64_t document = kEnd;
        for (const Cursor& cursor : cursors) {
            document = std::min(document, cursor.document);
        }
        if (document == kEnd) {
            return matches;
        }
        const std::size_t row = matches.counts.size();
        matches.counts.resize(row + terms.size(), 0);
        std::size_t held = 0;
        for (std::size_t i = 0; i < cursors.size(); ++i) {
            if (cursors[i].document == document) {
                matches.counts[row + i] = cursors[i].next->count;
                cursors[i].advance();
                ++held;
            }
        }
        if (held >= wanted) {
            matches.documents.push_back(document);
        } else {
            matches.counts.resize(row);
        }
    }
}

std::vector<double> index_scores(
    const Matches& matches, const std::vector<std::int64_t>& holders, const CollectionSize& size
) {
    constexpr double kK1 = 1.2;
    constexpr double kB = 0.75;
    const double average = std::max(
        1.0, static_cast<double>(size.words) / std::max(1.0, static_cast<double>(size.memories))
    );
    std::vector<double> weights;
    for (const std::int64_t holding : holders) {
        const auto with = static_cast<double>(holding);
        const auto all = static_cast<double>(std::max(size.memories, holding));
        weights.push_back(std::log(1 + (all - with + 0.5) / (with + 0.5)));
    }
    std::vector<double> scores;
    scores.reserve(matches.documents.size());
    const std::uint16_t* count = matches.counts.data();
    for (const std::int64_t document : matches.documents) {
        const auto length = static_cast<double>(length_of_document(document));
        const double norm = kK1 * (1 - kB + kB * length / average);
        double score = 0;
        for (const double weight : weights) {
            const double frequency = *count++;
            if (frequency > 0) {
                score += weight * frequency * (kK1 + 1) / (frequency + norm);
            }
        }
        scores.push_back(score);
    }
    return scores;
}

}  // namespace memory::sqlite
