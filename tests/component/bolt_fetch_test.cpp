// How many records are asked for, and when: portions ahead of their reader, what is dropped, and
// which query is meant when several are open.

#include "component/driver_fixture.hpp"
#include "support/catch.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

using namespace component;
using bolt::ErrorKind;

namespace {

std::string pull(std::int64_t n) {
    return "PULL {n: " + std::to_string(n) + "}";
}

/// One portion of `n` records, numbered from `first`.
Script& portion(Script& script, std::int64_t first, std::int64_t n, bool more) {
    script.expect(pull(n));
    for (std::int64_t i = 0; i < n; ++i) {
        script.record(list_of(first + i));
    }
    return more ? script.success(map_of("has_more", true)) : script.success(map_of("type", "r"));
}

Script& answer_run(Script& script, const std::string& query, std::int64_t qid) {
    return script.expect("RUN '" + query + "' {} {}")
        .success(map_of("fields", list_of("n"), "qid", qid));
}

Script& one_more(Script& script, const std::string& request, std::int64_t value) {
    return script.expect(request).record(list_of(value)).success(map_of("has_more", true));
}

bolt::SessionConfig fetching(std::int64_t size) {
    bolt::SessionConfig config;
    config.fetch_size = size;
    return config;
}

}  // namespace

TEST_CASE("the next portion is asked for when fewer than three tenths are left, not before") {
    struct Case {
        std::int64_t size;
        std::int64_t read;  ///< the record with which the next request leaves
    };

    for (const Case& c : {Case{10, 8}, Case{100, 71}, Case{1000, 701}, Case{4, 4}, Case{7, 6}}) {
        INFO("portions of " << c.size);
        ScriptFixture f(1);
        answer_run(f.script().log_on(), "Q", 0);
        portion(f.script(), 0, c.size, true);
        portion(f.script(), c.size, c.size, false);
        auto work = [&]() -> bolt::Task<> {
            bolt::Session session = f.driver().session(fetching(c.size));
            bolt::Result result = co_await session.run("Q");
            // All of the first portion is there, so that nothing but the mark can make it ask.
            (void)co_await result.peek();
            const std::uint64_t before = f.driver().metrics().bytes_sent;
            for (std::int64_t i = 1; i <= 2 * c.size; ++i) {
                const auto record = co_await result.next();
                CHECK(record->at<std::int64_t>(0) == i - 1);
                const bool asked = f.driver().metrics().bytes_sent != before;
                if (asked != (i >= c.read)) {
                    FAIL("after record " << i << " of " << c.size);
                }
            }
            const auto end = co_await result.next();
            CHECK_FALSE(end.has_value());
        };
        f.runner.run(work());
        CHECK(f.verdict().empty());
    }
}

TEST_CASE("portions of three and fewer are asked for only by who needs more") {
    ScriptFixture f(1);
    answer_run(f.script().log_on(), "Q", 0);
    portion(f.script(), 0, 3, true);
    portion(f.script(), 3, 3, false);
    auto work = [&]() -> bolt::Task<> {
        bolt::Session session = f.driver().session(fetching(3));
        bolt::Result result = co_await session.run("Q");
        (void)co_await result.peek();
        const std::uint64_t before = f.driver().metrics().bytes_sent;
        for (int i = 0; i < 3; ++i) {
            (void)co_await result.next();
        }
        CHECK(f.driver().metrics().bytes_sent == before);
        for (int i = 3; i < 6; ++i) {
            const auto record = co_await result.next();
            CHECK(record->at<int>(0) == i);
        }
    };
    f.runner.run(work());
    CHECK(f.verdict().empty());
}

TEST_CASE("collect asks for all that is left, and a fetch size of -1 for all at once") {
    ScriptFixture f(1);
    answer_run(f.script().log_on(), "Q", 0);
    portion(f.script(), 0, 3, true).expect(pull(-1)).record(list_of(3)).success();
    answer_run(f.script(), "Q", 0).expect(pull(-1)).record(list_of(0)).success();
    auto count = [&](std::int64_t size) -> bolt::Task<std::size_t> {
        bolt::Session session = f.driver().session(fetching(size));
        bolt::Result result = co_await session.run("Q");
        const std::vector<bolt::Record> all = co_await result.collect();
        co_return all.size();
    };
    CHECK(f.runner.run(count(3)) == 4);
    CHECK(f.runner.run(count(-1)) == 1);
    CHECK(f.verdict().empty());
}

