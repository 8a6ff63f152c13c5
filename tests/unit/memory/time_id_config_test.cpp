// Times, identifiers, store URLs and names of types: the small vocabulary that every surface
// shares. Clocks and randomness are given.
#include "id_maker.hpp"
#include "support/catch.hpp"

#include <memory/config.hpp>
#include <memory/error.hpp>
#include <memory/time.hpp>
#include <memory/types.hpp>

#include <set>
#include <string>

using memory::Config;
using memory::Errc;
using memory::Error;
using memory::format_iso8601;
using memory::IdMaker;
using memory::MemoryId;
using memory::parse_iso8601;
using memory::Timestamp;

namespace {

class SetClock final : public memory::Clock {
  public:
    Timestamp time{std::chrono::milliseconds(1'700'000'000'000)};

    [[nodiscard]] Timestamp now() const override { return time; }
};

std::string round_trip(const char* text) {
    const std::optional<Timestamp> time = parse_iso8601(text);
    return time ? format_iso8601(*time) : "refused";
}

std::string refusal(const std::string& url) {
    try {
        static_cast<void>(Config::parse(url));
    } catch (const Error& error) {
        CHECK(error.code() == Errc::invalid_argument);
        return error.what();
    }
    return "accepted";
}

}  // namespace

TEST_CASE("ISO 8601 is read in its usual forms and written in one") {
    struct Row {
        const char* given;
        const char* written;
    };

    const Row row = GENERATE(
        Row{"2026-11-21", "2026-11-21T00:00:00Z"},
        Row{"2026-11-21T08:30", "2026-11-21T08:30:00Z"},
        Row{"2026-11-21 08:30:15", "2026-11-21T08:30:15Z"},
        Row{"2026-11-21T08:30:15Z", "2026-11-21T08:30:15Z"},
        Row{"2026-11-21T08:30:15.5", "2026-11-21T08:30:15.500000Z"},
        Row{"2026-11-21T08:30:15.123456789Z", "2026-11-21T08:30:15.123456Z"},
        Row{"2026-11-21T00:30:00+01:00", "2026-11-20T23:30:00Z"},
        Row{"2026-11-21T00:30:00+0100", "2026-11-20T23:30:00Z"},
        Row{"2026-11-21T23:30:00-01", "2026-11-22T00:30:00Z"},
        Row{"2024-02-29", "2024-02-29T00:00:00Z"},
        Row{"0001-01-01", "0001-01-01T00:00:00Z"},
        Row{"9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"}
    );
    INFO(row.given);
    CHECK(round_trip(row.given) == row.written);
}

TEST_CASE("what is no time is refused") {
    const char* const text = GENERATE(
        "",
        "yesterday",
        "2026",
        "2026-11",
        "2026-13-01",
        "2026-02-30",
        "2025-02-29",
        "0000-01-01",
        "2026-11-21T",
        "2026-11-21T24:00",
        "2026-11-21T08",
        "2026-11-21T08:60",
        "2026-11-21T08:30:60",
        "2026-11-21T08:30:15.",
        "2026-11-21T08:30+1",
        "2026-11-21T08:30+25:00",
        "2026-11-21T08:30Zx",
        "2026-11-21 ",
        " 2026-11-21",
        "26-11-21",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00"
    );
    INFO(text);
    CHECK_FALSE(parse_iso8601(text).has_value());
}

TEST_CASE("times before 1970 are times") {
    CHECK(round_trip("1969-12-31T23:59:59.999999Z") == "1969-12-31T23:59:59.999999Z");
}

TEST_CASE("an id carries its time, version and variant") {
    SetClock clock;
    IdMaker maker(clock, [] { return ~std::uint64_t{0}; });
    const std::string text = maker.memory_id().to_string();
    CHECK(text.substr(0, 13) == "018bcfe5-6800");
    CHECK(text[14] == '7');
    CHECK(text[19] == 'b');  // variant 10 and two set bits
}

TEST_CASE("ids of one maker ascend within a millisecond") {
    SetClock clock;
    IdMaker maker(clock, [] { return std::uint64_t{0}; });
    MemoryId last = maker.memory_id();
    for (int i = 0; i < 10'000; ++i) {  // more than the counter holds
        const MemoryId next = maker.memory_id();
        REQUIRE(last < next);
        last = next;
    }
}

TEST_CASE("ids ascend when the clock is set back") {
    SetClock clock;
    IdMaker maker(clock);
    const MemoryId first = maker.memory_id();
    clock.time -= std::chrono::hours(1);
    CHECK(first < maker.memory_id());
}

