// Whole records as tuples and structs: by position and by name, nested, optional, with errors that
// say where. Records are made from encoded values, as the client makes them.

#include "records.hpp"
#include "support/catch.hpp"
#include "support/thrown_error.hpp"

#include <bolt/error.hpp>
#include <bolt/row.hpp>

#include <string>
#include <thread>

using namespace bolt;
using namespace bolt::test;
using support::error_of;

namespace {

Map map_of(std::initializer_list<std::pair<const char*, Value>> entries) {
    Map map;
    for (const auto& [key, value] : entries) {
        map.set(key, value);
    }
    return map;
}

struct Address {
    std::string city;
    std::optional<int> zip;

    static constexpr auto bolt_fields() {
        return std::tuple(Field("city", &Address::city), Field("zip", &Address::zip));
    }
};

struct Person {
    std::string name;
    int age = -1;
    std::optional<double> score;
    std::vector<std::string> tags;
    std::optional<Address> address;

    static constexpr auto bolt_fields() {
        return std::tuple(
            Field("name", &Person::name),
            Field("age", &Person::age),
            Field("score", &Person::score),
            Field("tags", &Person::tags),
            Field("address", &Person::address)
        );
    }
};

struct Crowd {
    std::vector<Address> places;

    static constexpr auto bolt_fields() { return std::tuple(Field("places", &Crowd::places)); }
};

struct Empty {
    static constexpr auto bolt_fields() { return std::tuple(); }
};

namespace somebody_else {

struct Pair {
    int first = 0;
    int second = 0;
};

constexpr auto bolt_fields(std::type_identity<Pair>) {
    return std::tuple(bolt::Field("a", &Pair::first), bolt::Field("b", &Pair::second));
}

}  // namespace somebody_else

}  // namespace

TEST_CASE("a record is read as a tuple by position") {
    const Record record =
        record_of({"id", "name", "score", "pair", "ok"}, List{7, "Ada", 1.5, List{1, 2}, true});
    const auto [id, name, score, pair, ok] =
        record.to<std::tuple<std::int64_t, std::string_view, double, std::vector<int>, bool>>();
    CHECK(id == 7);
    CHECK(name == "Ada");
    CHECK(score == 1.5);
    CHECK(pair == std::vector<int>{1, 2});
    CHECK(ok);
    using Array = std::tuple<int, std::string, float, std::array<short, 2>, bool>;
    CHECK(std::get<3>(record.to<Array>()) == std::array<short, 2>{1, 2});
    CHECK(record_of(Keys(), List()).to<std::tuple<>>() == std::tuple());
}

TEST_CASE("a tuple must have as many items as the record has columns") {
    const Record record = record_of({"a", "b"}, List{1, 2});
    const Error few = error_of([&] { return record.to<std::tuple<int>>(); });
    CHECK(few.kind() == ErrorKind::usage);
    CHECK_THAT(few.what(), support::contains("2 columns, not 1"));
    CHECK_THROWS_AS((record.to<std::tuple<int, int, int>>()), Error);
}

TEST_CASE("an error in a tuple names its column") {
    const Record record = record_of({"a", "b"}, List{1, "x"});
    const Error error = error_of([&] { return record.to<std::tuple<int, int>>(); });
    CHECK(error.kind() == ErrorKind::type);
    CHECK(std::string(error.what()) == "column 'b': the value is a string, not an integer");
    const Error first = error_of([&] { return record.to<std::tuple<bool, int>>(); });
    CHECK_THAT(first.what(), support::contains("column 'a'"));
    // Without names there is still a number.
    const Error bare = error_of([&] { return record_of(Keys(), List{1}).to<std::tuple<bool>>(); });
    CHECK_THAT(bare.what(), support::contains("column 0"));
}

TEST_CASE("a struct is filled by the columns' names, in whatever order they come") {
    const Record record = record_of(
        {"tags", "unknown", "age", "name", "score"}, List{List{"x", "y"}, 1, 36, "Ada", nullptr}
    );
    const Person person = record.to<Person>();
    CHECK(person.name == "Ada");
    CHECK(person.age == 36);
    CHECK_FALSE(person.score);
    CHECK(person.tags == std::vector<std::string>{"x", "y"});
    CHECK_FALSE(person.address);
    CHECK_NOTHROW(record.to<Empty>());
}

TEST_CASE("a struct whose column is missing is a wrong use, unless the member is optional") {
    const Record record = record_of({"name", "age"}, List{"Ada", 36});
    const Error error = error_of([&] { return record.to<Person>(); });
    CHECK(error.kind() == ErrorKind::usage);
    CHECK_THAT(error.what(), support::contains("'tags'") && support::contains("name, age"));
    CHECK_THROWS_AS(Record().to<Person>(), Error);
    CHECK_NOTHROW(Record().to<Empty>());
}

