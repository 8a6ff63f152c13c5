// One pass over the code points. A word ends at a separator or where the kind of script changes;
// apostrophes are looked at afterwards, when the words on both sides are known.
#include "text/words.hpp"

#include "text/fold.hpp"
#include "text/irregular.hpp"
#include "text/porter.hpp"
#include "text/stop_words.hpp"
#include "text/utf8.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace memory::text {

namespace {

/// Longer words are cut, on both sides alike: nobody types them, and they swell the index.
constexpr std::size_t kTermBytes = 64;

constexpr bool is_apostrophe(char32_t point) noexcept {
    return point == '\'' || point == 0x2019 || point == 0x02BC || point == 0xFF07;
}

/// What follows the apostrophe of a possessive or of a shortened verb.
constexpr bool is_contracted_ending(std::string_view word) noexcept {
    constexpr std::array<std::string_view, 6> kEndings = {"d", "ll", "m", "re", "s", "ve"};
    return std::find(kEndings.begin(), kEndings.end(), word) != kEndings.end();
}

class Splitter {
  public:
    explicit Splitter(std::string_view text) : text_(text) {}

    std::vector<Word> split() {
        for (std::size_t at = 0; at < text_.size();) {
            const std::size_t begin = at;
            const char32_t point = next_code_point(text_, at);
            take(point, begin, at);
        }
        end_word(text_.size());
        end_run();
        return std::move(words_);
    }

  private:
    void take(char32_t point, std::size_t begin, std::size_t end) {
        switch (char_class(point)) {
            case CharClass::ignored:
                return;
            case CharClass::letter:
                end_run();
                take_letter(point, begin, end);
                return;
            case CharClass::dense:
                end_word(begin);
                take_dense(point, begin, end);
                return;
            case CharClass::separator:
                end_word(begin);
                end_run();
                between_ = separators_ == 0 ? point : U' ';
                ++separators_;
                return;
        }
    }

    void take_letter(char32_t point, std::size_t begin, std::size_t end) {
        const bool upper = is_upper(point);
        if (!in_word_) {
            in_word_ = true;
            word_ = Word();
            word_.begin = begin;
            word_.joined = separators_ == 1 && (between_ == U'_' || between_ == U'-') &&
                           !words_.empty() && words_.back().kind == Word::Kind::plain;
            after_apostrophe_ = separators_ == 1 && is_apostrophe(between_) && !words_.empty();
        } else if (upper && !last_upper_) {
            word_.mixed_case = true;
        } else if (!upper && last_upper_ && word_.begin != last_begin_) {
            word_.mixed_case = true;  // "HTTPServer": its parts begin at the last capital
        }
        append_folded(word_.folded, point);
        last_upper_ = upper;
        last_begin_ = begin;
        word_.end = end;
    }

    void end_word(std::size_t /*at*/) {
        if (!in_word_) {
            return;
        }
        in_word_ = false;
        separators_ = 0;
        word_.stop = is_stop_word(word_.folded);
        if (after_apostrophe_) {
            resolve_contraction();
        }
        words_.push_back(std::move(word_));
    }

    /// "Ann's" keeps Ann, "they'll" they, "don't" nothing; "o'brien" keeps both.
    void resolve_contraction() {
        Word& before = words_.back();
        if (is_contracted_ending(word_.folded)) {
            word_.stop = true;
        } else if (word_.folded == "t" && is_negated_verb(before.folded)) {
            word_.stop = true;
            before.stop = true;
        }
    }

    void take_dense(char32_t point, std::size_t begin, std::size_t end) {
        std::string letter;
        append_folded(letter, point);
        if (run_size_ > 0) {
            Word pair;
            pair.kind = Word::Kind::pair;
            pair.folded = last_dense_ + letter;
            pair.begin = last_begin_;
            pair.end = end;
            words_.push_back(std::move(pair));
        }
        ++run_size_;
        separators_ = 0;
        last_dense_ = std::move(letter);
        last_begin_ = begin;
        run_end_ = end;
    }

    void end_run() {
        if (run_size_ == 1) {
            Word single;
            single.kind = Word::Kind::single_dense;
            single.folded = std::move(last_dense_);
            single.begin = last_begin_;
            single.end = run_end_;
            words_.push_back(std::move(single));
        }
        run_size_ = 0;
    }

    std::string_view text_;
    std::vector<Word> words_;
    Word word_;
    bool in_word_ = false;
    bool last_upper_ = false;
    bool after_apostrophe_ = false;
    std::size_t last_begin_ = 0;
    std::size_t separators_ = 1;  ///< since the last word; the text's beginning counts as one
    char32_t between_ = U' ';     ///< the only separator, when there is one
    std::string last_dense_;
    std::size_t run_size_ = 0;
    std::size_t run_end_ = 0;
};

}  // namespace

std::vector<Word> split_words(std::string_view text) {
    return Splitter(text).split();
}

std::string term_of(std::string_view folded_word) {
    std::string term = porter_stem(std::string(base_form(folded_word)));
    if (term.size() > kTermBytes) {
        term.resize(cut_utf8(term, kTermBytes).size());
    }
    return term;
}

std::string term_of(const Word& word) {
    return word.kind == Word::Kind::plain ? term_of(std::string_view(word.folded)) : word.folded;
}

std::vector<std::string> identifier_parts(std::string_view source) {
    std::u32string points;
    std::vector<bool> upper;
    for (std::size_t at = 0; at < source.size();) {
        const char32_t point = next_code_point(source, at);
        if (char_class(point) != CharClass::ignored) {
            points.push_back(point);
            upper.push_back(is_upper(point));
        }
    }
    const auto begins_part = [&](std::size_t i) {
        if (i == 0 || !upper[i]) {
            return false;
        }
        // "userName", and "HTTPServer", but not the plural of "APIs".
        return !upper[i - 1] || (i + 2 < upper.size() && !upper[i + 1] && !upper[i + 2]);
    };
    std::vector<std::string> parts(1);
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (begins_part(i)) {
            parts.emplace_back();
        }
        append_folded(parts.back(), points[i]);
    }
    if (parts.size() == 1) {
        parts.clear();
    }
    std::erase_if(parts, [](const std::string& part) {
        return part.size() < 2 || is_stop_word(part);
    });
    return parts;
}

}  // namespace memory::text
