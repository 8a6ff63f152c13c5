#pragma once
// Reads the output of `git log -z --name-only` as it streams in, whatever bytes it holds.
//
// One commit is a row of NUL-ended fields, made by kGitLogFormat:
//   "" sha parents author-seconds author subject body, then "\nfile" file file ...
// The leading empty field is what separates a commit from the files of the one before: a file name
// is never empty, while it may well look like a commit's hash. Git's own separator before the first
// file is a newline, which is dropped. No field can hold a NUL: git cuts messages there, and no
// file system allows it in names.
//
// Sans-IO: bytes in, commits out, in pieces of any size.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mcp::app {

/// For `git log --format=`.
inline constexpr std::string_view kGitLogFormat = "tformat:%x00%H%x00%P%x00%at%x00%aN%x00%s%x00%b";

/// One commit as git told it. Text is valid UTF-8 (bytes that are not are replaced by U+FFFD)
/// without NUL.
struct GitCommit {
    GitCommit() = default;

    std::string sha;                   ///< 40 or 64 hexadecimal digits
    std::vector<std::string> parents;  ///< first parent first
    std::int64_t author_seconds = 0;   ///< since 1970 in UTC
    std::string author;
    std::string subject;
    std::string body;
    std::size_t body_bytes = 0;  ///< of the whole body, also what the limit cut off
    std::vector<std::string> files;
    std::size_t file_count = 0;  ///< of all files, also those past the limit
};

/// What is kept of a commit; the rest is counted and dropped.
struct GitLogLimits {
    GitLogLimits() = default;
    std::size_t field_bytes = 256 * 1024;  ///< of one field
    std::size_t files = 100;               ///< of one commit
    std::size_t file_bytes = 1000;         ///< of one name; longer names are only counted
};

/// Incremental parser. One thread; no errors thrown but std::bad_alloc.
class GitLogParser {
  public:
    enum class Status : std::uint8_t {
        ok,
        malformed,  ///< not what kGitLogFormat gives; nothing after it is read
    };

    explicit GitLogParser(GitLogLimits limits = GitLogLimits());

    /// Reads the next bytes. Commits that became complete wait in take().
    [[nodiscard]] Status feed(std::string_view bytes);
    /// The output has ended: completes the last commit.
    [[nodiscard]] Status finish();
    /// Moves out the commits that are complete, in order.
    [[nodiscard]] std::vector<GitCommit> take();

  private:
    enum class Field : std::uint8_t { start, sha, parents, seconds, author, subject, body, file };

    void keep(std::string_view bytes);
    [[nodiscard]] Status end_field();
    [[nodiscard]] bool read_sha();
    [[nodiscard]] bool read_parents();
    [[nodiscard]] bool read_seconds();
    void read_file();
    void complete();

    GitLogLimits limits_;
    Field field_ = Field::start;
    Status status_ = Status::ok;
    std::string text_;            ///< of the field under way, up to the limit
    std::size_t text_bytes_ = 0;  ///< of the whole field
    GitCommit commit_;
    std::vector<GitCommit> commits_;
};

}  // namespace mcp::app
