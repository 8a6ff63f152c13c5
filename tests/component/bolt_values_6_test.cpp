// Vectors, UUIDs and unsupported types as a server may send them: well, badly, nested, in metadata,
// and on connections that are too old for them. What they are on the wire: tests/unit/bolt.

#include "component/driver_fixture.hpp"
#include "support/catch.hpp"
#include "wire/chunker.hpp"

#include <bolt/bolt.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace component;
using bolt::ErrorKind;
using bolt::Kind;
using bolt::Value;
using bolt::wire::Version;

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::uint8_t kSuccess = 0x70;
constexpr std::uint8_t kRecord = 0x71;

// Values of two i16 elements, of one f32, and (with ?, "X", 6, 2, {}) of a type of Bolt 6.2.
const Bytes kVector{0xB2, 0x56, 0xCC, 1, 0xC9, 0xCC, 4, 0x00, 0x01, 0xFF, 0xFF};
const Bytes kFloat{0xB2, 0x56, 0xCC, 1, 0xC6, 0xCC, 4, 0x3F, 0x80, 0x00, 0x00};
const Bytes kUuid{0xE0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
const Bytes kUnsupported{0xB4, 0x3F, 0x81, 'X', 6, 2, 0xA0};

/// The parts as one message, in chunks.
Bytes message(std::uint8_t tag, std::initializer_list<Bytes> parts) {
    Bytes body{0xB1, tag};
    for (const Bytes& part : parts) {
        body.insert(body.end(), part.begin(), part.end());
    }
    Bytes chunks;
    bolt::wire::append_chunked(chunks, body);
    return chunks;
}

/// A record of [value, 7].
Bytes record_of(const Bytes& value) {
    return message(kRecord, {Bytes{0x92}, value, Bytes{7}});
}

support::BoltServerOptions options_of(Version version) {
    support::BoltServerOptions options;
    options.version = version;
    options.manifest = version >= Version(6, 0);
    return options;
}

/// A connection of `version`, on which the query is answered with raw messages.
class Answers {
  public:
    explicit Answers(Version version) : fixture(1, options_of(version)) {
        fixture.script()
            .log_on(version)
            .expect("RUN 'Q' {} {}")
            .success(map_of("fields", list_of("v", "n")))
            .expect("PULL {n: 1000}");
    }

    /// The one record, read to the end of its result.
    bolt::Record read() {
        auto work = [&]() -> bolt::Task<bolt::Record> {
            bolt::Session session = fixture.driver().session();
            bolt::Result result = co_await session.run("Q");
            co_return co_await result.single();
        };
        return fixture.runner.run(work());
    }

    ScriptFixture fixture;
};

bolt::Record record_with(Version version, const Bytes& value) {
    Answers answers(version);
    answers.fixture.script().raw(record_of(value)).success(map_of("type", "r"));
    const bolt::Record record = answers.read();
    CHECK(answers.fixture.verdict().empty());
    CHECK(answers.fixture.driver().metrics().pool.idle == 1);
    CHECK(record.at<int>("n") == 7);
    return record;
}

/// The failure that a record ends with.
std::optional<bolt::Error> failure_with(Version version, const Bytes& message) {
    Answers answers(version);
    answers.fixture.script().raw(message).success(map_of("type", "r"));
    try {
        (void)answers.read();
    } catch (const bolt::Error& error) {
        CHECK(answers.fixture.driver().metrics().pool.idle == 0);
        CHECK(answers.fixture.driver().metrics().pool.in_use == 0);
        return error;
    }
    return std::nullopt;
}

struct Case {
    Case(const char* what, const Bytes& bytes) : name(what), value(bytes) {}

    const char* name;
    Bytes value;
};

bolt::Vector shorts() {
    return bolt::Vector(std::vector<std::int16_t>{1, -1});
}

}  // namespace

