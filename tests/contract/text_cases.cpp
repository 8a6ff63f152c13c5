// Promises about text: every plane of Unicode, every length in bounds, and characters that mean
// something to SQL, Cypher, FTS5, Lucene, JSON or a shell mean nothing here. Every backend.
#include "contract/bench.hpp"
#include "contract/builders.hpp"

#include <cstddef>
#include <string>
#include <vector>

using namespace memory;
using namespace contract;

namespace {

const std::vector<std::string>& hostile_texts() {
    static const std::vector<std::string> texts = {
        "'",
        "''",
        "\"",
        "\"\"",
        "`",
        "\\",
        "\\\\'",
        "%",
        "_",
        "$1",
        "$content",
        "?1",
        ":name",
        "@name",
        "{a: 1}",
        "[a](b)",
        "a'; DROP TABLE memories; --",
        "a' OR '1'='1",
        "a\" OR \"\" = \"",
        "'}) MATCH (n) DETACH DELETE n //",
        "RETURN 1; MATCH (n) SET n.title = 'x'",
        "title:secret AND (a OR b) NOT c",
        "NEAR(a b, 5)",
        "a* ^a -a +a ~a a~2 a^3",
        "/regular.*expression/",
        "[a TO z] {a TO z}",
        "a && b || !c",
        "\\u0041 \\x41 \\n",
        "\t\r\n",
        "line one\nline two\r\nline three",
        "<script>alert(1)</script> &amp; &#39;",
        "${HOME} $(id) `id`",
        "%s %n %d {} {0}",
        "null",
        "NULL",
        "true",
        "-1e400",
        "2026-03-01T08:00:00Z",
        "  spaces on both sides  ",
        "\x01\x02\x1f\x7f"
    };
    return texts;
}

/// One character of each plane that has assigned or private ones, and the ends of the encoding.
const std::vector<std::string>& characters() {
    static const std::vector<std::string> texts = {
        "a",
        "\u00e9",              // e acute
        "e\u0301",             // the same, decomposed: another text
        "\u00df",              // sharp s
        "\u0130\u0131",        // dotted and dotless i
        "\u03a3\u03c3\u03c2",  // three sigmas
        "\u05e9\u05dc\u05d5\u05dd",
        "\u0645\u0631\u062d\u0628\u0627",
        "\u0928\u092e\u0938\u094d\u0924\u0947",
        "\u4f60\u597d",
        "\ud55c\uad6d\uc5b4",
        "\u200b\u200d\u2060\ufeff",  // invisible ones
        "\u202e\u202c",              // direction marks
        "\ufffd",
        "\uffff",
        "\U00010348",                  // plane 1
        "\U0001F469\u200d\U0001F4BB",  // a sequence of emoji
        "\U00020BB7",                  // plane 2
        "\U00030000",                  // plane 3
        "\U000E0101",                  // plane 14
        "\U000F0000",                  // plane 15
        "\U0010FFFD",                  // plane 16
        "\U0010FFFF"
    };
    return texts;
}

/// Puts the text into every field that holds text, and reads it back.
void check_text(const Handle& store, int number, const std::string& text) {
    INFO("text " << number << ": " << text);
    Memory memory = plain_memory(number);
    memory.key = std::to_string(number) + text;
    memory.title = memory.content = memory.summary = text;
    memory.tags = {text, text + "2"};
    memory.author = memory.session = memory.project = text;
    memory.context.project_path = text;
    memory.context.files_involved = {text, "plain", text};
    memory.context.languages = {text};
    memory.context.frameworks = {text};
    memory.context.technologies = {text};
    memory.context.git_commit = memory.context.git_branch = text;
    memory.context.working_directory = memory.context.additional_metadata = text;
    CHECK(store.apply_one(put(memory)).outcome == WriteOutcome::created);
    check_same(store.existing(number), memory);
}

}  // namespace

TEST_CASE("quotes, backslashes and the syntax of query languages are kept in every field") {
    Bench bench;
    const Handle store = bench.store();
    int number = 0;
    for (const std::string& text : hostile_texts()) {
        check_text(store, ++number, text);
    }
    CHECK(store.list().total == number);
}

TEST_CASE("characters of every plane of Unicode are kept in every field") {
    Bench bench;
    const Handle store = bench.store();
    int number = 0;
    for (const std::string& text : characters()) {
        check_text(store, ++number, text);
    }
    CHECK(store.list().total == number);
}

