#pragma once
// A disk that SQLite cannot write to, for as long as a scope lasts; nothing else is affected.
// SQLite lets its system calls be replaced, for all connections of the process.

#include <array>
#include <cerrno>
#include <cstddef>
#include <stdexcept>
#include <sys/types.h>

#include <sqlite3.h>

namespace memory::test {

/// Writes to databases, and to their logs, fail with EIO. What SQLite only keeps in its cache, it
/// keeps. One at a time.
class FailingDisk {
  public:
    FailingDisk() {
        bool replaced = false;
        for (std::size_t i = 0; i < kCalls.size(); ++i) {
            // Of a call that this SQLite was built without, there is none.
            real_[i] = vfs_->xGetSystemCall(vfs_, kCalls[i]);
            if (real_[i] != nullptr) {
                vfs_->xSetSystemCall(
                    vfs_, kCalls[i], reinterpret_cast<sqlite3_syscall_ptr>(&FailingDisk::fail)
                );
                replaced = true;
            }
        }
        if (!replaced) {
            throw std::runtime_error("this SQLite writes in a way that the test does not know");
        }
    }

    FailingDisk(const FailingDisk&) = delete;
    FailingDisk& operator=(const FailingDisk&) = delete;

    ~FailingDisk() {
        for (std::size_t i = 0; i < kCalls.size(); ++i) {
            if (real_[i] != nullptr) {
                vfs_->xSetSystemCall(vfs_, kCalls[i], real_[i]);
            }
        }
    }

  private:
    static constexpr std::array<const char*, 2> kCalls{"pwrite", "pwrite64"};

    static ssize_t fail(int /*file*/, const void* /*data*/, std::size_t /*size*/, off_t /*at*/) {
        errno = EIO;
        return -1;
    }

    sqlite3_vfs* vfs_ = sqlite3_vfs_find(nullptr);
    std::array<sqlite3_syscall_ptr, kCalls.size()> real_{};
};

}  // namespace memory::test
