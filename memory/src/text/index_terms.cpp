// Collects the terms of a memory. See index_terms.hpp for what goes where.
// A set of views into stable strings keeps extra terms distinct without copies.
#include "text/index_terms.hpp"

#include "text/fold.hpp"
#include "text/utf8.hpp"
#include "text/words.hpp"

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace memory::text {

namespace {

void append_word(std::string& text, std::string_view word) {
    if (!text.empty()) {
        text.push_back(' ');
    }
    text += word;
}

/// The beginning of a text that has about `bytes` bytes after folding. Folding at most triples.
std::string_view beginning_of(std::string_view text, std::size_t bytes) {
    return cut_utf8(text, bytes * 3 + 64);
}

class Collector {
  public:
    /// Words of a text that is read: they count.
    void add_text(std::string_view text) {
        const std::vector<Word> words = split_words(text);
        for (std::size_t i = 0; i < words.size(); ++i) {
            const Word& word = words[i];
            if (!word.stop) {
                std::string term = term_of(word);
                append_word(result_.terms, term);
                ++result_.length;
                counted_.insert(std::move(term));
            }
            add_variants(text, words, i);
        }
    }

    /// Words by which the memory is found, but which do not make it longer.
    void add_extra(std::string_view text) {
        const std::vector<Word> words = split_words(text);
        for (std::size_t i = 0; i < words.size(); ++i) {
            if (!words[i].stop) {
                extra_.push_back(term_of(words[i]));
            }
            add_variants(text, words, i);
        }
    }

    IndexTerms finish() {
        for (std::string& term : extra_) {
            if (counted_.insert(term).second) {
                append_word(result_.extra_terms, term);
            }
        }
        return std::move(result_);
    }

  private:
    /// Other spellings of the word at `at`: identifier parts, the joined form of words joined by
    /// '_' or '-', and the single characters of a pair.
    void add_variants(std::string_view text, const std::vector<Word>& words, std::size_t at) {
        const Word& word = words[at];
        if (word.mixed_case) {
            const std::string_view source = text.substr(word.begin, word.end - word.begin);
            for (const std::string& part : identifier_parts(source)) {
                extra_.push_back(term_of(part));
            }
        }
        if (word.kind == Word::Kind::pair) {
            std::size_t next = 0;
            static_cast<void>(next_code_point(word.folded, next));
            extra_.push_back(word.folded.substr(0, next));
            extra_.push_back(word.folded.substr(next));
        }
        const bool ends_join = at + 1 == words.size() || !words[at + 1].joined;
        if (word.joined && ends_join) {
            std::string joined = word.folded;
            for (std::size_t i = at; words[i].joined; --i) {
                joined.insert(0, words[i - 1].folded);
            }
            extra_.push_back(term_of(joined));
        }
    }

    IndexTerms result_;
    std::unordered_set<std::string> counted_;
    std::vector<std::string> extra_;
};

}  // namespace

bool repeats_beginning(std::string_view part, std::string_view content) {
    std::string short_text = folded_line(part);
    constexpr std::string_view kEllipsis = "…";
    for (bool cut = true; cut;) {
        cut = true;
        if (short_text.ends_with(kEllipsis)) {
            short_text.resize(short_text.size() - kEllipsis.size());
        } else if (short_text.ends_with('.') || short_text.ends_with(' ')) {
            short_text.pop_back();
        } else {
            cut = false;
        }
    }
    return folded_line(beginning_of(content, short_text.size())).starts_with(short_text);
}

IndexTerms index_terms(const Memory& memory) {
    Collector collector;
    if (!repeats_beginning(memory.title, memory.content)) {
        collector.add_text(memory.title);
    }
    collector.add_text(memory.content);
    if (!memory.summary.empty() && !repeats_beginning(memory.summary, memory.content)) {
        collector.add_text(memory.summary);
    }
    const auto add_all = [&collector](const std::vector<std::string>& texts) {
        for (const std::string& text : texts) {
            collector.add_extra(text);
        }
    };
    add_all(memory.tags);
    collector.add_extra(memory.author);
    add_all(memory.context.files_involved);
    add_all(memory.context.languages);
    add_all(memory.context.frameworks);
    add_all(memory.context.technologies);
    collector.add_extra(memory.context.git_branch);
    return collector.finish();
}

}  // namespace memory::text
