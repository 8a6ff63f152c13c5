// Features of transactions: managed ones, which run again, explicit ones, which do not, and what
// routing adds to both; see replay.hpp.

#include "component/replay.hpp"

namespace component {

namespace {

constexpr const char* kTransient = "Neo.TransientError.Transaction.DeadlockDetected";

std::string begin_with(const std::string& extra) {
    return "BEGIN {" + extra + "}";
}

/// The query of a transaction, and its end.
Script& rest_of_work(Script& script, int value) {
    return one_row(script, "RUN 'Q' {} {}", value)
        .expect("COMMIT")
        .success(map_of("bookmark", "b"));
}

bolt::Task<std::string> unit(bolt::ManagedTransaction& tx) {
    bolt::Result result = co_await tx.run("Q");
    const bolt::Record record = co_await result.single();
    co_return std::to_string(record.at<int>("n"));
}

bolt::Task<std::string> managed_write(bolt::Driver& driver) {
    bolt::Session session = driver.session();
    const std::string text = co_await session.execute_write(unit);
    const std::vector<std::string> bookmarks = session.last_bookmarks().values();
    co_return text + " " + bookmarks.at(0);
}

Feature execute_query() {
    Feature f;
    f.name = "execute_query";
    f.retried = true;
    f.commits = Commits::at_end;
    f.script = [](Script& script, const Place&) {
        script.log_on({5, 8}, map_of("telemetry.enabled", true));
        // Not told again when it was understood before the connection broke.
        script.maybe("TELEMETRY 3").success();
        rest_of_work(script.expect("BEGIN {}").success(), 3);
    };
    f.work = [](Stage& stage) -> bolt::Task<std::string> {
        // Else the second call would be sent the bookmark of the first.
        bolt::QueryConfig config;
        config.bookmark_manager = nullptr;
        const bolt::EagerResult result = co_await stage.driver.execute_query("Q", {}, config);
        co_return std::to_string(result.records.at(0).at<int>("n")) + result.summary.bookmark;
    };
    f.result = "3b";
    return f;
}

Feature managed(bool read) {
    Feature f;
    f.name = read ? "a managed read" : "a managed write";
    f.retried = true;
    f.commits = Commits::at_end;
    f.script = [read](Script& script, const Place&) {
        script.log_on().expect(begin_with(read ? "mode: 'r'" : "")).success();
        rest_of_work(script, 4);
    };
    f.work = [read](Stage& stage) -> bolt::Task<std::string> {
        if (!read) {
            co_return co_await managed_write(stage.driver);
        }
        bolt::Session session = stage.driver.session();
        const std::string text = co_await session.execute_read(unit);
        co_return text;
    };
    f.result = read ? "4" : "4 b";
    return f;
}

Feature retried() {
    Feature f;
    f.name = "a managed write after a deadlock";
    f.retried = true;
    f.commits = Commits::at_end;
    f.script = [](Script& script, const Place& place) {
        script.log_on();
        if (place.connection == 0) {
            script.expect("BEGIN {}").success().expect("RUN 'Q' {} {}").failure(kTransient);
            script.expect("PULL {n: 1000}").ignored().expect("RESET").success();
        }
        rest_of_work(script.expect("BEGIN {}").success(), 5);
    };
    f.work = [](Stage& stage) { return managed_write(stage.driver); };
    f.result = "5 b";
    return f;
}

Script& portion(Script& script, const std::string& request, int value, bool more) {
    script.expect(request).record(list_of(value));
    return more ? script.success(map_of("has_more", true)) : script.success();
}

Feature two_results() {
    Feature f;
    f.name = "a transaction with two open results";
    f.commits = Commits::at_end;
    f.script = [](Script& script, const Place&) {
        const auto run = [&script](const std::string& query, int qid) {
            script.expect("RUN '" + query + "' {} {}")
                .success(map_of("fields", list_of("n"), "qid", qid));
        };
        script.log_on().expect("BEGIN {}").success();
        run("A", 0);
        portion(script, "PULL {n: 1}", 1, true);
        run("B", 1);
        portion(script, "PULL {n: 1}", 2, true);
        portion(script, "PULL {n: 1, qid: 0}", 3, true);
        portion(script, "PULL {n: 1}", 4, false);
        script.expect("DISCARD {n: -1, qid: 0}").success().expect("COMMIT").success();
    };
    f.work = [](Stage& stage) -> bolt::Task<std::string> {
        bolt::SessionConfig config;
        config.fetch_size = 1;
        bolt::Session session = stage.driver.session(config);
        bolt::Transaction tx = co_await session.begin();
        bolt::Result a = co_await tx.run("A");
        bolt::Result b = co_await tx.run("B");
        std::string text;
        for (int i = 0; i < 2; ++i) {
            const auto from_a = co_await a.next();
            const auto from_b = co_await b.next();
            text += std::to_string(from_a->at<int>("n")) + std::to_string(from_b->at<int>("n"));
        }
        co_await tx.commit();
        co_return text;
    };
    f.result = "1234";
    return f;
}

Feature rolled_back() {
    Feature f;
    f.name = "a transaction that is rolled back";
    f.script = [](Script& script, const Place&) {
        one_row(script.log_on().expect("BEGIN {}").success(), "RUN 'Q' {} {}", 6);
        script.expect("ROLLBACK").success();
    };
    f.work = [](Stage& stage) -> bolt::Task<std::string> {
        bolt::Session session = stage.driver.session();
        bolt::Transaction tx = co_await session.begin();
        bolt::Result result = co_await tx.run("Q");
        const bolt::Record record = co_await result.single();
        co_await tx.rollback();
        co_return std::to_string(record.at<int>("n"));
    };
    f.result = "6";
    return f;
}

bolt::Map table_of(const Place& place, const std::string& database) {
    bolt::List servers;
    for (const char* role : {"ROUTE", "READ", "WRITE"}) {
        servers.emplace_back(map_of("addresses", list_of(place.address.to_string()), "role", role));
    }
    return map_of("ttl", 300, "servers", std::move(servers), "db", database);
}

Feature routed_write() {
    Feature f;
    f.name = "a managed write in the home database of a cluster";
    f.routing = true;
    f.retried = true;
    f.commits = Commits::at_end;
    f.script = [](Script& script, const Place& place) {
        // After a cut it is asked for by its name, or known already.
        script.log_on().maybe("ROUTE *").success(map_of("rt", table_of(place, "home")));
        rest_of_work(script.expect("BEGIN {db: 'home'}").success(), 7);
    };
    f.work = [](Stage& stage) { return managed_write(stage.driver); };
    f.result = "7 b";
    return f;
}

Feature routed_read(bolt::wire::Version version) {
    Feature f;
    f.name = "an auto-commit read of a cluster";
    f.version = version;
    f.routing = true;
    f.pauses = true;
    f.script = [version](Script& script, const Place& place) {
        script.log_on(version);
        const bolt::Map table = table_of(place, "db");
        if (bolt::wire::features(version).route) {
            script.maybe("ROUTE *'db'*").success(map_of("rt", table));
        } else {
            script.maybe("RUN 'CALL dbms.routing.getRoutingTable(*database: 'db'*")
                .success(map_of("fields", list_of("ttl", "servers")))
                .maybe("PULL {n: -1}")
                .record(list_of(table.at("ttl"), table.at("servers")))
                .success();
        }
        one_row(script, "RUN 'Q' {} {mode: 'r', db: 'db'}", 9);
    };
    f.work = [](Stage& stage) -> bolt::Task<std::string> {
        bolt::SessionConfig config;
        config.database = "db";
        config.access_mode = bolt::AccessMode::read;
        bolt::Session session = stage.driver.session(config);
        bolt::Result result = co_await session.run("Q");
        const bolt::Record record = co_await result.single();
        co_return std::to_string(record.at<int>("n"));
    };
    f.result = "9";
    return f;
}

}  // namespace

std::vector<Feature> transaction_features() {
    return {
        execute_query(),
        managed(true),
        managed(false),
        retried(),
        two_results(),
        rolled_back(),
        routed_write(),
        routed_read({4, 2}),
        routed_read({4, 3}),
        routed_read({5, 8}),
    };
}

}  // namespace component
