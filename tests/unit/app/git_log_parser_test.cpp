// The parser of `git log` against whole outputs, every split of them, hostile bytes and limits.
// The outputs are written as git writes them (see git_log_parser.hpp for the form).
#include "app/git_log_parser.hpp"

#include "support/catch.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using mcp::app::GitCommit;
using mcp::app::GitLogLimits;
using mcp::app::GitLogParser;
using Status = GitLogParser::Status;

const std::string kFirst(40, 'a');
const std::string kSecond(40, 'b');
const std::string kThird(64, 'c');

std::string row(
    const std::string& sha,
    const std::string& parents,
    const std::string& seconds,
    const std::string& author,
    const std::string& subject,
    const std::string& body,
    const std::vector<std::string>& files
) {
    std::string text;
    for (const std::string* field : {&sha, &parents, &seconds, &author, &subject, &body}) {
        text += '\0';
        text += *field;
    }
    text += '\0';
    for (std::size_t i = 0; i < files.size(); ++i) {
        text += i == 0 ? "\n" : "";
        text += files[i];
        text += '\0';
    }
    return text;
}

std::string sample() {
    return row(kFirst, "", "1700000000", "Ann", "Begin", "Body\n\nof two.\n", {"a", "b\nc"}) +
           row(kSecond, kFirst, "1700000001", "", "", "", {}) +
           row(kThird, kSecond + " " + kFirst, "-5", "Bo \xFF", "Merge", "", {kFirst, kSecond});
}

std::vector<GitCommit> parse_in(const std::vector<std::string>& pieces) {
    GitLogParser parser;
    std::vector<GitCommit> commits;
    for (const std::string& piece : pieces) {
        REQUIRE(parser.feed(piece) == Status::ok);
        for (GitCommit& commit : parser.take()) {
            commits.push_back(std::move(commit));
        }
    }
    REQUIRE(parser.finish() == Status::ok);
    for (GitCommit& commit : parser.take()) {
        commits.push_back(std::move(commit));
    }
    return commits;
}

void check_sample(const std::vector<GitCommit>& commits) {
    REQUIRE(commits.size() == 3);
    CHECK(commits[0].sha == kFirst);
    CHECK(commits[0].parents.empty());
    CHECK(commits[0].author_seconds == 1'700'000'000);
    CHECK(commits[0].author == "Ann");
    CHECK(commits[0].subject == "Begin");
    CHECK(commits[0].body == "Body\n\nof two.\n");
    CHECK(commits[0].files == std::vector<std::string>{"a", "b\nc"});
    CHECK(commits[1].parents == std::vector<std::string>{kFirst});
    CHECK(commits[1].files.empty());
    CHECK(commits[2].sha == kThird);
    CHECK(commits[2].parents == std::vector<std::string>{kSecond, kFirst});
    CHECK(commits[2].author_seconds == -5);
    CHECK(commits[2].author == "Bo \uFFFD");
    CHECK(commits[2].files == std::vector<std::string>{kFirst, kSecond});
}

Status status_of(std::string_view text) {
    GitLogParser parser;
    const Status fed = parser.feed(text);
    if (fed != Status::ok) {
        return fed;
    }
    return parser.finish();
}

}  // namespace

TEST_CASE("git log is read whole, with files that look like hashes", "[git]") {
    check_sample(parse_in({sample()}));
}

TEST_CASE("git log is read the same in any two pieces", "[git]") {
    const std::string text = sample();
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        check_sample(parse_in({text.substr(0, cut), text.substr(cut)}));
    }
}

TEST_CASE("git log is read the same byte by byte and in random pieces", "[git]") {
    const std::string text = sample();
    std::vector<std::string> bytes;
    for (const char c : text) {
        bytes.emplace_back(1, c);
    }
    check_sample(parse_in(bytes));
    std::mt19937 random(20261121);
    for (int round = 0; round < 200; ++round) {
        std::vector<std::string> pieces;
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t size = 1 + random() % 40;
            pieces.push_back(text.substr(at, size));
            at += size;
        }
        check_sample(parse_in(pieces));
    }
}

