// The value that stands for one of a newer type: read, kept, shown, and never sent.
// It exists from Bolt 6.0 on.

#include "bytes.hpp"
#include "support/catch.hpp"

#include <bolt/error.hpp>
#include <bolt/record.hpp>
#include <bolt/unsupported.hpp>

using namespace bolt;
using namespace bolt::test;

namespace {

// ("enc", 6, 10, {}), then with a message, then with an odd one.
constexpr const char* kPlain = "B4 3F 83 65 6E 63 06 0A A0";
constexpr const char* kWithMessage = "B4 3F 83 65 6E 63 06 0A A1 87 6D 65 73 73 61 67 65 82 68 69";
constexpr const char* kOddMessage = "B4 3F 83 65 6E 63 06 0A A1 87 6D 65 73 73 61 67 65 01";

UnsupportedType sample() {
    UnsupportedType type;
    type.name = "enc";
    type.minimum_major = 6;
    type.minimum_minor = 10;
    return type;
}

}  // namespace

TEST_CASE("an unsupported type tells its name, the version that has it and a message") {
    UnsupportedType type = sample();
    CHECK(decode(bytes(kPlain)).value.as<UnsupportedType>() == type);
    CHECK(decode(bytes(kOddMessage)).value.as<UnsupportedType>() == type);
    type.message = "hi";
    CHECK(decode(bytes(kWithMessage)).value.as<UnsupportedType>() == type);
    CHECK(decode(bytes(kWithMessage)).value.kind() == Kind::unsupported);
    CHECK(Value(type) == Value(type));
    CHECK_FALSE(Value(type) == Value(sample()));
}

TEST_CASE("an unsupported type may stand anywhere, and is read as itself alone") {
    std::string text = "93 01 02 ";
    text += kPlain;
    const Decoded decoded = decode(bytes(text));
    REQUIRE(decoded.status == packstream::DecodeStatus::ok);
    const List& list = decoded.value.as<List>();
    CHECK(list[0] == Value(1));
    CHECK(list[2] == Value(sample()));
    CHECK_THROWS_WITH(list[2].as<std::string>(), support::contains("unsupported type"));

    const ByteVector data = bytes(kPlain);
    packstream::Arena arena(64);
    const packstream::Limits limits;
    packstream::Decoder decoder(data, arena, limits);
    detail::Cell cell;
    REQUIRE(decoder.read(cell) == packstream::DecodeStatus::ok);
    protocol::hydrate(cell, newest_dialect());
    CHECK(ValueView(cell).to<UnsupportedType>() == sample());
    CHECK_THROWS_WITH(
        ValueView(cell).to<std::string>(), support::contains("an unsupported type, not a string")
    );
}

TEST_CASE("malformed unsupported types are unreadable, and so are all before 6.0") {
    for (const char* text : {
             "B0 3F",
             "B3 3F 81 61 06 01",
             "B4 3F 01 06 01 A0",
             "B4 3F 81 61 81 36 01 A0",
             "B4 3F 81 61 06 81 31 A0",
             "B4 3F 81 61 06 01 90",
             "B4 3F 81 61 CB 00 00 00 01 00 00 00 00 01 A0",
         }) {
        INFO(text);
        CHECK_THROWS_WITH(decode(bytes(text)), support::contains("0x3F"));
    }
    CHECK_THROWS_WITH(
        decode(bytes(kPlain), protocol::Dialect(), packstream::Limits()), support::contains("0x3F")
    );
}

TEST_CASE("an unsupported type cannot be sent") {
    try {
        (void)encode(List{Value(sample())});
        FAIL("it was sent");
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::usage);
        CHECK_THAT(error.what(), support::contains("'enc'"));
    }
}