TEST_CASE("a broken vector harms nothing but itself") {
    const std::vector<Case> cases{
        Case("an element type that there is not", {0xB2, 0x56, 0xCC, 1, 0xC7, 0xCC, 1, 0}),
        Case("an element type of no byte", {0xB2, 0x56, 0xCC, 0, 0xCC, 1, 0}),
        Case("an element type of two bytes", {0xB2, 0x56, 0xCC, 2, 0xC8, 0xC8, 0xCC, 1, 0}),
        Case("an element type as text", {0xB2, 0x56, 0x81, 'f', 0xCC, 1, 0}),
        Case("an element type as a number", {0xB2, 0x56, 0xC8, 0xC8, 0xCC, 1, 0}),
        Case("elements as a list", {0xB2, 0x56, 0xCC, 1, 0xC8, 0x91, 1}),
        Case("half an element", {0xB2, 0x56, 0xCC, 1, 0xC9, 0xCC, 3, 0, 1, 0xFF}),
        Case(
            "seven eighths of an element", {0xB2, 0x56, 0xCC, 1, 0xC1, 0xCC, 7, 0, 0, 0, 0, 0, 0, 0}
        ),
        Case("no elements field", {0xB1, 0x56, 0xCC, 1, 0xC8}),
        Case("a third field", {0xB3, 0x56, 0xCC, 1, 0xC8, 0xCC, 1, 0, 0xC0}),
        Case("a null for its elements", {0xB2, 0x56, 0xCC, 1, 0xC8, 0xC0}),
    };
    for (const Case& c : cases) {
        INFO(c.name);
        const bolt::Record record = record_with(Version(6, 1), c.value);
        CHECK(record["v"].kind() == Kind::unreadable);
        CHECK_THROWS_AS(record.at<bolt::Vector>("v"), bolt::Error);
        CHECK_THROWS_AS(record.at<std::vector<float>>("v"), bolt::Error);
        CHECK_THROWS_AS(record["v"].to_value(), bolt::Error);
    }
}

TEST_CASE("lengths that lie end the connection, before anything is held for them") {
    const std::vector<Case> cases{
        Case(
            "four gigabytes of elements", {0xB2, 0x56, 0xCC, 1, 0xC8, 0xCE, 0xFF, 0xFF, 0xFF, 0xFF}
        ),
        Case("one byte of elements too few", {0xB2, 0x56, 0xCC, 1, 0xC8, 0xCC, 0xFF, 0, 1}),
        Case("an element type of 64 KiB", {0xB2, 0x56, 0xCD, 0xFF, 0xFF, 0xC8}),
        Case("a UUID of four bytes", {0xE0, 1, 2, 3, 4}),
        Case("a UUID of no bytes", {0xE0}),
    };
    for (const Case& c : cases) {
        INFO(c.name);
        // Last in its message, so that what is missing is missing.
        const auto error = failure_with(Version(6, 1), message(kRecord, {Bytes{0x91}, c.value}));
        REQUIRE(error);
        CHECK(error->kind() == ErrorKind::protocol);
        CHECK_FALSE(error->retryable());
    }
}

TEST_CASE("an empty vector is one, of its type") {
    const bolt::Record record = record_with(Version(6, 0), {0xB2, 0x56, 0xCC, 1, 0xC6, 0xCC, 0});
    CHECK(record.at<bolt::Vector>("v").empty());
    CHECK(record.at<std::vector<float>>("v").empty());
    CHECK_THROWS_AS(record.at<std::vector<double>>("v"), bolt::Error);
}

TEST_CASE("the newer values stand in lists, maps and properties") {
    const Value uuid(bolt::Uuid({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}));
    const std::vector<std::pair<Bytes, Value>> cases{{kVector, Value(shorts())}, {kUuid, uuid}};
    for (const auto& [bytes, value] : cases) {
        INFO(bolt::to_string(value.kind()));
        Bytes list{0x92, 0xA1, 0x81, 'k', 0x91};  // [{k: [value]}, value]
        list.insert(list.end(), bytes.begin(), bytes.end());
        list.insert(list.end(), bytes.begin(), bytes.end());
        const bolt::Record nested = record_with(Version(6, 1), list);
        bolt::List inner(1, value);
        CHECK((nested["v"].to_value() == Value(list_of(map_of("k", Value(inner)), value))));

        Bytes node{0xB4, 0x4E, 1, 0x90, 0xA1, 0x81, 'k'};  // a node without labels
        node.insert(node.end(), bytes.begin(), bytes.end());
        node.insert(node.end(), {0x81, 'e'});
        const bolt::Record graph = record_with(Version(6, 1), node);
        CHECK(graph.at<bolt::Node>("v").properties.at("k") == value);
    }
}

TEST_CASE("an unsupported type may be nested, and what is broken of it is unreadable") {
    Bytes list{0x91, 0xA1, 0x81, 'k'};
    list.insert(list.end(), kUnsupported.begin(), kUnsupported.end());
    const bolt::Record nested = record_with(Version(6, 1), list);
    const bolt::List outer = nested["v"].to_value().as<bolt::List>();
    const auto& type = outer[0].as<bolt::Map>().at("k").as<bolt::UnsupportedType>();
    CHECK(type.name == "X");
    CHECK(type.minimum_major == 6);
    CHECK(type.minimum_minor == 2);
    CHECK_FALSE(type.message.has_value());

    const std::vector<Case> cases{
        Case("a name that is none", {0xB4, 0x3F, 1, 6, 2, 0xA0}),
        Case("no map", {0xB4, 0x3F, 0x81, 'X', 6, 2, 0xC0}),
        Case("three fields", {0xB3, 0x3F, 0x81, 'X', 6, 2}),
        Case(
            "a version of 64 bits", {0xB4, 0x3F, 0x81, 'X', 0xCB, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0xA0}
        ),
        Case("itself in its own map, broken", {0xB4, 0x3F, 0x81, 'X', 6, 0x81, '2', 0xA0}),
    };
    for (const Case& c : cases) {
        INFO(c.name);
        CHECK(record_with(Version(6, 1), c.value)["v"].kind() == Kind::unreadable);
    }
}