TEST_CASE("texts that look alike stay different") {
    Bench bench;
    const Handle store = bench.store();
    const std::vector<std::string> names = {
        "\u00e9", "e\u0301", "\u212b", "\u00c5", "\ufb01", "fi", "a\u200db", "ab"
    };
    for (std::size_t i = 0; i < names.size(); ++i) {
        Memory memory = plain_memory(static_cast<int>(i));
        memory.author = names[i];
        store.apply(put(memory));
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        Filter filter;
        filter.author = names[i];
        CHECK(numbers(store.list(filter)) == Numbers{static_cast<int>(i)});
    }
}

TEST_CASE("the context of an edge keeps any text, up to its bound") {
    Bench bench;
    const Handle store = bench.store();
    store.put_plain(1, 2);
    std::vector<std::string> texts = hostile_texts();
    texts.insert(texts.end(), characters().begin(), characters().end());
    std::string longest;
    for (int i = 0; i < 10'000; ++i) {
        longest += "\U0001F517";
    }
    texts.push_back(longest);
    const auto types = all_relationship_types();
    REQUIRE(types.size() == 35);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        INFO("text " << i);
        const int end = 100 + static_cast<int>(i);
        PutRelationship edge = link(end, 1, end, types[i % types.size()].type);
        edge.relationship.context = texts[i];
        store.apply(put(end), edge);
        const std::vector<Related> related = store.related(end);
        REQUIRE(related.size() == 1);
        CHECK(related[0].relationship.context == texts[i]);
    }
}

TEST_CASE("fifty thousand characters of content are kept, of one byte and of four each") {
    Bench bench;
    const Handle store = bench.store();
    int number = 0;
    for (const std::string character : {"x", "\U0001F600"}) {
        Memory memory = plain_memory(++number);
        memory.content.clear();
        for (int i = 0; i < 50'000; ++i) {
            memory.content += character;
        }
        store.apply(put(memory));
        const bool kept = store.existing(number).content == memory.content;
        CHECK(kept);
    }
}

TEST_CASE("a memory of the greatest size in every field is kept, updated and removed") {
    Bench bench;
    const Handle store = bench.store();
    const auto text = [](std::size_t characters) {
        std::string result;
        for (std::size_t i = 0; i < characters; ++i) {
            result += i % 7 == 0 ? "\u00e9" : "w";
        }
        return result;
    };
    Memory memory = full_memory(1);
    memory.title = text(500);
    memory.content = text(50'000);
    memory.summary = text(1'000);
    memory.author = memory.session = text(200);
    memory.project = text(1'000);
    memory.key = text(200);
    memory.tags.clear();
    for (int i = 0; i < 50; ++i) {
        memory.tags.push_back(std::to_string(10 + i) + text(98));
    }
    for (int i = 0; i < 1'000; ++i) {
        memory.context.files_involved.push_back("src/" + std::to_string(i) + text(50));
    }
    std::string many_words;
    for (int i = 0; i < 10'000; ++i) {
        many_words += (i == 0 ? "" : " ") + bench.word("w" + std::to_string(i));
    }
    store.apply(put(memory, words(many_words)));
    check_same(store.existing(1), memory);
    CHECK(numbers(store.retrieve(any_of({bench.word("w9999")}))) == Numbers{1});
    Filter filter;
    filter.project = memory.project;
    filter.session = memory.session;
    CHECK(numbers(store.list(filter)) == Numbers{1});
    store.apply(retitle(1, "Short"));
    check_same(store.history(1).at(0), memory);
    CHECK(store.apply_one(remove(1)).outcome == WriteOutcome::removed);
    CHECK(store.statistics().memories == 0);
}

TEST_CASE("a hostile author, session or project is counted and listed like any other") {
    Bench bench;
    const Handle store = bench.store();
    int number = 0;
    for (const std::string& text : hostile_texts()) {
        Memory memory = plain_memory(++number);
        memory.project = memory.session = text;
        store.apply(put(memory));
    }
    CHECK(store.statistics().projects == number);
    CHECK(store.statistics().sessions == number);
    number = 0;
    for (const std::string& text : hostile_texts()) {
        INFO(text);
        ActivityQuery query;
        query.filter.project = text;
        CHECK(numbers(store.activity(query).recent) == Numbers{++number});
    }
}
