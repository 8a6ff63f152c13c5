// `boltmem import git`: streams a repository's log into the store, oldest commit first.
// Batches are atomic and commits have keys: stopped anywhere, it goes on where it was when run
// again, and what is there already is left alone.
#include "app/commands.hpp"
#include "app/commit_memory.hpp"
#include "app/git_log_parser.hpp"
#include "app/git_process.hpp"
#include "app/progress.hpp"
#include "app/text_layout.hpp"
#include "app/usage_error.hpp"
#include "app/utf8.hpp"
#include "json/json_io.hpp"

#include <memory/error.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <boost/asio/this_coro.hpp>
#include <nlohmann/json.hpp>

namespace mcp::app {
namespace {

/// One transaction holds so many commits, or so many bytes of text, whichever is reached first.
constexpr std::size_t kBatchCommits = 500;
constexpr std::size_t kBatchBytes = 4 * 1024 * 1024;
/// Keys have at most 200 characters; "git:", a colon and the hash are around the project.
constexpr std::size_t kKeyCharacters = 200;

struct Counts {
    Counts() = default;
    std::int64_t commits = 0;
    std::int64_t created = 0;
    std::int64_t existing = 0;
    std::int64_t refused = 0;
    std::int64_t links_created = 0;
    std::string first_refusal;
};

using Words = std::vector<std::string>;

Words at_repository(const std::string& path, Words words) {
    Words all = {"-C", path};
    all.insert(all.end(), words.begin(), words.end());
    return all;
}

[[noreturn]] void fail_git(const std::string& path, const std::string& complaint) {
    std::string text = path + " cannot be imported: ";
    text += complaint.empty() ? "git failed without a message" : complaint;
    throw UsageError(text);
}

/// The repository's top folder, or a bare repository's own folder.
Task<std::string> find_repository(std::string path) {
    Words words = at_repository(path, {"rev-parse", "--is-bare-repository"});
    GitAnswer answer = co_await ask_git(std::move(words));
    if (answer.status != 0) {
        fail_git(path, answer.complaint);
    }
    const bool bare = answer.output == "true";
    words = at_repository(path, {"rev-parse", bare ? "--absolute-git-dir" : "--show-toplevel"});
    answer = co_await ask_git(std::move(words));
    if (answer.status != 0) {
        fail_git(path, answer.complaint);
    }
    co_return without_controls(to_valid_utf8(answer.output));
}

/// --since and --max-count, for log and rev-list alike.
Words selection(const ImportGitOptions& options) {
    Words words;
    if (options.since.has_value()) {
        // Git reads times before 1970 as "now", which would select nothing.
        const auto start = memory::Timestamp(std::chrono::seconds(0));
        if (*options.since > start) {
            words.push_back("--since=" + memory::format_iso8601(*options.since));
        }
    }
    if (options.limit > 0) {
        words.push_back("--max-count=" + std::to_string(options.limit));
    }
    words.emplace_back("HEAD");
    words.emplace_back("--");
    return words;
}

Words log_words(const ImportGitOptions& options, const std::string& path) {
    // Whatever the user's configuration says: no pager, colours, signatures, notes, renames (which
    // cost time) or helper programs; names relative to the top folder.
    Words words = at_repository(
        path,
        {"-c",
         "log.showSignature=false",
         "-c",
         "log.showRoot=true",
         "-c",
         "core.quotePath=false",
         "--no-pager",
         "log",
         "--reverse",
         "--topo-order",
         "--no-color",
         "--no-decorate",
         "--no-notes",
         "--no-ext-diff",
         "--no-textconv",
         "--no-renames",
         "--no-relative",
         "--encoding=UTF-8",
         "--name-only",
         "-z"}
    );
    words.push_back("--format=" + std::string(kGitLogFormat));
    const Words chosen = selection(options);
    words.insert(words.end(), chosen.begin(), chosen.end());
    return words;
}

/// How many commits there will be, for the progress bar; 0 = unknown.
Task<std::int64_t> count_commits(ImportGitOptions options, std::string path) {
    Words words = at_repository(path, {"rev-list", "--count"});
    const Words chosen = selection(options);
    words.insert(words.end(), chosen.begin(), chosen.end());
    const GitAnswer answer = co_await ask_git(std::move(words));
    std::int64_t count = 0;
    for (const char c : answer.output.substr(0, 18)) {
        if (c < '0' || c > '9') {
            co_return 0;
        }
        count = count * 10 + (c - '0');
    }
    co_return count;
}

/// Writes commits to the store in batches and counts what became of them.
class Importer {
  public:
    Importer(memory::MemoryDatabase& database, CommitOrigin origin)
        : database_(database), origin_(std::move(origin)), batch_(database.transaction()) {}

    /// Adds a commit; true when the batch should be applied now.
    [[nodiscard]] bool add(const GitCommit& commit);
    Task<> apply();

    [[nodiscard]] const Counts& counts() const { return counts_; }

