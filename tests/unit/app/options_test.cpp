// The command line: what each command gets, what is refused and what is suggested.
// Parsing is a pure function of the words and of whether a terminal is the input.
#include "app/options.hpp"

#include "app/usage_error.hpp"
#include "support/catch.hpp"

#include <memory/time.hpp>

#include <algorithm>
#include <string>
#include <variant>
#include <vector>

namespace {

using namespace mcp::app;
using Words = std::vector<std::string>;

const std::string kId = "0193e0a0-0000-7000-8000-000000000001";
const std::string kOther = "0193e0a0-0000-7000-8000-000000000002";

Options parse(const Words& words) {
    const ParsedLine line = parse_line(words, Input::other);
    REQUIRE(line.options.has_value());
    return *line.options;
}

template <class T>
T command(const Words& words) {
    const Options options = parse(words);
    REQUIRE(std::holds_alternative<T>(options.command));
    return std::get<T>(options.command);
}

std::string refusal(const Words& words) {
    try {
        static_cast<void>(parse_line(words, Input::other));
    } catch (const UsageError& error) {
        return error.what();
    }
    return "accepted";
}

std::string help(const Words& words) {
    const ParsedLine line = parse_line(words, Input::other);
    REQUIRE_FALSE(line.options.has_value());
    return line.text;
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("no command serves a pipe and explains itself to a terminal", "[options]") {
    CHECK(std::holds_alternative<ServeOptions>(parse({}).command));
    CHECK(parse({"--store", "sqlite:/x.db"}).settings.store == "sqlite:/x.db");
    const ParsedLine line = parse_line({}, Input::terminal);
    CHECK_FALSE(line.options.has_value());
    CHECK(contains(line.text, "First steps"));
}

TEST_CASE("store takes words as text and every field of a memory", "[options]") {
    const auto store = command<StoreOptions>(
        {"store",
         "two",
         "words",
         "--type",
         "code_pattern",
         "--title",
         "T",
         "--tag",
         "a,b",
         "--tags",
         "c",
         "--summary",
         "S",
         "--project",
         "P",
         "--session",
         "Q",
         "--author",
         "Ann",
         "--occurred-at",
         "2026-11-21",
         "--file",
         "x,y.cpp",
         "--importance",
         "0.9",
         "--confidence",
         "1",
         "--key",
         "K"}
    );
    const memory::NewMemory& memory = store.memory;
    CHECK(memory.content == "two words");
    CHECK(memory.type == memory::MemoryType::code_pattern);
    CHECK(memory.title == "T");
    CHECK(memory.tags == Words{"a", "b", "c"});
    CHECK(memory.summary == "S");
    CHECK(memory.project == "P");
    CHECK(memory.session == "Q");
    CHECK(memory.author == "Ann");
    CHECK(memory::format_iso8601(memory.occurred_at.value()) == "2026-11-21T00:00:00Z");
    CHECK(memory.context.files_involved == Words{"x,y.cpp"});
    CHECK(memory.importance == 0.9);
    CHECK(memory.confidence == 1.0);
    CHECK(memory.key == "K");
    CHECK_FALSE(store.text_from_input);
}

TEST_CASE("a dash alone reads standard input; after -- everything is text", "[options]") {
    CHECK(command<StoreOptions>({"store", "-"}).text_from_input);
    CHECK(command<StoreOptions>({"store", "--", "--title", "x"}).memory.content == "--title x");
    CHECK(command<StoreOptions>({"store", "x", "--title=--odd"}).memory.title == "--odd");
}

TEST_CASE("words that are commands are text inside a command", "[options]") {
    const auto recall = command<RecallOptions>({"recall", "get", "store", "why"});
    CHECK(recall.query.text == "get store why");
}

TEST_CASE("an option takes one value and leaves the words after it to the text", "[options]") {
    const auto recall = command<RecallOptions>({"recall", "--tag", "x", "why", "not"});
    CHECK(recall.query.text == "why not");
    CHECK(recall.query.filter.tags == Words{"x"});
}

TEST_CASE("recall and search take filters, pages and times", "[options]") {
    const auto recall = command<RecallOptions>({"recall",    "q",
                                                "-n",        "3",
                                                "--offset",  "6",
                                                "--project", "P",
                                                "--session", "S",
                                                "--author",  "A",
                                                "--type",    "fix,error",
                                                "--type",    "task",
                                                "--since",   "2026-01-01",
                                                "--until",   "2026-02-01",
                                                "--now",     "2026-03-01T10:00"});
    CHECK(recall.query.limit == 3);
    CHECK(recall.query.offset == 6);
    CHECK(recall.query.filter.project == "P");
    CHECK(recall.query.filter.session == "S");
    CHECK(recall.query.filter.author == "A");
    CHECK(recall.query.filter.types.size() == 3);
    CHECK(memory::format_iso8601(*recall.query.filter.since) == "2026-01-01T00:00:00Z");
    CHECK(memory::format_iso8601(*recall.query.filter.until) == "2026-02-02T00:00:00Z");
    CHECK(memory::format_iso8601(*recall.query.now) == "2026-03-01T10:00:00Z");
    const auto search =
        command<SearchOptions>({"search", "--tolerance", "fuzzy", "--match", "all"});
    CHECK(search.query.text.empty());
    CHECK(search.query.limit == 50);
    CHECK(search.query.tolerance == memory::Tolerance::fuzzy);
    CHECK(search.query.match == memory::MatchMode::all);
}

TEST_CASE("get, delete, relate and related take ids, keys and types", "[options]") {
    CHECK(command<GetOptions>({"get", kId, "--history"}).id.to_string() == kId);
    CHECK(command<GetOptions>({"get", kId, "--history"}).history);
    CHECK(command<DeleteOptions>({"delete", kId}).id.to_string() == kId);
    const auto relate = command<RelateOptions>(
        {"relate", kId, "alternative-to", "key:note-1", "--strength", "0", "--context", "since v2"}
    );
    CHECK(std::get<memory::MemoryId>(relate.edge.from).to_string() == kId);
    CHECK(std::get<std::string>(relate.edge.to) == "note-1");
    CHECK(relate.edge.type == memory::RelationshipType::alternative_to);
    CHECK(relate.edge.strength == 0.0);
    CHECK(relate.edge.context == "since v2");
    const auto related = command<RelatedOptions>(
        {"related", kId, "--depth", "5", "--type", "SOLVES,CAUSES", "--direction", "incoming"}
    );
    CHECK(related.query.max_depth == 5);
    CHECK(related.query.types.size() == 2);
    CHECK(related.query.direction == memory::Direction::incoming);
}

TEST_CASE("import git takes a path, a date, a limit and a project", "[options]") {
    const auto import = command<ImportGitOptions>(
        {"import", "git", "~/a b", "--since", "2026-01-01", "--limit", "10", "--project", "P"}
    );
    CHECK(import.repository == "~/a b");
    CHECK(import.since.has_value());
    CHECK(import.limit == 10);
    CHECK(import.project == "P");
}

TEST_CASE("store settings are taken before and after the command", "[options]") {
    CHECK(parse({"--store", "sqlite:/a", "stats"}).settings.store == "sqlite:/a");
    CHECK(parse({"stats", "--store", "sqlite:/b"}).settings.store == "sqlite:/b");
    const Options options =
        parse({"doctor", "--neo4j-user", "u", "--neo4j-database", "d", "--json"});
    CHECK(options.settings.user == "u");
    CHECK(options.settings.database == "d");
    CHECK(options.json);
    CHECK(parse({"serve", "--profile", "all"}).settings.profile == "all");
}

TEST_CASE("every command explains itself within 80 columns", "[options]") {
    const std::vector<Words> commands = {
        {},
        {"store"},
        {"recall"},
        {"search"},
        {"get"},
        {"delete"},
        {"relate"},
        {"related"},
        {"import"},
        {"import", "git"},
        {"serve"},
        {"stats"},
        {"doctor"},
        {"config"},
    };
    for (Words words : commands) {
        words.emplace_back("--help");
        const std::string text = help(words);
        INFO(text);
        CHECK(contains(text, "--help"));
        CHECK(contains(text, "Usage:"));
        std::size_t begin = 0;
        while (begin < text.size()) {
            const std::size_t end = std::min(text.find('\n', begin), text.size());
            CHECK(end - begin <= 80);
            begin = end + 1;
        }
    }
}

TEST_CASE("--version tells the program and its libraries", "[options]") {
    const std::string text = help({"--version"});
    CHECK(text.starts_with("boltmem "));
    for (const char* part : {"revision", "build", "SQLite", "OpenSSL", "Boost", "nlohmann"}) {
        CHECK(contains(text, part));
    }
}

TEST_CASE("what is wrong on the command line is named, with the nearest right word", "[options]") {
    struct Row {
        Words words;
        const char* text;
    };

    const std::vector<Row> rows = {
        {{"recal", "x"}, "did you mean \"recall\"?"},
        {{"frobnicate"}, "unknown command \"frobnicate\""},
        {{"recall", "x", "--limt", "5"}, "did you mean \"--limit\"?"},
        {{"recall", "x", "--limt=5"}, "unknown option \"--limt\""},
        {{"--stroe", "sqlite:/x", "stats"}, "did you mean \"--store\"?"},
        {{"stats", "extra"}, "unknown argument \"extra\""},
        {{"import"}, "see: boltmem import --help"},
        {{"import", "svn", "."}, "unknown command \"svn\""},
        {{"import", "git"}, "path"},
        {{"store"}, "required"},
        {{"recall"}, "required"},
        {{"recall", ""}, "empty"},
        {{"get"}, "required"},
        {{"relate", kId, "SOLVES"}, "required"},
        {{"recall", "x", "--limit"}, "--limit takes one value"},
        {{"recall", "x", "--limit", "0"}, "from 1 to 1000"},
        {{"recall", "x", "--limit", "1001"}, "from 1 to 1000"},
        {{"recall", "x", "--limit", "many"}, "whole number"},
        {{"recall", "x", "--limit", "1", "--limit", "2"}, "--limit"},
        {{"recall", "x", "--offset", "-1"}, "from 0 to"},
        {{"recall", "x", "--since", "yesterday"}, "ISO 8601"},
        {{"recall", "x", "--until", "2026-02-30"}, "ISO 8601"},
        {{"recall", "x", "--type", "fixx"}, "did you mean \"fix\"?"},
        {{"store", "x", "--type", "note"}, "one of task, code_pattern"},
        {{"store", "x", "--importance", "1.5"}, "from 0 to 1"},
        {{"store", "x", "--importance", "nan"}, "from 0 to 1"},
        {{"store", "x", "--confidence", "high"}, "from 0 to 1"},
        {{"store", "x", "--occurred-at", "2026-13-01"}, "ISO 8601"},
        {{"store", "x", "--store", ""}, "--store is empty"},
        {{"search", "--tolerance", "loose"}, "strict, normal or fuzzy"},
        {{"search", "--match", "some"}, "any or all"},
        {{"get", "not-an-id"}, "36 characters"},
        {{"delete", "12345"}, "36 characters"},
        {{"relate", kId, "SOLVED", kOther}, "did you mean \"SOLVES\"?"},
        {{"relate", kId, "LOVES_VERY_MUCH", kOther}, "relate --help"},
        {{"relate", "key:", "SOLVES", kOther}, "key"},
        {{"related", kId, "--depth", "6"}, "from 1 to 5"},
        {{"related", kId, "--direction", "up"}, "outgoing, incoming or both"},
        {{"import", "git", ".", "--since", "last week"}, "ISO 8601"},
        {{"import", "git", ".", "--limit", "0"}, "whole number from 1"},
    };
    for (const Row& row : rows) {
        std::string line;
        for (const std::string& word : row.words) {
            line += word + " ";
        }
        INFO(line);
        const std::string text = refusal(row.words);
        INFO(text);
        CHECK(contains(text, row.text));
        CHECK(text.find('\n') == std::string::npos);
    }
}

TEST_CASE("setup takes a client and where its configuration is", "[options][setup]") {
    CHECK(command<SetupOptions>({"setup"}).client.empty());
    const auto options = command<SetupOptions>(
        {"setup",
         "codex",
         "--scope",
         "project",
         "--http",
         "https://h/mcp",
         "--token-env",
         "T",
         "--write"}
    );
    CHECK(options.client == "codex");
    CHECK(options.scope == ConfigScope::project);
    CHECK(options.url == "https://h/mcp");
    CHECK(options.token_variable == "T");
    CHECK(options.write);
    CHECK(contains(refusal({"setup", "codex", "--scope", "machine"}), "--scope"));
    CHECK(contains(refusal({"setup", "codex", "--write", "--dry-run"}), "contradict"));
    CHECK(contains(refusal({"setup", "codex", "cursor"}), "cursor"));
}
