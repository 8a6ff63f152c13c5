// Conversations: pipelines, streams, failures and RESET, transactions. Every script says what is
// asked, what the server answers and which events and state come of it.

#include "client_script.hpp"
#include "support/catch.hpp"

#include <bolt/error.hpp>

using namespace bolt;
using namespace bolt::test;
using protocol::Client;
using protocol::Request;
using protocol::ServerState;
using wire::Version;

namespace {

ByteVector more() {
    return success("has_more", true);
}

}  // namespace

TEST_CASE("5.1 and later log on in a second message, in one pipeline") {
    Script script(Version(5, 8));
    script
        .ask([](Client& c) {
            c.hello(protocol::HelloRequest(), AuthToken::none());
            c.logon(AuthToken::none());
        })
        .state(ServerState::connected)
        .answers({success("server", "Neo4j/5.26.0")})
        .events({"success HELLO {server: \"Neo4j/5.26.0\"}"})
        .state(ServerState::authentication)
        .answers({success()})
        .events({"success LOGON {}"})
        .state(ServerState::ready);
}

TEST_CASE("up to 5.0 HELLO makes the connection ready") {
    Script script(Version(5, 0));
    script.ask([](Client& c) { c.hello(protocol::HelloRequest(), AuthToken::none()); })
        .answers({success()})
        .events({"success HELLO {}"})
        .state(ServerState::ready);
    CHECK_FALSE(script.client().is_clean());  // HELLO is still to be sent
    script.client().consume(script.client().output().size());
    CHECK(script.sends_all().client().is_clean());
}

TEST_CASE("refused credentials end the connection") {
    Script script(Version(5, 8));
    script
        .ask([](Client& c) {
            c.hello(protocol::HelloRequest(), AuthToken::none());
            c.logon(AuthToken::none());
        })
        .answers({success(), failure("Neo.ClientError.Security.Unauthorized")})
        .events(
            {"success HELLO {}", "failure LOGON Neo.ClientError.Security.Unauthorized", "violation"}
        )
        .state(ServerState::defunct);
}

TEST_CASE("LOGOFF and LOGON change the user in one pipeline") {
    Script script = ready();
    script
        .ask([](Client& c) {
            c.logoff();
            c.logon(AuthToken::none());
        })
        .answers({success()})
        .events({"success LOGOFF {}"})
        .state(ServerState::authentication)
        .answers({success()})
        .events({"success LOGON {}"})
        .state(ServerState::ready);
}

TEST_CASE("a query streams its records and ends ready") {
    Script script = ready();
    script.ask(run_and_pull)
        .sends({"RUN \"Q\" {} {}", "PULL {n: 2}"})
        .answers({success("fields", List{"x"})})
        .events({"success RUN {fields: [\"x\"]}"})
        .state(ServerState::streaming)
        .answers({record({1}), record({"two"}), more()})
        .events({"record [1]", "record [\"two\"]", "success PULL {has_more: true}"})
        .state(ServerState::streaming);
    CHECK_FALSE(script.client().is_clean());
    script.ask([](Client& c) { c.pull(2); })
        .sends({"PULL {n: 2}"})
        .answers({record({3}), success("type", "r")})
        .events({"record [3]", "success PULL {type: \"r\"}"})
        .state(ServerState::ready);
    CHECK(script.sends_all().client().is_clean());
}

TEST_CASE("the same answers make the same events however they arrive") {
    ByteVector stream;
    for (const ByteVector& body :
         {success("fields", List{"x", "y"}),
          record({1, std::string(300, 'x')}),
          record({Bytes({1, 2, 3}), List{1, 2}}),
          success("bookmark", "b")}) {
        const ByteVector framed = chunked(body);
        stream.insert(stream.end(), framed.begin(), framed.end());
        stream.insert(stream.end(), {0, 0});
    }
    const std::vector<std::string> expected{
        "success RUN {fields: [\"x\", \"y\"]}",
        "record [1, \"" + std::string(300, 'x') + "\"]",
        "record [#010203, [1, 2]]",
        "success PULL {bookmark: \"b\"}"
    };
    for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
        Script script = ready();
        script.ask(run_and_pull)
            .sends_all()
            .receives(stream, piece)
            .events(expected)
            .state(ServerState::ready);
        CHECK(script.sends_all().client().is_clean());
    }
}

