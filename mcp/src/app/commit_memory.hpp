#pragma once
// What a commit becomes in the graph: one memory, and FOLLOWS edges to its parents.
//
// The type comes from the subject line, first rule that fits:
//   1. a conventional prefix `word(scope)!:`  fix, bugfix, hotfix, revert -> fix; feat, feature,
//      task, chore, test, tests -> task; perf -> solution; refactor, style -> code_pattern; docs,
//      doc -> file_context; build, ci, release -> workflow; deps -> technology; error, bug, crash
//      -> error
//   2. the subject's first word, also with -s, -es, -d, -ed and -ing (the lists are in the .cpp):
//      Fix, Revert ... -> fix; Prevent, Handle, Improve, Work around ... -> solution; Add,
//      Implement, Test ... -> task; Refactor, Rename, Remove ... -> code_pattern; Bump, Upgrade ->
//      technology; Merge, Release ... -> workflow; Document ... -> file_context
//   3. a trailer in the body: `Fixes: <anything>` -> fix; `Closes #1`, `Fixes #1`, `Resolves #1`
//      (also with -d and -s) -> solution
//   4. else general
// Pure.

#include "app/git_log_parser.hpp"

#include <memory/model.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace mcp::app {

/// Where imported commits belong.
struct CommitOrigin {
    CommitOrigin() = default;
    std::string project;     ///< the memories' project; part of their keys
    std::string repository;  ///< top folder, stored as context.project_path
};

/// The idempotency key of a commit: `git:PROJECT:SHA`.
[[nodiscard]] std::string commit_key(std::string_view project, std::string_view sha);

[[nodiscard]] memory::MemoryType commit_type(std::string_view subject, std::string_view body);

/// Title = subject; content = subject and body; both cut to the model's limits with a mark that
/// says so. Control characters, which the model refuses, become U+FFFD. Tags: git, commit, and
/// merge or revert where it is one. Importance: 0.5, merges 0.3.
[[nodiscard]] memory::NewMemory commit_memory(const GitCommit& commit, const CommitOrigin& origin);

/// `commit FOLLOWS parent` for each parent, by keys; parents that the store does not have (a
/// shallow clone, --since, --limit) are left out by the store.
[[nodiscard]] std::vector<memory::NewRelationship> commit_edges(
    const GitCommit& commit, const CommitOrigin& origin
);

}  // namespace mcp::app
