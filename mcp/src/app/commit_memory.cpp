// The rules of commit_memory.hpp as tables, and the mapping of a commit's fields.
// The tables are in the order in which the header tells the rules.
#include "app/commit_memory.hpp"

#include "app/text_layout.hpp"
#include "app/utf8.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

namespace mcp::app {
namespace {

using memory::MemoryType;

struct Word {
    std::string_view text;
    MemoryType type;
};

constexpr Word kPrefixes[] = {
    {"fix", MemoryType::fix},
    {"bugfix", MemoryType::fix},
    {"hotfix", MemoryType::fix},
    {"revert", MemoryType::fix},
    {"feat", MemoryType::task},
    {"feature", MemoryType::task},
    {"task", MemoryType::task},
    {"chore", MemoryType::task},
    {"perf", MemoryType::solution},
    {"refactor", MemoryType::code_pattern},
    {"style", MemoryType::code_pattern},
    {"test", MemoryType::task},
    {"tests", MemoryType::task},
    {"docs", MemoryType::file_context},
    {"doc", MemoryType::file_context},
    {"build", MemoryType::workflow},
    {"ci", MemoryType::workflow},
    {"release", MemoryType::workflow},
    {"deps", MemoryType::technology},
    {"error", MemoryType::error},
    {"bug", MemoryType::error},
    {"crash", MemoryType::error},
};

/// First words, by type; spelt in their shortest form.
struct WordGroup {
    MemoryType type;
    std::string_view words;  ///< separated by single spaces
};

constexpr WordGroup kFirstWords[] = {
    {MemoryType::fix, "fix repair correct revert restore hotfix bugfix"},
    {MemoryType::solution,
     "solve resolve prevent avoid workaround handle guard protect recover "
     "reduce improve speed optimize bound limit refuse reject"},
    {MemoryType::task,
     "add implement introduce support create allow enable write build make "
     "publish provide let give teach define extend expose show print report "
     "accept read parse speak map test check verify assert measure fuzz run"},
    {MemoryType::code_pattern,
     "refactor rename move extract simplify clean rewrite restructure "
     "reorganize split separate replace unify inline remove drop delete tidy"},
    {MemoryType::technology, "bump upgrade"},
    {MemoryType::workflow, "release merge package install configure format lint pin"},
    {MemoryType::file_context, "document describe explain comment"},
};

/// The model's limits in characters, and what an imported context keeps.
constexpr std::size_t kTitleCharacters = 500;
constexpr std::size_t kContentCharacters = 50'000;
constexpr std::size_t kAuthorCharacters = 200;

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
        }
    }
    return result;
}