TEST_CASE("a stream may be discarded") {
    Script script = ready();
    script
        .ask([](Client& c) {
            c.run("Q", Map(), nullptr);
            c.discard(-1);
        })
        .answers({success(), success()})
        .events({"success RUN {}", "success DISCARD {}"})
        .state(ServerState::ready);
}

TEST_CASE("a failure makes the server ignore the rest until RESET") {
    Script script = ready();
    script.ask(run_and_pull)
        .answers({failure("Neo.ClientError.Statement.SyntaxError"), ignored()})
        .events({"failure RUN Neo.ClientError.Statement.SyntaxError", "ignored PULL"})
        .state(ServerState::failed);
    CHECK_FALSE(script.client().is_clean());
    script.ask([](Client& c) { c.reset(); })
        .answers({success()})
        .events({"success RESET {}"})
        .state(ServerState::ready);
    CHECK(script.sends_all().client().is_clean());
}

TEST_CASE("what is asked after a failure is ignored too") {
    Script script = ready();
    script.ask(run_and_pull)
        .answers({failure("Neo.ClientError.Statement.SyntaxError"), ignored()})
        .events({"failure RUN Neo.ClientError.Statement.SyntaxError", "ignored PULL"})
        .ask(run_and_pull)
        .answers({ignored(), ignored()})
        .events({"ignored RUN", "ignored PULL"})
        .state(ServerState::failed);
}

TEST_CASE("a stream may fail after some records") {
    Script script = ready();
    script.ask(run_and_pull)
        .answers({success(), record({1}), failure("Neo.ClientError.Statement.ArithmeticError")})
        .events(
            {"success RUN {}",
             "record [1]",
             "failure PULL Neo.ClientError.Statement.ArithmeticError"}
        )
        .state(ServerState::failed);
}

TEST_CASE("RESET interrupts what is pending") {
    Script script = ready();
    script
        .ask([](Client& c) {
            run_and_pull(c);
            c.reset();
        })
        .answers({success(), record({1}), ignored(), success()})
        .events({"success RUN {}", "record [1]", "ignored PULL", "success RESET {}"})
        .state(ServerState::ready);
    CHECK(script.sends_all().client().is_clean());
}

TEST_CASE("RESET leaves a transaction") {
    Script script = ready();
    script
        .ask([](Client& c) {
            c.begin(protocol::TransactionExtra());
            c.run("Q", Map(), nullptr);
            c.reset();
        })
        .answers({success(), success("qid", 0), success()})
        .events({"success BEGIN {}", "success RUN {qid: 0}", "success RESET {}"})
        .state(ServerState::ready);
    // Nothing of the transaction is left: the next stream ends in ready.
    script.ask(run_and_pull).answers({success(), success()}).state(ServerState::ready);
}

TEST_CASE("a RESET that fails ends the connection") {
    Script script = ready();
    script.ask([](Client& c) { c.reset(); })
        .answers({failure("Neo.DatabaseError.General.UnknownError")})
        .events({"failure RESET Neo.DatabaseError.General.UnknownError", "violation"})
        .state(ServerState::defunct);
}

TEST_CASE("a transaction runs several queries and commits") {
    Script script = ready();
    script.ask([](Client& c) { c.begin(protocol::TransactionExtra()); })
        .answers({success()})
        .events({"success BEGIN {}"})
        .state(ServerState::transaction)
        .ask(run_and_pull)
        .answers({success("qid", 0), record({1}), success()})
        .events({"success RUN {qid: 0}", "record [1]", "success PULL {}"})
        .state(ServerState::transaction)
        .ask([](Client& c) { c.commit(); })
        .answers({success("bookmark", "b1")})
        .events({"success COMMIT {bookmark: \"b1\"}"})
        .state(ServerState::ready);
    CHECK(script.sends_all().client().is_clean());
}

