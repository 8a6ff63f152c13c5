#pragma once
// Random bytes for secrets: tokens, session ids, keys.
// Not for tests or jitter, which take a generator that is handed in.

#include <cstddef>
#include <string>

namespace mcp::crypto {

/// `count` bytes of OpenSSL's generator, seeded by the system. Throws Error when it has no entropy.
[[nodiscard]] std::string random_bytes(std::size_t count);

}  // namespace mcp::crypto
