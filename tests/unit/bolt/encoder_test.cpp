// PackStream encoding: the exact bytes of every type, always in the smallest form.
// The bytes come from the format's definition, not from the encoder.

#include "bytes.hpp"
#include "support/catch.hpp"

#include <bolt/error.hpp>
#include <bolt/graph.hpp>

#include <cmath>
#include <limits>

using namespace bolt;
using namespace bolt::test;

namespace {

std::string encoded(const Value& value) {
    return hex(encode(value));
}

/// The first bytes of an encoded value: marker and size.
std::string head(const Value& value, std::size_t count) {
    const ByteVector data = encode(value);
    REQUIRE(data.size() >= count);
    return hex(std::span<const std::uint8_t>(data).first(count));
}

}  // namespace

TEST_CASE("null, booleans and floats have fixed forms") {
    CHECK(encoded(nullptr) == "C0");
    CHECK(encoded(false) == "C2");
    CHECK(encoded(true) == "C3");
    CHECK(encoded(1.1) == "C1 3F F1 99 99 99 99 99 9A");
    CHECK(encoded(-0.0) == "C1 80 00 00 00 00 00 00 00");
    CHECK(encoded(std::numeric_limits<double>::infinity()) == "C1 7F F0 00 00 00 00 00 00");
}

TEST_CASE("integers take the smallest form at every boundary") {
    struct Case {
        std::int64_t value;
        const char* hex;
    };

    constexpr Case kCases[] = {
        {0, "00"},
        {127, "7F"},
        {-1, "FF"},
        {-16, "F0"},
        {-17, "C8 EF"},
        {-128, "C8 80"},
        {-129, "C9 FF 7F"},
        {128, "C9 00 80"},
        {32767, "C9 7F FF"},
        {-32768, "C9 80 00"},
        {32768, "CA 00 00 80 00"},
        {-32769, "CA FF FF 7F FF"},
        {2147483647, "CA 7F FF FF FF"},
        {-2147483648LL, "CA 80 00 00 00"},
        {2147483648LL, "CB 00 00 00 00 80 00 00 00"},
        {-2147483649LL, "CB FF FF FF FF 7F FF FF FF"},
        {std::numeric_limits<std::int64_t>::max(), "CB 7F FF FF FF FF FF FF FF"},
        {std::numeric_limits<std::int64_t>::min(), "CB 80 00 00 00 00 00 00 00"},
    };
    for (const Case& c : kCases) {
        INFO(c.value);
        CHECK(encoded(c.value) == c.hex);
    }
}

TEST_CASE("strings, bytes, lists and maps take the smallest size form") {
    CHECK(encoded("") == "80");
    CHECK(encoded("a") == "81 61");
    CHECK(encoded("é") == "82 C3 A9");
    CHECK(head(std::string(15, 'x'), 1) == "8F");
    CHECK(head(std::string(16, 'x'), 2) == "D0 10");
    CHECK(head(std::string(255, 'x'), 2) == "D0 FF");
    CHECK(head(std::string(256, 'x'), 3) == "D1 01 00");
    CHECK(head(std::string(65535, 'x'), 3) == "D1 FF FF");
    CHECK(head(std::string(65536, 'x'), 5) == "D2 00 01 00 00");

    const auto blob = [](std::size_t size) { return Bytes(std::vector<std::uint8_t>(size)); };
    CHECK(encoded(blob(0)) == "CC 00");
    CHECK(encoded(blob(1)) == "CC 01 00");
    CHECK(head(blob(255), 2) == "CC FF");
    CHECK(head(blob(256), 3) == "CD 01 00");
    CHECK(head(blob(65536), 5) == "CE 00 01 00 00");

    CHECK(encoded(List()) == "90");
    CHECK(encoded(List{1, "a", nullptr}) == "93 01 81 61 C0");
    CHECK(head(List(15), 1) == "9F");
    CHECK(head(List(16), 2) == "D4 10");
    CHECK(head(List(256), 3) == "D5 01 00");
    CHECK(head(List(65536), 5) == "D6 00 01 00 00");

    CHECK(encoded(Map()) == "A0");
    Map map;
    map.set("b", 1).set("a", List{true});
    CHECK(encoded(map) == "A2 81 62 01 81 61 91 C3");
    Map large;
    for (int i = 0; i < 256; ++i) {
        large.set(std::to_string(i), i);
    }
    CHECK(head(large, 3) == "D9 01 00");
}

