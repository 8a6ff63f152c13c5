// The shelf of spare arenas; see arena_pool.hpp.
// Its places are exchanged atomically, because records are dropped on any thread.

#include "packstream/arena_pool.hpp"

#include <utility>

namespace bolt::packstream {

namespace {

/// As much as the records of one fetch take, when they are small; more is freed. [limit]
constexpr std::size_t kSpare = 4;
constexpr std::size_t kBlock = 64 * 1024;

}  // namespace

class ArenaPool::Shelf {
  public:
    Shelf() = default;
    Shelf(const Shelf&) = delete;
    Shelf& operator=(const Shelf&) = delete;

    ~Shelf() { clear(); }

    [[nodiscard]] std::unique_ptr<Arena> take() noexcept {
        for (std::atomic<Arena*>& place : places_) {
            if (Arena* const arena = place.exchange(nullptr, std::memory_order_acquire)) {
                return std::unique_ptr<Arena>(arena);
            }
        }
        return nullptr;
    }

    void put(std::unique_ptr<Arena> arena) noexcept {
        if (!open_.load(std::memory_order_relaxed)) {
            return;
        }
        arena->rewind();
        Arena* const spare = arena.release();
        for (std::atomic<Arena*>& place : places_) {
            Arena* empty = nullptr;
            if (place.compare_exchange_strong(empty, spare, std::memory_order_release)) {
                return;
            }
        }
        arena.reset(spare);  // no room: freed
    }

    void open(bool open) noexcept { open_.store(open, std::memory_order_relaxed); }

    void clear() noexcept {
        while (take()) {
        }
    }

  private:
    std::array<std::atomic<Arena*>, kSpare> places_{};
    /// No more than a hint: an arena that comes back at this very moment may stay.
    std::atomic<bool> open_{false};
};

ArenaPool::ArenaPool() : shelf_(std::make_shared<Shelf>()) {}

ArenaPool::~ArenaPool() {
    rest();
}

std::shared_ptr<Arena> ArenaPool::take() {
    if (resting_) {
        shelf_->open(true);
        resting_ = false;
    }
    std::unique_ptr<Arena> arena = shelf_->take();
    if (!arena) {
        arena = std::make_unique<Arena>(kBlock);
    }
    // The last record puts it back; the shelf lives as long as any of them.
    return {arena.release(), [shelf = shelf_](Arena* used) {
                shelf->put(std::unique_ptr<Arena>(used));
            }};
}

void ArenaPool::rest() noexcept {
    if (shelf_ && !resting_) {
        shelf_->open(false);
        shelf_->clear();
        resting_ = true;
    }
}

}  // namespace bolt::packstream