TEST_CASE("what a reader does not want is dropped on the server, and the connection is kept") {
    ScriptFixture f(1);
    answer_run(f.script().log_on(), "Q", 0);
    portion(f.script(), 0, 2, true).expect("DISCARD {n: -1}").success(map_of("type", "r"));
    answer_run(f.script(), "Q", 0);
    portion(f.script(), 0, 2, true).expect("DISCARD {n: -1}").success(map_of("type", "r"));
    answer_run(f.script(), "Q", 0);
    portion(f.script(), 0, 2, true).expect("DISCARD {n: -1}").success(map_of("type", "r"));
    answer_run(f.script(), "Q", 0);
    portion(f.script(), 0, 2, false);
    auto work = [&]() -> bolt::Task<> {
        bolt::Session session = f.driver().session(fetching(2));
        {
            bolt::Result consumed = co_await session.run("Q");
            (void)co_await consumed.consume();
        }
        {
            bolt::Result single = co_await session.run("Q");
            CHECK_THROWS_AS(co_await single.single(), bolt::Error);
        }
        {
            bolt::Result visited = co_await session.run("Q");
            auto leave = [](const bolt::Record&) { throw std::domain_error("seen enough"); };
            CHECK_THROWS_AS(co_await visited.for_each(leave), std::domain_error);
        }
        // Nothing is left to drop.
        bolt::Result last = co_await session.run("Q");
        (void)co_await last.consume();
    };
    f.runner.run(work());
    CHECK(f.verdict().empty());
    CHECK(f.driver().metrics().pool.opened == 1);
    CHECK(f.driver().metrics().pool.idle == 1);
}

TEST_CASE("with two results open each request names its query, unless it is the last one") {
    ScriptFixture f(1);
    f.script().log_on().expect("BEGIN {}").success();
    answer_run(f.script(), "A", 0);
    one_more(f.script(), pull(1), 10);
    answer_run(f.script(), "B", 1);
    one_more(f.script(), pull(1), 20);
    one_more(f.script(), "PULL {n: 1, qid: 0}", 11);
    one_more(f.script(), pull(1), 21);
    f.script()
        .expect("DISCARD {n: -1, qid: 0}")
        .success(map_of("type", "r"))
        .expect("DISCARD {n: -1}")
        .success(map_of("type", "r"))
        .expect("COMMIT")
        .success();
    auto work = [&]() -> bolt::Task<> {
        bolt::Session session = f.driver().session(fetching(1));
        bolt::Transaction tx = co_await session.begin();
        bolt::Result a = co_await tx.run("A");
        bolt::Result b = co_await tx.run("B");
        for (const int i : {0, 1}) {
            const auto from_a = co_await a.next();
            const auto from_b = co_await b.next();
            CHECK(from_a->at<int>(0) == 10 + i);
            CHECK(from_b->at<int>(0) == 20 + i);
        }
        (void)co_await a.consume();
        (void)co_await b.consume();
        co_await tx.commit();
    };
    f.runner.run(work());
    CHECK(f.verdict().empty());
}

TEST_CASE("the end of a transaction drops what is open in it, each by its query") {
    for (const bool commit : {true, false}) {
        ScriptFixture f(1);
        f.script().log_on().expect("BEGIN {}").success();
        answer_run(f.script(), "A", 4);
        one_more(f.script(), pull(1), 10);
        answer_run(f.script(), "B", 5);
        one_more(f.script(), pull(1), 20);
        f.script()
            .expect("DISCARD {n: -1, qid: 4}")
            .success()
            .expect("DISCARD {n: -1}")
            .success()
            .expect(commit ? "COMMIT" : "ROLLBACK")
            .success();
        auto work = [&]() -> bolt::Task<> {
            bolt::Session session = f.driver().session(fetching(1));
            bolt::Transaction tx = co_await session.begin();
            bolt::Result a = co_await tx.run("A");
            bolt::Result b = co_await tx.run("B");
            if (commit) {
                co_await tx.commit();
            } else {
                co_await tx.rollback();
            }
        };
        f.runner.run(work());
        CHECK(f.verdict().empty());
        CHECK(f.driver().metrics().pool.idle == 1);
    }
}
