// Replays the corpus of the JSON-RPC fuzz target, so that what fuzzing found stays found.
// The target aborts when a promise is broken; here it only has to return.

#include "support/catch.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

TEST_CASE("every input of the JSON-RPC corpus passes") {
    std::size_t replayed = 0;
    for (const auto& entry : std::filesystem::directory_iterator(JSONRPC_CORPUS)) {
        std::ifstream file(entry.path(), std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(file), {}};
        INFO(entry.path().filename());
        // std::uint8_t is unsigned char here, and char may be read through it.
        CHECK(
            LLVMFuzzerTestOneInput(
                reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()
            ) == 0
        );
        ++replayed;
    }
    CHECK(replayed >= 19);
}