TEST_CASE("streams of a transaction may be open side by side") {
    Script script = ready();
    script
        .ask([](Client& c) {
            c.begin(protocol::TransactionExtra());
            c.run("A", Map(), nullptr);
            c.pull(1);
            c.run("B", Map(), nullptr);
            c.pull(1);
        })
        .answers(
            {success(),
             success("qid", 0),
             record({"a"}),
             more(),
             success("qid", 1),
             record({"b"}),
             success()}
        )
        .state(ServerState::transaction_streaming)
        .ask([](Client& c) { c.pull(-1, 0); })
        .sends(
            {"BEGIN {}",
             "RUN \"A\" {} {}",
             "PULL {n: 1}",
             "RUN \"B\" {} {}",
             "PULL {n: 1}",
             "PULL {n: -1, qid: 0}"}
        )
        .answers({success()})
        .state(ServerState::transaction)
        .ask([](Client& c) { c.rollback(); })
        .answers({success()})
        .state(ServerState::ready);
}

TEST_CASE("BEGIN, RUN, PULL and COMMIT fit one pipeline") {
    Script script = ready();
    script.ask([](Client& c) {
        c.telemetry(protocol::TelemetryApi::execute_query);
        c.begin(protocol::TransactionExtra());
        run_and_pull(c);
        c.commit();
    });
    CHECK(script.client().pending() == 5);
    CHECK(script.client().is_pending(Request::commit));
    CHECK_FALSE(script.client().is_pending(Request::rollback));
    script.answers({success(), success(), success(), record({1}), success(), success()})
        .events(
            {"success TELEMETRY {}",
             "success BEGIN {}",
             "success RUN {}",
             "record [1]",
             "success PULL {}",
             "success COMMIT {}"}
        )
        .state(ServerState::ready);
    CHECK(script.client().pending() == 0);
}

TEST_CASE("a failed TELEMETRY fails what follows it") {
    Script script = ready();
    script
        .ask([](Client& c) {
            c.telemetry(protocol::TelemetryApi::auto_commit);
            run_and_pull(c);
        })
        .answers({failure("Neo.ClientError.Request.Invalid"), ignored(), ignored()})
        .events({"failure TELEMETRY Neo.ClientError.Request.Invalid", "ignored RUN", "ignored PULL"}
        )
        .state(ServerState::failed);
}

TEST_CASE("ROUTE leaves the connection ready") {
    Script script = ready();
    script.ask([](Client& c) { c.route(protocol::RouteRequest()); })
        .answers({success("rt", Map())})
        .events({"success ROUTE {rt: {}}"})
        .state(ServerState::ready);
}

TEST_CASE("IGNORED may carry metadata") {
    Script script = ready();
    script.ask(run_and_pull)
        .answers({failure("Neo.ClientError.Statement.SyntaxError"), message(0x7E, {Map()})})
        .events({"failure RUN Neo.ClientError.Statement.SyntaxError", "ignored PULL"});
}

TEST_CASE("GOODBYE is the last word") {
    Script script = ready();
    script.ask([](Client& c) { c.goodbye(); }).sends({"GOODBYE"}).state(ServerState::defunct);
    CHECK(script.client().pending() == 0);
    CHECK_FALSE(script.client().is_clean());
}

