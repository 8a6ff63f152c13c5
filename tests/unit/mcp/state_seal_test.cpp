// Sealed state: only what was sealed, for whom it was sealed, and not for ever.
// Times are handed in: nothing here waits.

#include "api/state_seal.hpp"

#include "support/catch.hpp"

#include <mcp/error.hpp>

using mcp::api::StateSeal;
using namespace std::chrono_literals;

TEST_CASE("sealed state opens for its binding until it expires") {
    const StateSeal seal(std::string(32, 'k'));
    const StateSeal::Clock::time_point now{1'000s};
    const std::string sealed = seal.seal("state", "binding", now + 10s);
    CHECK(seal.open(sealed, "binding", now) == "state");
    CHECK(seal.open(sealed, "binding", now + 10s) == "state");
    CHECK_FALSE(seal.open(sealed, "binding", now + 11s).has_value());
    CHECK_FALSE(seal.open(sealed, "other", now).has_value());
    CHECK(seal.open(seal.seal("", "", now), "", now) == "");
}

TEST_CASE("nothing but sealed state opens") {
    const StateSeal seal(std::string(32, 'k'));
    const StateSeal::Clock::time_point now{1'000s};
    const std::string sealed = seal.seal("state", "b", now + 10s);
    for (std::size_t at = 0; at + 1 < sealed.size(); ++at) {
        std::string changed = sealed;
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        INFO(at);
        CHECK_FALSE(seal.open(changed, "b", now).has_value());
    }
    for (const char* text : {"", ".", "a.b", "!.!", "MTAw"}) {
        CHECK_FALSE(seal.open(text, "b", now).has_value());
    }
    CHECK_FALSE(StateSeal(std::string(32, 'j')).open(sealed, "b", now).has_value());
}

TEST_CASE("a part cannot be moved from the state into the binding") {
    const StateSeal seal(std::string(32, 'k'));
    const StateSeal::Clock::time_point now{1'000s};
    const std::string one = seal.seal("ab", "c", now);
    const std::string two = seal.seal("a", "bc", now);
    const std::string signature = one.substr(one.find('.'));
    CHECK_FALSE(seal.open(two.substr(0, two.find('.')) + signature, "bc", now).has_value());
}

TEST_CASE("without a key every seal has its own") {
    const StateSeal::Clock::time_point now{1'000s};
    const StateSeal one{std::string()};
    CHECK_FALSE(StateSeal(std::string()).open(one.seal("a", "b", now), "b", now).has_value());
    CHECK_THROWS_AS(StateSeal("short"), mcp::Error);
}
