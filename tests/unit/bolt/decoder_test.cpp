// PackStream decoding: every form, every truncation, sizes that lie, depth, limits, reserved bytes.
// Property tests use fixed seeds, so that a failure can be repeated.

#include "bytes.hpp"
#include "support/catch.hpp"

#include <bolt/error.hpp>

#include <cmath>
#include <limits>

using namespace bolt;
using namespace bolt::test;
using packstream::DecodeStatus;

namespace {

DecodeStatus status_of(std::string_view text) {
    return decode(bytes(text)).status;
}

Value value_of(std::string_view text) {
    const Decoded decoded = decode(bytes(text));
    REQUIRE(decoded.status == DecodeStatus::ok);
    REQUIRE(decoded.bytes_left == 0);
    return decoded.value;
}

/// `levels` lists, one in the other.
ByteVector nested(std::size_t levels) {
    ByteVector data(levels, 0x91);
    data.push_back(0x00);
    return data;
}

}  // namespace

TEST_CASE("scalars decode from every width") {
    CHECK(value_of("C0").is_null());
    CHECK(value_of("C2") == Value(false));
    CHECK(value_of("C3") == Value(true));
    CHECK(value_of("7F") == Value(127));
    CHECK(value_of("F0") == Value(-16));
    CHECK(value_of("FF") == Value(-1));
    CHECK(value_of("C8 80") == Value(-128));
    CHECK(value_of("C9 80 00") == Value(-32768));
    CHECK(value_of("CA 80 00 00 00") == Value(-2147483648LL));
    CHECK(
        value_of("CB 80 00 00 00 00 00 00 00") == Value(std::numeric_limits<std::int64_t>::min())
    );
    CHECK(value_of("C1 3F F1 99 99 99 99 99 9A") == Value(1.1));
    CHECK(std::isnan(value_of("C1 7F F8 00 00 00 00 00 01").as<double>()));
    // Wider than needed is allowed.
    CHECK(value_of("CB 00 00 00 00 00 00 00 01") == Value(1));
    CHECK(value_of("D2 00 00 00 01 61") == Value("a"));
    CHECK(value_of("D6 00 00 00 01 01") == Value(List{1}));
    CHECK(value_of("DA 00 00 00 01 81 61 01").as<Map>().at("a") == Value(1));
    CHECK(value_of("CE 00 00 00 02 0A 0B") == Value(Bytes({0x0A, 0x0B})));
}

TEST_CASE("what is encoded decodes to itself, for random values") {
    std::mt19937_64 random(20261121);  // NOLINT(cert-msc51-cpp): repeatable on purpose
    for (int i = 0; i < 2'000; ++i) {
        const Value value = random_value(random);
        const ByteVector data = encode(value);
        const Decoded decoded = decode(data);
        INFO(i);
        REQUIRE(decoded.status == DecodeStatus::ok);
        REQUIRE(decoded.bytes_left == 0);
        REQUIRE(decoded.value == value);
        // And again to the same bytes: the encoding is canonical.
        REQUIRE(encode(decoded.value) == data);
    }
}

TEST_CASE("every truncation of a value is reported as truncated") {
    std::mt19937_64 random(7);  // NOLINT(cert-msc51-cpp)
    for (int i = 0; i < 60; ++i) {
        const ByteVector data = encode(random_value(random));
        for (std::size_t size = 0; size < data.size(); ++size) {
            INFO(i << ", " << size << " of " << data.size() << " bytes");
            REQUIRE(
                decode(std::span<const std::uint8_t>(data).first(size)).status ==
                DecodeStatus::truncated
            );
        }
    }
}

TEST_CASE("sizes that lie are found before anything is allocated for them") {
    for (const char* lie : {
             "D2 FF FF FF FF 61",
             "CE 7F FF FF FF 00",
             "D6 FF FF FF FF 01 01",
             "DA FF FF FF FF 81 61 01",
             "D5 FF FF 01",
             "8F 61",
             "9F 00 00",
             "A2 81 61 01",
             "BF 44 00",
         }) {
        INFO(lie);
        const Decoded decoded = decode(bytes(lie));
        CHECK(decoded.status == DecodeStatus::truncated);
        CHECK(decoded.arena_used == 0);
    }
}