TEST_CASE("two makers at the same moment make different ids") {
    SetClock clock;
    IdMaker one(clock);
    IdMaker two(clock);
    std::set<std::string> ids;
    for (int i = 0; i < 500; ++i) {
        ids.insert(one.memory_id().to_string());
        ids.insert(two.memory_id().to_string());
    }
    CHECK(ids.size() == 1'000);
}

TEST_CASE("an id is read in its canonical form, either case") {
    const std::string text = "018BCFE5-6800-7fff-bfff-ffffffffffff";
    REQUIRE(MemoryId::parse(text).has_value());
    CHECK(MemoryId::parse(text)->to_string() == "018bcfe5-6800-7fff-bfff-ffffffffffff");
    for (const char* wrong :
         {"",
          "018bcfe5",
          "018bcfe5-6800-7fff-bfff-fffffffffff",
          "018bcfe5-6800-7fff-bfff-fffffffffffg",
          "018bcfe5x6800-7fff-bfff-ffffffffffff",
          "{18bcfe5-6800-7fff-bfff-ffffffffffff"}) {
        INFO(wrong);
        CHECK_FALSE(MemoryId::parse(wrong).has_value());
    }
}

TEST_CASE("a path makes an SQLite store") {
    CHECK(Config::parse("sqlite:notes.db").sqlite.path == "notes.db");
    CHECK(Config::parse("sqlite:/a/b c.db").sqlite.path == "/a/b c.db");
    CHECK(Config::parse("sqlite:///a/b.db").sqlite.path == "/a/b.db");
    CHECK(Config::parse("SQLITE:x").backend == memory::Backend::sqlite);
}

TEST_CASE("a Bolt URL makes a Neo4j store") {
    const std::string url = GENERATE(
        "bolt://localhost",
        "bolt://localhost:7687",
        "bolt+s://db.example.org",
        "bolt+ssc://10.0.0.1:17687",
        "neo4j://[::1]:7687",
        "neo4j+s://db.example.org",
        "neo4j+ssc://h"
    );
    const Config config = Config::parse(url);
    CHECK(config.backend == memory::Backend::neo4j);
    CHECK(config.neo4j.uri == url);
}

TEST_CASE("a store URL that cannot work says what to write instead") {
    CHECK(refusal("notes.db").find("sqlite:PATH") != std::string::npos);
    CHECK(refusal("").find("sqlite:PATH") != std::string::npos);
    CHECK(refusal("sqlite:").find("names no file") != std::string::npos);
    CHECK(refusal("sqlite::memory:").find("forget everything") != std::string::npos);
    CHECK(refusal("sqlite:/a/b/").find("folder") != std::string::npos);
    CHECK(refusal("postgres://h").find("sqlite:PATH") != std::string::npos);
    CHECK(refusal("bolt:h").find("sqlite:PATH") != std::string::npos);
    CHECK(refusal("bolt://").find("no host") != std::string::npos);
    CHECK(refusal("bolt://:7687").find("no host") != std::string::npos);
    CHECK(refusal("bolt://h:0").find("65535") != std::string::npos);
    CHECK(refusal("bolt://h:65536").find("65535") != std::string::npos);
    CHECK(refusal("bolt://h:port").find("65535") != std::string::npos);
    CHECK(refusal("bolt://[::1").find("']'") != std::string::npos);
    CHECK(refusal("bolt://h/db").find("BOLTMEM_NEO4J_DATABASE") != std::string::npos);
    CHECK(refusal("bolt://h?x=1").find("BOLTMEM_NEO4J_DATABASE") != std::string::npos);
    CHECK(refusal("sqlite:a\nb").find("control character") != std::string::npos);
}

TEST_CASE("a password in a store URL is refused and not repeated") {
    const std::string text = refusal("bolt://neo4j:s3cret@host:7687");
    CHECK(text.find("password") != std::string::npos);
    CHECK(text.find("s3cret") == std::string::npos);
}

TEST_CASE("every type has one name, which reads back") {
    CHECK(memory::all_memory_types().size() == 13);
    for (const memory::MemoryType type : memory::all_memory_types()) {
        CHECK(memory::parse_memory_type(memory::to_string(type)) == type);
    }
    CHECK(memory::all_relationship_types().size() == 35);
    std::set<std::string_view> names;
    for (const memory::RelationshipTypeInfo& known : memory::all_relationship_types()) {
        CHECK(memory::parse_relationship_type(known.name) == known.type);
        CHECK((known.strength > 0 && known.strength <= 1));
        CHECK((known.confidence > 0 && known.confidence <= 1));
        names.insert(known.name);
    }
    CHECK(names.size() == 35);
    CHECK_FALSE(memory::parse_memory_type("Task").has_value());
    CHECK_FALSE(memory::parse_relationship_type("solves").has_value());
}

TEST_CASE("defaults of relationship types are the predecessor's") {
    CHECK(memory::info(memory::RelationshipType::solves).strength == 0.9);
    CHECK(memory::info(memory::RelationshipType::solves).confidence == 0.8);
    CHECK(memory::info(memory::RelationshipType::contradicts).confidence == 0.6);
    CHECK(memory::info(memory::RelationshipType::related_to).bidirectional);
    CHECK_FALSE(memory::info(memory::RelationshipType::follows).bidirectional);
    CHECK(memory::to_string(memory::RelationshipType::requires_) == "REQUIRES");
}
