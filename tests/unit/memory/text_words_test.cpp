// Splitting, folding, stop words, irregular forms and identifiers: what becomes of a text before it
// is indexed or asked for.
#include "support/catch.hpp"
#include "text/edit_distance.hpp"
#include "text/fold.hpp"
#include "text/irregular.hpp"
#include "text/stop_words.hpp"
#include "text/utf8.hpp"
#include "text/words.hpp"

#include <string>
#include <string_view>
#include <vector>

using namespace memory::text;
using Strings = std::vector<std::string>;

namespace {

/// The folded words that are not stop words.
Strings content_words(std::string_view text) {
    Strings words;
    for (const Word& word : split_words(text)) {
        if (!word.stop) {
            words.push_back(word.folded);
        }
    }
    return words;
}

Strings terms(std::string_view text) {
    Strings result;
    for (const Word& word : split_words(text)) {
        if (!word.stop) {
            result.push_back(term_of(word));
        }
    }
    return result;
}

}  // namespace

TEST_CASE("words are letters and digits between anything else") {
    CHECK(
        content_words("Redis timeout: 30s (port 6379)!") ==
        Strings{"redis", "timeout", "30s", "port", "6379"}
    );
    CHECK(
        content_words("src/net/tls_context.cpp") == Strings{"src", "net", "tls", "context", "cpp"}
    );
    CHECK(content_words("").empty());
    CHECK(content_words(" \t\n--").empty());
}

TEST_CASE("case and diacritics do not count") {
    CHECK(folded("Crème BRÛLÉE") == "creme brulee");
    CHECK(folded("Straße Łódź Ærø") == "strasse lodz aero");
    CHECK(folded("ΆΘΗΝΑ Ὀδυσσεύς") == "αθηνα οδυσσευσ");
    CHECK(folded("Ёлка Київ") == "елка киів");
    CHECK(folded("ＡＢＣ１２") == "abc12");
    CHECK(folded("e\xCC\x81t\xCC\x83") == "et");  // combining marks
}

TEST_CASE("lower case keeps diacritics") {
    CHECK(lower_case("ÉCOLE Ж Ω") == "école ж ω");
}

TEST_CASE("any bytes are accepted, and broken ones end a word") {
    CHECK(
        content_words("ab\xFF"
                      "cd") == Strings{"ab", "cd"}
    );
    CHECK(content_words("caf\xC3") == Strings{"caf"});
    CHECK(content_words(std::string_view("a1\0b2", 5)) == Strings{"a1", "b2"});
}

TEST_CASE("possessives and contractions leave what they are about") {
    CHECK(content_words("Ann's server") == Strings{"ann", "server"});
    CHECK(content_words("Ann\xE2\x80\x99s server") == Strings{"ann", "server"});
    CHECK(content_words("we don't and won't, they'll").empty());
    CHECK(content_words("O'Brien's l'école") == Strings{"o", "brien", "l", "ecole"});
}

TEST_CASE("a verb in the past is no rest of a contraction") {
    CHECK(content_words("she won the race") == Strings{"won", "race"});
}

TEST_CASE("scripts without spaces become pairs") {
    CHECK(content_words("東京都") == Strings{"東京", "京都"});
    CHECK(content_words("猫") == Strings{"猫"});
    CHECK(
        content_words("データベース接続") ==
        Strings{"デー", "ータ", "タベ", "ベー", "ース", "ス接", "接続"}
    );
    CHECK(content_words("PostgreSQL接続") == Strings{"postgresql", "接続"});
}

TEST_CASE("letters of other scripts are words too") {
    CHECK(content_words("שלום عالم हिन्दी").size() == 3);
}

TEST_CASE("emoji and symbols separate words") {
    CHECK(content_words("deploy🚀done→next") == Strings{"deploy", "done", "next"});
}

TEST_CASE("irregular forms lead to their base") {
    CHECK(base_form("went") == "go");
    CHECK(base_form("children") == "child");
    CHECK(base_form("written") == "write");
    CHECK(base_form("indices") == "index");
    CHECK(base_form("best") == "good");
    CHECK(base_form("server") == "server");
    CHECK(base_form("") == "");
}

TEST_CASE("a question and a memory meet in the same term") {
    CHECK(terms("When did they go?") == terms("went"));
    CHECK(terms("the children") == terms("a child's"));
    CHECK(terms("caching") == terms("Cached"));
    CHECK(terms("bought") == terms("buying"));
}

TEST_CASE("stop words say nothing") {
    CHECK(is_stop_word("the"));
    CHECK(is_stop_word("dont"));
    CHECK_FALSE(is_stop_word("server"));
    CHECK_FALSE(is_stop_word(""));
    CHECK(is_negated_verb("didn"));
    CHECK_FALSE(is_negated_verb("redis"));
}

