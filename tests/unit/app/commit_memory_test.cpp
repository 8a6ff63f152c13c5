// What a commit becomes: its type by the documented rules, its text within the model's limits.
// Each table row is one rule of commit_memory.hpp.
#include "app/commit_memory.hpp"

#include "app/utf8.hpp"
#include "support/catch.hpp"

#include <memory/types.hpp>

#include <string>
#include <variant>
#include <vector>

namespace {

using mcp::app::commit_edges;
using mcp::app::commit_memory;
using mcp::app::commit_type;
using mcp::app::CommitOrigin;
using mcp::app::GitCommit;
using memory::MemoryType;

struct Row {
    const char* subject;
    const char* body;
    MemoryType type;
};

CommitOrigin origin() {
    CommitOrigin origin;
    origin.project = "app";
    origin.repository = "/src/app";
    return origin;
}

GitCommit commit() {
    GitCommit commit;
    commit.sha = std::string(40, 'a');
    commit.parents = {std::string(40, 'b')};
    commit.author_seconds = 1'700'000'000;
    commit.author = "Ann Author";
    commit.subject = "Fix the upload";
    commit.body = "It failed.\n";
    commit.body_bytes = commit.body.size();
    commit.files = {"upload.cpp"};
    commit.file_count = 1;
    return commit;
}

}  // namespace

TEST_CASE("a commit's type follows its subject, then its trailers", "[git]") {
    const std::vector<Row> rows = {
        {"fix: retry", "", MemoryType::fix},
        {"fix(net)!: retry", "", MemoryType::fix},
        {"Fix: retry", "", MemoryType::fix},
        {"hotfix(x): y", "", MemoryType::fix},
        {"feat(ui): dark mode", "", MemoryType::task},
        {"chore: tidy", "", MemoryType::task},
        {"perf: faster", "", MemoryType::solution},
        {"refactor: split", "", MemoryType::code_pattern},
        {"test: more", "", MemoryType::task},
        {"docs: say why", "", MemoryType::file_context},
        {"ci: cache", "", MemoryType::workflow},
        {"deps: openssl 3", "", MemoryType::technology},
        {"bug: it crashes", "", MemoryType::error},
        {"Fixes the build", "", MemoryType::fix},
        {"fixed typo", "", MemoryType::fix},
        {"Fixing it", "", MemoryType::fix},
        {"Reverts the change", "", MemoryType::fix},
        {"Revert \"Add x\"", "This reverts commit 1.", MemoryType::fix},
        {"Resolve the race", "", MemoryType::solution},
        {"Preventing leaks", "", MemoryType::solution},
        {"Work around a bug of g++", "", MemoryType::solution},
        {"Work in progress", "", MemoryType::general},
        {"Add a parser", "", MemoryType::task},
        {"Verified the limits", "", MemoryType::task},
        {"Adding a parser", "", MemoryType::task},
        {"Writes it down", "", MemoryType::task},
        {"Implementing retries", "", MemoryType::task},
        {"Remove dead code", "", MemoryType::code_pattern},
        {"Removing dead code", "", MemoryType::code_pattern},
        {"Splitting the file", "", MemoryType::code_pattern},
        {"Renames Foo to Bar", "", MemoryType::code_pattern},
        {"Bump boost to 1.83", "", MemoryType::technology},
        {"Merge branch 'x'", "", MemoryType::workflow},
        {"Document the limits", "", MemoryType::file_context},
        {"net: something", "Fixes: 1234 (\"net: break it\")", MemoryType::fix},
        {"Something else", "Text\n\nCloses #12", MemoryType::solution},
        {"Something else", "fixes #12", MemoryType::solution},
        {"Something else", "closes the door", MemoryType::general},
        {"Fixture for tests", "", MemoryType::general},
        {"Addresses of servers", "", MemoryType::general},
        {"fix (half done", "", MemoryType::fix},
        {"unknown(scope): text", "", MemoryType::general},
        {"", "", MemoryType::general},
        {":", "", MemoryType::general},
        {"(", "", MemoryType::general},
    };
    for (const Row& row : rows) {
        INFO(row.subject << " / " << row.body);
        CHECK(memory::to_string(commit_type(row.subject, row.body)) == memory::to_string(row.type));
    }
}

TEST_CASE("a commit keeps subject, body, author, date, files and its key", "[git]") {
    const memory::NewMemory memory = commit_memory(commit(), origin());
    CHECK(memory.type == MemoryType::fix);
    CHECK(memory.title == "Fix the upload");
    CHECK(memory.content == "Fix the upload\n\nIt failed.");
    CHECK(memory.author == "Ann Author");
    CHECK(memory.project == "app");
    CHECK(memory.key == "git:app:" + std::string(40, 'a'));
    CHECK(memory.tags == std::vector<std::string>{"git", "commit"});
    CHECK(memory::format_iso8601(memory.occurred_at.value()) == "2023-11-14T22:13:20Z");
    CHECK(memory.context.git_commit == std::string(40, 'a'));
    CHECK(memory.context.project_path == "/src/app");
    CHECK(memory.context.files_involved == std::vector<std::string>{"upload.cpp"});
    CHECK(memory.context.additional_metadata.empty());
    CHECK_FALSE(memory.importance.has_value());
}