TEST_CASE("temporal and spatial values are structures") {
    CHECK(encoded(Date(1)) == "B1 44 01");
    CHECK(encoded(Date(-719162)) == "B1 44 CA FF F5 06 C6");
    CHECK(encoded(Time(1, 3600)) == "B2 54 01 C9 0E 10");
    CHECK(encoded(LocalTime(5)) == "B1 74 05");
    CHECK(encoded(LocalDateTime(1, 2)) == "B2 64 01 02");
    CHECK(encoded(Duration(1, 2, 3, 4)) == "B4 45 01 02 03 04");
    CHECK(
        encoded(Point(7203, 1.0, 2.0)) ==
        "B3 58 C9 1C 23 C1 3F F0 00 00 00 00 00 00 C1 40 00 00 00 00 00 00 00"
    );
    CHECK(
        encoded(Point(9157, 1.0, 2.0, 0.0)) ==
        "B4 59 C9 23 C5 C1 3F F0 00 00 00 00 00 00 C1 40 00 00 00 00 00 00 00 C1 00 00 00 00 00 00 "
        "00 00"
    );
}

TEST_CASE("date-times are in UTC, or in local time for servers before 5.0 without the patch") {
    const DateTime offset(10, 7, 3600);
    CHECK(hex(encode(offset, true)) == "B3 49 0A 07 C9 0E 10");
    CHECK(hex(encode(offset, false)) == "B3 46 C9 0E 1A 07 C9 0E 10");

    const DateTime named(10, 7, "UTC");
    CHECK(hex(encode(named, true)) == "B3 69 0A 07 83 55 54 43");
    CHECK(hex(encode(named, false)) == "B3 66 0A 07 83 55 54 43");

    DateTime local = named;
    local.local_seconds = true;
    CHECK(hex(encode(local, false)) == "B3 66 0A 07 83 55 54 43");
    CHECK(hex(encode(local, true)) == "B3 69 0A 07 83 55 54 43");
}

TEST_CASE("graph values are refused as parameters with a hint at what to send") {
    for (const Value& value : {Value(Node()), Value(Relationship()), Value(Path())}) {
        try {
            (void)encode(value);
            FAIL("a graph value was encoded");
        } catch (const Error& error) {
            CHECK(error.kind() == ErrorKind::usage);
            CHECK_FALSE(error.retryable());
            CHECK_THAT(error.what(), support::contains("element id"));
        }
    }
}

TEST_CASE("texts must be UTF-8") {
    for (const std::string& text :
         {std::string("plain"),
          std::string("\xC3\xA9"),
          std::string("\xE6\xBC\xA2"),
          std::string("\xF0\x9F\x99\x82"),
          std::string("\xED\x9F\xBF"),
          std::string("\xF4\x8F\xBF\xBF"),
          std::string("nul \0 inside", 12),
          std::string(100, 'x') + "\xC3\xA9"}) {
        CHECK_NOTHROW(encode(text));
    }
    for (const std::string& text :
         {std::string("\x80"),
          std::string("a\xFF"),
          std::string("\xC3"),
          std::string("\xC0\xAF"),
          std::string("\xE0\x80\x80"),
          std::string("\xED\xA0\x80"),
          std::string("\xF4\x90\x80\x80"),
          std::string("\xF5\x80\x80\x80"),
          std::string("\xE6\xBC"),
          std::string("\xF0\x9F\x99"),
          std::string(100, 'x') + "\xE9"}) {
        INFO(text.size());
        try {
            (void)encode(text);
            FAIL("it was encoded");
        } catch (const Error& error) {
            CHECK(error.kind() == ErrorKind::usage);
            CHECK_THAT(error.what(), support::contains("UTF-8"));
        }
    }
    Map map;
    map.set("\xFF", 1);
    CHECK_THROWS_AS(encode(map), Error);
}

TEST_CASE("parameters nested without end are refused") {
    const auto nested = [](int levels) {
        Value value(1);
        for (int i = 0; i < levels; ++i) {
            List list;
            list.push_back(std::move(value));
            value = Value(std::move(list));
        }
        return value;
    };
    CHECK_NOTHROW(encode(nested(128)));
    CHECK_THROWS_AS(encode(nested(129)), Error);
}

TEST_CASE("a local date-time beyond 64 bits is refused") {
    CHECK_THROWS_AS(encode(DateTime(std::numeric_limits<std::int64_t>::max(), 0, 1), false), Error);
}
