// Structures to values: graph, temporal and spatial, per dialect; malformed ones harm only
// themselves. Structures are written as raw bytes, because the encoder sends no graph values.

#include "bytes.hpp"
#include "support/catch.hpp"

#include <bolt/error.hpp>
#include <bolt/graph.hpp>
#include <bolt/record.hpp>

using namespace bolt;
using namespace bolt::test;

namespace {

protocol::Dialect v5() {
    return {};
}

protocol::Dialect v44(bool utc = false) {
    protocol::Dialect dialect;
    dialect.element_ids = false;
    dialect.utc_datetimes = utc;
    return dialect;
}

/// A decoded value that stays in its arena.
class Hydrated {
  public:
    Hydrated(std::string_view text, const protocol::Dialect& dialect) : data_(bytes(text)) {
        const packstream::Limits limits;
        packstream::Decoder decoder(data_, arena_, limits);
        REQUIRE(decoder.read(cell_) == packstream::DecodeStatus::ok);
        REQUIRE(decoder.bytes_left() == 0);
        protocol::hydrate(cell_, dialect);
    }

    [[nodiscard]] ValueView view() const { return ValueView(cell_); }

  private:
    ByteVector data_;
    packstream::Arena arena_{64};
    detail::Cell cell_;
};

template <class T>
T read(std::string_view text, const protocol::Dialect& dialect = v5()) {
    return Hydrated(text, dialect).view().to<T>();
}

void check_unreadable(std::string_view text, const protocol::Dialect& dialect = v5()) {
    INFO(text);
    const Hydrated value(text, dialect);
    CHECK(value.view().kind() == Kind::unreadable);
    CHECK_THROWS_AS(value.view().to_value(), Error);
}

// (:A:B {x: 1}), id 7, element id "n7"
constexpr const char* kNode5 = "B4 4E 07 92 81 41 81 42 A1 81 78 01 82 6E 37";
constexpr const char* kNode4 = "B3 4E 07 92 81 41 81 42 A1 81 78 01";

}  // namespace

TEST_CASE("nodes carry element ids since 5.0, and the text of their id before") {
    const Node five = read<Node>(kNode5);
    CHECK(five.id == 7);
    CHECK(five.element_id == "n7");
    CHECK(five.labels == std::vector<std::string>{"A", "B"});
    CHECK(five.properties.at("x") == Value(1));

    const Node four = read<Node>(kNode4, v44());
    CHECK(four.element_id == "7");
    CHECK(four.labels == five.labels);

    check_unreadable(kNode4, v5());
    check_unreadable(kNode5, v44());
}

TEST_CASE("relationships know both ends") {
    const Relationship five =
        read<Relationship>("B8 52 01 02 03 85 4B 4E 4F 57 53 A0 82 72 31 82 6E 32 82 6E 33");
    CHECK(five.id == 1);
    CHECK(five.start_id == 2);
    CHECK(five.end_id == 3);
    CHECK(five.type == "KNOWS");
    CHECK(five.element_id == "r1");
    CHECK(five.start_element_id == "n2");
    CHECK(five.end_element_id == "n3");

    const Relationship four = read<Relationship>("B5 52 01 02 03 85 4B 4E 4F 57 53 A0", v44());
    CHECK(four.element_id == "1");
    CHECK(four.start_element_id == "2");
    CHECK(four.end_element_id == "3");
}

TEST_CASE("a path is walked in both directions and may visit a node twice") {
    // (0)-[10]->(1)<-[11]-(0): nodes 0, 1; relationships 10, 11; steps +1 node 1, -2 node 0.
    const Path path = read<Path>(
        "B3 50 92 B3 4E 00 90 A0 B3 4E 01 90 A0 92 B3 72 0A 81 58 A0 B3 72 0B 81 59 A0 94 01 01 FE "
        "00",
        v44()
    );
    REQUIRE(path.nodes.size() == 3);
    REQUIRE(path.relationships.size() == 2);
    CHECK(path.nodes[0].id == 0);
    CHECK(path.nodes[1].id == 1);
    CHECK(path.nodes[2].id == 0);
    CHECK(path.relationships[0].id == 10);
    CHECK(path.relationships[0].type == "X");
    CHECK(path.relationships[0].start_id == 0);
    CHECK(path.relationships[0].end_id == 1);
    CHECK(path.relationships[1].id == 11);
    CHECK(path.relationships[1].start_id == 0);
    CHECK(path.relationships[1].end_id == 1);
    CHECK(path.relationships[1].start_element_id == "0");
}