  private:
    memory::MemoryDatabase& database_;
    CommitOrigin origin_;
    memory::Transaction batch_;
    std::vector<memory::NewRelationship> edges_;  ///< of the batch's commits, added after them
    std::size_t commits_ = 0;
    std::size_t bytes_ = 0;
    Counts counts_;
};

bool Importer::add(const GitCommit& commit) {
    ++counts_.commits;
    try {
        batch_.store(commit_memory(commit, origin_));
    } catch (const memory::Error& error) {
        if (error.code() != memory::Errc::invalid_argument) {
            throw;
        }
        ++counts_.refused;
        if (counts_.first_refusal.empty()) {
            counts_.first_refusal = commit.sha.substr(0, 12) + ": " + error.what();
        }
        return false;
    }
    for (memory::NewRelationship& edge : commit_edges(commit, origin_)) {
        edges_.push_back(std::move(edge));
    }
    ++commits_;
    bytes_ += commit.subject.size() + commit.body.size();
    return commits_ >= kBatchCommits || bytes_ >= kBatchBytes;
}

Task<> Importer::apply() {
    // Writes of one kind side by side: the Neo4j store sends each such run as one statement.
    for (memory::NewRelationship& edge : edges_) {
        batch_.relate(std::move(edge));
    }
    edges_.clear();
    if (batch_.size() == 0) {
        co_return;
    }
    memory::Transaction full = std::exchange(batch_, database_.transaction());
    commits_ = 0;
    bytes_ = 0;
    const std::vector<memory::WriteResult> results = co_await database_.apply(std::move(full));
    for (const memory::WriteResult& result : results) {
        const bool created = result.outcome == memory::WriteOutcome::created;
        if (!result.memory.is_nil()) {
            ++(created ? counts_.created : counts_.existing);
        } else if (created) {
            ++counts_.links_created;
        }
    }
}

void print_summary(
    Output& output,
    const Counts& counts,
    const CommitOrigin& origin,
    std::chrono::nanoseconds elapsed
) {
    output.line(
        format_count(counts.commits) + (counts.commits == 1 ? " commit" : " commits") + " of " +
        output.safe(origin.project) + ": " + format_count(counts.created) + " new, " +
        format_count(counts.existing) + " already there, " + format_count(counts.links_created) +
        " new links, in " + format_duration(elapsed)
    );
    if (counts.refused > 0) {
        output.note(
            format_count(counts.refused) +
            " commits were left out; the first: " + counts.first_refusal
        );
    }
}

void print_json(
    Output& output,
    const Counts& counts,
    const CommitOrigin& origin,
    std::chrono::nanoseconds elapsed
) {
    nlohmann::json answer = nlohmann::json::object();
    answer["project"] = origin.project;
    answer["commits"] = counts.commits;
    answer["new"] = counts.created;
    answer["existing"] = counts.existing;
    answer["refused"] = counts.refused;
    answer["new_links"] = counts.links_created;
    answer["seconds"] = std::chrono::duration<double>(elapsed).count();
    output.line(json::dump(answer));
}

CommitOrigin make_origin(const ImportGitOptions& options, const std::string& repository) {
    CommitOrigin origin;
    origin.repository = repository;
    origin.project = options.project.empty() ? repository : options.project;
    const std::string longest_hash(64, '0');
    if (count_characters(commit_key(origin.project, longest_hash)) > kKeyCharacters) {
        throw UsageError(
            "the project's name \"" + shorten(origin.project, 40) +
            "\" is too long for import (131 characters at most); give a shorter one with --project"
        );
    }
    return origin;
}

/// Reads the log to its end, or to the first interrupt.
Task<> import_commits(Host& host, Importer& importer, Words words, std::int64_t total) {
    const auto ex = host.executor();
    GitProcess git(ex, words);
    GitLogParser parser;
    Progress progress(host.output().progress_wanted(), total);
    GitLogParser::Status status = GitLogParser::Status::ok;
    bool at_end = false;
    while (!at_end && !host.interrupted() && status == GitLogParser::Status::ok) {
        const std::string bytes = co_await git.read();
        at_end = bytes.empty();
        // What git prints before it fails is no whole commit: its status is looked at first.
        if (at_end) {
            const int exit = git.wait();
            if (exit != 0) {
                throw memory::Error(
                    memory::Errc::unavailable,
                    "git log ended early (status " + std::to_string(exit) + "): " + git.complaint()
                );
            }
            status = parser.finish();
        } else {
            status = parser.feed(bytes);
        }
        for (const GitCommit& commit : parser.take()) {
            if (importer.add(commit)) {
                co_await importer.apply();
                progress.update(importer.counts().commits);
            }
        }
    }
    if (status != GitLogParser::Status::ok) {
        throw memory::Error(
            memory::Errc::internal, "git log printed something else than commits; is git recent?"
        );
    }
    co_await importer.apply();
}

}  // namespace

Task<Exit> run_import_git(Host& host, ImportGitOptions options, bool json) {
    const auto start = std::chrono::steady_clock::now();
    const std::string path = options.repository.string();
    const std::string repository = co_await find_repository(path);
    const CommitOrigin origin = make_origin(options, repository);
    Output& output = host.output();
    Words head = at_repository(path, {"rev-parse", "--verify", "--quiet", "HEAD"});
    const GitAnswer has_commits = co_await ask_git(std::move(head));
    Importer importer(host.database_for_import(), origin);
    if (has_commits.status == 0) {
        std::int64_t total = 0;
        if (output.progress_wanted()) {
            total = co_await count_commits(options, path);
        }
        co_await import_commits(host, importer, log_words(options, path), total);
    }
    const auto elapsed = std::chrono::steady_clock::now() - start;
    if (json) {
        print_json(output, importer.counts(), origin, elapsed);
    } else {
        print_summary(output, importer.counts(), origin, elapsed);
    }
    if (host.interrupted()) {
        output.note("interrupted; what is imported stays, and running it again goes on from there");
        co_return Exit::interrupted;
    }
    co_return Exit::done;
}

}  // namespace mcp::app