TEST_CASE("every byte that PackStream reserves is an error that can name it") {
    std::vector<unsigned> reserved{
        0xC4, 0xC5, 0xC6, 0xC7, 0xCF, 0xD3, 0xD7, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF
    };
    for (unsigned marker = 0xE0; marker <= 0xEF; ++marker) {
        reserved.push_back(marker);
    }
    for (const unsigned marker : reserved) {
        const ByteVector data{static_cast<std::uint8_t>(marker), 0, 0, 0, 0, 0, 0, 0, 0};
        packstream::Arena arena;
        const packstream::Limits limits;
        packstream::Decoder decoder(data, arena, limits);
        detail::Cell cell;
        INFO(marker);
        CHECK(decoder.read(cell) == DecodeStatus::reserved_marker);
        CHECK(decoder.bad_marker() == marker);
    }
}

TEST_CASE("depth is bounded, at the limit and beyond") {
    packstream::Limits limits;
    limits.max_depth = 10;
    CHECK(decode(nested(10), {}, limits).status == DecodeStatus::ok);
    CHECK(decode(nested(11), {}, limits).status == DecodeStatus::too_deep);
    CHECK(decode(nested(packstream::Limits().max_depth)).status == DecodeStatus::ok);
    // A bomb of a million levels costs neither stack nor memory.
    CHECK(decode(nested(1'000'000)).status == DecodeStatus::too_deep);

    ByteVector maps;
    for (int i = 0; i < 100'000; ++i) {
        maps.insert(maps.end(), {0xA1, 0x80});
    }
    maps.push_back(0xC0);
    CHECK(decode(maps).status == DecodeStatus::too_deep);
    ByteVector structures;
    for (int i = 0; i < 100'000; ++i) {
        structures.insert(structures.end(), {0xB1, 0x4E});
    }
    structures.push_back(0xC0);
    CHECK(decode(structures).status == DecodeStatus::too_deep);
}

TEST_CASE("the number of values is bounded") {
    packstream::Limits limits;
    limits.max_values = 100;
    CHECK(decode(encode(List(99)), {}, limits).status == DecodeStatus::ok);
    CHECK(decode(encode(List(101)), {}, limits).status == DecodeStatus::too_many_values);
}

TEST_CASE("map keys must be strings") {
    CHECK(status_of("A1 01 01") == DecodeStatus::bad_key);
    CHECK(status_of("A1 C0 01") == DecodeStatus::bad_key);
    CHECK(status_of("A2 81 61 01 90 01") == DecodeStatus::bad_key);
}

TEST_CASE("values follow each other in one message") {
    const ByteVector data = bytes("01 81 61 C0");
    packstream::Arena arena;
    const packstream::Limits limits;
    packstream::Decoder decoder(data, arena, limits);
    detail::Cell cell;
    REQUIRE(decoder.read(cell) == DecodeStatus::ok);
    CHECK(ValueView(cell).to<int>() == 1);
    REQUIRE(decoder.read(cell) == DecodeStatus::ok);
    CHECK(ValueView(cell).to<std::string>() == "a");
    REQUIRE(decoder.read(cell) == DecodeStatus::ok);
    CHECK(ValueView(cell).is_null());
    CHECK(decoder.bytes_left() == 0);
    CHECK(decoder.read(cell) == DecodeStatus::truncated);
}

