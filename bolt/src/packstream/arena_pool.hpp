#pragma once
// Arenas that come back when the last record in them is gone, whichever thread drops it.
// A long result so goes through the same few blocks of memory again and again.

#include "packstream/arena.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>

namespace bolt::packstream {

/// Belongs to one connection; its arenas may outlive it.
class ArenaPool {
  public:
    ArenaPool();
    ~ArenaPool();
    /// One that was moved from is good for nothing but to be destroyed.
    ArenaPool(ArenaPool&&) noexcept = default;
    ArenaPool& operator=(ArenaPool&&) = delete;

    /// An empty arena of one block of 64 KiB.
    [[nodiscard]] std::shared_ptr<Arena> take();
    /// Frees the spare arenas, and those that come back before the next take(): an idle connection
    /// holds none.
    void rest() noexcept;

  private:
    class Shelf;
    std::shared_ptr<Shelf> shelf_;
    bool resting_ = true;
};

}  // namespace bolt::packstream
