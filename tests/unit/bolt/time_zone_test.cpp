// Named zones: every one that the system has, changes of clocks in both directions, links, and
// zones that nobody knows. Expected values were taken from Python's zoneinfo and Java's.

#include "bytes.hpp"
#include "support/catch.hpp"
#include "support/thrown_error.hpp"

#include <bolt/error.hpp>
#include <bolt/record.hpp>
#include <bolt/time_zone.hpp>

#include <array>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

using namespace bolt;
using namespace bolt::test;
using support::error_of;

namespace {

constexpr const char* kFolder = "/usr/share/zoneinfo";

/// The names of all zones in the system's folder, but for its copies of the whole.
std::set<std::string> all_zones() {
    std::set<std::string> names;
    const std::filesystem::path folder(kFolder);
    for (auto place = std::filesystem::recursive_directory_iterator(folder);
         place != std::filesystem::recursive_directory_iterator();
         ++place) {
        const std::string name = place->path().lexically_relative(folder).string();
        if (name == "posix" || name == "right") {
            place.disable_recursion_pending();
            continue;
        }
        std::array<char, 4> magic{};
        std::ifstream file(place->path(), std::ios::binary);
        const bool is_zone = place->is_regular_file() && file.read(magic.data(), magic.size()) &&
                             std::string_view(magic.data(), magic.size()) == "TZif";
        // The library leaves out these two, which are no places.
        if (is_zone && name != "posixrules" && name != "Factory") {
            names.insert(name);
        }
    }
    return names;
}

CivilDateTime at(int year, int month, int day, int hour, int minute = 0, int second = 0) {
    return {CivilDate(year, month, day), CivilTime(hour, minute, second)};
}

/// Offset of a zone at a moment given in UTC.
std::int32_t offset(const std::string& zone, const CivilDateTime& utc) {
    return civil(DateTime(date_time_of(utc, 0).seconds, 0, zone)).utc_offset;
}

}  // namespace

TEST_CASE("all zones of the system load, and their local times come back") {
    const std::set<std::string> names = all_zones();
    CHECK(names.size() > 550);
    const std::array<CivilDateTime, 8> times{
        at(1, 1, 2, 0),
        at(1850, 6, 1, 12),
        at(1945, 8, 1, 12),
        at(1970, 1, 1, 0),
        at(1999, 12, 31, 23, 59, 59),
        at(2022, 6, 17, 13, 24, 34),
        at(2022, 1, 17, 13, 24, 34),
        at(2099, 7, 1, 12),
    };
    for (const std::string& name : names) {
        INFO(name);
        for (const CivilDateTime& utc : times) {
            const DateTime moment(date_time_of(utc, 0).seconds, 0, name);
            const ZonedCivil there = civil(moment);
            // From fields with the offset, from fields alone when they come once, and as a server
            // before 5.0 sends and takes them.
            REQUIRE(date_time_of(there.local, name, there.utc_offset) == moment);
            REQUIRE(civil(date_time_of(there.local, name)).local == there.local);
            REQUIRE(civil(with_local_seconds(moment)).local == there.local);
            REQUIRE(std::abs(there.utc_offset) < 16 * 3600);
        }
    }
}

