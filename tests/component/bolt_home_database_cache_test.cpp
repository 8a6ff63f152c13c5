// What is remembered of home databases, at the edges: wrong guesses, several users, servers that
// do not route, answers that lack the name. The official suite has the common cases.

#include "component/driver_fixture.hpp"
#include "support/catch.hpp"

#include <bolt/bolt.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace component;
using bolt::Address;

namespace {

enum class Routes : bool { no, yes };

/// A driver that routes, and one server that plays every role.
class Home {
  public:
    explicit Home(std::size_t connections, bolt::wire::Version version = {6, 1})
        : fixture(connections, options_of(version)),
          address(Address::parse(fixture.server().uri().substr(std::string("bolt://").size()))),
          driver(
              fixture.runner.executor(),
              "neo4j://" + address.to_string(),
              test_auth(),
              test_config()
          ) {}

    support::Script& log_on(std::size_t connection = 0, Routes routes = Routes::yes) {
        return fixture.script(connection)
            .expect("HELLO *")
            .success(map_of(
                "server", "Neo4j/2026.09.0", "hints", map_of("ssr.enabled", routes == Routes::yes)
            ))
            .expect("LOGON *")
            .success();
    }

    /// ROUTE for whatever `extra` says, answered with a table of `database`.
    support::Script& route(
        const std::string& extra, const std::string& database, std::size_t connection = 0
    ) {
        std::vector<std::string> here(1, address.to_string());
        bolt::List servers;
        for (const char* role : {"ROUTE", "READ", "WRITE"}) {
            servers.emplace_back(map_of("addresses", bolt::Value(here), "role", role));
        }
        return fixture.script(connection)
            .expect("ROUTE {address: '" + address.to_string() + "'} [] " + extra)
            .success(map_of("rt", map_of("ttl", 300, "servers", std::move(servers), "db", database))
            );
    }

    /// RUN with `extra`, answered with `told` beside the fields.
    support::Script& query(
        const std::string& extra, bolt::Map told = {}, std::size_t connection = 0
    ) {
        told.set("fields", list_of("n"));
        return fixture.script(connection)
            .expect("RUN 'Q' {} " + extra)
            .success(told)
            .expect("PULL {n: 1000}")
            .success(map_of("type", "r"));
    }

    /// `times` queries in one session.
    void run(bolt::SessionConfig config = {}, int times = 1) {
        auto work = [&]() -> bolt::Task<> {
            bolt::Session session = driver.session(config);
            for (int i = 0; i < times; ++i) {
                bolt::Result result = co_await session.run("Q");
                (void)co_await result.consume();
            }
        };
        fixture.runner.run(work());
    }

    ScriptFixture fixture;
    Address address;
    bolt::Driver driver;

  private:
    static support::BoltServerOptions options_of(bolt::wire::Version version) {
        support::BoltServerOptions options;
        options.version = version;
        options.manifest = version >= bolt::wire::Version(6, 0);
        return options;
    }
};

bolt::Map told(const std::string& database) {
    return map_of("db", database);
}

bolt::SessionConfig as_user(const std::string& name) {
    bolt::SessionConfig config;
    config.impersonated_user = name;
    return config;
}

}  // namespace

TEST_CASE("a guess chooses the server, and the session stays with what the server said") {
    Home h(1);
    h.log_on();
    h.route("{}", "home");
    h.query("{db: 'home'}");
    h.query("{}", told("home"));
    h.query("{db: 'home'}");
    h.run();
    h.run({}, 2);
    CHECK(h.fixture.verdict().empty());
}

TEST_CASE("a home database that has changed is met once, and guessed right from then on") {
    Home h(1);
    h.log_on();
    h.route("{}", "old");
    h.query("{db: 'old'}");
    h.run();
    // The guess is old; the server uses the new one, and the session stays there.
    h.query("{}", told("new"));
    h.route("{db: 'new'}", "new");
    h.query("{db: 'new'}");
    h.run({}, 2);
    h.query("{}", told("new"));
    h.run();
    CHECK(h.fixture.verdict().empty());
}