TEST_CASE("identifiers fall into their parts") {
    CHECK(identifier_parts("getUserName") == Strings{"get", "user", "name"});
    CHECK(identifier_parts("HTTPServer") == Strings{"http", "server"});
    CHECK(identifier_parts("APIs").empty());
    CHECK(identifier_parts("plain").empty());
    CHECK(identifier_parts("UPPER").empty());
    CHECK(identifier_parts("élanVital") == Strings{"elan", "vital"});
}

TEST_CASE("words joined by an underscore or a hyphen are marked") {
    const std::vector<Word> words = split_words("max_retries e-mail a b");
    REQUIRE(words.size() == 6);
    CHECK(words[1].joined);
    CHECK(words[3].joined);
    CHECK_FALSE(words[4].joined);
}

TEST_CASE("a very long word is cut alike on both sides") {
    const std::string word(500, 'q');
    CHECK(term_of(std::string_view(word)).size() == 64);
    const std::string wide = [] {
        std::string text;
        for (int i = 0; i < 40; ++i) {
            text += "ж";
        }
        return text + "xyz";
    }();
    CHECK_FALSE(invalid_utf8_at(term_of(std::string_view(wide))).has_value());
}

TEST_CASE("UTF-8 is checked by the letter of its definition") {
    CHECK_FALSE(invalid_utf8_at("plain, ünïcode, 漢字, 🚀").has_value());
    CHECK(invalid_utf8_at("ab\x80") == 2U);
    CHECK(invalid_utf8_at("\xC0\xAF") == 0U);          // overlong
    CHECK(invalid_utf8_at("\xED\xA0\x80") == 0U);      // surrogate
    CHECK(invalid_utf8_at("\xF4\x90\x80\x80") == 0U);  // above U+10FFFF
    CHECK(invalid_utf8_at("a\xE2\x82") == 1U);         // cut
    CHECK(count_code_points("äß漢🚀") == 4);
    CHECK(cut_utf8("aä", 2) == "a");
}

TEST_CASE("code points come back as they were") {
    for (const char32_t point : {U'a', U'\x7F', U'\x80', U'ß', U'漢', U'\xFFFD', U'🚀'}) {
        std::string text;
        append_utf8(text, point);
        std::size_t at = 0;
        CHECK(next_code_point(text, at) == point);
        CHECK(at == text.size());
    }
}

TEST_CASE("one typing error is one, two are two") {
    CHECK(within_one_edit("redis", "redis"));
    CHECK(within_one_edit("redis", "reddis"));
    CHECK(within_one_edit("redis", "rdis"));
    CHECK(within_one_edit("redis", "redos"));
    CHECK(within_one_edit("redis", "reids"));
    CHECK(within_one_edit("straße", "strase"));
    CHECK(within_one_edit("", "a"));
    CHECK_FALSE(within_one_edit("redis", "radios"));
    CHECK_FALSE(within_one_edit("redis", "rdeis1"));
    CHECK_FALSE(within_one_edit("abcd", "badc"));
    CHECK_FALSE(within_one_edit("a", "abc"));
}

TEST_CASE("one edit is an insertion, deletion, replacement or swap of neighbours") {
    CHECK(within_one_edit("redis", "redis"));
    CHECK(within_one_edit("redis", "rediss"));
    CHECK(within_one_edit("redis", "edis"));
    CHECK(within_one_edit("redis", "radis"));
    CHECK(within_one_edit("redis", "erdis"));
    CHECK(within_one_edit("redis", "redsi"));
    CHECK(within_one_edit("", "a"));
    CHECK_FALSE(within_one_edit("redis", "derid"));
    CHECK_FALSE(within_one_edit("redis", "rdeis "));
    CHECK_FALSE(within_one_edit("redis", "rds"));
    CHECK_FALSE(within_one_edit("ab", "cd"));
    CHECK_FALSE(within_one_edit("abc", "cab"));
}

TEST_CASE("an edit is counted in characters, not in bytes") {
    CHECK(within_one_edit("\u043C\u0438\u0440", "\u043C\u0456\u0440"));
    CHECK(within_one_edit("\U0001F600a", "a"));
    CHECK_FALSE(within_one_edit("\u043C\u0438\u0440", "\u0430\u0431\u0440"));
}

TEST_CASE("blanks at the ends go, whichever they are") {
    CHECK(trimmed("\t\xC2\xA0 text \xE3\x80\x80\n") == "text");
    CHECK(trimmed(" \n").empty());
    CHECK(folded_line("  Two\n\twords ") == "two words");
}