std::string first_word(std::string_view text) {
    const auto* const end = std::find_if_not(text.begin(), text.end(), is_letter);
    return lower(text.substr(0, static_cast<std::size_t>(end - text.begin())));
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r\n\f\v";
    const std::size_t begin = text.find_first_not_of(kBlank);
    if (begin == std::string_view::npos) {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

std::optional<MemoryType> find_prefix(std::string_view text) {
    for (const Word& word : kPrefixes) {
        if (word.text == text) {
            return word.type;
        }
    }
    return std::nullopt;
}

std::optional<MemoryType> find_first_word(std::string_view word) {
    for (const WordGroup& group : kFirstWords) {
        std::string_view words = group.words;
        while (!words.empty() && !word.empty()) {
            const std::size_t end = std::min(words.find(' '), words.size());
            if (words.substr(0, end) == word) {
                return group.type;
            }
            words.remove_prefix(std::min(words.size(), end + 1));
        }
    }
    return std::nullopt;
}

/// `fix: …`, `fix(net): …`, `fix!: …`: what stands before the colon, or nothing.
std::optional<MemoryType> by_prefix(std::string_view subject) {
    const std::string word = first_word(subject);
    std::string_view rest = subject.substr(word.size());
    if (rest.starts_with('(')) {
        const std::size_t close = rest.find(')');
        if (close == std::string_view::npos) {
            return std::nullopt;
        }
        rest.remove_prefix(close + 1);
    }
    if (rest.starts_with('!')) {
        rest.remove_prefix(1);
    }
    if (!rest.starts_with(':')) {
        return std::nullopt;
    }
    return find_prefix(word);
}

std::optional<MemoryType> by_first_word(std::string_view subject) {
    const std::string word = first_word(subject);
    if (word == "work" || word == "works" || word == "worked" || word == "working") {
        const std::string next = first_word(trim(subject.substr(word.size())));
        if (next != "around") {
            return std::nullopt;
        }
        return MemoryType::solution;
    }
    if (const auto type = find_first_word(word)) {
        return type;
    }
    // Fixes, Fixed, Fixing; Removes, Removed, Removing (the stem ends in e); Splitting (doubled).
    for (const std::string_view ending : {"s", "es", "d", "ed", "ing"}) {
        if (!word.ends_with(ending)) {
            continue;
        }
        std::string stem = word.substr(0, word.size() - ending.size());
        if (stem.ends_with('i')) {  // Clarifies, Verified
            stem.back() = 'y';
        }
        if (const auto type = find_first_word(stem)) {
            return type;
        }
        if (const auto type = find_first_word(stem + "e"); type && ending == "ing") {
            return type;
        }
        const std::size_t size = stem.size();
        if (size > 2 && stem[size - 1] == stem[size - 2]) {
            stem.pop_back();
            if (const auto type = find_first_word(stem)) {
                return type;
            }
        }
    }
    return std::nullopt;
}

std::optional<MemoryType> by_trailer(std::string_view body) {
    while (!body.empty()) {
        const std::size_t end = std::min(body.find('\n'), body.size());
        const std::string line = lower(trim(body.substr(0, end)));
        body.remove_prefix(std::min(body.size(), end + 1));
        if (line.starts_with("fixes: ")) {
            return MemoryType::fix;
        }
        for (const std::string_view verb :
             {"close",
              "closes",
              "closed",
              "fix",
              "fixes",
              "fixed",
              "resolve",
              "resolves",
              "resolved"}) {
            if (line.starts_with(verb) && line.substr(verb.size()).starts_with(" #")) {
                return MemoryType::solution;
            }
        }
    }
    return std::nullopt;
}

bool is_revert(std::string_view subject) {
    return first_word(subject) == "revert";
}

std::string cut_line(std::string_view text, std::size_t limit) {
    if (count_characters(text) <= limit) {
        return std::string(text);
    }
    std::string line(first_characters(text, limit - 1));
    line += "\u2026";
    return line;
}

std::string content_of(const GitCommit& commit, std::string_view subject) {
    const std::string clean = without_controls(commit.body);
    const std::string_view body = trim(clean);
    std::string content(subject);
    if (!body.empty()) {
        content += "\n\n";
        content += body;
    }
    const std::size_t dropped =
        commit.body_bytes > commit.body.size() ? commit.body_bytes - commit.body.size() : 0;
    const std::size_t characters = count_characters(content);
    if (characters <= kContentCharacters && dropped == 0) {
        return content;
    }
    constexpr std::string_view kMark = "\n\n[cut here: the commit's message is longer]";
    std::string cut(first_characters(content, kContentCharacters - kMark.size()));
    cut += kMark;
    return cut;
}

/// A name without any control character, also without those that text may have.
std::string file_name(const std::string& name) {
    std::string line = without_controls(name);
    for (const char control : {'\n', '\t'}) {
        for (std::size_t at = line.find(control); at != std::string::npos;
             at = line.find(control)) {
            line.replace(at, 1, "\uFFFD");
        }
    }
    return line;
}

memory::Timestamp author_time(std::int64_t seconds) {
    // Years 0001 to 9999, the model's range: broken clocks have written worse into commits.
    constexpr std::int64_t kFirst = -62'135'596'800;
    constexpr std::int64_t kLast = 253'402'300'799;
    return memory::Timestamp(std::chrono::seconds(std::clamp(seconds, kFirst, kLast)));
}

}  // namespace

std::string commit_key(std::string_view project, std::string_view sha) {
    std::string key = "git:";
    key += project;
    key += ':';
    key += sha;
    return key;
}

MemoryType commit_type(std::string_view subject, std::string_view body) {
    const std::string_view line = trim(subject);
    if (const auto type = by_prefix(line)) {
        return *type;
    }
    if (const auto type = by_first_word(line)) {
        return *type;
    }
    return by_trailer(body).value_or(MemoryType::general);
}

memory::NewMemory commit_memory(const GitCommit& commit, const CommitOrigin& origin) {
    memory::NewMemory memory;
    std::string subject = without_controls(trim(commit.subject));
    if (subject.empty()) {
        subject = "Commit " + commit.sha.substr(0, 12) + " (no message)";
    }
    memory.type = commit_type(subject, commit.body);
    memory.title = cut_line(subject, kTitleCharacters);
    memory.content = content_of(commit, subject);
    memory.tags = {"git", "commit"};
    if (commit.parents.size() > 1) {
        memory.tags.emplace_back("merge");
        memory.importance = 0.3;
    } else if (is_revert(subject)) {
        memory.tags.emplace_back("revert");
    }
    memory.author = cut_line(one_line(commit.author), kAuthorCharacters);
    memory.project = origin.project;
    memory.occurred_at = author_time(commit.author_seconds);
    memory.key = commit_key(origin.project, commit.sha);
    memory.context.project_path = origin.repository;
    memory.context.git_commit = commit.sha;
    for (const std::string& file : commit.files) {
        memory.context.files_involved.push_back(file_name(file));
    }
    if (commit.file_count > commit.files.size()) {
        memory.context.additional_metadata =
            "{\"files_changed\":" + std::to_string(commit.file_count) + "}";
    }
    return memory;
}

std::vector<memory::NewRelationship> commit_edges(
    const GitCommit& commit, const CommitOrigin& origin
) {
    std::vector<memory::NewRelationship> edges;
    for (const std::string& parent : commit.parents) {
        memory::NewRelationship edge(
            commit_key(origin.project, commit.sha),
            commit_key(origin.project, parent),
            memory::RelationshipType::follows
        );
        edge.skip_when_end_is_missing = true;
        edge.valid_from = author_time(commit.author_seconds);
        edges.push_back(std::move(edge));
    }
    return edges;
}

}  // namespace mcp::app
