// What of a memory is indexed, and what a query makes of its words: the two sides that must meet.
// Texts in, terms out.
#include "text/index_terms.hpp"

#include "support/catch.hpp"
#include "text/phrase.hpp"
#include "text/query_words.hpp"

#include <string>
#include <string_view>
#include <vector>

using memory::IndexTerms;
using memory::Memory;
using memory::text::holds_phrase;
using memory::text::holds_phrases;
using memory::text::index_terms;
using memory::text::is_asker;
using memory::text::names_author;
using memory::text::query_words;
using memory::text::QueryWords;
using memory::text::repeats_beginning;

namespace {

Memory make(std::string title, std::string content) {
    Memory memory;
    memory.title = std::move(title);
    memory.content = std::move(content);
    return memory;
}

bool has_word(const std::string& words, std::string_view wanted) {
    return (" " + words + " ").find(" " + std::string(wanted) + " ") != std::string::npos;
}

QueryWords asked(std::string_view text) {
    return query_words(std::vector<std::string_view>(1, text), 64);
}

}  // namespace

TEST_CASE("title, content and summary are counted, in order") {
    Memory memory = make("Pool exhausted", "Raised the limit");
    memory.summary = "Bigger pool";
    const IndexTerms index = index_terms(memory);
    CHECK(index.terms == "pool exhaust rais limit bigger pool");
    CHECK(index.length == 6);
    CHECK(index.extra_terms.empty());
}

TEST_CASE("a title that repeats the beginning of the content is not counted twice") {
    CHECK(index_terms(make("We raised the", "We raised the limit")).terms == "rais limit");
    CHECK(index_terms(make("we RAISED the lim", "We raised\nthe limit")).terms == "rais limit");
    CHECK(index_terms(make("We raised the...", "We raised the limit")).terms == "rais limit");
    CHECK(index_terms(make("We raised the …", "We raised the limit")).terms == "rais limit");
    CHECK(index_terms(make("Limit", "We raised the limit")).terms == "limit rais limit");
}

TEST_CASE("a text repeats another's beginning only from its first letter on") {
    CHECK(repeats_beginning("", "anything"));
    CHECK_FALSE(repeats_beginning("longer than that", "longer"));
    CHECK_FALSE(repeats_beginning("b", "abc"));
}

TEST_CASE("tags, author, files and technologies are found without being counted") {
    Memory memory = make("Note", "Something");
    memory.tags = {"load-balancer"};
    memory.author = "Ann Lee";
    memory.context.files_involved = {"src/net/TlsContext.cpp"};
    memory.context.technologies = {"PostgreSQL"};
    const IndexTerms index = index_terms(memory);
    CHECK(index.length == 2);
    for (const char* word :
         {"load", "balanc", "ann", "lee", "net", "tl", "context", "cpp", "postgresql"}) {
        INFO(word);
        CHECK(has_word(index.extra_terms, word));
    }
}

TEST_CASE("extra terms are distinct, and none is a counted one") {
    Memory memory = make("Redis", "redis cache");
    memory.tags = {"redis", "cache", "speed", "speed-up"};
    const IndexTerms index = index_terms(memory);
    CHECK_FALSE(has_word(index.extra_terms, "redis"));
    CHECK(index.extra_terms.find("speed") == index.extra_terms.rfind("speed "));
}

TEST_CASE("both spellings of a joined word are found") {
    const IndexTerms index = index_terms(make("t", "e-mail max_retry_count"));
    CHECK(has_word(index.extra_terms, "email"));
    CHECK(has_word(index.extra_terms, "maxretrycount"));
    CHECK(has_word(index_terms(make("t", "maxRetryCount")).terms, "maxretrycount"));
}

TEST_CASE("single characters of scripts without spaces are found too") {
    const IndexTerms index = index_terms(make("メモ", "東京"));
    CHECK(has_word(index.terms, "東京"));
    CHECK(has_word(index.extra_terms, "東"));
    CHECK(has_word(index.extra_terms, "京"));
}

TEST_CASE("a text of stop words has no terms") {
    const IndexTerms index = index_terms(make("to be", "or not to be"));
    CHECK(index.terms.empty());
    CHECK(index.length == 0);
}

TEST_CASE("a query's words are distinct by term and keep how they were asked") {
    const QueryWords words = asked("Caching: why was the cached page cached?");
    REQUIRE(words.words.size() == 2);
    CHECK(words.words[0].word == "caching");
    CHECK(words.words[0].term == "cach");
    CHECK(words.words[0].count == 3);
    CHECK(words.words[1].word == "page");
}

TEST_CASE("a query has no more terms than asked for") {
    std::string text;
    for (int i = 0; i < 100; ++i) {
        text += "w" + std::to_string(i) + " ";
    }
    CHECK(query_words(std::vector<std::string_view>(1, text), 64).words.size() == 64);
}

TEST_CASE("the asker speaks of himself") {
    CHECK(asked("What did I say?").first_person);
    CHECK(asked("my dog").first_person);
    CHECK(asked("I'm late").first_person);
    CHECK_FALSE(asked("their dog").first_person);
}

TEST_CASE("an author is named by any word of the name") {
    const auto names = asked("What did Ann say about deploys?").names;
    CHECK(names_author("Ann Lee", names));
    CHECK(names_author("ANN", names));
    CHECK(names_author("Ann Lee <x@example.org>", names));
    CHECK_FALSE(names_author("Anna", names));
    CHECK_FALSE(names_author("", names));
}

TEST_CASE("a mail address names nobody by its host") {
    CHECK_FALSE(names_author("bob@example.org", asked("the example org").names));
    CHECK(names_author("bob@example.org", asked("what bob said").names));
}

TEST_CASE("an initial names nobody") {
    CHECK_FALSE(names_author("J Doe", asked("plan j").names));
}

TEST_CASE("some authors stand for the asker") {
    CHECK(is_asker("User"));
    CHECK(is_asker(" me "));
    CHECK_FALSE(is_asker("assistant"));
    CHECK_FALSE(is_asker(""));
}

TEST_CASE("a phrase begins and ends at words") {
    CHECK(holds_phrase("the redis timeout is 30s", "redis timeout"));
    CHECK_FALSE(holds_phrase("the redis timeouts", "redis timeout"));
    CHECK_FALSE(holds_phrase("the predis timeout", "redis timeout"));
    CHECK(holds_phrase("predis redis", "redis"));
    CHECK(holds_phrase("c++ and more", "c++"));
    CHECK(holds_phrase("東京都庁", "京都"));
    CHECK_FALSE(holds_phrase("text", ""));
}

TEST_CASE("phrases may be in different fields") {
    Memory memory = make("Redis\n timeout", "Raised to 30s");
    memory.summary = "Done";
    CHECK(holds_phrases(memory, {"redis timeout", "raised to"}, true));
    CHECK_FALSE(holds_phrases(memory, {"redis timeout", "lowered"}, true));
    CHECK(holds_phrases(memory, {"redis timeout", "lowered"}, false));
    CHECK_FALSE(holds_phrases(memory, {"timeout raised"}, true));
}