TEST_CASE("offsets are those of the zone's law at the moment") {
    CHECK(offset("Europe/Stockholm", at(2022, 6, 7, 9, 52, 5)) == 7200);
    CHECK(offset("Europe/Stockholm", at(2022, 1, 7, 9)) == 3600);
    CHECK(offset("Europe/Stockholm", at(1, 1, 2, 0)) == 4332);
    CHECK(offset("America/New_York", at(1970, 7, 1, 0)) == -14'400);
    CHECK(offset("Asia/Kathmandu", at(2022, 7, 1, 0)) == 20'700);
    CHECK(offset("Australia/Lord_Howe", at(2022, 1, 1, 0)) == 39'600);
    CHECK(offset("Etc/GMT+5", at(2022, 1, 1, 0)) == -18'000);
    CHECK(offset("UTC", at(2022, 1, 1, 0)) == 0);
}

TEST_CASE("summer time goes on after the changes that zone files list") {
    for (const int year : {2037, 2038, 2050, 2100, 2500}) {
        INFO(year);
        CHECK(offset("Europe/Stockholm", at(year, 7, 1, 0)) == 7200);
        CHECK(offset("Europe/Stockholm", at(year, 1, 10, 0)) == 3600);
        CHECK(offset("America/New_York", at(year, 7, 1, 0)) == -14'400);
        CHECK(offset("Australia/Sydney", at(year, 1, 10, 0)) == 39'600);
        CHECK(offset("Australia/Sydney", at(year, 7, 1, 0)) == 36'000);
        CHECK(offset("Asia/Tokyo", at(year, 7, 1, 0)) == 32'400);
    }
    CHECK(offset("Europe/Stockholm", CivilDateTime({999'999'999, 7, 1}, {})) == 7200);
}

TEST_CASE("links and names of old days are zones, too, and keep their names") {
    for (const char* name : {"Asia/Calcutta", "US/Pacific", "GB", "Zulu", "EST5EDT", "Japan"}) {
        const DateTime moment = date_time_of(at(2022, 6, 7, 12), name);
        CHECK(moment.zone == name);
    }
    CHECK(
        date_time_of(at(2022, 6, 7, 12), "Asia/Calcutta").seconds ==
        date_time_of(at(2022, 6, 7, 12), "Asia/Kolkata").seconds
    );
}

TEST_CASE("of a time that comes twice the first is meant, unless the offset says otherwise") {
    const CivilDateTime twice = at(2025, 10, 26, 2, 30);
    const DateTime first = date_time_of(twice, "Europe/Stockholm");
    CHECK(first == date_time_of(twice, "Europe/Stockholm", 7200));
    const DateTime second = date_time_of(twice, "Europe/Stockholm", 3600);
    CHECK(second.seconds - first.seconds == 3600);
    CHECK(civil(first).utc_offset == 7200);
    CHECK(civil(second).utc_offset == 3600);
    CHECK(civil(second).local == twice);
    const Error error = error_of([&] { return date_time_of(twice, "Europe/Stockholm", 5400); });
    CHECK(error.kind() == ErrorKind::usage);
    CHECK_THAT(error.what(), support::contains("Europe/Stockholm") && support::contains("5400"));
}

TEST_CASE("a time that clocks leave out is moved forward by what they skip") {
    const DateTime moved = date_time_of(at(2022, 3, 27, 2, 30), "Europe/Stockholm");
    CHECK(civil(moved).local == at(2022, 3, 27, 3, 30));
    CHECK(civil(moved).utc_offset == 7200);
    CHECK_THROWS_AS(date_time_of(at(2022, 3, 27, 2, 30), "Europe/Stockholm", 7200), Error);
    // Samoa had no 30 December 2011.
    CHECK(civil(date_time_of(at(2011, 12, 30, 12), "Pacific/Apia")).local == at(2011, 12, 31, 12));
    // The edges are not in the gap.
    CHECK(civil(date_time_of(at(2022, 3, 27, 1, 59, 59), "Europe/Stockholm")).utc_offset == 3600);
    CHECK(civil(date_time_of(at(2022, 3, 27, 3), "Europe/Stockholm")).utc_offset == 7200);
    // Nor are they long after the listed changes.
    CHECK(
        civil(date_time_of(at(2090, 3, 26, 2, 30), "Europe/Stockholm")).local ==
        at(2090, 3, 26, 3, 30)
    );
}

TEST_CASE("a zone that the system does not know is named, and harms nothing else") {
    const DateTime moment(0, 0, "Europe/Neo4j");
    const Error reading = error_of([&] { return civil(moment); });
    CHECK(reading.kind() == ErrorKind::type);
    CHECK_THAT(reading.what(), support::contains("'Europe/Neo4j'"));
    const Error writing = error_of([&] { return date_time_of(at(2022, 1, 1, 0), "Europe/Neo4j"); });
    CHECK(writing.kind() == ErrorKind::usage);
    CHECK_THAT(writing.what(), support::contains("'Europe/Neo4j'"));
    CHECK(error_of([&] {
              return date_time_of(at(2022, 1, 1, 0), "Europe/Neo4j", 0);
          }).kind() == ErrorKind::usage);
    // The moment itself is known.
    CHECK(to_sys_time(moment) == SysNanoseconds());
    CHECK(decode(encode(moment)).value == Value(moment));
    for (const char* name :
         {"../../etc/passwd", "/etc/localtime", "", " ", "Europe", "Europe/", "zone.tab"}) {
        INFO(name);
        CHECK_THROWS_AS(date_time_of(at(2022, 1, 1, 0), std::string(name)), Error);
    }
    CHECK_THROWS_AS(civil(DateTime(0, 0, std::string(100'000, 'x'))), Error);
}

TEST_CASE("seconds of a server before 5.0 become a moment through the zone") {
    DateTime local(local_date_time_of(at(2022, 6, 7, 11, 52, 5)).seconds, 7, "Europe/Stockholm");
    local.local_seconds = true;
    CHECK(civil(local) == ZonedCivil({{2022, 6, 7}, {11, 52, 5, 7}}, 7200));
    const DateTime moment = with_utc_seconds(local);
    CHECK_FALSE(moment.local_seconds);
    CHECK(moment == date_time_of({{2022, 6, 7}, {11, 52, 5, 7}}, "Europe/Stockholm"));
    CHECK(to_sys_time(local) == to_sys_time(moment));
    CHECK(with_local_seconds(moment) == local);
    CHECK(with_utc_seconds(moment) == moment);
    CHECK(with_local_seconds(local) == local);
    CHECK(with_local_seconds(DateTime(5, 0, 3600)) == DateTime(5, 0, 3600));

    local.zone = "Mars/Base";
    CHECK(error_of([&] { return with_utc_seconds(local); }).kind() == ErrorKind::type);
    CHECK(error_of([&] { return to_sys_time(local); }).kind() == ErrorKind::type);
}

TEST_CASE("a date-time with a zone's name is sent as the server counts its seconds") {
    const DateTime moment = date_time_of(at(1970, 1, 1, 1, 0, 10), "Europe/Stockholm");
    const std::string zone = "D0 10 45 75 72 6F 70 65 2F 53 74 6F 63 6B 68 6F 6C 6D";
    CHECK(hex(encode(moment, true)) == "B3 69 0A 00 " + zone);
    CHECK(hex(encode(moment, false)) == "B3 66 C9 0E 1A 00 " + zone);
    const DateTime local = with_local_seconds(moment);
    CHECK(encode(local, true) == encode(moment, true));
    CHECK(encode(local, false) == encode(moment, false));

    const Error error = error_of([] { return encode(DateTime(0, 0, "Mars/Base"), false); });
    CHECK(error.kind() == ErrorKind::usage);
    CHECK_THAT(error.what(), support::contains("'Mars/Base'"));
}

TEST_CASE("zones may be used from many threads at once") {
    const std::set<std::string> names = all_zones();
    std::vector<std::thread> threads;
    std::array<std::int64_t, 4> sums{};
    threads.reserve(sums.size());
    for (std::int64_t& sum : sums) {
        threads.emplace_back([&sum, &names] {
            for (const std::string& name : names) {
                sum += civil(DateTime(1'650'000'000, 0, name)).utc_offset;
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    CHECK(sums == std::array<std::int64_t, 4>{sums[0], sums[0], sums[0], sums[0]});
}
