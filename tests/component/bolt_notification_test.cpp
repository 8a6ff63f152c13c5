// Notifications: what is filtered reaches the server in the words of its version, or is refused;
// what comes is told to the handler before the summary is handed out.

#include "component/driver_fixture.hpp"
#include "support/catch.hpp"

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

using namespace component;
using bolt::ErrorKind;
using bolt::wire::Version;

namespace {

bolt::NotificationConfig filter(std::string severity, std::optional<std::vector<std::string>> off) {
    bolt::NotificationConfig config;
    config.minimum_severity = std::move(severity);
    config.disabled_classifications = std::move(off);
    return config;
}

/// All that can be asked for.
bolt::NotificationConfig full_filter() {
    return filter("WARNING", std::vector<std::string>{"HINT", "GENERIC"});
}

support::BoltServerOptions speaking(Version version) {
    support::BoltServerOptions options;
    options.version = version;
    options.manifest = version.major >= 6;
    return options;
}

struct Words {
    Version version;
    const char* filter;  ///< in RUN and BEGIN; null: the version has none
};

const std::vector<Words>& words() {
    static const std::vector<Words> all{
        {{4, 4}, nullptr},
        {{5, 1}, nullptr},
        {{5, 2}, "notifications_disabled_categories"},
        {{5, 4}, "notifications_disabled_categories"},
        {{5, 6}, "notifications_disabled_classifications"},
        {{5, 8}, "notifications_disabled_classifications"},
        {{6, 1}, "notifications_disabled_classifications"},
    };
    return all;
}

std::string entries(const Words& words) {
    return "notifications_minimum_severity: 'WARNING', " + std::string(words.filter) +
           ": ['HINT', 'GENERIC']";
}

bolt::Task<> auto_commit(bolt::Driver& driver, bolt::SessionConfig config = {}) {
    bolt::Session session = driver.session(config);
    bolt::Result result = co_await session.run("Q");
    (void)co_await result.consume();
}

bolt::Task<> unmanaged(bolt::Driver& driver, bolt::SessionConfig config) {
    bolt::Session session = driver.session(config);
    bolt::Transaction tx = co_await session.begin();
    co_await tx.rollback();
}

bolt::Map notification(const std::string& title) {
    return map_of("code", "Neo.ClientNotification.Statement.X", "title", title);
}

bolt::Map two_notifications() {
    return map_of("notifications", list_of(notification("one"), notification("two")));
}

}  // namespace

TEST_CASE("a driver's filter goes into HELLO, in the words of the version") {
    for (const Words& w : words()) {
        INFO("Bolt " << w.version.to_string());
        bolt::DriverConfig config = test_config();
        config.notifications = full_filter();
        ScriptFixture f(1, speaking(w.version), config);
        if (w.filter == nullptr) {
            const auto error = failure_of(f.runner, auto_commit(f.driver()));
            REQUIRE(error);
            CHECK(error->kind() == ErrorKind::configuration);
            CHECK(f.verdict().empty());
            CHECK(f.driver().metrics().pool.in_use == 0);
            continue;
        }
        f.script()
            .expect("HELLO {*, " + entries(w) + "}")
            .success(map_of("server", "Neo4j/5.26.0"))
            .expect("LOGON *")
            .success();
        one_row(f.script(), "RUN 'Q' {} {}");
        f.runner.run(auto_commit(f.driver()));
        CHECK(f.verdict().empty());
    }
}

TEST_CASE("a session's filter goes into RUN and BEGIN, or nothing is sent") {
    for (const Words& w : words()) {
        INFO("Bolt " << w.version.to_string());
        ScriptFixture f(2, speaking(w.version));
        f.script().log_on(w.version);
        bolt::SessionConfig config;
        config.notifications = full_filter();
        if (w.filter == nullptr) {
            for (auto* use : {&auto_commit, &unmanaged}) {
                const auto error = failure_of(f.runner, use(f.driver(), config));
                REQUIRE(error);
                CHECK(error->kind() == ErrorKind::configuration);
                CHECK(f.driver().metrics().pool.in_use == 0);
            }
            CHECK(f.verdict().empty());
            CHECK(f.driver().metrics().pool.idle == 1);
            continue;
        }
        one_row(f.script(), "RUN 'Q' {} {" + entries(w) + "}");
        f.script().expect("BEGIN {" + entries(w) + "}").success().expect("ROLLBACK").success();
        f.runner.run(auto_commit(f.driver(), config));
        f.runner.run(unmanaged(f.driver(), config));
        CHECK(f.verdict().empty());
    }
}

