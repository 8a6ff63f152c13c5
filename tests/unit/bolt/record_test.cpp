// Reading records and views: conversions, ranges, absence, and errors that help.
// Records are made from encoded values, as the client makes them.

#include "records.hpp"
#include "support/catch.hpp"
#include "support/thrown_error.hpp"

#include <bolt/error.hpp>
#include <bolt/record.hpp>

#include <limits>
#include <type_traits>

using namespace bolt;
using namespace bolt::test;
using support::error_of;

namespace {

Record one(const Value& value) {
    return record_of({"x"}, List{value});
}

}  // namespace

TEST_CASE("columns are read by name and by number") {
    const Record record = record_of({"name", "age"}, List{"Ada", 36});
    CHECK(record.size() == 2);
    CHECK(record.keys() == std::vector<std::string>{"name", "age"});
    CHECK(record.at<std::string>("name") == "Ada");
    CHECK(record.at<int>("age") == 36);
    CHECK(record.at<std::string_view>(0) == "Ada");
    CHECK(record.at<std::int64_t>(1) == 36);
    CHECK(record["age"].kind() == Kind::integer);
    CHECK(record.find("age") == 1U);
    CHECK_FALSE(record.find("none"));
}

TEST_CASE("a column that is not there is an error that lists those that are") {
    const Record record = record_of({"name", "age"}, List{"Ada", 36});
    const Error by_name = error_of([&] { (void)record.at<int>("agee"); });
    CHECK(by_name.kind() == ErrorKind::usage);
    CHECK_THAT(by_name.what(), support::contains("agee") && support::contains("name, age"));
    const Error by_number = error_of([&] { (void)record[2]; });
    CHECK(by_number.kind() == ErrorKind::usage);
    CHECK_THAT(by_number.what(), support::contains("2 columns"));
}

TEST_CASE("an empty record has no columns") {
    const Record record;
    CHECK(record.size() == 0);
    CHECK(record.keys().empty());
    CHECK_FALSE(record.find("x"));
    CHECK_THROWS_AS(record[0], Error);
    CHECK_THROWS_AS(record["x"], Error);
}

TEST_CASE("get() answers nullopt for null and for what is not there") {
    const Record record = record_of({"a", "b"}, List{nullptr, 1});
    CHECK_FALSE(record.get<int>("a"));
    CHECK(record.get<int>("b") == 1);
    CHECK_FALSE(record.get<int>("c"));
    CHECK_THROWS_AS(record.get<std::string>("b"), Error);
    CHECK_THROWS_AS(record.at<int>("a"), Error);
    CHECK_FALSE(record.at<std::optional<int>>("a"));
}

TEST_CASE("integers are range-checked") {
    CHECK(one(255)[0].to<std::uint8_t>() == 255);
    CHECK_THROWS_AS(one(256)[0].to<std::uint8_t>(), Error);
    CHECK_THROWS_AS(one(-1)[0].to<std::uint64_t>(), Error);
    CHECK(
        one(std::numeric_limits<std::int64_t>::max())[0].to<std::uint64_t>() == 0x7FFFFFFFFFFFFFFFU
    );
    CHECK(one(-128)[0].to<std::int8_t>() == -128);
    CHECK_THROWS_AS(one(2147483648LL)[0].to<int>(), Error);
    const Error error = error_of([] { (void)one(300)[0].to<std::uint8_t>(); });
    CHECK(error.kind() == ErrorKind::type);
    CHECK_THAT(error.what(), support::contains("300"));
}

TEST_CASE("floats also come from integers that they hold exactly") {
    CHECK(one(1.5)[0].to<double>() == 1.5);
    CHECK(one(1.5)[0].to<float>() == 1.5F);
    CHECK(one(3)[0].to<double>() == 3.0);
    CHECK(one(9007199254740992LL)[0].to<double>() == 9007199254740992.0);
    CHECK_THROWS_AS(one(9007199254740993LL)[0].to<double>(), Error);
    CHECK_THROWS_AS(one("1.5")[0].to<double>(), Error);
    CHECK_THROWS_AS(one(1.5)[0].to<int>(), Error);
}

TEST_CASE("nothing turns into something else in silence") {
    CHECK_THROWS_AS(one(1)[0].to<bool>(), Error);
    CHECK_THROWS_AS(one(true)[0].to<int>(), Error);
    CHECK_THROWS_AS(one(1)[0].to<std::string>(), Error);
    CHECK_THROWS_AS(one("a")[0].to<Bytes>(), Error);
    CHECK_THROWS_AS(one(Bytes({1}))[0].to<std::string>(), Error);
    CHECK_THROWS_AS(one(Date(1))[0].to<LocalTime>(), Error);
    CHECK_THROWS_AS(one(Date(1))[0].to<Node>(), Error);
    CHECK_THROWS_AS(one(Time())[0].to<Date>(), Error);
    CHECK_THROWS_AS(one(1)[0].to<Time>(), Error);
    CHECK_THROWS_AS(one(1)[0].to<DateTime>(), Error);
    CHECK_THROWS_AS(one(1)[0].to<LocalDateTime>(), Error);
    CHECK_THROWS_AS(one(1)[0].to<Duration>(), Error);
    CHECK_THROWS_AS(one(1)[0].to<Point>(), Error);
    CHECK_THROWS_AS(one(1)[0].to<Relationship>(), Error);
    CHECK_THROWS_AS(one(1)[0].to<Path>(), Error);
    CHECK_THROWS_AS(one(1)[0].to<Map>(), Error);
    const Error error = error_of([] { (void)one("a")[0].to<int>(); });
    CHECK(error.kind() == ErrorKind::type);
    CHECK_THAT(error.what(), support::contains("string") && support::contains("integer"));
}

