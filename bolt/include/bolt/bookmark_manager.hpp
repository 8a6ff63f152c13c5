#pragma once
// BookmarkManager: causal chaining across sessions: what one wrote the others see.
// Give the same manager to their settings; Driver::execute_query has one of its own.

#include <bolt/bookmarks.hpp>
#include <bolt/task.hpp>

#include <functional>
#include <memory>

namespace bolt {

/// Threads: called from any, and by several coroutines at once. It must not use its own driver.
class BookmarkManager {
  public:
    BookmarkManager() = default;
    BookmarkManager(const BookmarkManager&) = delete;
    BookmarkManager& operator=(const BookmarkManager&) = delete;
    virtual ~BookmarkManager() = default;

    /// What the next transaction is to see.
    virtual Task<Bookmarks> get_bookmarks() = 0;
    /// A transaction that was begun with `previous` has ended with `bookmarks`, which replace them.
    virtual Task<> update_bookmarks(Bookmarks previous, Bookmarks bookmarks) = 0;
};

/// How make_bookmark_manager() begins, and its hooks.
struct BookmarkManagerConfig {
    BookmarkManagerConfig() = default;

    Bookmarks initial;  ///< what the first transaction is to see
    /// Asked for each transaction: bookmarks from elsewhere, used beside the manager's own and not
    /// remembered. Empty = none.
    std::function<Task<Bookmarks>()> supplier;
    /// Told after each update: all bookmarks that the manager holds then. Empty = nobody.
    std::function<Task<>(Bookmarks bookmarks)> consumer;
};

/// The usual manager: one set for all databases, in memory.
[[nodiscard]] std::shared_ptr<BookmarkManager> make_bookmark_manager(
    BookmarkManagerConfig config = {}
);

}  // namespace bolt
