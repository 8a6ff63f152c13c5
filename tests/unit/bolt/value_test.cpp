// Owning values: what they hold, how they compare, which conversions exist; Map, Params, AuthToken,
// Bookmarks. Compile-time promises are checked here too.

#include "support/catch.hpp"

#include <bolt/auth.hpp>
#include <bolt/bookmarks.hpp>
#include <bolt/error.hpp>
#include <bolt/graph.hpp>
#include <bolt/params.hpp>
#include <bolt/value.hpp>

#include <limits>
#include <type_traits>

using namespace bolt;

TEST_CASE("a value knows its kind") {
    CHECK(Value().kind() == Kind::null);
    CHECK(Value(nullptr).is_null());
    CHECK(Value(true).kind() == Kind::boolean);
    CHECK(Value(1).kind() == Kind::integer);
    CHECK(Value(1U).kind() == Kind::integer);
    CHECK(Value(short{1}).kind() == Kind::integer);
    CHECK(Value(1.0F).kind() == Kind::floating);
    CHECK(Value("a").kind() == Kind::string);
    CHECK(Value(std::string("a")).kind() == Kind::string);
    CHECK(Value(std::string_view("a")).kind() == Kind::string);
    CHECK(Value(Bytes()).kind() == Kind::bytes);
    CHECK(Value(List()).kind() == Kind::list);
    CHECK(Value(Map()).kind() == Kind::map);
    CHECK(Value(Node()).kind() == Kind::node);
    CHECK(Value(Relationship()).kind() == Kind::relationship);
    CHECK(Value(Path()).kind() == Kind::path);
    CHECK(Value(Date()).kind() == Kind::date);
    CHECK(Value(Time()).kind() == Kind::time);
    CHECK(Value(LocalTime()).kind() == Kind::local_time);
    CHECK(Value(DateTime()).kind() == Kind::date_time);
    CHECK(Value(LocalDateTime()).kind() == Kind::local_date_time);
    CHECK(Value(Duration()).kind() == Kind::duration);
    CHECK(Value(Point()).kind() == Kind::point);
    for (int kind = 0; kind <= static_cast<int>(Kind::unreadable); ++kind) {
        CHECK(to_string(static_cast<Kind>(kind)) != "unknown");
    }
}

TEST_CASE("an optional becomes its value or null") {
    CHECK(Value(std::optional<int>(3)) == Value(3));
    CHECK(Value(std::optional<std::string>()).is_null());
}

TEST_CASE("unsigned integers beyond 63 bits are refused") {
    CHECK(
        Value(std::uint64_t{0x7FFFFFFFFFFFFFFF}) == Value(std::numeric_limits<std::int64_t>::max())
    );
    try {
        const Value value(std::numeric_limits<std::uint64_t>::max());
        FAIL("a value was made");
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::usage);
        CHECK_THAT(error.what(), support::contains("18446744073709551615"));
    }
}

TEST_CASE("as() gives exactly the type or an error that names both") {
    CHECK(Value("a").as<std::string>() == "a");
    CHECK(Value(1).get_if<double>() == nullptr);
    REQUIRE(Value(1).get_if<std::int64_t>() != nullptr);
    try {
        (void)Value(1).as<std::string>();
        FAIL("a string was read");
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::type);
        CHECK_THAT(error.what(), support::contains("integer") && support::contains("string"));
    }
}

TEST_CASE("values compare by kind and content") {
    CHECK(Value(1) == Value(1LL));
    CHECK_FALSE(Value(1) == Value(1.0));
    CHECK_FALSE(Value("1") == Value(1));
    CHECK(Value(List{1, "a"}) == Value(List{1, "a"}));
    Node a;
    a.id = 1;
    Node b = a;
    CHECK(Value(a) == Value(b));
    b.labels.emplace_back("L");
    CHECK_FALSE(Value(a) == Value(b));
    CHECK(Value(Relationship()) == Value(Relationship()));
    CHECK(Value(Path()) == Value(Path()));
}

TEST_CASE("copies are independent") {
    Map map;
    map.set("list", List{1});
    const Value original(map);
    Value copy = original;
    map.set("list", 2);
    CHECK(copy == original);
    const Value moved = std::move(copy);
    CHECK(moved == original);
}

TEST_CASE("maps keep their order, replace keys, and compare without it") {
    Map map;
    map.set("b", 1).set("a", 2).set("b", 3);
    REQUIRE(map.size() == 2);
    CHECK(map.begin()->key == "b");
    CHECK(map.at("b") == Value(3));
    CHECK(map.contains("a"));
    CHECK(map.find("c") == nullptr);
    CHECK_THROWS_AS(map.at("c"), Error);
    Map other;
    other.set("a", 2).set("b", 3);
    CHECK(map == other);
    other.set("c", 4);
    CHECK_FALSE(map == other);
    CHECK(Map().empty());
}

TEST_CASE("parameters are built in one expression or step by step") {
    const Params chained = params().set("name", "Ada").set("age", 36);
    Params stepwise;
    stepwise.set("name", "Ada");
    stepwise.set("age", 36);
    CHECK(chained.values() == stepwise.values());
}