TEST_CASE("lists are read item by item or as a vector") {
    const Record record = one(List{1, 2, 3});
    const ValueView list = record[0];
    CHECK(list.size() == 3);
    CHECK(list[2].to<int>() == 3);
    CHECK(list.to<std::vector<int>>() == std::vector<int>{1, 2, 3});
    CHECK(list.to<List>() == List{1, 2, 3});
    CHECK_THROWS_AS(list[3], Error);
    CHECK_THROWS_AS(list.find("a"), Error);
    const Record mixed = one(List{1, nullptr});
    CHECK_THROWS_AS(mixed[0].to<std::vector<int>>(), Error);
    const auto optional = mixed[0].to<std::vector<std::optional<int>>>();
    CHECK(optional[0] == 1);
    CHECK_FALSE(optional[1]);
    CHECK_THROWS_AS(one(1)[0].to<std::vector<int>>(), Error);
    CHECK_THROWS_AS(one(1)[0].size(), Error);
    CHECK_THROWS_AS(one(1)[0][0], Error);
}

TEST_CASE("maps are read by key and in order") {
    Map map;
    map.set("z", 1).set("a", "x");
    const Record record = one(map);
    const ValueView view = record[0];
    CHECK(view.size() == 2);
    CHECK(view.key(0) == "z");
    CHECK(view.value(1).to<std::string>() == "x");
    CHECK(view.at("z").to<int>() == 1);
    CHECK_FALSE(view.find("none"));
    CHECK(view.to<Map>() == map);
    const Error error = error_of([&] { (void)view.at("none"); });
    CHECK(error.kind() == ErrorKind::usage);
    CHECK_THAT(error.what(), support::contains("none"));
    CHECK_THROWS_AS(view.key(2), Error);
    CHECK_THROWS_AS(view.value(2), Error);
    CHECK_THROWS_AS(one(1)[0].key(0), Error);
    CHECK_THROWS_AS(view[0], Error);
}

TEST_CASE("temporal, spatial and binary values are read whole") {
    CHECK(one(Date(3))[0].to<Date>() == Date(3));
    CHECK(one(Time(1, 2))[0].to<Time>() == Time(1, 2));
    CHECK(one(LocalTime(4))[0].to<LocalTime>() == LocalTime(4));
    CHECK(one(DateTime(1, 2, 3))[0].to<DateTime>() == DateTime(1, 2, 3));
    CHECK(one(DateTime(1, 2, "UTC"))[0].to<DateTime>() == DateTime(1, 2, "UTC"));
    CHECK(one(LocalDateTime(1, 2))[0].to<LocalDateTime>() == LocalDateTime(1, 2));
    CHECK(one(Duration(1, 2, 3, 4))[0].to<Duration>() == Duration(1, 2, 3, 4));
    CHECK(one(Point(7203, 1, 2))[0].to<Point>() == Point(7203, 1, 2));
    CHECK(one(Bytes({1, 2}))[0].to<Bytes>() == Bytes({1, 2}));
    CHECK(one(Bytes())[0].to<Bytes>() == Bytes());
}

TEST_CASE("to_value() owns everything, for random values") {
    std::mt19937_64 random(3);  // NOLINT(cert-msc51-cpp): repeatable on purpose
    for (int i = 0; i < 300; ++i) {
        const Value original = random_value(random);
        Value copy;
        {
            const Record record = one(original);
            copy = record[0].to_value();
        }
        REQUIRE(copy == original);
        REQUIRE(one(original)[0].to<Value>() == original);
    }
}

TEST_CASE("a copied record keeps its arena alive") {
    Record kept;
    {
        const Record record = record_of({"x"}, List{"a long text that lives in the arena"});
        kept = record;
    }
    CHECK(kept.at<std::string_view>("x") == "a long text that lives in the arena");
}

TEST_CASE("records and views are cheap to move") {
    STATIC_REQUIRE(std::is_nothrow_move_constructible_v<Record>);
    STATIC_REQUIRE(std::is_trivially_copyable_v<ValueView>);
    STATIC_REQUIRE(sizeof(Record) <= 64);
}

TEST_CASE("an error about a value names its column") {
    const Record record = record_of({"name", "age"}, List{"Ada", 300});
    const Error wrong = error_of([&] { (void)record.at<int>("name"); });
    CHECK(wrong.kind() == ErrorKind::type);
    CHECK(std::string(wrong.what()) == "column 'name': the value is a string, not an integer");
    const Error range = error_of([&] { (void)record.at<std::uint8_t>(1); });
    CHECK_THAT(range.what(), support::contains("column 'age': 300 does not fit"));
    CHECK_THROWS_AS(record.get<bool>("name"), Error);
}

TEST_CASE("a float takes integers of 24 bits, a double of 53") {
    CHECK(one(16'777'216)[0].to<float>() == 16'777'216.0F);
    CHECK_THROWS_AS(one(16'777'217)[0].to<float>(), Error);
    CHECK(one(16'777'217)[0].to<double>() == 16'777'217.0);
}

TEST_CASE("asking for an entry that is not there is a wrong use, not a wrong type") {
    const Record record = one(Map());
    CHECK(error_of([&] { (void)record[0].key(0); }).kind() == ErrorKind::usage);
    CHECK(error_of([&] { (void)record[0].value(0); }).kind() == ErrorKind::usage);
}
