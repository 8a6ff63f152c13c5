// The bookmark manager that the driver brings; see bookmark_manager.hpp.
// Its hooks are called without the lock: they may take their time.

#include <bolt/bookmark_manager.hpp>

#include <algorithm>
#include <mutex>
#include <utility>

namespace bolt {

namespace {

class BookmarksInMemory final : public BookmarkManager {
  public:
    explicit BookmarksInMemory(BookmarkManagerConfig config)
        : supplier_(std::move(config.supplier)),
          consumer_(std::move(config.consumer)),
          bookmarks_(std::move(config.initial)) {}

    Task<Bookmarks> get_bookmarks() override {
        Bookmarks supplied;
        if (supplier_) {
            supplied = co_await supplier_();
        }
        const std::lock_guard lock(mutex_);
        co_return bookmarks_.merged(supplied);
    }

    Task<> update_bookmarks(Bookmarks previous, Bookmarks bookmarks) override {
        if (bookmarks.empty()) {
            co_return;
        }
        Bookmarks now;
        {
            const std::lock_guard lock(mutex_);
            std::vector<std::string> kept;
            std::set_difference(
                bookmarks_.values().begin(),
                bookmarks_.values().end(),
                previous.values().begin(),
                previous.values().end(),
                std::back_inserter(kept)
            );
            bookmarks_ = Bookmarks(std::move(kept)).merged(bookmarks);
            now = bookmarks_;
        }
        if (consumer_) {
            co_await consumer_(std::move(now));
        }
    }

  private:
    const std::function<Task<Bookmarks>()> supplier_;
    const std::function<Task<>(Bookmarks bookmarks)> consumer_;
    std::mutex mutex_;
    Bookmarks bookmarks_;
};

}  // namespace

std::shared_ptr<BookmarkManager> make_bookmark_manager(BookmarkManagerConfig config) {
    return std::make_shared<BookmarksInMemory>(std::move(config));
}

}  // namespace bolt
