// Vectors: the six element types with their bytes, checked reading, and the versions that have
// them. Byte sequences are the Bolt documentation's and testkit's.

#include "bytes.hpp"
#include "client_script.hpp"
#include "support/catch.hpp"

#include <bolt/error.hpp>
#include <bolt/record.hpp>
#include <bolt/vector.hpp>

#include <cmath>
#include <limits>

using namespace bolt;
using namespace bolt::test;

namespace {

/// Encodes and decodes, and is read as a std::vector<T>.
template <class T>
std::vector<T> there_and_back(const std::vector<T>& elements) {
    const Decoded decoded = decode(encode(Vector(elements)));
    REQUIRE(decoded.status == packstream::DecodeStatus::ok);
    return decoded.value.as<Vector>().to<T>();
}

template <class T>
void check_limits() {
    using Limits = std::numeric_limits<T>;
    const std::vector<T> elements{0, 1, Limits::lowest(), Limits::max(), Limits::min()};
    CHECK(there_and_back(elements) == elements);
    CHECK(there_and_back(std::vector<T>()).empty());
    CHECK(Vector(elements).size() == 5);
}

/// A cell that stays in its arena.
class Decoding {
  public:
    explicit Decoding(std::string_view text, const protocol::Dialect& dialect = newest_dialect())
        : data_(bytes(text)) {
        packstream::Decoder decoder(data_, arena_, limits_);
        REQUIRE(decoder.read(cell_) == packstream::DecodeStatus::ok);
        protocol::hydrate(cell_, dialect);
    }

    [[nodiscard]] ValueView view() const { return ValueView(cell_); }

  private:
    ByteVector data_;
    packstream::Limits limits_ = newest_limits();
    packstream::Arena arena_{64};
    detail::Cell cell_;
};

}  // namespace

TEST_CASE("a vector is its type's marker and its elements in big-endian order") {
    CHECK(hex(encode(Vector(std::vector<std::int8_t>{1, -1}))) == "B2 56 CC 01 C8 CC 02 01 FF");
    CHECK(hex(encode(Vector(std::vector<std::int16_t>{1}))) == "B2 56 CC 01 C9 CC 02 00 01");
    CHECK(hex(encode(Vector(std::vector<std::int32_t>{-2}))) == "B2 56 CC 01 CA CC 04 FF FF FF FE");
    CHECK(
        hex(encode(Vector(std::vector<std::int64_t>{1}))) ==
        "B2 56 CC 01 CB CC 08 00 00 00 00 00 00 00 01"
    );
    CHECK(hex(encode(Vector(std::vector<float>{1.0F}))) == "B2 56 CC 01 C6 CC 04 3F 80 00 00");
    CHECK(
        hex(encode(Vector(std::vector<double>{-0.0}))) ==
        "B2 56 CC 01 C1 CC 08 80 00 00 00 00 00 00 00"
    );
    CHECK(hex(encode(Vector())) == "B2 56 CC 01 C1 CC 00");
}

TEST_CASE("every element type comes back as it was") {
    check_limits<std::int8_t>();
    check_limits<std::int16_t>();
    check_limits<std::int32_t>();
    check_limits<std::int64_t>();
    check_limits<float>();
    check_limits<double>();
}

TEST_CASE("not one bit of a float changes, not even of a NaN's payload") {
    const ByteVector floats = bytes("3F 80 00 00 00 00 00 01 80 00 00 00 7F 88 42 25 FF F8 42 25");
    const Vector vector = Vector::from_big_endian(VectorType::f32, floats);
    const Value value = decode(encode(vector)).value;
    CHECK(value == Value(vector));
    CHECK(value.as<Vector>().big_endian().size() == 20);
    CHECK(hex(value.as<Vector>().big_endian()) == hex(floats));
    CHECK(std::isnan(vector.to<float>()[3]));
    // And through the elements themselves.
    CHECK(Vector(vector.to<float>()) == vector);
    CHECK_FALSE(Vector(std::vector<double>{0.0}) == Vector(std::vector<double>{-0.0}));
}

TEST_CASE("a vector is read as exactly its element type") {
    const Vector vector(std::vector<float>{1.5F});
    CHECK(vector.type() == VectorType::f32);
    CHECK(vector.to<float>() == std::vector<float>{1.5F});
    try {
        (void)vector.to<double>();
        FAIL("it was read");
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::type);
        CHECK_THAT(error.what(), support::contains("f32") && support::contains("f64"));
    }
    CHECK_FALSE(vector.empty());
    CHECK(Vector().empty());
    CHECK_FALSE(Value(vector) == Value(std::vector<float>{1.5F}));
}

