// Features of auto-commit queries and of what goes with them: portions, DISCARD, new credentials,
// failures, repeated queries, notifications, telemetry; see replay.hpp.

#include "component/replay.hpp"

namespace component {

namespace {

bolt::SessionConfig reading(std::int64_t fetch_size = 0) {
    bolt::SessionConfig config;
    config.access_mode = bolt::AccessMode::read;
    config.fetch_size = fetch_size;
    return config;
}

bolt::Map fields() {
    return map_of("fields", list_of("n"));
}

bolt::Task<std::string> sum_of(bolt::Result result) {
    int sum = 0;
    for (;;) {
        const auto record = co_await result.next();
        if (!record) {
            break;
        }
        sum += record->at<int>("n");
    }
    co_return "sum " + std::to_string(sum);
}

bolt::Task<std::string> read_sum(
    bolt::Driver& driver, bolt::SessionConfig config, std::string query = "Q"
) {
    bolt::Session session = driver.session(config);
    bolt::Result result = co_await session.run(std::move(query));
    co_return co_await sum_of(std::move(result));
}

Feature portions() {
    Feature f;
    f.name = "an auto-commit query, read in portions";
    f.script = [](Script& script, const Place&) {
        script.log_on()
            .expect("RUN 'Q' {} {mode: 'r'}")
            .success(fields())
            .expect("PULL {n: 2}")
            .record(list_of(1))
            .noop()
            .record(list_of(2))
            .success(map_of("has_more", true))
            .expect("PULL {n: 2}")
            .noop()
            .record(list_of(3))
            .success(map_of("type", "r", "bookmark", "b:1"));
    };
    f.work = [](Stage& stage) { return read_sum(stage.driver, reading(2)); };
    f.result = "sum 6";
    return f;
}

Feature auto_commit_write() {
    Feature f;
    f.name = "an auto-commit write";
    f.commits = Commits::by_query;
    f.script = [](Script& script, const Place&) { one_row(script.log_on(), "RUN 'Q' {} {}", 5); };
    f.work = [](Stage& stage) { return read_sum(stage.driver, {}); };
    f.result = "sum 5";
    return f;
}

Feature discard() {
    Feature f;
    f.name = "a result that is dropped early";
    f.script = [](Script& script, const Place&) {
        script.log_on()
            .expect("RUN 'Q' {} {mode: 'r'}")
            .success(fields())
            .expect("PULL {n: 1}")
            .record(list_of(1))
            .success(map_of("has_more", true))
            .expect("DISCARD {n: -1}")
            .success(map_of("type", "r", "t_last", 7));
    };
    f.work = [](Stage& stage) -> bolt::Task<std::string> {
        bolt::Session session = stage.driver.session(reading(1));
        bolt::Result result = co_await session.run("Q");
        (void)co_await result.next();
        const bolt::Summary summary = co_await result.consume();
        co_return summary.query_type + " " + std::to_string(summary.result_consumed_after->count());
    };
    f.result = "r 7";
    return f;
}

Feature new_credentials() {
    Feature f;
    f.name = "new credentials on an open connection";
    f.pauses = true;
    f.script = [](Script& script, const Place& place) {
        const std::string logon = "LOGON {scheme: 'bearer', credentials: ";
        script.expect("HELLO *").success(map_of("server", "Neo4j/5.26.0"));
        if (place.connection == 0) {
            one_row(script.expect(logon + "'first'}").success(), "RUN 'A' {} {mode: 'r'}", 1);
            script.expect("LOGOFF").success().expect(logon + "'second'}").success();
        } else {
            // Begun with the second query when the first connection broke between the two.
            script.expect(logon + "*").success();
            script.maybe("RUN 'A' *")
                .success(fields())
                .maybe("PULL *")
                .record(list_of(1))
                .success();
            script.maybe("LOGOFF").success().maybe(logon + "'second'}").success();
        }
        one_row(script, "RUN 'B' {} {mode: 'r'}", 2);
    };
    f.work = [](Stage& stage) -> bolt::Task<std::string> {
        stage.auth.token = bolt::AuthToken::bearer("first");
        const std::string first = co_await read_sum(stage.driver, reading(), "A");
        stage.auth.token = bolt::AuthToken::bearer("second");
        const std::string second = co_await read_sum(stage.driver, reading(), "B");
        co_return first + ", " + second;
    };
    f.result = "sum 1, sum 2";
    return f;
}

std::string told(const bolt::Error& error) {
    std::string text = error.server()->code;
    for (const bolt::ServerError* at = error.server(); at != nullptr; at = at->cause.get()) {
        text += " <- " + at->gql_status + " " + at->message;
    }
    return text;
}

bolt::Task<std::string> read_failure(bolt::Driver& driver) {
    std::string text = "no failure";
    try {
        (void)co_await read_sum(driver, reading());
    } catch (const bolt::Error& error) {
        if (error.server() == nullptr) {
            throw;
        }
        text = told(error);
    }
    co_return text;
}

/// The server's word, with its causes where the version has them.
Feature failure(bolt::wire::Version version) {
    Feature f;
    f.name = "a failure of the server";
    f.version = version;
    const bool gql = bolt::wire::features(version).gql_errors;
    f.script = [version, gql](Script& script, const Place&) {
        bolt::Map metadata = map_of("code", "Neo.ClientError.Statement.X", "message", "outer");
        if (gql) {
            bolt::Map innermost = map_of("gql_status", "22N02", "message", "innermost");
            bolt::Map inner =
                map_of("gql_status", "22000", "message", "inner", "cause", std::move(innermost));
            metadata = map_of(
                "neo4j_code",
                "Neo.ClientError.Statement.X",
                "gql_status",
                "42001",
                "message",
                "outer",
                "cause",
                std::move(inner)
            );
        }
        script.log_on(version).expect("RUN 'Q' {} {mode: 'r'}").failure(metadata);
        script.expect("PULL {n: 1000}").ignored().expect("RESET").success();
    };
    f.work = [](Stage& stage) { return read_failure(stage.driver); };
    f.result = std::string("Neo.ClientError.Statement.X <- ") +
               (gql ? "42001 outer <- 22000 inner <- 22N02 innermost" : "50N42 outer");
    return f;
}

Feature repeated() {
    Feature f;
    f.name = "a query that was refused without harm";
    f.script = [](Script& script, const Place& place) {
        script.log_on();
        if (place.connection == 0) {
            script.expect("RUN 'Q' {} {mode: 'r'}")
                .failure(map_of(
                    "neo4j_code",
                    "Neo.TransientError.General.X",
                    "diagnostic_record",
                    map_of("_idempotent", true)
                ))
                .expect("PULL {n: 1000}")
                .ignored()
                .expect("RESET")
                .success();
        }
        one_row(script, "RUN 'Q' {} {mode: 'r'}", 8);
    };
    f.work = [](Stage& stage) { return read_sum(stage.driver, reading()); };
    f.result = "sum 8";
    return f;
}

/// Statuses since 5.6, a list of notifications before.
Feature notifications(bolt::wire::Version version) {
    Feature f;
    f.name = "notifications";
    f.version = version;
    f.script = [version](Script& script, const Place&) {
        const std::string code = "Neo.ClientNotification.Statement.X";
        bolt::Map metadata = map_of(
            "notifications", list_of(map_of("code", code, "title", "hm", "severity", "WARNING"))
        );
        if (bolt::wire::features(version).gql_statuses) {
            metadata = map_of(
                "statuses",
                list_of(
                    map_of("gql_status", "02000", "status_description", "note: no data"),
                    map_of("gql_status", "01N50", "neo4j_code", code, "title", "hm")
                )
            );
        }
        script.log_on(version)
            .expect("RUN 'Q' {} {mode: 'r'}")
            .success(fields())
            .expect("PULL {n: 1000}")
            .success(metadata);
    };
    f.work = [](Stage& stage) -> bolt::Task<std::string> {
        bolt::Session session = stage.driver.session(reading());
        bolt::Result result = co_await session.run("Q");
        const bolt::Summary summary = co_await result.consume();
        std::string text;
        for (const bolt::Notification& one : summary.notifications) {
            text += one.title + " ";
        }
        for (const bolt::GqlStatus& status : summary.gql_statuses) {
            text += status.status + " ";
        }
        co_return text;
    };
    f.result = "hm 02000 01N50 ";
    if (!bolt::wire::features(version).gql_statuses) {
        f.result = "hm 02000 01N42 ";
    }
    return f;
}

Feature telemetry() {
    Feature f;
    f.name = "telemetry";
    f.script = [](Script& script, const Place&) {
        script.log_on({5, 8}, map_of("telemetry.enabled", true)).expect("TELEMETRY 2").success();
        one_row(script, "RUN 'Q' {} {mode: 'r'}", 4);
    };
    f.work = [](Stage& stage) { return read_sum(stage.driver, reading()); };
    f.result = "sum 4";
    return f;
}

Feature connectivity() {
    Feature f;
    f.name = "verify_connectivity";
    f.log_on = true;
    f.script = [](Script& script, const Place&) { script.log_on(); };
    f.work = [](Stage& stage) -> bolt::Task<std::string> {
        const bolt::ServerInfo server = co_await stage.driver.verify_connectivity();
        co_return server.agent;
    };
    f.result = "Neo4j/5.26.0";
    return f;
}

}  // namespace

std::vector<Feature> query_features() {
    return {
        portions(),
        auto_commit_write(),
        discard(),
        new_credentials(),
        failure({5, 8}),
        failure({5, 6}),
        repeated(),
        notifications({5, 8}),
        notifications({5, 4}),
        telemetry(),
        connectivity(),
    };
}

}  // namespace component
