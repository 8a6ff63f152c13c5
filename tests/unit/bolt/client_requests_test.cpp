// What goes on the wire for each request, per version; defaults are never sent.
// Message texts are written by show(), see bytes.hpp.

#include "client_script.hpp"
#include "support/catch.hpp"

#include <bolt/error.hpp>

#include <chrono>

using namespace bolt;
using namespace bolt::test;
using protocol::Client;
using wire::Version;

namespace {

const std::vector<Version> kVersions{
    Version(4, 4),
    Version(5, 0),
    Version(5, 1),
    Version(5, 2),
    Version(5, 3),
    Version(5, 4),
    Version(5, 6),
    Version(5, 7),
    Version(5, 8)
};

protocol::HelloRequest hello() {
    protocol::HelloRequest request;
    request.user_agent = "test/1";
    request.product = "boltmem/1";
    request.platform = "Linux";
    return request;
}

protocol::NotificationFilter filter() {
    protocol::NotificationFilter filter;
    filter.minimum_severity = "WARNING";
    filter.disabled = std::vector<std::string>{"HINT"};
    return filter;
}

/// The only message that `requests` enqueue.
std::string sent(Version version, const std::function<void(Client&)>& requests) {
    Client client(version);
    requests(client);
    const std::vector<ByteVector> messages = messages_of(client.output());
    REQUIRE(messages.size() == 1);
    return show(messages.front());
}

}  // namespace

TEST_CASE("HELLO carries the credentials up to 5.0, LOGON since 5.1") {
    const AuthToken auth = AuthToken::basic("neo4j", "pass");
    const auto hello_of = [&](Version version) {
        return sent(version, [&](Client& client) { client.hello(hello(), auth); });
    };
    CHECK(
        hello_of(Version(4, 4)) ==
        "HELLO {user_agent: \"test/1\", patch_bolt: [\"utc\"], scheme: \"basic\", principal: "
        "\"neo4j\", credentials: \"pass\"}"
    );
    CHECK(
        hello_of(Version(5, 0)) ==
        "HELLO {user_agent: \"test/1\", scheme: \"basic\", principal: \"neo4j\", credentials: "
        "\"pass\"}"
    );
    CHECK(hello_of(Version(5, 1)) == "HELLO {user_agent: \"test/1\"}");
    CHECK(hello_of(Version(5, 2)) == "HELLO {user_agent: \"test/1\"}");
    for (const Version version : {Version(5, 3), Version(5, 4), Version(5, 8)}) {
        CHECK(
            hello_of(version) ==
            "HELLO {user_agent: \"test/1\", bolt_agent: {product: \"boltmem/1\", platform: "
            "\"Linux\"}}"
        );
    }
    CHECK(sent(Version(5, 1), [&](Client& client) {
              client.logon(auth);
          }) == "LOGON {scheme: \"basic\", principal: \"neo4j\", credentials: \"pass\"}");
    CHECK(sent(Version(5, 8), [](Client& client) { client.logoff(); }) == "LOGOFF");
}

TEST_CASE("HELLO carries the routing context when there is one") {
    protocol::HelloRequest request = hello();
    Map routing;
    routing.set("address", "host:7687").set("region", "north");
    request.routing = routing;
    CHECK_THAT(
        sent(Version(5, 8), [&](Client& client) { client.hello(request, AuthToken::none()); }),
        support::contains("routing: {address: \"host:7687\", region: \"north\"}")
    );
    request.routing = Map();
    CHECK_THAT(
        sent(Version(5, 8), [&](Client& client) { client.hello(request, AuthToken::none()); }),
        support::contains("routing: {}")
    );
}