TEST_CASE("bytes that are no whole number of elements make no vector") {
    CHECK_THROWS_WITH(
        Vector::from_big_endian(VectorType::i32, {1, 2, 3}), support::contains("i32")
    );
    CHECK(Vector::from_big_endian(VectorType::i8, {1, 2, 3}).size() == 3);
}

TEST_CASE("a vector in a record is read whole, as numbers or as a value") {
    const Decoding decoding("B2 56 CC 01 CA CC 08 00 00 00 01 FF FF FF FF");
    const ValueView view = decoding.view();
    CHECK(view.kind() == Kind::vector);
    CHECK(view.to<std::vector<std::int32_t>>() == std::vector<std::int32_t>{1, -1});
    CHECK(view.to<Vector>() == Vector(std::vector<std::int32_t>{1, -1}));
    CHECK(view.to_value().as<Vector>().size() == 2);
    CHECK_THROWS_AS(view.to<std::vector<std::int64_t>>(), Error);
    CHECK_THROWS_AS(view.to<std::vector<float>>(), Error);
    CHECK_THROWS_AS(view.to<std::vector<std::string>>(), Error);
    CHECK_THROWS_AS(view.to<Bytes>(), Error);
    CHECK_THROWS_AS(Decoding("91 01").view().to<Vector>(), Error);
    // A list of numbers stays a list.
    CHECK(Decoding("91 01").view().to<std::vector<std::int32_t>>() == std::vector<std::int32_t>{1});
}

TEST_CASE("malformed vectors are unreadable") {
    for (const char* text : {
             "B2 56 CC 01 C8 90",              // no bytes
             "B2 56 C8 CC 01 01",              // marker as a number
             "B2 56 CC 00 CC 01 01",           // no marker
             "B2 56 CC 02 C8 C8 CC 01 01",     // two of them
             "B2 56 CC 01 C7 CC 01 01",        // unknown
             "B2 56 CC 01 C9 CC 01 01",        // half an element
             "B1 56 CC 01 C8",                 // one field
             "B3 56 CC 01 C8 CC 01 01 CC 00",  // three
         }) {
        INFO(text);
        CHECK(Decoding(text).view().kind() == Kind::unreadable);
    }
    protocol::Dialect before;
    CHECK(Decoding("B2 56 CC 01 C8 CC 01 01", before).view().kind() == Kind::unreadable);
}

TEST_CASE("vectors need Bolt 6.0, and nothing is sent to an older server") {
    Map parameters;
    parameters.set("v", List{Vector(std::vector<float>{1})});
    Script old = ready(wire::Version(5, 8));
    try {
        old.client().run("Q", parameters, nullptr);
        FAIL("it was sent");
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::usage);
        CHECK_THAT(error.what(), support::contains("vector") && support::contains("6.0"));
    }
    CHECK(old.client().output().empty());
    CHECK(old.client().pending() == 0);
    // The connection is as good as before.
    old.ask(run_and_pull);

    Script young = ready(wire::Version(6, 0));
    CHECK_NOTHROW(young.client().run("Q", parameters, nullptr));
    young.sends({"RUN \"Q\" {v: [<56 #C6 #3F800000>]} {}"});
}

TEST_CASE("a connection of 6.0 reads vectors, one of 5.8 does not") {
    const auto kind_in = [](wire::Version version) {
        Script script = ready(version);
        script.ask(run_and_pull).sends_all().answers({success()}).events({"success RUN {}"});
        const ByteVector stream = chunked(bytes("B1 71 91 B2 56 CC 01 C8 CC 01 01"));
        script.client().feed(stream);
        const protocol::Event& event = script.client().next_event();
        REQUIRE(event.type == protocol::Event::Type::record);
        return event.cells[0].kind;
    };
    CHECK(kind_in(wire::Version(6, 0)) == Kind::vector);
    CHECK(kind_in(wire::Version(6, 1)) == Kind::vector);
    CHECK(kind_in(wire::Version(5, 8)) == Kind::unreadable);
}

TEST_CASE("vector types have the names that Bolt's tools use") {
    CHECK(to_string(VectorType::i8) == "i8");
    CHECK(to_string(VectorType::i16) == "i16");
    CHECK(to_string(VectorType::i32) == "i32");
    CHECK(to_string(VectorType::i64) == "i64");
    CHECK(to_string(VectorType::f32) == "f32");
    CHECK(to_string(VectorType::f64) == "f64");
}
