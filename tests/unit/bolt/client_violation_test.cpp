// Servers that break the rules: answers that nothing asked for, malformed ones, and more than
// allowed. What can be told apart costs its entry alone, everything else the connection.

#include "client_script.hpp"
#include "support/catch.hpp"

#include <bolt/error.hpp>

using namespace bolt;
using namespace bolt::test;
using protocol::Client;
using protocol::ServerState;
using wire::Version;

namespace {

/// The server broke a rule, and the connection is of no use from then on.
void check_violation(Script& script, const std::string& problem) {
    script.events({"violation"}).state(ServerState::defunct);
    CHECK_THAT(script.problem(), support::contains(problem));
    // It stays that way.
    CHECK(script.client().next_event().type == protocol::Event::Type::violation);
    CHECK_FALSE(script.client().is_clean());
}

}  // namespace

TEST_CASE("an answer that nothing asked for ends the connection") {
    Script script = ready();
    script.answers({success()});
    check_violation(script, "nothing asked for");
}

TEST_CASE("a RECORD outside of a stream ends the connection") {
    SECTION("before RUN is answered") {
        Script script = ready();
        script.ask(run_and_pull).answers({record({1})});
        check_violation(script, "outside of a result");
    }
    SECTION("to a DISCARD") {
        Script script = ready();
        script
            .ask([](Client& c) {
                c.run("Q", Map(), nullptr);
                c.discard(-1);
            })
            .answers({success()})
            .events({"success RUN {}"})
            .answers({record({1})});
        check_violation(script, "outside of a result");
    }
    SECTION("beyond the number that was asked for") {
        Script script = ready();
        script
            .ask([](Client& c) {
                c.run("Q", Map(), nullptr);
                c.pull(2);
                c.pull(1);
            })
            .answers({success(), record({1}), record({2}), success("has_more", true), record({3})})
            .events(
                {"success RUN {}",
                 "record [1]",
                 "record [2]",
                 "success PULL {has_more: true}",
                 "record [3]"}
            )
            .answers({record({4})});
        check_violation(script, "more records than were asked for");
    }
    SECTION("after a failure") {
        Script script = ready();
        script.ask(run_and_pull)
            .answers({failure("Neo.ClientError.Statement.SyntaxError")})
            .events({"failure RUN Neo.ClientError.Statement.SyntaxError"})
            .answers({record({1})});
        check_violation(script, "outside of a result");
    }
}

TEST_CASE("IGNORED without a reason ends the connection") {
    Script script = ready();
    script.ask(run_and_pull).answers({ignored()});
    check_violation(script, "without a failure");
}

TEST_CASE("SUCCESS after a failure ends the connection") {
    Script script = ready();
    script.ask(run_and_pull)
        .answers({failure("Neo.ClientError.Statement.SyntaxError")})
        .events({"failure RUN Neo.ClientError.Statement.SyntaxError"})
        .answers({success()});
    check_violation(script, "after a failure");
}

TEST_CASE("malformed messages end the connection") {
    for (const char* body : {
             "B0",              // too short
             "B1 7D A0",        // unknown message
             "B1 01 A0",        // a request
             "91 70",           // no structure
             "B1 70 C0",        // SUCCESS without a map
             "B0 70",           // SUCCESS without fields
             "B2 70 A0 A0",     // too many fields
             "B1 70 A0 00",     // trailing bytes
             "B1 70 A1 81",     // truncated
             "B1 70 A1 01 01",  // bad key
             "B1 70 DF",        // reserved marker
             "B1 7F 91 01",     // FAILURE with a list
         }) {
        Script script = ready();
        INFO(body);
        script.ask(run_and_pull).answers({bytes(body)});
        script.events({"violation"}).state(ServerState::defunct);
        CHECK_FALSE(script.problem().empty());
    }
}

TEST_CASE("malformed records end the connection and name the marker") {
    for (const char* body :
         {"B1 71 01",
          "B1 71 A0",
          "B0 71",
          "B2 71 90 90",
          "B1 71 90 00",
          "B1 71 91 E0",
          "B1 71 92 01"}) {
        Script script = ready();
        INFO(body);
        script.ask(run_and_pull).answers({success()}).events({"success RUN {}"});
        script.answers({bytes(body)});
        script.events({"violation"}).state(ServerState::defunct);
    }
    Script script = ready();
    script.ask(run_and_pull).answers({success(), bytes("B1 71 91 E0")});
    CHECK_THAT(script.problem(), support::contains("0xE0") && support::contains("PackStream"));
}

TEST_CASE("limits hold for what the server sends") {
    packstream::Limits limits;
    limits.max_message = 1'000;
    Script script(Version(5, 8), limits);
    script.log_on();
    script.ask(run_and_pull).answers({success(), record({std::string(2'000, 'x')})});
    script.events({"success RUN {}", "violation"}).state(ServerState::defunct);
    CHECK_THAT(script.problem(), support::contains("1000"));
}

TEST_CASE("a record with an unreadable structure is delivered") {
    Script script = ready();
    script.ask(run_and_pull).answers({success()}).events({"success RUN {}"});
    Client& client = script.client();
    const ByteVector stream = chunked(bytes("B1 71 92 01 B1 7A 01"));
    client.feed(stream);
    auto&& event = client.next_event();
    REQUIRE(event.type == protocol::Event::Type::record);
    REQUIRE(event.cells.size() == 2);
    CHECK(ValueView(event.cells[0]).to<int>() == 1);
    CHECK(event.cells[1].kind == Kind::unreadable);
}

TEST_CASE("metadata that cannot be read costs its entry, not the answer") {
    Script script = ready();
    script.ask(run_and_pull)
        .answers({bytes("B1 70 A2 81 61 B1 7A 01 81 62 92 B1 7A 01 02"), success()})
        .events({"success RUN {a: null, b: [null, 2]}", "success PULL {}"})
        .state(ServerState::ready);
}

TEST_CASE("a RESET cannot be ignored") {
    Script script = ready();
    script.ask([](Client& c) { c.reset(); }).answers({ignored()});
    check_violation(script, "RESET");
}
