// Looks for the matched words' terms in each field, and stops at the first one found: long texts
// are read to their end only when they do not match.
#include "explain.hpp"

#include "text/edit_distance.hpp"
#include "text/fold.hpp"
#include "text/irregular.hpp"
#include "text/phrase.hpp"
#include "text/words.hpp"

#include <algorithm>
#include <string_view>

namespace memory {

namespace {

/// Pieces in which a long text is split, so that an early match ends the work early.
constexpr std::size_t kPiece = 2'000;

class FieldFinder {
  public:
    FieldFinder(const RecallPlan& plan, const Ranked& ranked) : phrases_(plan.request.phrases) {
        for (std::size_t i = 0; i < plan.terms.size(); ++i) {
            if ((ranked.matched_words >> i & 1U) != 0) {
                wanted_.emplace_back(plan.terms[i]);
                inexact_ = inexact_ || plan.request.words[i].variants.size() > 1;
            }
        }
    }

    [[nodiscard]] bool found_in(std::string_view text) const {
        if (!phrases_.empty()) {
            const std::string line = text::folded_line(text);
            return std::any_of(phrases_.begin(), phrases_.end(), [&line](const auto& phrase) {
                return text::holds_phrase(line, phrase);
            });
        }
        while (!text.empty()) {
            const std::string_view piece = next_piece(text);
            for (const text::Word& word : text::split_words(piece)) {
                if (!word.stop && can_be_wanted(word) && is_wanted(text::term_of(word))) {
                    return true;
                }
            }
        }
        return false;
    }

  private:
    /// Takes a piece off the front of `text` that ends between words.
    static std::string_view next_piece(std::string_view& text) {
        std::size_t end = text.size();
        if (end > kPiece) {
            const std::size_t blank = text.find_first_of(" \n\t", kPiece);
            end = std::min(blank, text.size());
        }
        const std::string_view piece = text.substr(0, end);
        text.remove_prefix(end);
        return piece;
    }

    /// Spares most words the stemmer: it never changes a word's first byte.
    [[nodiscard]] bool can_be_wanted(const text::Word& word) const {
        if (inexact_) {
            return true;
        }
        const std::string_view first = text::base_form(word.folded).substr(0, 1);
        return std::any_of(wanted_.begin(), wanted_.end(), [first](std::string_view wanted) {
            return wanted.starts_with(first);
        });
    }

    [[nodiscard]] bool is_wanted(const std::string& term) const {
        return std::any_of(wanted_.begin(), wanted_.end(), [&](std::string_view word) {
            return term == word ||
                   (inexact_ && (term.starts_with(word) || text::within_one_edit(term, word)));
        });
    }

    std::vector<std::string_view> wanted_;
    bool inexact_ = false;
    const std::vector<std::string>& phrases_;
};

}  // namespace

Explanation explain(const RecallPlan& plan, const Memory& memory, const Ranked& ranked) {
    Explanation why;
    why.author_named = ranked.author_named;
    why.first_person = ranked.first_person;
    for (std::size_t i = 0; i < plan.words.size(); ++i) {
        if ((ranked.matched_words >> i & 1U) != 0) {
            why.matched_words.push_back(plan.words[i]);
        }
    }
    const FieldFinder finder(plan, ranked);
    why.in_title = finder.found_in(memory.title);
    why.in_content = finder.found_in(memory.content);
    why.in_summary = finder.found_in(memory.summary);
    why.in_tags = std::any_of(memory.tags.begin(), memory.tags.end(), [&finder](const auto& tag) {
        return finder.found_in(tag);
    });
    return why;
}

std::size_t explanation_cost(const Memory& memory) noexcept {
    return memory.title.size() + memory.content.size() + memory.summary.size();
}

}  // namespace memory
