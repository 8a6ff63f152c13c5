// Tests of line framing: splits at every byte, line ends of both kinds, limits.
// The buffer must give the same lines however the bytes arrive.

#include "transport/line_buffer.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

using mcp::transport::LineBuffer;

namespace {

/// Feeds `text` in pieces of `step` bytes; the lines that come out, "!" for one that was too long.
std::vector<std::string> lines_of(
    std::string_view text, std::size_t step, std::size_t limit = 100
) {
    LineBuffer buffer(limit);
    std::vector<std::string> lines;
    const auto take = [&](LineBuffer::Next next) {
        if (next == LineBuffer::Next::line) {
            lines.emplace_back(buffer.line());
        } else if (next == LineBuffer::Next::too_long) {
            lines.emplace_back("!");
        }
        return next != LineBuffer::Next::need_more;
    };
    for (std::size_t at = 0; at < text.size();) {
        const auto space = buffer.prepare();
        const std::size_t bytes = std::min({step, text.size() - at, space.size()});
        std::memcpy(space.data(), text.data() + at, bytes);
        buffer.commit(bytes);
        at += bytes;
        while (take(buffer.next())) {
        }
    }
    take(buffer.last());
    return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("lines are the same however the bytes arrive") {
    const std::string text = "\n{\"a\":1}\r\n\r\n  \t\n{\"b\":\"é世\"}\n{\"c\":2}\r\nlast";
    const Lines expected = {"{\"a\":1}", "{\"b\":\"é世\"}", "{\"c\":2}", "last"};
    for (std::size_t step = 1; step <= text.size(); ++step) {
        INFO(step);
        CHECK(lines_of(text, step) == expected);
    }
}

TEST_CASE("a line above the limit is reported once and dropped, its neighbours are kept") {
    const std::string text = "one\n" + std::string(500, 'x') + "\ntwo\n";
    for (const std::size_t step : {1U, 7U, 99U, 1000U}) {
        INFO(step);
        CHECK(lines_of(text, step) == Lines{"one", "!", "two"});
    }
}

TEST_CASE("the limit counts the bytes of a line without its end") {
    CHECK(lines_of("12345\n123456\n", 3, 5) == Lines{"12345", "!"});
    CHECK(lines_of("12345\n123456\n", 100, 5) == Lines{"12345", "!"});
}

TEST_CASE("a line that is too long and never ends is reported once") {
    CHECK(lines_of(std::string(100'000, 'x'), 4096) == Lines{"!"});
}

TEST_CASE("long lines pass and the buffer gives their memory back") {
    LineBuffer buffer(std::size_t{8} << 20);
    const std::string line(3'000'000, 'y');
    std::size_t fed = 0;
    while (fed < line.size()) {
        const auto space = buffer.prepare();
        const std::size_t bytes = std::min(space.size(), line.size() - fed);
        std::memset(space.data(), 'y', bytes);
        buffer.commit(bytes);
        fed += bytes;
        CHECK(buffer.next() == LineBuffer::Next::need_more);
    }
    buffer.prepare()[0] = '\n';
    buffer.commit(1);
    REQUIRE(buffer.next() == LineBuffer::Next::line);
    CHECK(buffer.line() == line);
    CHECK(buffer.next() == LineBuffer::Next::need_more);
    CHECK(buffer.prepare().size() < 100'000);
}

TEST_CASE("blank input has no lines") {
    CHECK(lines_of("", 1).empty());
    CHECK(lines_of("\n\r\n \n", 2).empty());
    CHECK(lines_of("   ", 2).empty());
}
