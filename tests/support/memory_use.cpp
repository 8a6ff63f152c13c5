// Reading the allocator and /proc; see memory_use.hpp.
// The sanitizers' own functions are found at link time, when there are any.

#include "support/memory_use.hpp"

#include <fstream>
#include <malloc.h>
#include <stdexcept>
#include <unistd.h>

extern "C" {
// NOLINTNEXTLINE: the name is that of the sanitizers' interface
std::size_t __sanitizer_get_current_allocated_bytes() __attribute__((weak));
}

namespace support {

bool runs_under_sanitizer() noexcept {
    return __sanitizer_get_current_allocated_bytes != nullptr;
}

std::size_t allocated_bytes() noexcept {
    if (runs_under_sanitizer()) {
        return __sanitizer_get_current_allocated_bytes();
    }
    const struct mallinfo2 info = ::mallinfo2();
    return info.uordblks + info.hblkhd;
}

std::size_t resident_bytes() {
    ::malloc_trim(0);
    std::ifstream file("/proc/self/statm");
    std::size_t total = 0;
    std::size_t resident = 0;
    if (!(file >> total >> resident)) {
        throw std::runtime_error("/proc/self/statm cannot be read");
    }
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

}  // namespace support