TEST_CASE("an empty list of what is left out is sent, no list is not") {
    ScriptFixture f(1);
    one_row(f.script().log_on(), "RUN 'Q' {} {notifications_disabled_classifications: []}");
    one_row(f.script(), "RUN 'Q' {} {notifications_minimum_severity: 'OFF'}");
    bolt::SessionConfig config;
    config.notifications = filter("", std::vector<std::string>());
    f.runner.run(auto_commit(f.driver(), config));
    config.notifications = filter("OFF", std::nullopt);
    f.runner.run(auto_commit(f.driver(), config));
    CHECK(f.verdict().empty());
}

TEST_CASE("the handler is told each notification, in order, before the summary is there") {
    std::vector<std::string> told;
    bolt::DriverConfig config = test_config();
    config.notification_handler = [&told](bolt::Notification one) -> bolt::Task<> {
        told.push_back(one.title);
        co_return;
    };
    support::BoltServerOptions options;
    options.version = Version(5, 4);
    ScriptFixture f(1, options, config);
    f.script()
        .log_on(options.version)
        .expect("RUN *")
        .success(map_of("fields", list_of("n")))
        .expect("PULL *")
        .record(list_of(1))
        .success(two_notifications());
    auto work = [&]() -> bolt::Task<> {
        bolt::Session session = f.driver().session();
        bolt::Result result = co_await session.run("Q");
        const bolt::Summary summary = co_await result.consume();
        CHECK(told == std::vector<std::string>{"one", "two"});
        CHECK(summary.notifications.size() == 2);
        // It is not told again.
        (void)co_await result.consume();
    };
    f.runner.run(work());
    CHECK(told.size() == 2);
    CHECK(f.verdict().empty());
}

TEST_CASE("what the handler throws is dropped, and the others are told all the same") {
    int told = 0;
    bolt::DriverConfig config = test_config();
    config.notification_handler = [&told](bolt::Notification) -> bolt::Task<> {
        ++told;
        throw std::domain_error("not today");
        co_return;
    };
    support::BoltServerOptions options;
    options.version = Version(5, 4);
    ScriptFixture f(1, options, config);
    f.script()
        .log_on(options.version)
        .expect("BEGIN {}")
        .success()
        .expect("RUN *")
        .success(map_of("fields", list_of("n")))
        .expect("PULL *")
        .success(two_notifications())
        .expect("COMMIT")
        .success();
    const bolt::EagerResult result = f.runner.run(f.driver().execute_query("Q"));
    CHECK(result.summary.notifications.size() == 2);
    CHECK(told == 2);
    CHECK(f.verdict().empty());
    CHECK(f.driver().metrics().pool.idle == 1);
}

TEST_CASE("results of a transaction tell their notifications, whoever is read when they come") {
    std::vector<std::string> told;
    bolt::DriverConfig config = test_config();
    config.fetch_size = 1;
    config.notification_handler = [&told](bolt::Notification one) -> bolt::Task<> {
        told.push_back(one.title);
        co_return;
    };
    support::BoltServerOptions options;
    options.version = Version(5, 4);
    ScriptFixture f(1, options, config);
    const auto ending = [](const std::string& title) {
        return map_of("notifications", list_of(notification(title)));
    };
    f.script()
        .log_on(options.version)
        .expect("BEGIN {}")
        .success()
        .expect("RUN 'A' {} {}")
        .success(map_of("fields", list_of("n"), "qid", 0))
        .expect("PULL {n: 1}")
        // Its end comes together with the answers to the next query.
        .expect("RUN 'B' {} {}")
        .record(list_of(1))
        .success(ending("of A"))
        .success(map_of("fields", list_of("n"), "qid", 1))
        .expect("PULL {n: 1}")
        .success(ending("of B"))
        .expect("COMMIT")
        .success();
    auto work = [&]() -> bolt::Task<> {
        bolt::Session session = f.driver().session();
        bolt::Transaction tx = co_await session.begin();
        bolt::Result a = co_await tx.run("A");
        bolt::Result b = co_await tx.run("B");
        (void)co_await b.consume();
        (void)co_await a.consume();
        co_await tx.commit();
    };
    f.runner.run(work());
    CHECK(told == std::vector<std::string>{"of B", "of A"});
    CHECK(f.verdict().empty());
}
