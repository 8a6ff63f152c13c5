// UTF-8 repair, layout of text for terminals, progress and "did you mean".
// Properties are checked over all short byte strings where that is cheap.
#include "app/progress.hpp"
#include "app/suggestion.hpp"
#include "app/text_layout.hpp"
#include "app/utf8.hpp"
#include "support/catch.hpp"

#include <chrono>
#include <string>
#include <vector>

using namespace mcp::app;
using namespace std::chrono_literals;

TEST_CASE("invalid UTF-8 is replaced byte by byte, valid text is kept", "[text]") {
    CHECK(to_valid_utf8("plain") == "plain");
    CHECK(to_valid_utf8("\u00e9\u20ac\U0001F600") == "\u00e9\u20ac\U0001F600");
    CHECK(to_valid_utf8("a\xFFz") == "a\uFFFDz");
    CHECK(to_valid_utf8("\xC3") == "\uFFFD");
    CHECK(to_valid_utf8("\xE2\x82z") == "\uFFFD\uFFFDz");
    CHECK(to_valid_utf8("\xC0\x80") == "\uFFFD\uFFFD");
    CHECK(to_valid_utf8("\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");
    CHECK(to_valid_utf8("\xF4\x90\x80\x80") == "\uFFFD\uFFFD\uFFFD\uFFFD");
}

TEST_CASE("repair of any two bytes is valid and changes valid text never", "[text]") {
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            const std::string text = {static_cast<char>(first), static_cast<char>(second)};
            const std::string repaired = to_valid_utf8(text);
            REQUIRE(is_valid_utf8(repaired));
            REQUIRE(to_valid_utf8(repaired) == repaired);
            REQUIRE((repaired == text) == is_valid_utf8(text));
        }
    }
}

TEST_CASE("characters are counted and cut whole", "[text]") {
    CHECK(count_characters("a\u00e9\u20ac") == 3);
    CHECK(first_characters("a\u00e9\u20ac", 2) == "a\u00e9");
    CHECK(first_characters("a\u00e9", 9) == "a\u00e9");
    CHECK(first_characters("\u00e9", 0).empty());
    CHECK(shorten("abcdef", 4) == "abc\u2026");
    CHECK(shorten("abcd", 4) == "abcd");
}

TEST_CASE("control characters cannot reach a terminal", "[text]") {
    CHECK(without_controls("a\x1b[31mb") == "a\uFFFD[31mb");
    CHECK(without_controls("a\nb\tc\r\nd") == "a\nb\tc\nd");
    CHECK(without_controls("\r\x7f\xC2\x9B") == "\uFFFD\uFFFD\uFFFD");
    CHECK(without_controls("\u00e9\u00a0") == "\u00e9\u00a0");
    CHECK(one_line("  a \n\t b\x1b c ") == "a b c");
}

TEST_CASE("text is wrapped at spaces, and long words where they must", "[text]") {
    CHECK(wrap("one two three four", 14, "") == "one two three\nfour");
    CHECK(wrap("one two", 0, "  ") == "  one two");
    CHECK(wrap("aaa bbb", 16, "    ") == "    aaa bbb");
    CHECK(wrap("abcdefghijklmnop", 12, "") == "abcdefghijkl\nmnop");
    CHECK(wrap("a\n\nb", 20, " ") == " a\n\n b");
    CHECK(wrap("", 20, " ").empty());
}

TEST_CASE("no wrapped line is longer than the width, and no word is lost", "[text]") {
    const std::string text =
        "Retry with backoff fixed the flaky upload, because the proxy closes idle connections "
        "after a minute-and-a-half-which-nobody-documented-anywhere-in-any-of-the-manuals.";
    for (std::size_t width = 20; width < 100; ++width) {
        const std::string wrapped = wrap(text, width, "  ");
        std::string joined;
        std::size_t begin = 0;
        while (begin <= wrapped.size()) {
            const std::size_t end = std::min(wrapped.find('\n', begin), wrapped.size());
            REQUIRE(end - begin <= width);
            joined += wrapped.substr(begin, end - begin);
            begin = end + 1;
        }
        std::string letters;
        std::string expected;
        for (const char c : joined) {
            letters += c == ' ' ? std::string() : std::string(1, c);
        }
        for (const char c : text) {
            expected += c == ' ' ? std::string() : std::string(1, c);
        }
        REQUIRE(letters == expected);
    }
}

TEST_CASE("durations and numbers read well", "[text]") {
    CHECK(format_duration(420us) == "0.42 ms");
    CHECK(format_duration(17ms) == "17 ms");
    CHECK(format_duration(3100ms) == "3.1 s");
    CHECK(format_duration(125s) == "2 min 5 s");
    CHECK(format_count(0) == "0");
    CHECK(format_count(999) == "999");
    CHECK(format_count(1234567) == "1,234,567");
    CHECK(format_count(-1234) == "-1,234");
    CHECK(format_count(-123) == "-123");
    CHECK(format_number(0.5, 2) == "0.50");
}

TEST_CASE("the progress bar fits a line and knows its ends", "[text]") {
    CHECK(progress_text(0, 0, 1s) == "0 commits  1.0 s");
    CHECK(progress_text(5, 10, 1s) == "[============            ] 50 %  5 of 10 commits  1.0 s");
    CHECK(progress_text(12, 10, 1s).find("100 %") != std::string::npos);
    CHECK(progress_text(9'999'999, 10'000'000, 99min).size() < 79);
}

TEST_CASE("a near name is suggested, a far one is not", "[text]") {
    const std::vector<std::string> names = {"recall", "relate", "import", "doctor"};
    CHECK(suggestion("recal", names) == "; did you mean \"recall\"?");
    CHECK(suggestion("docter", names) == "; did you mean \"doctor\"?");
    CHECK(suggestion("xyz", names).empty());
    CHECK(suggestion("", names).empty());
}
