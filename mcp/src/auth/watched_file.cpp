// Looking at a file's version, and reading it when that is another.
// A version that could not be read counts as seen, so that it is complained of once.
#include "auth/watched_file.hpp"

#include <mcp/error.hpp>

#include <utility>

namespace mcp::auth {

WatchedFile::WatchedFile(
    std::filesystem::path path,
    files::FileAccess access,
    std::size_t max_bytes,
    std::chrono::milliseconds interval,
    SteadyNow now
)
    : path_(std::move(path)),
      access_(access),
      max_bytes_(max_bytes),
      interval_(interval),
      now_(std::move(now)) {}

std::string WatchedFile::load() {
    next_look_ = now_() + interval_;
    seen_ = files::file_version(path_);
    files::FileContent content = files::read_private_file(path_, access_, max_bytes_);
    seen_ = content.version;
    return std::move(content.text);
}

FileNews WatchedFile::poll() {
    FileNews news;
    const auto now = now_();
    if (now < next_look_) {
        return news;
    }
    next_look_ = now + interval_;
    if (files::file_version(path_) == seen_) {
        return news;
    }
    try {
        news.text = load();
    } catch (const Error& error) {
        news.problem = error.what();
    }
    return news;
}

}  // namespace mcp::auth
