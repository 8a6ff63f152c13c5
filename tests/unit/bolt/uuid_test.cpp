// UUIDs: text form, order and hash, marker E0, and the versions that have it.
// The marker is the only one that a version adds, so the rules for reserved bytes are here too.

#include "bytes.hpp"
#include "client_script.hpp"
#include "support/catch.hpp"

#include <bolt/error.hpp>
#include <bolt/record.hpp>
#include <bolt/uuid.hpp>

#include <unordered_set>

using namespace bolt;
using namespace bolt::test;

namespace {

constexpr const char* kText = "01020304-0506-0708-090a-0b0c0d0e0f12";
constexpr const char* kWire = "E0 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F 12";

Uuid sample() {
    return Uuid::parse(kText).value();
}

}  // namespace

TEST_CASE("a UUID is written in lower case with hyphens and read in either case") {
    CHECK(to_string(sample()) == kText);
    CHECK(to_string(Uuid()) == "00000000-0000-0000-0000-000000000000");
    CHECK(
        to_string(Uuid::parse("FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF").value()) ==
        "ffffffff-ffff-ffff-ffff-ffffffffffff"
    );
    CHECK(Uuid::parse("01020304-0506-0708-090A-0B0C0D0E0F12") == sample());
}

TEST_CASE("what is no UUID is not parsed") {
    for (const char* text : {
             "",
             "01020304050607080 90a0b0c0d0e0f12",
             "0102030405060708090a0b0c0d0e0f12",
             "01020304-0506-0708-090a-0b0c0d0e0f1",
             "01020304-0506-0708-090a-0b0c0d0e0f123",
             "01020304-0506-0708-090a-0b0c0d0e0f1g",
             "01020304-0506-0708-090a+0b0c0d0e0f12",
             "0102030-40506-0708-090a-0b0c0d0e0f12",
             "{1020304-0506-0708-090a-0b0c0d0e0f1}",
         }) {
        INFO(text);
        CHECK_FALSE(Uuid::parse(text));
    }
}

TEST_CASE("UUIDs are ordered, compared and hashed by their bytes") {
    Uuid next = sample();
    next.bytes[15] = 0x13;
    CHECK(sample() < next);
    CHECK(to_string(sample()) < to_string(next));
    CHECK(sample() == sample());
    const std::unordered_set<Uuid> set{sample(), next, sample()};
    CHECK(set.size() == 2);
}

TEST_CASE("a UUID is marker E0 and sixteen bytes") {
    CHECK(hex(encode(sample())) == kWire);
    const Decoded decoded = decode(bytes(kWire));
    REQUIRE(decoded.status == packstream::DecodeStatus::ok);
    CHECK(decoded.value == Value(sample()));
    CHECK(decoded.value.as<Uuid>() == sample());
    CHECK(decoded.value.kind() == Kind::uuid);
    const ByteVector whole = bytes(kWire);
    for (std::size_t size = 1; size < whole.size(); ++size) {
        CHECK(
            decode(std::span<const std::uint8_t>(whole).first(size)).status ==
            packstream::DecodeStatus::truncated
        );
    }
}

TEST_CASE("a UUID is read as nothing else") {
    const ByteVector data = bytes(std::string("92 01 ") + kWire);
    packstream::Arena arena(64);
    const packstream::Limits limits = newest_limits();
    packstream::Decoder decoder(data, arena, limits);
    detail::Cell cell;
    REQUIRE(decoder.read(cell) == packstream::DecodeStatus::ok);
    const ValueView list(cell);
    CHECK(list[1].to<Uuid>() == sample());
    CHECK_THROWS_WITH(list[1].to<std::string>(), support::contains("a UUID, not a string"));
    CHECK_THROWS_AS(list[1].to<Bytes>(), Error);
    CHECK_THROWS_AS(list[0].to<Uuid>(), Error);
}

TEST_CASE("before 6.1 marker E0 is reserved, and the violation names PackStream and the byte") {
    CHECK(
        decode(bytes(kWire), protocol::Dialect(), packstream::Limits()).status ==
        packstream::DecodeStatus::reserved_marker
    );
    for (const wire::Version version : {wire::Version(5, 8), wire::Version(6, 0)}) {
        Script script = ready(version);
        script.ask(run_and_pull).sends_all().answers({success()}).events({"success RUN {}"});
        script.answers({bytes(std::string("B1 71 91 ") + kWire)}).events({"violation"});
        CHECK_THAT(script.problem(), support::contains("PackStream") && support::contains("0xE0"));
        script.state(protocol::ServerState::defunct);
    }
    Script script = ready(wire::Version(6, 1));
    script.ask(run_and_pull).sends_all().answers({success()}).events({"success RUN {}"});
    script.answers({bytes(std::string("B1 71 91 ") + kWire)});
    script.events({std::string("record [") + kText + "]"});
}

TEST_CASE("UUIDs need Bolt 6.1, and nothing is sent to an older server") {
    Map parameters;
    parameters.set("id", sample());
    Script old = ready(wire::Version(6, 0));
    try {
        old.client().run("Q", parameters, nullptr);
        FAIL("it was sent");
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::usage);
        CHECK_THAT(error.what(), support::contains("UUID") && support::contains("6.1"));
    }
    CHECK(old.client().output().empty());
    CHECK(old.client().pending() == 0);

    Script young = ready(wire::Version(6, 1));
    CHECK_NOTHROW(young.client().run("Q", parameters, nullptr));
    young.sends({std::string("RUN \"Q\" {id: ") + kText + "} {}"});
}
