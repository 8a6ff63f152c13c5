// Whose home database is remembered, and that the cache keeps to its size.
// A wrong key would send one user's queries to another's database's servers.

#include "routing/home_database_cache.hpp"

#include "support/catch.hpp"

#include <optional>
#include <string>

using bolt::AuthToken;
using bolt::Map;
using bolt::routing::HomeDatabaseCache;

TEST_CASE("users have keys of their own; basic credentials count as their user") {
    const auto key = [](const std::string& user, std::optional<AuthToken> auth) {
        return HomeDatabaseCache::key(user, auth);
    };
    CHECK(key("", std::nullopt) == key("", std::nullopt));
    CHECK(key("ada", std::nullopt) != key("", std::nullopt));
    CHECK(key("ada", std::nullopt) == key("", AuthToken::basic("ada", "one")));
    CHECK(key("", AuthToken::basic("ada", "one")) == key("", AuthToken::basic("ada", "two")));
    // Who is impersonated counts, not who impersonates.
    CHECK(key("ada", AuthToken::basic("bob", "b")) == key("ada", std::nullopt));
    CHECK(key("", AuthToken::bearer("x")) == key("", AuthToken::bearer("x")));
    CHECK(key("", AuthToken::bearer("x")) != key("", AuthToken::bearer("y")));
    CHECK(key("", AuthToken::custom("sso", "ada", "", "", Map())) != key("ada", std::nullopt));
    // The order of parameters means nothing, their values do.
    Map ab;
    ab.set("a", 1).set("b", "x");
    Map ba;
    ba.set("b", "x").set("a", 1);
    Map other;
    other.set("a", "1").set("b", "x");
    const auto custom = [](const Map& map) { return AuthToken::custom("s", "p", "c", "r", map); };
    CHECK(key("", custom(ab)) == key("", custom(ba)));
    CHECK(key("", custom(ab)) != key("", custom(other)));
}

TEST_CASE("the last answer is remembered") {
    HomeDatabaseCache cache;
    CHECK_FALSE(cache.get("user ada"));
    cache.set("user ada", "one");
    cache.set("user ada", "two");
    CHECK(cache.get("user ada") == "two");
}

TEST_CASE("a full cache drops those not used for longest") {
    HomeDatabaseCache cache(100);
    for (int i = 0; i < 100; ++i) {
        cache.set("user " + std::to_string(i), "db");
    }
    CHECK(cache.get("user 0"));
    cache.set("user 100", "db");
    CHECK(cache.get("user 0"));
    CHECK(cache.get("user 100"));
    CHECK_FALSE(cache.get("user 1"));
    int kept = 0;
    for (int i = 0; i <= 100; ++i) {
        kept += cache.get("user " + std::to_string(i)) ? 1 : 0;
    }
    CHECK(kept <= 100);
    CHECK(kept >= 90);
}