TEST_CASE("an answer without a database, or with an odd one, leaves the session unpinned") {
    for (const bolt::Map& answer :
         {bolt::Map(), map_of("db", nullptr), map_of("db", 5), map_of("db", list_of("x"))}) {
        INFO(support::render(bolt::Value(answer)));
        Home h(1);
        h.log_on();
        h.route("{}", "home");
        h.query("{db: 'home'}");
        h.run();
        h.query("{}", answer);
        h.query("{}", told("home"));
        h.query("{db: 'home'}");
        h.run({}, 3);
        CHECK(h.fixture.verdict().empty());
    }
}

TEST_CASE("each user has a home of their own, under whichever name they come") {
    Home h(1);
    h.log_on();
    h.route("{imp_user: 'eve'}", "eves");
    h.query("{db: 'eves', imp_user: 'eve'}");
    h.run(as_user("eve"));
    h.route("{imp_user: 'bob'}", "bobs");
    h.query("{db: 'bobs', imp_user: 'bob'}");
    h.run(as_user("bob"));
    h.route("{}", "mine");
    h.query("{db: 'mine'}");
    h.run();
    // All three are known now.
    h.query("{imp_user: 'eve'}", told("eves"));
    h.run(as_user("eve"));
    h.query("{imp_user: 'bob'}", told("bobs"));
    h.run(as_user("bob"));
    h.query("{}", told("mine"));
    h.run();
    CHECK(h.fixture.verdict().empty());
}

TEST_CASE("credentials of a session count as their user's name") {
    Home h(1);
    h.log_on();
    h.route("{imp_user: 'eve'}", "eves");
    h.query("{db: 'eves', imp_user: 'eve'}");
    h.run(as_user("eve"));
    h.fixture.script().expect("LOGOFF").success().expect("LOGON *").success();
    h.query("{}", told("eves"));
    bolt::SessionConfig config;
    config.auth = bolt::AuthToken::basic("eve", "secret");
    h.run(config);
    CHECK(h.fixture.verdict().empty());
}

TEST_CASE("a named database is neither guessed nor remembered as a home") {
    Home h(1);
    h.log_on();
    h.route("{db: 'named'}", "named");
    h.query("{db: 'named'}");
    bolt::SessionConfig config;
    config.database = "named";
    h.run(config);
    h.route("{}", "home");
    h.query("{db: 'home'}");
    h.run();
    CHECK(h.fixture.verdict().empty());
}

TEST_CASE("nothing is guessed where servers do not route, or before Bolt 5.8") {
    for (const bool old : {false, true}) {
        Home h(1, old ? bolt::wire::Version(5, 7) : bolt::wire::Version(5, 8));
        h.log_on(0, old ? Routes::yes : Routes::no);
        for (int i = 0; i < 3; ++i) {
            h.route("{}", "home");
            h.query("{db: 'home'}", told("elsewhere"));
        }
        for (int i = 0; i < 3; ++i) {
            h.run();
        }
        CHECK(h.fixture.verdict().empty());
    }
}

TEST_CASE("one connection to a server that does not route ends the guessing") {
    Home h(2);
    h.log_on(0);
    h.route("{}", "home");
    h.query("{db: 'home'}");
    h.run();
    // The first connection is busy, so that a second one is opened: to a server set up otherwise.
    h.fixture.script(0).expect("BEGIN {}").success(told("home")).expect("ROLLBACK").success();
    h.log_on(1, Routes::no);
    h.route("{}", "home", 1);
    h.query("{db: 'home'}", {}, 1);
    auto work = [&]() -> bolt::Task<> {
        bolt::Session first = h.driver.session();
        bolt::Transaction tx = co_await first.begin();
        bolt::Session second = h.driver.session();
        bolt::Result result = co_await second.run("Q");
        (void)co_await result.consume();
        co_await tx.rollback();
    };
    h.fixture.runner.run(work());
    CHECK(h.fixture.verdict().empty());
}

TEST_CASE("a home database that is gone fails the query, and is forgotten by the next answer") {
    Home h(1);
    h.log_on();
    h.route("{}", "home");
    h.query("{db: 'home'}");
    h.run();
    h.fixture.script()
        .expect("RUN 'Q' {} {}")
        .failure("Neo.ClientError.Database.DatabaseNotFound", "no database is home now")
        .expect("PULL {n: 1000}")
        .ignored()
        .expect("RESET")
        .success();
    CHECK_THROWS_AS(h.run(), bolt::Error);
    h.query("{}", told("next"));
    h.run();
    CHECK(h.fixture.verdict().empty());
}
