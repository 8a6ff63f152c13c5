// Codes of selections; see selection.hpp.
// FNV-1a over the sorted ids, in 64 bits.

#include "tools/selection.hpp"

#include <algorithm>
#include <cstdint>

namespace mcp::tools {

std::string selection_code(std::vector<memory::MemoryId> ids) {
    std::sort(ids.begin(), ids.end());
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const memory::MemoryId& id : ids) {
        for (const std::uint8_t byte : id.bytes()) {
            hash = (hash ^ byte) * 0x100000001b3;
        }
    }
    std::string code;
    for (int shift = 60; shift >= 0; shift -= 4) {
        code += "0123456789abcdef"[(hash >> static_cast<unsigned>(shift)) & 0xFU];
    }
    return code;
}

}  // namespace mcp::tools