TEST_CASE("a connection with an unfinished message or unsent bytes is not clean") {
    Script script = ready();
    CHECK(script.client().is_clean());
    script.receives(bytes("00"), 1);
    CHECK_FALSE(script.client().is_clean());
    script.receives(bytes("00"), 1);
    CHECK(script.client().is_clean());  // it was a keep-alive
    script.ask([](Client& c) { c.reset(); });
    CHECK_FALSE(script.client().is_clean());
    script.answers({success()});
    CHECK_FALSE(script.client().is_clean());
    script.sends({"RESET"});
    CHECK(script.client().is_clean());
}

TEST_CASE("records stay readable after the client went on, and after it is gone") {
    std::vector<Record> kept;
    {
        Client client(Version(5, 0));
        client.hello(protocol::HelloRequest(), AuthToken::none());
        client.run("Q", Map(), nullptr);
        client.pull(-1);
        ByteVector stream = chunked(success());
        const auto add = [&stream](const ByteVector& body) {
            const ByteVector framed = chunked(body);
            stream.insert(stream.end(), framed.begin(), framed.end());
        };
        add(success());
        for (int i = 0; i < 5'000; ++i) {
            add(record({i, "text number " + std::to_string(i)}));
        }
        client.feed(stream);
        const auto keys =
            std::make_shared<const std::vector<std::string>>(std::vector<std::string>{"i", "t"});
        for (;;) {
            auto&& event = client.next_event();
            REQUIRE(event.type != protocol::Event::Type::violation);
            if (event.type == protocol::Event::Type::needs_more) {
                break;
            }
            if (event.type == protocol::Event::Type::record) {
                kept.emplace_back(keys, event.arena, event.cells);
            }
        }
        stream.assign(stream.size(), 0xEE);
    }
    REQUIRE(kept.size() == 5'000);
    for (std::size_t i = 0; i < kept.size(); ++i) {
        REQUIRE(kept[i].at<std::size_t>("i") == i);
        REQUIRE(kept[i].at<std::string>("t") == "text number " + std::to_string(i));
    }
}

TEST_CASE("4.4 reads date-times as HELLO agreed") {
    const auto kind_after = [](const ByteVector& hello_answer, const char* date_time) {
        Script script(Version(4, 4));
        script.ask([](Client& c) { c.hello(protocol::HelloRequest(), AuthToken::none()); })
            .answers({hello_answer})
            .ask(run_and_pull)
            .answers({success()});
        const ByteVector stream = chunked(bytes(std::string("B1 71 91 ") + date_time));
        script.client().feed(stream);
        auto&& event = script.client().next_event();
        REQUIRE(event.type == protocol::Event::Type::record);
        return event.cells[0].kind;
    };
    constexpr const char* kUtc = "B3 49 0A 07 00";
    constexpr const char* kLegacy = "B3 46 0A 07 00";
    CHECK(kind_after(success("patch_bolt", List{"utc"}), kUtc) == Kind::date_time);
    CHECK(kind_after(success("patch_bolt", List{"utc"}), kLegacy) == Kind::unreadable);
    CHECK(kind_after(success(), kLegacy) == Kind::date_time);
    CHECK(kind_after(success(), kUtc) == Kind::unreadable);
    CHECK(kind_after(success("patch_bolt", List{"other", 1}), kLegacy) == Kind::date_time);
}

TEST_CASE("a connection is clean after an answer in several chunks") {
    Script script = ready();
    script.ask([](Client& c) { c.reset(); }).sends_all();
    const ByteVector stream = bytes("00 02 B1 70 00 01 A0 00 00");
    script.client().feed(stream);
    CHECK(script.client().next_event().type == protocol::Event::Type::success);
    CHECK(script.client().is_clean());
}

TEST_CASE("messages that a version lacks are refused before they are sent") {
    Client old(Version(5, 0));
    CHECK_THROWS_AS(old.logon(AuthToken::none()), Error);
    CHECK_THROWS_AS(old.logoff(), Error);
    CHECK_THROWS_AS(Client(Version(5, 3)).telemetry(protocol::TelemetryApi::auto_commit), Error);
    CHECK(old.output().empty());
    CHECK(old.pending() == 0);
}