TEST_CASE("a path of one node has no relationships") {
    const Path path = read<Path>(std::string("B3 50 91 ") + kNode5 + " 90 90");
    REQUIRE(path.nodes.size() == 1);
    CHECK(path.nodes[0].element_id == "n7");
    CHECK(path.relationships.empty());
}

TEST_CASE("paths with impossible indices are unreadable") {
    const std::string nodes = "92 B3 4E 00 90 A0 B3 4E 01 90 A0 ";
    const std::string relationships = "91 B3 72 0A 81 58 A0 ";
    for (const char* steps : {
             "91 01",        // half a step
             "92 00 01",     // relationships count from 1
             "92 02 01",     // no second relationship
             "92 FE 01",     // nor backwards
             "92 01 02",     // no third node
             "92 01 FF",     // nodes count from 0
             "92 81 61 01",  // not a number
             "C0",
         }) {
        check_unreadable("B3 50 " + nodes + relationships + steps, v44());
    }
    check_unreadable("B3 50 90 90 90", v44());
    check_unreadable("B3 50 91 01 90 90", v44());
    check_unreadable("B2 50 90 90", v44());
}

TEST_CASE("temporal values decode to their parts") {
    CHECK(read<Date>("B1 44 C8 9C") == Date(-100));
    CHECK(read<Time>("B2 54 01 C9 F1 F0") == Time(1, -3600));
    CHECK(read<LocalTime>("B1 74 01") == LocalTime(1));
    CHECK(read<LocalDateTime>("B2 64 FF 02") == LocalDateTime(-1, 2));
    CHECK(read<Duration>("B4 45 01 FF 02 FE") == Duration(1, -1, 2, -2));
}

TEST_CASE("date-times are read in the dialect that was negotiated") {
    const DateTime offset = read<DateTime>("B3 49 0A 07 C9 0E 10");
    CHECK(offset == DateTime(10, 7, 3600));
    const DateTime named = read<DateTime>("B3 69 0A 07 83 55 54 43");
    CHECK(named == DateTime(10, 7, "UTC"));

    // 3610 local seconds at an offset of 3600 are 10 in UTC.
    CHECK(read<DateTime>("B3 46 C9 0E 1A 07 C9 0E 10", v44()) == DateTime(10, 7, 3600));
    const DateTime local = read<DateTime>("B3 66 0A 07 83 55 54 43", v44());
    CHECK(local.local_seconds);
    CHECK(local.zone == "UTC");

    CHECK(read<DateTime>("B3 49 0A 07 C9 0E 10", v44(true)) == DateTime(10, 7, 3600));
    // The other dialect's structures mean nothing.
    check_unreadable("B3 46 0A 07 00", v5());
    check_unreadable("B3 66 0A 07 83 55 54 43", v5());
    check_unreadable("B3 49 0A 07 00", v44());
    check_unreadable("B3 69 0A 07 83 55 54 43", v44());
    check_unreadable("B3 46 0A 07 00", v44(true));
}

TEST_CASE("points have two or three coordinates") {
    CHECK(
        read<Point>("B3 58 C9 10 E6 C1 3F F0 00 00 00 00 00 00 C1 40 00 00 00 00 00 00 00") ==
        Point(kSridWgs84_2d, 1.0, 2.0)
    );
    CHECK(
        read<Point>("B4 59 C9 13 73 C1 3F F0 00 00 00 00 00 00 C1 40 00 00 00 00 00 00 00 C1 BF F0 "
                    "00 00 00 00 00 00") == Point(kSridWgs84_3d, 1.0, 2.0, -1.0)
    );
}