TEST_CASE("long texts are cut to the model's limits, between characters, and say so", "[git]") {
    GitCommit long_commit = commit();
    long_commit.subject.clear();
    for (int i = 0; i < 600; ++i) {
        long_commit.subject += "\u00e9";
    }
    for (int i = 0; i < 60'000; ++i) {
        long_commit.body += "\u20ac";
    }
    long_commit.body_bytes = long_commit.body.size();
    const memory::NewMemory memory = commit_memory(long_commit, origin());
    CHECK(mcp::app::count_characters(memory.title) == 500);
    CHECK(memory.title.ends_with("\u2026"));
    CHECK(mcp::app::count_characters(memory.content) <= 50'000);
    CHECK(mcp::app::count_characters(memory.content) > 49'000);
    CHECK(memory.content.ends_with("is longer]"));
    CHECK(mcp::app::is_valid_utf8(memory.title));
    CHECK(mcp::app::is_valid_utf8(memory.content));
}

TEST_CASE("control characters, which the model refuses, are replaced", "[git]") {
    GitCommit odd = commit();
    odd.subject = "Fix \x1b[31mred";
    odd.body = "one\r\ntwo\x07\tthree";
    odd.body_bytes = odd.body.size();
    odd.author = "Ann\tA\x01";
    odd.files = {"new\nline\tname"};
    const memory::NewMemory memory = commit_memory(odd, origin());
    CHECK(memory.title == "Fix \uFFFD[31mred");
    CHECK(memory.content == "Fix \uFFFD[31mred\n\none\ntwo\uFFFD\tthree");
    CHECK(memory.author == "Ann A");
    CHECK(memory.context.files_involved == std::vector<std::string>{"new\uFFFDline\uFFFDname"});
}

TEST_CASE("a body that the parser cut is marked even when what is left is short", "[git]") {
    GitCommit cut = commit();
    cut.body_bytes = 300'000;
    CHECK(commit_memory(cut, origin()).content.ends_with("is longer]"));
}

TEST_CASE("a commit without a message is named by its hash", "[git]") {
    GitCommit silent = commit();
    silent.subject.clear();
    silent.body.clear();
    silent.body_bytes = 0;
    const memory::NewMemory memory = commit_memory(silent, origin());
    CHECK(memory.title == "Commit aaaaaaaaaaaa (no message)");
    CHECK(memory.content == memory.title);
}

TEST_CASE("merges are tagged and matter less; reverts are tagged", "[git]") {
    GitCommit merge = commit();
    merge.parents.push_back(std::string(40, 'c'));
    CHECK(commit_memory(merge, origin()).tags.back() == "merge");
    CHECK(commit_memory(merge, origin()).importance == 0.3);
    GitCommit revert = commit();
    revert.subject = "Revert \"x\"";
    CHECK(commit_memory(revert, origin()).tags.back() == "revert");
}

TEST_CASE("dates that no calendar has are moved into the model's years", "[git]") {
    GitCommit odd = commit();
    odd.author_seconds = 1'000'000'000'000'000;
    CHECK(
        memory::format_iso8601(commit_memory(odd, origin()).occurred_at.value()) ==
        "9999-12-31T23:59:59Z"
    );
    odd.author_seconds = -1'000'000'000'000'000;
    CHECK(
        memory::format_iso8601(commit_memory(odd, origin()).occurred_at.value()) ==
        "0001-01-01T00:00:00Z"
    );
}

TEST_CASE("more files than are kept leave their number", "[git]") {
    GitCommit many = commit();
    many.file_count = 5'000;
    CHECK(commit_memory(many, origin()).context.additional_metadata == "{\"files_changed\":5000}");
}

TEST_CASE("a commit follows each parent, by key, and missing parents are no error", "[git]") {
    GitCommit merge = commit();
    merge.parents.push_back(std::string(40, 'c'));
    const auto edges = commit_edges(merge, origin());
    REQUIRE(edges.size() == 2);
    CHECK(std::get<std::string>(edges[0].from) == "git:app:" + std::string(40, 'a'));
    CHECK(std::get<std::string>(edges[0].to) == "git:app:" + std::string(40, 'b'));
    CHECK(std::get<std::string>(edges[1].to) == "git:app:" + std::string(40, 'c'));
    CHECK(edges[0].type == memory::RelationshipType::follows);
    CHECK(edges[0].skip_when_end_is_missing);
}