TEST_CASE("an empty log has no commits", "[git]") {
    CHECK(parse_in({}).empty());
    CHECK(parse_in({""}).empty());
}

TEST_CASE("a truncated log is malformed, unless it is cut between commits or files", "[git]") {
    const std::string text = row(kFirst, "", "1", "A", "S", "B", {"file", "other"});
    const std::size_t after_body = text.find('\n');
    const std::size_t after_file = text.find("other");
    for (std::size_t cut = 1; cut < text.size(); ++cut) {
        const bool whole = cut == after_body || cut == after_file;
        INFO("cut at " << cut);
        CHECK(status_of(text.substr(0, cut)) == (whole ? Status::ok : Status::malformed));
    }
}

TEST_CASE("what is no log is malformed and stays so", "[git]") {
    const std::string sha = kFirst;
    const std::vector<std::string> texts = {
        "fatal: something\n",
        std::string("\0", 1),
        "x" + row(sha, "", "1", "A", "S", "B", {}),
        row("abc", "", "1", "A", "S", "B", {}),
        row(std::string(40, 'A'), "", "1", "A", "S", "B", {}),
        row(std::string(41, 'a'), "", "1", "A", "S", "B", {}),
        row(sha, "parent", "1", "A", "S", "B", {}),
        row(sha, kFirst + "  " + kSecond, "1", "A", "S", "B", {}),
        row(sha, "", "yesterday", "A", "S", "B", {}),
        row(sha, "", "1x", "A", "S", "B", {}),
    };
    for (const std::string& text : texts) {
        INFO(text);
        GitLogParser parser;
        static_cast<void>(parser.feed(text));
        CHECK(parser.finish() == Status::malformed);
        CHECK(parser.feed(sample()) == Status::malformed);
        CHECK(parser.take().empty());
    }
}

TEST_CASE("an author time that no clock has is kept in range", "[git]") {
    CHECK(parse_in({row(kFirst, "", "", "A", "S", "B", {})})[0].author_seconds == 0);
    const auto commits = parse_in({row(kFirst, "", "99999999999999999999", "A", "S", "B", {})});
    CHECK(commits[0].author_seconds == std::numeric_limits<std::int64_t>::max());
}

TEST_CASE("limits cut fields and file lists, and what is cut is counted", "[git]") {
    GitLogLimits limits;
    limits.field_bytes = 100;
    limits.files = 2;
    limits.file_bytes = 5;
    GitLogParser parser(limits);
    const std::string body(1000, 'x');
    const std::vector<std::string> files = {"one", "toolong", "two", "three", "four"};
    REQUIRE(parser.feed(row(kFirst, "", "1", "A", "S", body, files)) == Status::ok);
    REQUIRE(parser.finish() == Status::ok);
    const std::vector<GitCommit> commits = parser.take();
    REQUIRE(commits.size() == 1);
    CHECK(commits[0].body == body.substr(0, 100));
    CHECK(commits[0].body_bytes == 1000);
    CHECK(commits[0].files == std::vector<std::string>{"one", "two"});
    CHECK(commits[0].file_count == 5);
}

TEST_CASE("random bytes never break the parser", "[git]") {
    std::mt19937 random(7);
    for (int round = 0; round < 500; ++round) {
        std::string text = round % 2 == 0 ? sample() : std::string();
        for (int i = 0; i < 60; ++i) {
            const auto place = static_cast<std::ptrdiff_t>(random() % (text.size() + 1));
            const auto byte = static_cast<char>(random() % 4 == 0 ? 0 : random() % 256);
            text.insert(text.begin() + place, byte);
        }
        GitLogParser parser;
        static_cast<void>(parser.feed(text.substr(0, text.size() / 2)));
        static_cast<void>(parser.feed(text.substr(text.size() / 2)));
        static_cast<void>(parser.finish());
        for (const GitCommit& commit : parser.take()) {
            CHECK((commit.sha.size() == 40 || commit.sha.size() == 64));
        }
    }
}