TEST_CASE("errors in structs say where, through all levels") {
    const std::vector<std::string> names{"name", "age", "tags", "address"};
    const auto error = [&names](const List& values) {
        return std::string(error_of([&] { return record_of(names, values).to<Person>(); }).what());
    };
    CHECK(
        error(List{"Ada", "x", List(), nullptr}) ==
        "column 'age': the value is a string, not an integer"
    );
    CHECK(
        error(List{"Ada", 1, List(), map_of({{"city", 5}})}) ==
        "column 'address': field 'city': the value is an integer, not a string"
    );
    CHECK(
        error(List{"Ada", 1, List(), map_of({{"zip", 5}})}) ==
        "column 'address': there is no field 'city'"
    );
    CHECK(
        error(List{"Ada", 1, List(), 5}) == "column 'address': the value is an integer, not a map"
    );
    CHECK(error(List{"Ada", nullptr, List(), 5}).find("column 'age'") == 0);
}

TEST_CASE("structs are read from maps, in whatever order their keys come, and from lists of them") {
    const Record record = record_of(
        {"m", "l"},
        List{
            map_of({{"zip", 12345}, {"other", 1}, {"city", "Oslo"}}),
            List{map_of({{"city", "A"}}), map_of({{"city", "B"}, {"zip", 1}})}
        }
    );
    const auto address = record.at<Address>("m");
    CHECK(address.city == "Oslo");
    CHECK(address.zip == 12345);
    const auto list = record.at<std::vector<Address>>("l");
    REQUIRE(list.size() == 2);
    CHECK(list[1].city == "B");
    CHECK_FALSE(list[0].zip);
    const auto [first, second] = record.to<std::tuple<Address, std::vector<Address>>>();
    CHECK(first.city == "Oslo");
    CHECK(second.size() == 2);
    const Record nested =
        record_of({"c"}, List{map_of({{"places", List{map_of({{"city", "C"}})}}})});
    CHECK(nested.at<Crowd>("c").places.at(0).city == "C");
}

TEST_CASE("structs are read from the properties of nodes and relationships") {
    // (:P {city: "Oslo", zip: 7}), and [:T {city: "Rome"}] from 2 to 3.
    const ByteVector data = bytes(
        "92 B4 4E 07 91 81 50 A2 84 63 69 74 79 84 4F 73 6C 6F 83 7A 69 70 07 82 6E 37 "
        "B8 52 01 02 03 81 54 A1 84 63 69 74 79 84 52 6F 6D 65 82 72 31 82 6E 32 82 6E 33"
    );
    const Record record = record_of(keys_of({"n", "r"}), data);
    CHECK(record.at<Address>("n").city == "Oslo");
    CHECK(record.at<Address>("n").zip == 7);
    CHECK(record.at<Address>("r").city == "Rome");
}

TEST_CASE("a struct of somebody else is mapped beside it") {
    const auto pair = record_of({"b", "a"}, List{1, 2}).to<somebody_else::Pair>();
    CHECK(pair.first == 2);
    CHECK(pair.second == 1);
}

TEST_CASE("names are looked up for each result anew, also when results take turns") {
    const Keys one = keys_of({"a", "b"});
    const Keys other = keys_of({"b", "a"});
    for (int i = 0; i < 3; ++i) {
        CHECK(record_of(one, List{1, 2}).to<somebody_else::Pair>().first == 1);
        CHECK(record_of(other, List{1, 2}).to<somebody_else::Pair>().first == 2);
    }
    // A failed look-up changes nothing.
    CHECK_THROWS_AS(record_of({"a"}, List{1}).to<somebody_else::Pair>(), Error);
    CHECK(record_of(other, List{1, 2}).to<somebody_else::Pair>().first == 2);

    RowReader<somebody_else::Pair> reader;
    CHECK(reader(record_of(one, List{1, 2})).first == 1);
    CHECK(reader(record_of(one, List{3, 2})).first == 3);
    CHECK(reader(record_of(other, List{1, 2})).first == 2);
}

TEST_CASE("a record with fewer values than its result has columns is an error, not a crash") {
    const Keys keys = keys_of({"a", "b"});
    CHECK(record_of(keys, List{1, 2}).to<somebody_else::Pair>().second == 2);
    CHECK_THROWS_AS(record_of(keys, List{1}).to<somebody_else::Pair>(), Error);
}

TEST_CASE("threads do not share what they looked up") {
    const Keys keys = keys_of({"b", "a"});
    const Record record = record_of(keys, List{1, 2});
    std::vector<std::thread> threads;
    std::array<int, 4> firsts{};
    threads.reserve(firsts.size());
    for (int& first : firsts) {
        threads.emplace_back([&record, &first] {
            for (int i = 0; i < 1'000; ++i) {
                first += record.to<somebody_else::Pair>().first;
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    CHECK(firsts == std::array<int, 4>{2'000, 2'000, 2'000, 2'000});
}

TEST_CASE("lists are read as arrays and tuples of as many items") {
    const Record record = record_of({"l"}, List{Value(List{1, "x"})});
    CHECK(record[0].to<std::tuple<int, std::string>>() == std::tuple(1, std::string("x")));
    const Error error = error_of([&] { return record.at<std::array<int, 3>>(0); });
    CHECK(error.kind() == ErrorKind::type);
    CHECK_THAT(error.what(), support::contains("column 'l': the list has 2 items, not 3"));
    CHECK_THROWS_AS((record.at<std::array<int, 2>>(0)), Error);
    CHECK_THROWS_AS((record_of({"x"}, List{1}).at<std::array<int, 1>>(0)), Error);
    CHECK(record_of({"x"}, List{Value(List())}).at<std::array<int, 0>>(0).empty());
}
