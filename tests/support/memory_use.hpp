#pragma once
// How much memory this process holds: its heap, to find what is not given back, and its pages.
// Works alike under the sanitizers, whose allocators answer for themselves.

#include <cstddef>

namespace support {

/// Whether a sanitizer is linked in: time and pages are then no measure of the code.
[[nodiscard]] bool runs_under_sanitizer() noexcept;

/// Bytes allocated and not freed yet.
[[nodiscard]] std::size_t allocated_bytes() noexcept;

/// Resident pages, after the allocator has given back what it can. Throws where /proc has none.
[[nodiscard]] std::size_t resident_bytes();

}  // namespace support