TEST_CASE("structures with wrong fields are unreadable") {
    for (const char* text : {
             "B0 44",                          // date without days
             "B2 44 01 01",                    // date with two fields
             "B1 44 81 61",                    // date as text
             "B2 54 01 CA 00 01 51 80",        // offset of a day
             "B2 64 01 CA 3B 9A CA 00",        // a second of nanoseconds
             "B2 64 01 FF",                    // negative nanoseconds
             "B3 49 0A FF 00",                 // the same in a date-time
             "B3 69 0A 07 01",                 // zone as a number
             "B4 45 01 01 01 CA 3B 9A CA 00",  // duration
             "B3 58 01 01 01",                 // point of integers
             "B3 4E 01 91 01 A0",              // label as a number
             "B4 4E 01 90 A0 01",              // element id as a number
             "B1 7A 01",                       // no structure of ours
             "B2 56 CC 01 C8 CC 01 05",        // a vector, which is Bolt 6's
             "B4 3F 81 61 06 01 A0",           // and so is the unsupported type
         }) {
        check_unreadable(text);
    }
}

TEST_CASE("an unreadable structure harms neither its neighbours nor what it is in") {
    const Hydrated list("93 01 B1 7A 01 A1 81 61 B1 44 05", v5());
    const ValueView view = list.view();
    REQUIRE(view.size() == 3);
    CHECK(view[0].to<int>() == 1);
    CHECK(view[1].kind() == Kind::unreadable);
    CHECK_THROWS_AS(view[1].to<int>(), Error);
    CHECK_THROWS_AS(view[1].to_value(), Error);
    CHECK(view[2].at("a").to<Date>() == Date(5));
    try {
        (void)view[1].to_value();
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::type);
    }
}

TEST_CASE("graph values keep their properties' own structures") {
    const Node node = read<Node>("B4 4E 07 90 A1 81 78 B1 44 05 82 6E 37");
    CHECK(node.properties.at("x") == Value(Date(5)));
}

TEST_CASE("random structures never do harm") {
    std::mt19937_64 random(5);  // NOLINT(cert-msc51-cpp): repeatable on purpose
    constexpr std::uint8_t kTags[] = {
        0x4E,
        0x52,
        0x50,
        0x44,
        0x54,
        0x74,
        0x64,
        0x49,
        0x69,
        0x45,
        0x58,
        0x59,
        0x72,
        0x56,
        0x3F,
        0x00
    };
    int readable = 0;
    for (int i = 0; i < 20'000; ++i) {
        ByteVector data;
        const std::size_t fields = random() % 5;
        data.push_back(static_cast<std::uint8_t>(0xB0U | fields));
        data.push_back(kTags[random() % std::size(kTags)]);
        for (std::size_t f = 0; f < fields; ++f) {
            const ByteVector field = encode(random_value(random, 1));
            data.insert(data.end(), field.begin(), field.end());
        }
        packstream::Arena arena(64);
        const packstream::Limits limits = newest_limits();
        packstream::Decoder decoder(data, arena, limits);
        detail::Cell cell;
        REQUIRE(decoder.read(cell) == packstream::DecodeStatus::ok);
        protocol::hydrate(cell, newest_dialect());
        if (cell.kind != Kind::unreadable) {
            CHECK(ValueView(cell).to_value().kind() == cell.kind);
            ++readable;
        }
    }
    CHECK(readable > 20);
}

TEST_CASE("only unbound relationships make a path, and only a path takes them") {
    const std::string node = "91 B3 4E 00 90 A0 ";
    // A whole relationship has its start where an unbound one has its type.
    check_unreadable("B3 50 " + node + "91 B5 52 01 02 03 81 4B A0 92 01 00", v44());
    check_unreadable("B3 50 " + node + "91 01 92 01 00", v44());
    check_unreadable("B3 72 0A 81 58 A0", v44());
    check_unreadable("B4 72 0A 81 58 A0 81 65", v5());
}

TEST_CASE("values beyond the public types' ranges are unreadable") {
    check_unreadable("B2 54 FF 00");                          // before midnight
    check_unreadable("B2 54 CB 00 00 4E 94 91 4F 00 00 00");  // a whole day of nanoseconds
    check_unreadable("B1 74 CB 00 00 4E 94 91 4F 00 00");     // the same without an offset
    check_unreadable(
        "B3 58 CB 00 00 00 01 00 00 00 00 C1 3F F0 00 00 00 00 00 00 C1 40 00 00 00 00 "
        "00 00 00"
    );                                                                  // SRID of 33 bits
    check_unreadable("B3 46 CB 80 00 00 00 00 00 00 00 00 01", v44());  // an instant below 64 bits
}