TEST_CASE("what is passed beside co_await is no aggregate") {
    STATIC_REQUIRE_FALSE(std::is_aggregate_v<Params>);
    STATIC_REQUIRE_FALSE(std::is_aggregate_v<Map>);
    STATIC_REQUIRE_FALSE(std::is_aggregate_v<MapEntry>);
    STATIC_REQUIRE_FALSE(std::is_aggregate_v<Bytes>);
    STATIC_REQUIRE_FALSE(std::is_aggregate_v<Node>);
    STATIC_REQUIRE_FALSE(std::is_aggregate_v<Relationship>);
    STATIC_REQUIRE_FALSE(std::is_aggregate_v<Path>);
    STATIC_REQUIRE_FALSE(std::is_aggregate_v<Date>);
    STATIC_REQUIRE_FALSE(std::is_aggregate_v<Time>);
    STATIC_REQUIRE_FALSE(std::is_aggregate_v<LocalTime>);
    STATIC_REQUIRE_FALSE(std::is_aggregate_v<DateTime>);
    STATIC_REQUIRE_FALSE(std::is_aggregate_v<LocalDateTime>);
    STATIC_REQUIRE_FALSE(std::is_aggregate_v<Duration>);
    STATIC_REQUIRE_FALSE(std::is_aggregate_v<Point>);
    STATIC_REQUIRE_FALSE(std::is_aggregate_v<AuthToken>);
    STATIC_REQUIRE_FALSE(std::is_aggregate_v<Bookmarks>);
    STATIC_REQUIRE_FALSE(std::is_aggregate_v<ServerError>);
    STATIC_REQUIRE(std::is_nothrow_move_constructible_v<Value>);
}

TEST_CASE("bookmarks are a set") {
    const Bookmarks bookmarks({"b", "a", "b"});
    CHECK(bookmarks.values() == std::vector<std::string>{"a", "b"});
    CHECK(bookmarks == Bookmarks({"a", "b"}));
    CHECK(
        bookmarks.merged(Bookmarks({"c", "a"})).values() == std::vector<std::string>{"a", "b", "c"}
    );
    CHECK(Bookmarks().empty());
}

TEST_CASE("authentication tokens hold what their scheme sends") {
    const auto text = [](const AuthToken& token, const char* key) {
        const Value* value = token.entries().find(key);
        return value == nullptr ? std::string("(absent)") : value->as<std::string>();
    };
    CHECK(text(AuthToken::none(), "scheme") == "none");
    CHECK(AuthToken::none().entries().size() == 1);

    const AuthToken basic = AuthToken::basic("neo4j", "secret");
    CHECK(text(basic, "scheme") == "basic");
    CHECK(text(basic, "principal") == "neo4j");
    CHECK(text(basic, "credentials") == "secret");
    CHECK(text(basic, "realm") == "(absent)");
    CHECK(text(AuthToken::basic("a", "b", "native"), "realm") == "native");
    // An empty password is one too.
    CHECK(text(AuthToken::basic("a", ""), "credentials").empty());

    CHECK(text(AuthToken::bearer("t"), "scheme") == "bearer");
    CHECK(text(AuthToken::bearer("t"), "credentials") == "t");
    CHECK(text(AuthToken::kerberos("k"), "scheme") == "kerberos");
    CHECK(text(AuthToken::kerberos("k"), "principal").empty());

    Map parameters;
    parameters.set("ttl", 5);
    const AuthToken custom = AuthToken::custom("sso", "me", "", "", parameters);
    CHECK(text(custom, "scheme") == "sso");
    CHECK(text(custom, "credentials") == "(absent)");
    CHECK(custom.entries().at("parameters") == Value(parameters));
    // Of a custom scheme the principal is always sent: servers before 4.4 insist on it.
    CHECK(AuthToken::custom("sso", "", "", "", Map()).entries().size() == 2);
    CHECK(basic == AuthToken::basic("neo4j", "secret"));
    CHECK_FALSE(basic == AuthToken::basic("neo4j", "other"));
}

TEST_CASE("pointers and characters do not turn into booleans") {
    STATIC_REQUIRE_FALSE(std::is_constructible_v<Value, int*>);
    STATIC_REQUIRE_FALSE(std::is_constructible_v<Value, const void*>);
    STATIC_REQUIRE_FALSE(std::is_constructible_v<Value, char>);
    STATIC_REQUIRE(std::is_constructible_v<Value, const char*>);
    STATIC_REQUIRE(std::is_constructible_v<Value, char*>);
}

TEST_CASE("a vector becomes a list") {
    CHECK(Value(std::vector<std::string>{"a", "b"}) == Value(List{"a", "b"}));
    CHECK(Value(std::vector<int>{1, 2}) == Value(List{1, 2}));
    CHECK(Value(std::vector<bool>{true, false}) == Value(List{true, false}));
    CHECK(Value(std::vector<std::optional<int>>{1, std::nullopt}) == Value(List{1, nullptr}));
    CHECK(Value(std::vector<std::string>()).kind() == Kind::list);
    STATIC_REQUIRE_FALSE(std::is_constructible_v<Value, std::vector<std::uint8_t>>);
}

TEST_CASE("a map of entries refuses a key that is there twice") {
    const auto entries = [](int count) {
        std::vector<MapEntry> made;
        for (int i = 0; i < count; ++i) {
            made.emplace_back("k" + std::to_string(i), i);
        }
        return made;
    };
    for (const int count : {0, 3, 100}) {
        std::vector<MapEntry> made = entries(count);
        CHECK(Map(made).size() == made.size());
        made.emplace_back("twice", 1);
        made.emplace_back("twice", 2);
        try {
            const Map map(made);
            FAIL("a map was made");
        } catch (const Error& error) {
            CHECK(error.kind() == ErrorKind::usage);
            CHECK_THAT(error.what(), support::contains("'twice'"));
        }
    }
}
