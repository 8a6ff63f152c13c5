// Replays the corpora of HTTP's fuzz targets, so that what fuzzing found stays found.
// The targets abort when a promise is broken; here they only have to return.

#include "support/catch.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int fuzz_http_guard(const std::uint8_t* data, std::size_t size);
extern "C" int fuzz_sse_encoder(const std::uint8_t* data, std::size_t size);
extern "C" int fuzz_standard_headers(const std::uint8_t* data, std::size_t size);

namespace {

using Target = int (*)(const std::uint8_t*, std::size_t);

std::size_t replay(const char* corpus, Target target) {
    std::size_t replayed = 0;
    const std::filesystem::path folder = std::filesystem::path(FUZZ_CORPUS) / corpus;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::ifstream file(entry.path(), std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(file), {}};
        INFO(entry.path().filename());
        // std::uint8_t is unsigned char here, and char may be read through it.
        CHECK(target(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()) == 0);
        ++replayed;
    }
    return replayed;
}

}  // namespace

TEST_CASE("every input of HTTP's corpora passes") {
    CHECK(replay("http_guard", fuzz_http_guard) >= 10);
    CHECK(replay("sse_encoder", fuzz_sse_encoder) >= 4);
    CHECK(replay("standard_headers", fuzz_standard_headers) >= 5);
}
