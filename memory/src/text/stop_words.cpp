// The lists, ascending, so that a search halves them; the compiler checks the order.
// Function words only: articles, pronouns, prepositions, conjunctions, auxiliaries, question words.
#include "text/stop_words.hpp"

#include <algorithm>

namespace memory::text {

namespace {

// clang-format off
constexpr std::string_view kStopWords[] = {
    "a", "about", "above", "after", "again", "against", "all", "am", "an", "and", "any", "are", "arent", "as",
    "at", "be", "because", "been", "before", "being", "below", "between", "both", "but", "by", "can", "cannot",
    "cant", "could", "couldnt", "did", "didnt", "do", "does", "doesnt", "doing", "dont", "down", "during", "each",
    "few", "for", "from", "further", "had", "hadnt", "has", "hasnt", "have", "havent", "having", "he", "her",
    "here", "hers", "herself", "him", "himself", "his", "how", "i", "if", "im", "in", "into", "is", "isnt", "it",
    "its", "itself", "ive", "just", "may", "me", "might", "more", "most", "must", "my", "myself", "no", "nor",
    "not", "now", "of", "off", "on", "once", "only", "or", "other", "our", "ours", "ourselves", "out", "over",
    "own", "same", "shall", "she", "should", "shouldnt", "so", "some", "such", "than", "that", "thats", "the",
    "their", "theirs", "them", "themselves", "then", "there", "these", "they", "this", "those", "through", "to",
    "too", "under", "until", "up", "upon", "us", "very", "was", "wasnt", "we", "were", "werent", "what", "when",
    "where", "which", "while", "who", "whom", "whose", "why", "will", "with", "wont", "would", "wouldnt", "yet",
    "you", "your", "yours", "yourself", "yourselves",
};

constexpr std::string_view kNegatedVerbs[] = {
    "ain", "aren", "can", "couldn", "didn", "doesn", "don", "hadn", "hasn", "haven", "isn", "mightn", "mustn",
    "needn", "oughtn", "shan", "shouldn", "wasn", "weren", "won", "wouldn",
};
// clang-format on

static_assert(std::is_sorted(std::begin(kStopWords), std::end(kStopWords)));
static_assert(std::is_sorted(std::begin(kNegatedVerbs), std::end(kNegatedVerbs)));

}  // namespace

bool is_stop_word(std::string_view word) noexcept {
    return std::binary_search(std::begin(kStopWords), std::end(kStopWords), word);
}

bool is_negated_verb(std::string_view word) noexcept {
    return std::binary_search(std::begin(kNegatedVerbs), std::end(kNegatedVerbs), word);
}

}  // namespace memory::text
