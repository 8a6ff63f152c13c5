// Framing: chunks written, and read back across every split; keep-alives, limits, big messages.
// The reader must give the same messages however the bytes arrive.

#include "bytes.hpp"
#include "support/catch.hpp"
#include "wire/chunker.hpp"
#include "wire/dechunker.hpp"

#include <algorithm>

using namespace bolt;
using namespace bolt::test;
using wire::DechunkStatus;

namespace {

ByteVector body_of(std::size_t size) {
    ByteVector body(size);
    for (std::size_t i = 0; i < size; ++i) {
        body[i] = static_cast<std::uint8_t>(i * 7);
    }
    return body;
}

/// Feeds `stream` in pieces whose sizes `next_size` gives, and collects the messages.
template <class NextSize>
std::vector<ByteVector> read_in_pieces(
    std::span<const std::uint8_t> stream, NextSize next_size, std::size_t limit = 1 << 20
) {
    wire::Dechunker dechunker(limit);
    std::vector<ByteVector> found;
    while (!stream.empty()) {
        const std::size_t size = std::min(stream.size(), next_size());
        // A copy of its own, so that a view into an earlier piece would be seen by a sanitizer.
        const ByteVector piece(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(size));
        stream = stream.subspan(size);
        std::span<const std::uint8_t> input(piece);
        std::span<const std::uint8_t> message;
        for (;;) {
            const DechunkStatus status = dechunker.next(input, message);
            if (status != DechunkStatus::message) {
                REQUIRE(status == DechunkStatus::needs_more);
                REQUIRE(input.empty());
                break;
            }
            found.emplace_back(message.begin(), message.end());
        }
    }
    REQUIRE(dechunker.idle());
    return found;
}

}  // namespace

TEST_CASE("a message is one chunk up to 65,535 bytes, and more beyond") {
    ByteVector out;
    wire::append_chunked(out, bytes("B0 0F"));
    CHECK(hex(out) == "00 02 B0 0F 00 00");

    out.clear();
    wire::append_chunked(out, body_of(65'535));
    CHECK(out.size() == 2 + 65'535 + 2);
    CHECK(hex(std::span<const std::uint8_t>(out).first(2)) == "FF FF");

    out.clear();
    wire::append_chunked(out, body_of(65'536));
    CHECK(out.size() == 2 + 65'535 + 2 + 1 + 2);
    CHECK(
        hex(std::span<const std::uint8_t>(out).last(5)) ==
        "00 01 " + hex(std::span<const std::uint8_t>(body_of(65'536)).last(1)) + " 00 00"
    );
}

TEST_CASE("messages come back whole from every split in two") {
    ByteVector stream = chunked(bytes("B1 70 A0"));
    const ByteVector second = bytes("00 02 B1 71 00 03 92 01 02 00 00");  // two chunks
    stream.insert(stream.end(), second.begin(), second.end());
    const std::vector<ByteVector> expected{bytes("B1 70 A0"), bytes("B1 71 92 01 02")};
    for (std::size_t at = 0; at <= stream.size(); ++at) {
        bool first = true;
        INFO("split at " << at);
        const auto found = read_in_pieces(stream, [&] {
            const bool now = std::exchange(first, false);
            return now && at > 0 ? at : stream.size();
        });
        REQUIRE(found == expected);
    }
}

TEST_CASE("messages come back whole byte by byte and in random pieces") {
    std::mt19937_64 random(11);  // NOLINT(cert-msc51-cpp): repeatable on purpose
    std::vector<ByteVector> sent;
    ByteVector stream;
    for (int i = 0; i < 60; ++i) {
        sent.push_back(body_of(1 + random() % (i % 20 == 0 ? 100'000 : 200)));
        for (std::uint64_t noop = random() % 3; noop > 0; --noop) {
            stream.insert(stream.end(), {0, 0});
        }
        // Chunks of any size, as a server may choose.
        std::span<const std::uint8_t> rest(sent.back());
        while (!rest.empty()) {
            const std::size_t size = std::min<std::size_t>(rest.size(), 1 + random() % 65'535);
            stream.push_back(static_cast<std::uint8_t>(size >> 8U));
            stream.push_back(static_cast<std::uint8_t>(size));
            stream.insert(
                stream.end(), rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(size)
            );
            rest = rest.subspan(size);
        }
        stream.insert(stream.end(), {0, 0});
    }
    CHECK(read_in_pieces(stream, [] { return std::size_t{1}; }) == sent);
    for (int round = 0; round < 20; ++round) {
        CHECK(read_in_pieces(stream, [&] { return 1 + random() % 5'000; }) == sent);
    }
    CHECK(read_in_pieces(stream, [&] { return stream.size(); }) == sent);
}

TEST_CASE("empty chunks between messages are keep-alives") {
    const ByteVector stream = bytes("00 00 00 00 00 01 AA 00 00 00 00 00 01 BB 00 00 00 00");
    CHECK(read_in_pieces(stream, [] {
              return std::size_t{100};
          }) == std::vector<ByteVector>{{0xAA}, {0xBB}});
    CHECK(read_in_pieces(stream, [] {
              return std::size_t{1};
          }) == std::vector<ByteVector>{{0xAA}, {0xBB}});
}

TEST_CASE("a message that came in one chunk is a view of the input") {
    const ByteVector stream = chunked(bytes("B1 70 A0"));
    wire::Dechunker dechunker(100);
    std::span<const std::uint8_t> input(stream);
    std::span<const std::uint8_t> message;
    REQUIRE(dechunker.next(input, message) == DechunkStatus::message);
    CHECK(message.data() == stream.data() + 2);
    CHECK(input.empty());
}

TEST_CASE("a message above the limit is refused before it is held") {
    wire::Dechunker dechunker(10);
    std::span<const std::uint8_t> message;
    SECTION("in one chunk") {
        const ByteVector stream = chunked(body_of(11));
        std::span<const std::uint8_t> input(stream);
        CHECK(dechunker.next(input, message) == DechunkStatus::too_large);
    }
    SECTION("by its header alone") {
        const ByteVector stream = bytes("FF FF");
        std::span<const std::uint8_t> input(stream);
        CHECK(dechunker.next(input, message) == DechunkStatus::too_large);
    }
    SECTION("in many chunks") {
        ByteVector stream;
        for (int i = 0; i < 6; ++i) {
            const ByteVector chunk = bytes("00 02 01 01");
            stream.insert(stream.end(), chunk.begin(), chunk.end());
        }
        std::span<const std::uint8_t> input(stream);
        CHECK(dechunker.next(input, message) == DechunkStatus::too_large);
    }
    SECTION("but one of exactly the limit is taken") {
        const ByteVector stream = chunked(body_of(10));
        std::span<const std::uint8_t> input(stream);
        CHECK(dechunker.next(input, message) == DechunkStatus::message);
        CHECK(message.size() == 10);
    }
}

TEST_CASE("an unfinished message is not idle") {
    for (const char* begun : {"00", "00 02", "00 02 01", "00 02 01 02", "00 02 01 02 00"}) {
        wire::Dechunker dechunker(10);
        const ByteVector stream = bytes(begun);
        std::span<const std::uint8_t> input(stream);
        std::span<const std::uint8_t> message;
        INFO(begun);
        CHECK(dechunker.idle());
        CHECK(dechunker.next(input, message) == DechunkStatus::needs_more);
        CHECK_FALSE(dechunker.idle());
    }
}
