// The token estimate must not be too low, and cuts must never split a character.
// Reference counts of the o200k vocabulary stand beside the texts.

#include "tools/token_budget.hpp"

#include "support/catch.hpp"

#include <string>

using mcp::tools::cut_to_tokens;
using mcp::tools::estimate_tokens;
using mcp::tools::excerpt;

TEST_CASE("an empty text costs nothing", "[tokens]") {
    CHECK(estimate_tokens("") == 0);
}

TEST_CASE("common words cost one token each, and single spaces nothing", "[tokens]") {
    CHECK(estimate_tokens("the cat sat on the mat") == 6);
}

TEST_CASE("long words, digits and signs cost more", "[tokens]") {
    CHECK(estimate_tokens("internationalisation") == 4);
    CHECK(estimate_tokens("20261121") == 3);
    CHECK(estimate_tokens("a,b;c") == 5);
}

TEST_CASE(
    "every letter outside ASCII is counted, so that no script is underestimated", "[tokens]"
) {
    CHECK(estimate_tokens("記憶") == 2);
    CHECK(estimate_tokens("🙂🙂🙂") == 3);
}

TEST_CASE("a cut keeps to its budget and takes all of it", "[tokens]") {
    const std::string text = "one two three four five six seven eight";
    CHECK(estimate_tokens(cut_to_tokens(text, 3)) == 3);
    CHECK(std::string(cut_to_tokens(text, 3)).starts_with("one two three"));
    CHECK(cut_to_tokens(text, 100) == text);
    CHECK(cut_to_tokens(text, 0).empty());
}

TEST_CASE("a cut never splits a character", "[tokens]") {
    const std::string text = "äöü記憶🙂";
    for (std::size_t budget = 0; budget < 8; ++budget) {
        const std::string_view cut = cut_to_tokens(text, budget);
        const bool at_end = cut.size() == text.size();
        const bool at_character =
            at_end || (static_cast<unsigned char>(text[cut.size()]) & 0xC0U) != 0x80U;
        CHECK(at_character);
    }
}

TEST_CASE("an excerpt is one line with single spaces", "[excerpt]") {
    CHECK(excerpt("  a\n\n b\tc  ", 100) == "a b c");
}

TEST_CASE("an excerpt is cut between words and ends with an ellipsis", "[excerpt]") {
    CHECK(excerpt("alpha beta gamma delta", 12) == "alpha beta…");
    CHECK(excerpt("alpha beta", 10) == "alpha beta");
    CHECK(excerpt("", 10).empty());
}

TEST_CASE("an excerpt of one very long word is cut inside it", "[excerpt]") {
    CHECK(excerpt(std::string(100, 'x'), 10) == std::string(10, 'x') + "…");
    CHECK(excerpt("ä" + std::string(100, 'x'), 3) == "äxx…");
}