TEST_CASE("notification filters go with HELLO, RUN and BEGIN under the version's name") {
    protocol::HelloRequest request = hello();
    request.notifications = filter();
    protocol::TransactionExtra extra;
    extra.notifications = filter();
    for (const Version version : kVersions) {
        const std::string name = version >= Version(5, 6) ? "notifications_disabled_classifications"
                                                          : "notifications_disabled_categories";
        const std::string entries =
            "notifications_minimum_severity: \"WARNING\", " + name + ": [\"HINT\"]}";
        INFO(version.to_string());
        if (version < Version(5, 2)) {
            // Not left out in silence: who asked for it would believe it done.
            Client client(version);
            CHECK_THROWS_AS(client.hello(request, AuthToken::none()), Error);
            CHECK_THROWS_AS(client.run("Q", Map(), &extra), Error);
            CHECK_THROWS_AS(client.begin(extra), Error);
            CHECK(client.output().empty());
            continue;
        }
        for (const std::string& text : {
                 sent(version, [&](Client& c) { c.hello(request, AuthToken::none()); }),
                 sent(version, [&](Client& c) { c.run("Q", Map(), &extra); }),
                 sent(version, [&](Client& c) { c.begin(extra); }),
             }) {
            CHECK_THAT(text, Catch::Matchers::EndsWith(entries));
        }
    }
    // Nothing disabled is something else than no opinion.
    extra.notifications = protocol::NotificationFilter();
    extra.notifications.disabled.emplace();
    CHECK(sent(Version(5, 8), [&](Client& c) {
              c.begin(extra);
          }) == "BEGIN {notifications_disabled_classifications: []}");
}

TEST_CASE("messages without fields are bare, in every version") {
    for (const Version version : kVersions) {
        CHECK(sent(version, [](Client& c) { c.reset(); }) == "RESET");
        CHECK(sent(version, [](Client& c) { c.commit(); }) == "COMMIT");
        CHECK(sent(version, [](Client& c) { c.rollback(); }) == "ROLLBACK");
        CHECK(sent(version, [](Client& c) { c.goodbye(); }) == "GOODBYE");
    }
}

TEST_CASE("RUN and BEGIN leave out every default") {
    for (const Version version : kVersions) {
        const protocol::TransactionExtra extra;
        CHECK(sent(version, [&](Client& c) { c.begin(extra); }) == "BEGIN {}");
        CHECK(sent(version, [&](Client& c) {
                  c.run("RETURN 1", Map(), &extra);
              }) == "RUN \"RETURN 1\" {} {}");
        CHECK(sent(version, [&](Client& c) {
                  c.run("RETURN 1", Map(), nullptr);
              }) == "RUN \"RETURN 1\" {} {}");
    }
}

TEST_CASE("RUN and BEGIN carry what differs from the defaults") {
    protocol::TransactionExtra extra;
    extra.bookmarks = Bookmarks({"b2", "b1"});
    extra.timeout = std::chrono::milliseconds(1500);
    extra.metadata.set("app", "t");
    extra.read = true;
    extra.database = "movies";
    extra.impersonated_user = "ada";
    const std::string entries =
        "{bookmarks: [\"b1\", \"b2\"], tx_timeout: 1500, tx_metadata: {app: \"t\"}, mode: \"r\", "
        "db: \"movies\", imp_user: \"ada\"}";
    Map parameters;
    parameters.set("x", 1);
    for (const Version version : kVersions) {
        CHECK(sent(version, [&](Client& c) { c.begin(extra); }) == "BEGIN " + entries);
        CHECK(sent(version, [&](Client& c) {
                  c.run("Q", parameters, &extra);
              }) == "RUN \"Q\" {x: 1} " + entries);
    }
    protocol::TransactionExtra no_limit;
    no_limit.timeout = std::chrono::milliseconds(0);
    CHECK(sent(Version(5, 8), [&](Client& c) { c.begin(no_limit); }) == "BEGIN {tx_timeout: 0}");
}