TEST_CASE("random bytes never do harm") {
    std::mt19937_64 random(99);  // NOLINT(cert-msc51-cpp)
    int read = 0;
    for (int i = 0; i < 20'000; ++i) {
        ByteVector data(random() % 64);
        for (std::uint8_t& byte : data) {
            byte = static_cast<std::uint8_t>(random());
        }
        const ByteVector copy = data;
        packstream::Arena arena(64);
        const packstream::Limits limits;
        packstream::Decoder decoder(copy, arena, limits);
        detail::Cell cell;
        if (decoder.read(cell) == DecodeStatus::ok) {
            ++read;
        }
        // Each cell takes 16 bytes, and stands for at least one byte of the message.
        REQUIRE(arena.used() <= 16 * packstream::Limits().max_depth * 64);
    }
    CHECK(read > 1'000);
}

TEST_CASE("every decode status has a text") {
    for (int i = 0; i <= static_cast<int>(DecodeStatus::trailing_bytes); ++i) {
        CHECK(packstream::to_string(static_cast<DecodeStatus>(i)) != "unknown");
    }
}

TEST_CASE("nested sizes cannot ask for more cells than the message has bytes") {
    // Each list claims all that is left: together far more than there is.
    ByteVector data;
    for (int i = 0; i < 100; ++i) {
        data.insert(data.end(), {0xD5, 0x27, 0x10});  // 10,000 items
    }
    data.resize(11'000, 0x00);
    const Decoded decoded = decode(data);
    CHECK(decoded.status == DecodeStatus::truncated);
    CHECK(decoded.arena_used <= 16 * data.size());
}

TEST_CASE("a key that is there twice is an error, in small maps and large ones") {
    CHECK(status_of("A2 81 61 01 81 61 02") == DecodeStatus::duplicate_key);
    CHECK(status_of("A2 81 61 01 81 62 02") == DecodeStatus::ok);
    Map map;
    for (int i = 0; i < 300; ++i) {
        map.set("key" + std::to_string(i), i);
    }
    ByteVector data = encode(map);
    CHECK(decode(data).status == DecodeStatus::ok);
    // "key299" becomes "key298".
    data[data.size() - 4] = '8';
    CHECK(decode(data).status == DecodeStatus::duplicate_key);
}

TEST_CASE("a map of very many keys takes no quadratic time") {
    ByteVector data{0xDA, 0x00, 0x03, 0x0D, 0x40};  // 200,000 entries
    for (int i = 0; i < 200'000; ++i) {
        const ByteVector key = encode(std::to_string(i));
        data.insert(data.end(), key.begin(), key.end());
        data.push_back(0x01);
    }
    CHECK(decode(data).value.as<Map>().size() == 200'000);
}

TEST_CASE("texts are kept in the arena when they are to outlive the message, and only then") {
    ByteVector data = bytes("93 01 86 61 62 63 64 65 66 CC 02 01 02");
    packstream::Arena arena;
    const packstream::Limits limits;
    packstream::Decoder decoder(data, arena, limits, packstream::Texts::kept);
    detail::Cell cell;
    REQUIRE(decoder.read(cell) == DecodeStatus::ok);
    CHECK(decoder.bytes_left() == 0);
    std::fill(data.begin(), data.end(), std::uint8_t{0xFF});
    CHECK(ValueView(cell).to_value() == Value(List{1, "abcdef", Bytes({1, 2})}));

    // Numbers alone need no copy.
    const ByteVector numbers = encode(List(15, Value(100'000)));
    packstream::Arena other;
    packstream::Decoder plain(numbers, other, limits, packstream::Texts::kept);
    REQUIRE(plain.read(cell) == DecodeStatus::ok);
    CHECK(other.used() == 15 * sizeof(detail::Cell));
}

TEST_CASE("a limit of depth above the decoder's own is the decoder's own") {
    packstream::Limits limits;
    limits.max_depth = 1'000'000;
    CHECK(decode(nested(128), {}, limits).status == DecodeStatus::ok);
    CHECK(decode(nested(129), {}, limits).status == DecodeStatus::too_deep);
    limits.max_depth = 0;
    CHECK(decode(bytes("01"), {}, limits).status == DecodeStatus::ok);
    CHECK(decode(bytes("91 01"), {}, limits).status == DecodeStatus::too_deep);
    CHECK(decode(bytes("90"), {}, limits).status == DecodeStatus::too_deep);
}

TEST_CASE("empty lists and maps stand anywhere") {
    CHECK(value_of("94 90 A0 91 90 01") == Value(List{List(), Map(), List{Value(List())}, 1}));
    CHECK(value_of("D4 00") == Value(List()));
    CHECK(value_of("D8 00") == Value(Map()));
    CHECK(value_of("A2 81 61 90 81 62 A0").as<Map>().at("b") == Value(Map()));
}

TEST_CASE("lists and maps of each size form are read inside of others") {
    CHECK(
        value_of("93 D4 01 01 D5 00 01 02 D8 01 81 61 D9 00 01 D0 01 62 DA 00 00 00 01 81 63 C0") ==
        value_of("93 91 01 91 02 A1 81 61 A1 81 62 A1 81 63 C0")
    );
    CHECK(status_of("92 01 D5 00") == DecodeStatus::truncated);
    CHECK(status_of("A1 81 61 DA 00 00 00") == DecodeStatus::truncated);
    CHECK(status_of("A1 D0 02 61 61 A1 81 61 91") == DecodeStatus::truncated);
    CHECK(status_of("91 A1 91 01 01") == DecodeStatus::bad_key);
}
