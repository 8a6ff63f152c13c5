// Porter's five steps, named as in the paper. A word is [C](VC)^m[V]; m is its measure, and most
// rules ask for the measure of what is left when their suffix is taken away.
#include "text/porter.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>

namespace memory::text {

namespace {

bool is_consonant(std::string_view word, std::size_t at) noexcept {
    // A y is a vowel after a consonant; a run of y alternates, so count back to its beginning.
    bool inverted = false;
    for (;; --at, inverted = !inverted) {
        switch (word[at]) {
            case 'a':
            case 'e':
            case 'i':
            case 'o':
            case 'u':
                return inverted;
            case 'y':
                if (at == 0) {
                    return !inverted;
                }
                break;
            default:
                return !inverted;
        }
    }
}

/// Number of changes from vowels to consonants.
int measure(std::string_view stem) noexcept {
    int count = 0;
    bool after_vowel = false;
    for (std::size_t i = 0; i < stem.size(); ++i) {
        const bool consonant = is_consonant(stem, i);
        if (consonant && after_vowel) {
            ++count;
        }
        after_vowel = !consonant;
    }
    return count;
}

bool has_vowel(std::string_view stem) noexcept {
    for (std::size_t i = 0; i < stem.size(); ++i) {
        if (!is_consonant(stem, i)) {
            return true;
        }
    }
    return false;
}

bool ends_with_double_consonant(std::string_view word) noexcept {
    const std::size_t size = word.size();
    return size >= 2 && word[size - 1] == word[size - 2] && is_consonant(word, size - 1);
}

/// Condition *o: consonant, vowel, consonant, the last not w, x or y.
bool ends_with_cvc(std::string_view word) noexcept {
    const std::size_t size = word.size();
    if (size < 3) {
        return false;
    }
    const char last = word[size - 1];
    return is_consonant(word, size - 1) && !is_consonant(word, size - 2) &&
           is_consonant(word, size - 3) && last != 'w' && last != 'x' && last != 'y';
}

std::string_view without(std::string_view word, std::string_view suffix) noexcept {
    return word.substr(0, word.size() - suffix.size());
}

struct Rule {
    std::string_view suffix;
    std::string_view replacement;
};

/// The rule with the longest suffix that the word ends with decides, whether it applies or not.
const Rule* longest_match(std::span<const Rule> rules, std::string_view word) noexcept {
    const Rule* best = nullptr;
    for (const Rule& rule : rules) {
        const bool longer = best == nullptr || rule.suffix.size() > best->suffix.size();
        if (longer && word.ends_with(rule.suffix)) {
            best = &rule;
        }
    }
    return best;
}

void replace_suffix(std::string& word, const Rule& rule) {
    word.resize(word.size() - rule.suffix.size());
    word += rule.replacement;
}

void step_1a(std::string& word) {
    if (word.ends_with("sses") || word.ends_with("ies")) {
        word.resize(word.size() - 2);
    } else if (word.ends_with('s') && !word.ends_with("ss")) {
        word.pop_back();
    }
}

void step_1b(std::string& word) {
    if (word.ends_with("eed")) {
        if (measure(without(word, "eed")) > 0) {
            word.pop_back();
        }
        return;
    }
    if (word.ends_with("ed") && has_vowel(without(word, "ed"))) {
        word.resize(word.size() - 2);
    } else if (word.ends_with("ing") && has_vowel(without(word, "ing"))) {
        word.resize(word.size() - 3);
    } else {
        return;
    }
    if (word.ends_with("at") || word.ends_with("bl") || word.ends_with("iz")) {
        word.push_back('e');
    } else if (ends_with_double_consonant(word)) {
        const char last = word.back();
        if (last != 'l' && last != 's' && last != 'z') {
            word.pop_back();
        }
    } else if (measure(word) == 1 && ends_with_cvc(word)) {
        word.push_back('e');
    }
}

void step_1c(std::string& word) {
    if (word.ends_with('y') && has_vowel(without(word, "y"))) {
        word.back() = 'i';
    }
}

constexpr Rule kStep2[] = {
    {"ational", "ate"}, {"tional", "tion"}, {"enci", "ence"}, {"anci", "ance"}, {"izer", "ize"},
    {"abli", "able"},   {"alli", "al"},     {"entli", "ent"}, {"eli", "e"},     {"ousli", "ous"},
    {"ization", "ize"}, {"ation", "ate"},   {"ator", "ate"},  {"alism", "al"},  {"iveness", "ive"},
    {"fulness", "ful"}, {"ousness", "ous"}, {"aliti", "al"},  {"iviti", "ive"}, {"biliti", "ble"},
};

constexpr Rule kStep3[] = {
    {"icate", "ic"},
    {"ative", ""},
    {"alize", "al"},
    {"iciti", "ic"},
    {"ical", "ic"},
    {"ful", ""},
    {"ness", ""},
};

constexpr Rule kStep4[] = {
    {"al", ""},  {"ance", ""},  {"ence", ""}, {"er", ""},  {"ic", ""},  {"able", ""}, {"ible", ""},
    {"ant", ""}, {"ement", ""}, {"ment", ""}, {"ent", ""}, {"ion", ""}, {"ou", ""},   {"ism", ""},
    {"ate", ""}, {"iti", ""},   {"ous", ""},  {"ive", ""}, {"ize", ""},
};

void step_2_or_3(std::string& word, std::span<const Rule> rules) {
    const Rule* const rule = longest_match(rules, word);
    if (rule != nullptr && measure(without(word, rule->suffix)) > 0) {
        replace_suffix(word, *rule);
    }
}

void step_4(std::string& word) {
    const Rule* const rule = longest_match(kStep4, word);
    if (rule == nullptr) {
        return;
    }
    const std::string_view stem = without(word, rule->suffix);
    const bool fits = rule->suffix != "ion" || stem.ends_with('s') || stem.ends_with('t');
    if (fits && measure(stem) > 1) {
        replace_suffix(word, *rule);
    }
}

void step_5(std::string& word) {
    if (word.ends_with('e')) {
        const std::string_view stem = without(word, "e");
        const int m = measure(stem);
        if (m > 1 || (m == 1 && !ends_with_cvc(stem))) {
            word.pop_back();
        }
    }
    if (word.ends_with("ll") && measure(word) > 1) {
        word.pop_back();
    }
}

}  // namespace

std::string porter_stem(std::string word) {
    const bool letters =
        std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    if (word.size() <= 2 || !letters) {
        return word;
    }
    step_1a(word);
    step_1b(word);
    step_1c(word);
    step_2_or_3(word, kStep2);
    step_2_or_3(word, kStep3);
    step_4(word);
    step_5(word);
    return word;
}

}  // namespace memory::text