TEST_CASE("PULL and DISCARD name a query only when told to") {
    CHECK(sent(Version(5, 8), [](Client& c) { c.pull(1000); }) == "PULL {n: 1000}");
    CHECK(sent(Version(5, 8), [](Client& c) { c.pull(-1, 3); }) == "PULL {n: -1, qid: 3}");
    CHECK(sent(Version(4, 4), [](Client& c) { c.discard(-1); }) == "DISCARD {n: -1}");
    CHECK(sent(Version(4, 4), [](Client& c) { c.discard(5, 0); }) == "DISCARD {n: 5, qid: 0}");
}

TEST_CASE("ROUTE carries context, bookmarks, database and user") {
    protocol::RouteRequest request;
    CHECK(sent(Version(5, 8), [&](Client& c) { c.route(request); }) == "ROUTE {} [] {}");
    request.context.set("address", "h:1");
    request.bookmarks = Bookmarks({"b"});
    request.database = "d";
    request.impersonated_user = "u";
    CHECK(sent(Version(4, 4), [&](Client& c) {
              c.route(request);
          }) == "ROUTE {address: \"h:1\"} [\"b\"] {db: \"d\", imp_user: \"u\"}");
}

TEST_CASE("TELEMETRY names the API") {
    using protocol::TelemetryApi;
    const auto text = [](TelemetryApi api) {
        return sent(Version(5, 4), [api](Client& c) { c.telemetry(api); });
    };
    CHECK(text(TelemetryApi::managed_transaction) == "TELEMETRY 0");
    CHECK(text(TelemetryApi::unmanaged_transaction) == "TELEMETRY 1");
    CHECK(text(TelemetryApi::auto_commit) == "TELEMETRY 2");
    CHECK(text(TelemetryApi::execute_query) == "TELEMETRY 3");
}

TEST_CASE("date-time parameters follow the version, and 4.4's patch") {
    Map parameters;
    parameters.set("t", DateTime(10, 0, 3600));
    const auto run = [&](Client& client) { client.run("Q", parameters, nullptr); };
    CHECK(sent(Version(5, 0), run) == "RUN \"Q\" {t: <49 10 0 3600>} {}");
    CHECK(sent(Version(4, 4), run) == "RUN \"Q\" {t: <46 3610 0 3600>} {}");
    Script patched(Version(4, 4));
    patched.ask([](Client& c) { c.hello(protocol::HelloRequest(), AuthToken::none()); }
    ).answers({success("patch_bolt", List{"utc"})});
    patched.client().consume(patched.client().output().size());
    patched.ask(run).sends({"RUN \"Q\" {t: <49 10 0 3600>} {}"});
}

TEST_CASE("what is asked together leaves together, and can be sent in parts") {
    Client client(Version(5, 8));
    client.run("Q", Map(), nullptr);
    client.pull(10);
    const ByteVector all(client.output().begin(), client.output().end());
    CHECK(messages_of(all).size() == 2);
    client.consume(3);
    CHECK(client.output().size() == all.size() - 3);
    client.reset();
    ByteVector rest(client.output().begin(), client.output().end());
    rest.insert(rest.begin(), all.begin(), all.begin() + 3);
    CHECK(messages_of(rest).size() == 3);
    client.consume(client.output().size());
    CHECK(client.output().empty());
}

TEST_CASE("a request that cannot be encoded leaves no trace") {
    Client client(Version(5, 8));
    Map parameters;
    parameters.set("good", 1).set("bad", Node());
    CHECK_THROWS_AS(client.run("Q", parameters, nullptr), Error);
    CHECK(client.output().empty());
    CHECK(client.pending() == 0);
    client.run("Q2", Map(), nullptr);
    const std::vector<ByteVector> messages = messages_of(client.output());
    REQUIRE(messages.size() == 1);
    CHECK(show(messages.front()) == "RUN \"Q2\" {} {}");
}

TEST_CASE("a query of many chunks arrives whole") {
    const std::string query(200'000, 'q');
    CHECK(sent(Version(5, 8), [&](Client& c) {
              c.run(query, Map(), nullptr);
          }) == "RUN \"" + query + "\" {} {}");
}
