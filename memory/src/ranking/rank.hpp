#pragma once
// The ranker of both stores: scores a candidate set and keeps one page of it. Pure.
//
// score = boost * sum over words of  count * weight * idf * tf*(k1+1) / (tf + k1*max(dl,F)/P)
// idf   = ln(1 + (N - df + 0.5) / (df + 0.5))                            (Lucene's BM25 form)
// BM25 with b = 1, a floor F under the document length dl and a fixed pivot P instead of the
// collection's average: one-line facts and long texts then compete fairly, and a score does not
// move when other memories are added. Parameters and their measurements: docs/storage.md.

#include <memory/candidates.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace memory::ranking {

inline constexpr double kK1 = 1.2;
inline constexpr double kLengthFloor = 20;
inline constexpr double kPivot = 32;
/// The query names the memory's author, or the asker speaks of himself and the memory is his.
inline constexpr double kAuthorBoost = 1.5;
inline constexpr double kFirstPersonBoost = 1.5;

/// One way in which a word of the query may match.
struct Variant {
    Variant() = default;

    Variant(std::size_t term_index, double variant_weight)
        : term(term_index), weight(variant_weight) {}

    std::size_t term = 0;  ///< index into CandidateQuery::terms
    double weight = 1;     ///< below 1 for inexact matches; the best variant counts, not the sum
};

/// One word of the query.
struct RankedWord {
    RankedWord() = default;
    std::vector<Variant> variants;
    double count = 1;
};

/// What to rank by, and which page to keep.
struct RankRequest {
    RankRequest() = default;

    std::vector<RankedWord> words;   ///< at most 64
    bool every_word = false;         ///< drop candidates that miss a word
    std::vector<std::string> names;  ///< folded words that may name an author; empty = no boost
    bool first_person = false;
    /// Phrases to look for in the texts (folded; see text/phrase.hpp); needs Candidate::memory.
    std::vector<std::string> phrases;
    bool every_phrase = false;  ///< all of them, or any
    std::size_t offset = 0;
    std::size_t limit = 10;
};

/// Best score first; then most important, newest occurrence, smallest id. `total` counts the
/// candidates that match.
[[nodiscard]] RankedPage rank(const RankRequest& request, const CandidateSet& set);

/// Weight of a word that `holding` of `documents` memories hold.
[[nodiscard]] double inverse_document_frequency(std::int64_t documents, std::int64_t holding);

/// What `frequency` occurrences in a memory of `length` words are worth, before idf.
[[nodiscard]] double saturated_frequency(double frequency, std::int64_t length);

}  // namespace memory::ranking