TEST_CASE("older connections read none of the newer values") {
    for (const Version version : {Version(5, 0), Version(5, 8)}) {
        INFO(version.to_string());
        CHECK(record_with(version, kVector)["v"].kind() == Kind::unreadable);
        CHECK(record_with(version, kUnsupported)["v"].kind() == Kind::unreadable);
    }
    for (const Version version : {Version(4, 4), Version(5, 8), Version(6, 0)}) {
        INFO(version.to_string());
        const auto error = failure_with(version, record_of(kUuid));
        REQUIRE(error);
        CHECK(error->kind() == ErrorKind::protocol);
        CHECK_THAT(error->what(), support::contains("PackStream"));
        CHECK_THAT(error->what(), support::contains("0xE0"));
    }
    CHECK(record_with(Version(6, 0), kFloat).at<std::vector<float>>("v")[0] == 1.0F);
}

TEST_CASE("a UUID is no key of a map") {
    Bytes map{0xA1};
    map.insert(map.end(), kUuid.begin(), kUuid.end());
    map.push_back(1);
    const auto error = failure_with(Version(6, 1), record_of(map));
    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::protocol);
}

TEST_CASE("newer values in metadata cost nothing, whether they can be read or not") {
    const Bytes broken{0xB2, 0x56, 0xCC, 1, 0xC7, 0xCC, 1, 0};
    for (const Bytes& value : {kVector, kUuid, kUnsupported, broken}) {
        Answers answers(Version(6, 1));
        Bytes metadata{0xA2, 0x84, 't', 'y', 'p', 'e', 0x81, 'r'};
        const Bytes key{0x84, 'p', 'l', 'a', 'n', 0xA1, 0x81, 'v'};
        metadata.insert(metadata.end(), key.begin(), key.end());
        answers.fixture.script().raw(record_of(Bytes{1})).raw(message(kSuccess, {metadata, value}));
        auto work = [&]() -> bolt::Task<bolt::Summary> {
            bolt::Session session = answers.fixture.driver().session();
            bolt::Result result = co_await session.run("Q");
            co_return co_await result.consume();
        };
        const bolt::Summary summary = answers.fixture.runner.run(work());
        CHECK(summary.query_type == "r");
        REQUIRE(summary.plan);
        CHECK(summary.plan->contains("v"));
        CHECK(answers.fixture.verdict().empty());
    }
}

TEST_CASE("what a version cannot carry is refused wherever it stands, and nothing is sent") {
    const Value vector(shorts());
    const Value uuid(bolt::Uuid{});

    struct Sent {
        Sent(Version on, const Value& what) : version(on), value(what) {}

        Version version;
        Value value;
    };

    const std::vector<Sent> cases{
        Sent(Version(4, 4), vector),
        Sent(Version(5, 8), vector),
        Sent(Version(5, 8), uuid),
        Sent(Version(6, 0), uuid),
        Sent(Version(6, 0), list_of(vector, map_of("deep", list_of(uuid)))),
        Sent(Version(6, 1), Value(bolt::UnsupportedType())),
        Sent(Version(6, 1), list_of(Value(bolt::UnsupportedType()))),
    };
    for (const Sent& c : cases) {
        INFO(c.version.to_string() << " and " << bolt::to_string(c.value.kind()));
        ScriptFixture f(1, options_of(c.version));
        f.script()
            .log_on(c.version)
            .expect("RUN 'Q' {} {}")
            .success(map_of("fields", bolt::List()))
            .expect("PULL {n: 1000}")
            .success();
        auto work = [&]() -> bolt::Task<> {
            bolt::Session session = f.driver().session();
            bolt::Params parameters;
            parameters.set("v", c.value);
            std::vector<ErrorKind> kinds;
            try {
                (void)co_await session.run("Q", parameters);
            } catch (const bolt::Error& error) {
                kinds.push_back(error.kind());
            }
            bolt::TxConfig config;
            config.metadata(map_of("v", c.value));
            try {
                (void)co_await session.begin(config);
            } catch (const bolt::Error& error) {
                kinds.push_back(error.kind());
            }
            const std::vector<ErrorKind> wanted(2, ErrorKind::usage);
            CHECK(kinds == wanted);
            // The session and its connection are as good as before.
            bolt::Result result = co_await session.run("Q");
            (void)co_await result.consume();
        };
        f.runner.run(work());
        CHECK(f.verdict().empty());
        CHECK(f.server().accepted() == 1);
    }
}
