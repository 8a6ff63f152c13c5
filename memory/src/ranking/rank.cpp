// Scores candidates one by one, in the same order of additions everywhere, so that two stores with
// the same counts get the same floating-point numbers.
#include "ranking/rank.hpp"

#include "text/phrase.hpp"
#include "text/query_words.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <unordered_map>

namespace memory::ranking {

namespace {

/// Remembers for each author what the query says of him; candidates have few authors.
class Authors {
  public:
    struct Verdict {
        bool named = false;
        bool asker = false;
    };

    explicit Authors(const RankRequest& request) : request_(request) {}

    Verdict judge(const std::string& author) {
        if (author.empty() || (request_.names.empty() && !request_.first_person)) {
            return Verdict();
        }
        const auto [place, is_new] = known_.try_emplace(author);
        if (is_new) {
            place->second.named = text::names_author(author, request_.names);
            place->second.asker = request_.first_person && text::is_asker(author);
        }
        return place->second;
    }

  private:
    const RankRequest& request_;
    std::unordered_map<std::string_view, Verdict> known_;
};

class Scorer {
  public:
    Scorer(const RankRequest& request, const CandidateSet& set)
        : request_(request), set_(set), authors_(request) {
        weights_.reserve(set.document_frequencies.size());
        for (const std::int64_t holding : set.document_frequencies) {
            weights_.push_back(inverse_document_frequency(set.documents, holding));
        }
    }

    /// False when the candidate does not match.
    bool score(std::size_t index, Ranked& result) {
        const Candidate& candidate = set_.candidates[index];
        if (!holds_phrases(candidate)) {
            return false;
        }
        result.candidate = index;
        const std::uint16_t* const counts = set_.frequencies.data() + index * weights_.size();
        for (std::size_t i = 0; i < request_.words.size(); ++i) {
            const double best = best_variant(request_.words[i], counts, candidate.length);
            if (best > 0) {
                result.score += best * request_.words[i].count;
                result.matched_words |= std::uint64_t{1} << i;
            } else if (request_.every_word) {
                return false;
            }
        }
        if (result.matched_words == 0) {
            return false;
        }
        const Authors::Verdict verdict = authors_.judge(candidate.author);
        result.author_named = verdict.named;
        result.first_person = verdict.asker;
        result.score *= verdict.named ? kAuthorBoost : 1.0;
        result.score *= verdict.asker ? kFirstPersonBoost : 1.0;
        return true;
    }

  private:
    double best_variant(const RankedWord& word, const std::uint16_t* counts, std::int64_t length)
        const {
        double best = 0;
        for (const Variant& variant : word.variants) {
            if (counts[variant.term] > 0) {
                const double worth = variant.weight * weights_[variant.term] *
                                     saturated_frequency(counts[variant.term], length);
                best = std::max(best, worth);
            }
        }
        return best;
    }

    bool holds_phrases(const Candidate& candidate) const {
        if (request_.phrases.empty()) {
            return true;
        }
        return candidate.memory != nullptr &&
               text::holds_phrases(*candidate.memory, request_.phrases, request_.every_phrase);
    }

    const RankRequest& request_;
    const CandidateSet& set_;
    Authors authors_;
    std::vector<double> weights_;
};

}  // namespace

double inverse_document_frequency(std::int64_t documents, std::int64_t holding) {
    // A count can be a moment older than the other; more holders than memories would be negative.
    const auto all = static_cast<double>(std::max(documents, holding));
    const auto with = static_cast<double>(holding);
    return std::log(1.0 + (all - with + 0.5) / (with + 0.5));
}

double saturated_frequency(double frequency, std::int64_t length) {
    const double bounded = std::max(static_cast<double>(length), kLengthFloor);
    return frequency * (kK1 + 1) / (frequency + kK1 * bounded / kPivot);
}

RankedPage rank(const RankRequest& request, const CandidateSet& set) {
    Scorer scorer(request, set);
    std::vector<Ranked> ranked;
    ranked.reserve(set.candidates.size());
    for (std::size_t i = 0; i < set.candidates.size(); ++i) {
        Ranked one;
        if (scorer.score(i, one)) {
            ranked.push_back(one);
        }
    }
    const auto before = [&set](const Ranked& a, const Ranked& b) {
        if (a.score != b.score) {
            return a.score > b.score;
        }
        const Candidate& left = set.candidates[a.candidate];
        const Candidate& right = set.candidates[b.candidate];
        if (left.importance != right.importance) {
            return left.importance > right.importance;
        }
        if (left.occurred_at != right.occurred_at) {
            return left.occurred_at > right.occurred_at;
        }
        return left.id < right.id;
    };
    RankedPage result;
    result.total = static_cast<std::int64_t>(ranked.size());
    const std::size_t begin = std::min(request.offset, ranked.size());
    const std::size_t end = begin + std::min(request.limit, ranked.size() - begin);
    const auto first = ranked.begin();
    std::partial_sort(first, first + static_cast<std::ptrdiff_t>(end), ranked.end(), before);
    result.page.assign(
        first + static_cast<std::ptrdiff_t>(begin), first + static_cast<std::ptrdiff_t>(end)
    );
    return result;
}

}  // namespace memory::ranking
