// Messages as log lines: readable, bounded, one line, and never with a secret.
// The messages are those that the client itself makes.

#include "protocol/redact.hpp"

#include "client_script.hpp"
#include "support/catch.hpp"

using namespace bolt;
using namespace bolt::test;
using protocol::Client;
using protocol::loggable;
using wire::Version;

namespace {

std::string logged(Version version, const std::function<void(Client&)>& requests) {
    Client client(version);
    requests(client);
    return loggable(messages_of(client.output()).at(0));
}

}  // namespace

TEST_CASE("no scheme's secrets are in a log line") {
    Map parameters;
    parameters.set("otp", "s3cret");
    for (const AuthToken& token :
         {AuthToken::basic("ada", "s3cret"),
          AuthToken::bearer("s3cret"),
          AuthToken::kerberos("s3cret"),
          AuthToken::custom("sso", "ada", "s3cret", "", parameters)}) {
        for (const std::string& line :
             {logged(Version(5, 8), [&](Client& c) { c.logon(token); }),
              logged(Version(5, 0), [&](Client& c) { c.hello(protocol::HelloRequest(), token); }),
              logged(Version(4, 4), [&](Client& c) { c.hello(protocol::HelloRequest(), token); })
             }) {
            INFO(line);
            CHECK_THAT(line, !support::contains("s3cret"));
            CHECK_THAT(line, support::contains("credentials: \"*******\""));
        }
    }
    CHECK(logged(Version(5, 8), [](Client& c) {
              c.logon(AuthToken::basic("ada", "x"));
          }) == "LOGON {scheme: \"basic\", principal: \"ada\", credentials: \"*******\"}");
}

TEST_CASE("a log line says what the message says") {
    CHECK(
        logged(
            Version(5, 8),
            [](Client& c) {
                Map parameters;
                parameters.set("credentials", "a query's own parameter").set("d", Date(3));
                c.run("RETURN $d", parameters, nullptr);
            }
        ) ==
        "RUN \"RETURN $d\" {credentials: \"a query's own parameter\", d: structure "
        "0x44(3)} {}"
    );
    CHECK(
        loggable(record({1, Bytes({1, 2}), nullptr, true})) == "RECORD [1, <2 bytes>, null, true]"
    );
    CHECK(loggable(ignored()) == "IGNORED");
    CHECK(loggable(bytes("B0 33")) == "message 0x33");
}

TEST_CASE("a log line is one line of bounded length") {
    const std::string line = loggable(record({std::string(5'000, 'x'), "more"}), 100);
    CHECK(line.size() < 110);
    CHECK_THAT(line, Catch::Matchers::EndsWith("..."));
    CHECK(loggable(record({"a\nb\x1B[31m"})) == "RECORD [\"a\\x0Ab\\x1B[31m\"]");
    Map odd;
    odd.set("a\nb", 1);
    CHECK(loggable(record({odd})) == "RECORD [{a\\x0Ab: 1}]");
    Map long_key;
    long_key.set(std::string(5'000, 'k'), 1);
    CHECK(loggable(record({long_key}), 100).size() < 110);
}

TEST_CASE("bytes that are no message make a line too") {
    CHECK(loggable({}) == "no message");
    CHECK(loggable(bytes("91 01")) == "no message");
    CHECK(loggable(bytes("B1 70 A1")).starts_with("SUCCESS ("));
}
