// Result::for_each: records handed to a function as they arrive, and what its exceptions do.
// Against a scripted server that names the requests it expects.

#include "component/driver_fixture.hpp"
#include "support/catch.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

using namespace component;
using bolt::ErrorKind;

namespace {

using Numbers = std::vector<std::int64_t>;

bolt::SessionConfig portions_of(std::int64_t fetch_size) {
    bolt::SessionConfig config;
    config.fetch_size = fetch_size;
    return config;
}

/// RUN and the first portion of two records, with more to come.
Script& first_portion(Script& script) {
    return script.log_on()
        .expect("RUN 'Q' {} {}")
        .success(map_of("fields", list_of("n")))
        .expect("PULL {n: 2}")
        .record(list_of(1))
        .record(list_of(2))
        .success(map_of("has_more", true));
}

/// Takes numbers, and throws at one of them.
struct Visitor {
    explicit Visitor(std::int64_t throws_at_number = 0) : throws_at(throws_at_number) {}

    void operator()(const bolt::Record& record) {
        const auto number = record.at<std::int64_t>("n");
        if (number == throws_at) {
            throw std::runtime_error("enough");
        }
        seen.push_back(number);
    }

    std::int64_t throws_at;
    Numbers seen;
};

/// Reads `skip` records by themselves, then visits the others; answers what the visitor threw.
bolt::Task<std::string> visit(bolt::Driver& driver, Visitor& visitor, int skip) {
    bolt::Session session = driver.session(portions_of(2));
    bolt::Result result = co_await session.run("Q");
    for (int i = 0; i < skip; ++i) {
        (void)co_await result.next();
    }
    std::string thrown;
    try {
        co_await result.for_each(visitor);
    } catch (const std::runtime_error& error) {
        thrown = error.what();
    }
    if (!thrown.empty()) {
        std::string after = "nothing";
        try {
            (void)co_await result.next();
        } catch (const bolt::Error& error) {
            after = to_string(error.kind());
        }
        CHECK(after == to_string(ErrorKind::result_consumed));
        const bolt::Summary summary = co_await result.consume();
        CHECK(summary.query_type == "r");
    }
    co_return thrown;
}

}  // namespace

TEST_CASE("a visitor gets the records at hand and those that come, in order") {
    for (const std::size_t piece : {0U, 1U}) {
        support::BoltServerOptions options;
        options.piece = piece;
        ScriptFixture f(1, options);
        first_portion(f.script())
            .expect("PULL {n: 2}")
            .record(list_of(3))
            .success(map_of("type", "r"));
        Visitor visitor;
        CHECK(f.runner.run(visit(f.driver(), visitor, 1)).empty());
        const Numbers wanted{2, 3};
        CHECK(visitor.seen == wanted);
        CHECK(f.verdict().empty());
        CHECK(f.driver().metrics().pool.idle == 1);
    }
}

TEST_CASE("what a visitor throws is told after the server was told to drop the rest") {
    for (const int skip : {0, 1}) {
        ScriptFixture f(1);
        first_portion(f.script()).expect("DISCARD {n: -1}").success(map_of("type", "r"));
        Visitor visitor(2);
        CHECK(f.runner.run(visit(f.driver(), visitor, skip)) == "enough");
        const Numbers wanted = skip == 0 ? Numbers{1} : Numbers{};
        CHECK(visitor.seen == wanted);
        CHECK(f.verdict().empty());
        CHECK(f.driver().metrics().pool.idle == 1);
    }
}

TEST_CASE("a visitor that throws in a later portion sees no more of it") {
    ScriptFixture f(1);
    first_portion(f.script())
        .expect("PULL {n: 2}")
        .record(list_of(3))
        .record(list_of(4))
        .success(map_of("has_more", true))
        .expect("DISCARD {n: -1}")
        .success(map_of("type", "r"));
    Visitor visitor(3);
    CHECK(f.runner.run(visit(f.driver(), visitor, 0)) == "enough");
    const Numbers wanted{1, 2};
    CHECK(visitor.seen == wanted);
    CHECK(f.verdict().empty());
    CHECK(f.driver().metrics().pool.idle == 1);
}
