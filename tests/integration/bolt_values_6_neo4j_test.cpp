// Values that came with Bolt 6 against a real Neo4j: vectors, UUIDs, and what stands for them on
// connections that do not carry them. Cases say so when the server is too old for them.

#include "integration/versioned_server.hpp"
#include "support/catch.hpp"

#include <bolt/bolt.hpp>

#include <cstdint>
#include <iostream>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using bolt::ErrorKind;
using bolt::Value;
using bolt::Vector;
using integration::Version;
using integration::VersionedServer;

namespace {

constexpr const char* kUuid = "0189aaf2-3b5c-7da2-afab-febec157223a";

/// Numbers from both ends of the type and from between, `size` of them.
template <class T>
Vector vector_of(std::size_t size) {
    std::vector<T> elements(size);
    for (std::size_t i = 0; i < size; ++i) {
        elements[i] = static_cast<T>(static_cast<T>(i % 100) - T{50});
    }
    elements.front() = std::numeric_limits<T>::lowest();
    elements.back() = std::numeric_limits<T>::max();
    return Vector(elements);
}

struct Sample {
    Sample(std::string name, Vector value) : cypher_type(std::move(name)), vector(value) {}

    std::string cypher_type;
    Vector vector;
};

/// Each element type in each size that matters: the least, a few, and the server's most.
std::vector<Sample> samples() {
    std::vector<Sample> all;
    for (const std::size_t size : {1U, 3U, 4'096U}) {
        all.emplace_back("INTEGER8", vector_of<std::int8_t>(size));
        all.emplace_back("INTEGER16", vector_of<std::int16_t>(size));
        all.emplace_back("INTEGER32", vector_of<std::int32_t>(size));
        all.emplace_back("INTEGER", vector_of<std::int64_t>(size));
        all.emplace_back("FLOAT32", vector_of<float>(size));
        all.emplace_back("FLOAT", vector_of<double>(size));
    }
    return all;
}

bolt::Params given(Value value) {
    return bolt::params().set("v", std::move(value));
}

/// Stores `value` as a property and reads it back; false when this edition's store cannot.
bool check_stored(VersionedServer& server, const Value& value) {
    const std::string label = integration::new_label();
    const auto refused = server.failure_of("CREATE (:" + label + " {v: $v})", given(value));
    if (refused) {
        // Only the block format, which Community has not, holds the newer types.
        REQUIRE(refused->server() != nullptr);
        CHECK(refused->server()->code == "Neo.ClientError.Data.DataUnsupportedByStoreFormat");
        CHECK(refused->server()->gql_status == "51N77");
        CHECK_FALSE(refused->retryable());
        return false;
    }
    const bolt::EagerResult found = server.run("MATCH (n:" + label + ") RETURN n, n.v AS v");
    REQUIRE(found.records.size() == 1);
    CHECK((found.records[0]["v"].to_value() == value));
    CHECK((found.records[0].at<bolt::Node>("n").properties.at("v") == value));
    server.run("MATCH (n:" + label + ") DELETE n");
    return true;
}

}  // namespace

TEST_CASE("vectors of every element type and size come back bit by bit, alone and nested") {
    VersionedServer server;
    if (!server.has("6.0", "a vector")) {
        return;
    }
    for (const Sample& sample : samples()) {
        INFO(sample.cypher_type << " of " << sample.vector.size());
        const bolt::EagerResult result = server.run(
            "RETURN $v AS v, valueType($v) AS type, [$v, {inner: [$v]}] AS nested",
            given(sample.vector)
        );
        const bolt::Record& record = result.records.at(0);
        CHECK(record.at<Vector>("v") == sample.vector);
        CHECK(
            record.at<std::string>("type") == "VECTOR<" + sample.cypher_type + " NOT NULL>(" +
                                                  std::to_string(sample.vector.size()) +
                                                  ") NOT NULL"
        );
        const bolt::List nested = record["nested"].to_value().as<bolt::List>();
        CHECK(nested[0] == Value(sample.vector));
        CHECK(nested[1].as<bolt::Map>().at("inner").as<bolt::List>()[0] == Value(sample.vector));
    }
}

TEST_CASE("lists and maps of vectors are taken as parameters") {
    VersionedServer server;
    if (!server.has("6.0", "a vector")) {
        return;
    }
    const Vector first(std::vector<float>{1.5F, -2.5F});
    const Vector second(std::vector<std::int8_t>{-128, 127});
    bolt::Map map;
    map.set("list", bolt::List{first, second, 3});
    map.set("alone", second);
    const bolt::EagerResult result =
        server.run("RETURN $v AS whole, $v.list[1] AS picked", given(map));
    CHECK((result.records.at(0)["whole"].to_value() == Value(map)));
    const std::vector<std::int8_t> wanted{-128, 127};
    CHECK(result.records.at(0).at<std::vector<std::int8_t>>("picked") == wanted);
}

TEST_CASE("vectors that Cypher makes are read as their element type and as no other") {
    VersionedServer server;
    if (!server.has("6.0", "a vector")) {
        return;
    }
    const bolt::EagerResult result = server.run(
        "CYPHER 25 RETURN vector([1, -2, 3], 3, INTEGER8) AS small, "
        "vector([0.5, -0.25], 2, FLOAT32) AS floats"
    );
    const bolt::Record& record = result.records.at(0);
    const std::vector<std::int8_t> small{1, -2, 3};
    CHECK(record.at<std::vector<std::int8_t>>("small") == small);
    const std::vector<float> floats{0.5F, -0.25F};
    CHECK(record.at<std::vector<float>>("floats") == floats);
    CHECK_THROWS_WITH(record.at<std::vector<double>>("floats"), support::contains("f32"));
    CHECK_THROWS_AS(record.at<std::vector<std::int64_t>>("small"), bolt::Error);
    CHECK_THROWS_AS(record.at<bolt::List>("small"), bolt::Error);
}

TEST_CASE("a vector is kept as a property where the store can, else refused in words") {
    VersionedServer server;
    if (!server.has("6.0", "a vector")) {
        return;
    }
    bool stored = true;
    for (const Sample& sample : samples()) {
        INFO(sample.cypher_type << " of " << sample.vector.size());
        stored = check_stored(server, Value(sample.vector)) && stored;
    }
    if (!stored) {
        std::cout << "skipped: reading vectors back; this edition's store cannot keep them\n";
    }
}

TEST_CASE("vectors that the server does not allow are its failures, and harm nothing") {
    VersionedServer server;
    if (!server.has("6.0", "a vector")) {
        return;
    }
    const float infinity = std::numeric_limits<float>::infinity();
    const std::vector<std::pair<Vector, std::string>> cases{
        {Vector(std::vector<float>{}), "22NBE"},
        {Vector(std::vector<float>(4'097)), "22NBE"},
        {Vector(std::vector<float>{1.0F, infinity}), "22NBG"},
    };
    for (const auto& [vector, status] : cases) {
        INFO(vector.size() << " elements");
        const auto error = server.failure_of("RETURN $v", given(vector));
        REQUIRE(error);
        REQUIRE(error->server() != nullptr);
        CHECK(error->kind() == ErrorKind::server);
        CHECK(error->server()->code == "Neo.ClientError.Statement.ArgumentError");
        CHECK(error->server()->gql_status == status);
    }
    const auto misused = server.failure_of("RETURN $v[0]", given(Vector(std::vector<float>{1.0F})));
    REQUIRE(misused);
    REQUIRE(misused->server() != nullptr);
    CHECK(misused->server()->code == "Neo.ClientError.Statement.TypeError");
    CHECK(server.run("RETURN 1 AS n").records.at(0).at<int>("n") == 1);
    CHECK(server.driver.metrics().pool.opened == 1);
}

TEST_CASE("UUIDs are read, sent, nested and compared") {
    VersionedServer server;
    if (!server.has("6.1", "a UUID")) {
        return;
    }
    const auto uuid = bolt::Uuid::parse(kUuid);
    REQUIRE(uuid);
    const bolt::EagerResult result = server.run(
        "CYPHER 25 RETURN uuid('" + std::string(kUuid) +
            "') AS made, uuid() AS fresh, $v AS sent, [$v, {inner: $v}] AS nested, "
            "valueType($v) AS type, $v = uuid('" +
            kUuid + "') AS equal, toString($v) AS text",
        given(*uuid)
    );
    const bolt::Record& record = result.records.at(0);
    CHECK(record.at<bolt::Uuid>("made") == *uuid);
    CHECK(record.at<bolt::Uuid>("sent") == *uuid);
    CHECK(record.at<bolt::Uuid>("fresh") != *uuid);
    CHECK(record.at<std::string>("type") == "UUID NOT NULL");
    CHECK(record.at<bool>("equal"));
    CHECK(record.at<std::string>("text") == kUuid);
    const bolt::List nested = record["nested"].to_value().as<bolt::List>();
    CHECK(nested[0] == Value(*uuid));
    CHECK(nested[1].as<bolt::Map>().at("inner") == Value(*uuid));
    // The older function makes a text, which is not taken for a UUID.
    const bolt::EagerResult older = server.run("RETURN randomUUID() AS text");
    CHECK(bolt::Uuid::parse(older.records.at(0).at<std::string>("text")));
    CHECK_THROWS_AS(older.records.at(0).at<bolt::Uuid>("text"), bolt::Error);
    if (!check_stored(server, Value(*uuid))) {
        std::cout << "skipped: reading a UUID back; this edition's store cannot keep it\n";
    }
}

TEST_CASE("on Bolt 6.0 a UUID is told by its name, and the rest of the record is fine") {
    VersionedServer newest;
    if (!newest.has("6.1", "a UUID")) {
        return;
    }
    VersionedServer server(Version(6, 0));
    REQUIRE(server.version() == "6.0");
    const bolt::EagerResult result = server.run(
        "CYPHER 25 RETURN 7 AS n, uuid() AS u, [uuid(), {inner: uuid()}] AS nested, "
        "vector([1], 1, INTEGER8) AS v"
    );
    const bolt::Record& record = result.records.at(0);
    const auto type = record.at<bolt::UnsupportedType>("u");
    CHECK(type.name == "UUID");
    CHECK(type.minimum_major == 6);
    CHECK(type.minimum_minor == 1);
    CHECK(record.at<int>("n") == 7);
    CHECK(record.at<Vector>("v").size() == 1);
    const bolt::List nested = record["nested"].to_value().as<bolt::List>();
    CHECK(nested[0].as<bolt::UnsupportedType>() == type);
    CHECK(nested[1].as<bolt::Map>().at("inner").as<bolt::UnsupportedType>() == type);
    CHECK_THROWS_WITH(record.at<bolt::Uuid>("u"), support::contains("UUID"));

    server.forget_trace();
    for (const Value& unsendable : {Value(*bolt::Uuid::parse(kUuid)), Value(type)}) {
        const auto refused = server.failure_of("RETURN $v", given(unsendable));
        REQUIRE(refused);
        CHECK(refused->kind() == ErrorKind::usage);
    }
    CHECK(server.said("<- RUN") == 0);
    CHECK(server.run("RETURN 1 AS n").records.size() == 1);
}

TEST_CASE("before Bolt 6.0 vectors and UUIDs are refused here when sent") {
    VersionedServer server(Version(5, 8));
    REQUIRE(server.version() == "5.8");
    const std::vector<Value> unsendable{
        Value(Vector(std::vector<float>{1.0F})), Value(*bolt::Uuid::parse(kUuid))
    };
    for (const Value& value : unsendable) {
        const auto refused = server.failure_of("RETURN $v", given(value));
        REQUIRE(refused);
        CHECK(refused->kind() == ErrorKind::usage);
    }
    CHECK(server.said("<- RUN") == 0);
    CHECK(server.run("RETURN 1 AS n").records.size() == 1);
}

TEST_CASE("before Bolt 6.0 the server sends a map that names what it cannot send") {
    VersionedServer newest;
    if (!newest.has("6.1", "a UUID")) {
        return;
    }
    VersionedServer server(Version(5, 8));
    const bolt::EagerResult result =
        server.run("CYPHER 25 RETURN 7 AS n, vector([1], 1, INTEGER8) AS v, uuid() AS u");
    const bolt::Record& record = result.records.at(0);
    CHECK(record.at<int>("n") == 7);
    const bolt::Map vector = record["v"].to_value().as<bolt::Map>();
    CHECK(vector.at("originalType") == Value("VECTOR(1, INTEGER8)"));
    CHECK(record["u"].to_value().as<bolt::Map>().at("originalType") == Value("UUID"));
    CHECK_THROWS_AS(record.at<Vector>("v"), bolt::Error);
}
