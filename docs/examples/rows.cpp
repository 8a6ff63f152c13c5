// Records as the program's own types: structs by the columns' names, tuples by position, nested
// structs of maps; and a result of any length that is never held in memory. Usage: rows [COUNT],
// with NEO4J_URI, NEO4J_USER and NEO4J_PASSWORD.
#include "server.hpp"

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace {

struct City {
    std::string name;
    std::optional<std::int64_t> people;  // null or missing in the database

    static constexpr auto bolt_fields() {
        return std::tuple(bolt::Field("name", &City::name), bolt::Field("people", &City::people));
    }
};

struct Country {
    std::string name;
    std::vector<City> cities;  // made of a list of maps

    static constexpr auto bolt_fields() {
        return std::tuple(
            bolt::Field("name", &Country::name), bolt::Field("cities", &Country::cities)
        );
    }
};

/// A view instead of a text: nothing is copied, and it is valid inside of for_each only.
struct Reading {
    std::int64_t number = 0;
    double value = 0;
    std::string_view sensor;

    static constexpr auto bolt_fields() {
        return std::tuple(
            bolt::Field("number", &Reading::number),
            bolt::Field("value", &Reading::value),
            bolt::Field("sensor", &Reading::sensor)
        );
    }
};

constexpr const char* kCountries =
    "UNWIND [{name: 'Sweden', cities: [{name: 'Uppsala', people: 177000}, {name: 'Kiruna'}]},"
    " {name: 'Malta', cities: []}] AS c RETURN c.name AS name, c.cities AS cities";
constexpr const char* kReadings =
    "UNWIND range(1, $count) AS number RETURN number, number * 0.5 AS value,"
    " 'sensor ' + (number % 10) AS sensor";

bolt::Task<> print_countries(bolt::Driver& driver) {
    const bolt::EagerResult result = co_await driver.execute_query(kCountries);
    for (const bolt::Record& record : result.records) {
        const auto country = record.to<Country>();
        std::cout << country.name << '\n';
        for (const City& city : country.cities) {
            std::cout << "  " << city.name << ": "
                      << (city.people ? std::to_string(*city.people) : "unknown") << '\n';
        }
    }
}

/// The driver asks for the next portion while this one is read; about 1,000 records wait in memory.
bolt::Task<> add_up(bolt::Session& session, std::int64_t count) {
    bolt::Result result = co_await session.run(kReadings, bolt::params().set("count", count));
    std::int64_t rows = 0;
    std::size_t letters = 0;
    double sum = 0;
    co_await result.for_each<Reading>([&](const Reading& reading) {
        ++rows;
        sum += reading.value;
        letters += reading.sensor.size();
    });
    std::cout << rows << " rows, sum " << sum << ", " << letters << " letters\n";
    bolt::Result last =
        co_await session.run("RETURN $n AS n, 'rows' AS what", bolt::params().set("n", rows));
    const bolt::Record record = co_await last.single();
    const auto [number, what] = record.to<std::tuple<std::int64_t, std::string>>();
    std::cout << number << ' ' << what << '\n';
}

bolt::Task<> work(bolt::Driver driver, std::int64_t count) {
    co_await print_countries(driver);
    bolt::Session session = driver.session();
    co_await add_up(session, count);
    co_await session.close();
}

}  // namespace

int main(int argc, char** argv) {
    const std::int64_t count = argc > 1 ? std::atoll(argv[1]) : 1'000'000;
    return example::run([count](bolt::Driver driver) { return work(std::move(driver), count); });
}
