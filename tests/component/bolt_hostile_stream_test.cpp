// A server that means harm while records are read, between requests, and as a router: floods that
// are slower to read than to send, words that nobody asked for, tables of nonsense.

#include "component/hostile_fixture.hpp"
#include "support/catch.hpp"
#include "support/server_process.hpp"

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/cancellation_signal.hpp>

using namespace component;
using bolt::ErrorKind;
using support::Attack;
using support::Ending;
using support::message_of;
using support::random_bytes;
using support::Reply;

namespace {

/// Reads a few records, and then no more.
bolt::Task<bool> read_some(bolt::Driver& driver, int count) {
    bolt::SessionConfig config;
    config.fetch_size = 10;
    bolt::Session session = driver.session(config);
    bolt::Result result = co_await session.run("ROWS", bolt::params().set("n", 100));
    for (int i = 0; i < count; ++i) {
        const std::optional<bolt::Record> record = co_await result.next();
        if (!record) {
            break;
        }
    }
    co_return true;
}

bolt::Task<bool> consume_rows(bolt::Driver& driver, std::int64_t fetch_size) {
    bolt::SessionConfig config;
    config.fetch_size = fetch_size;
    bolt::Session session = driver.session(config);
    bolt::Result result = co_await session.run("ROWS", bolt::params().set("n", 100));
    (void)co_await result.consume();
    co_return true;
}

/// Cancels the call once the server has sent much.
void check_cancelled_in_flood(const std::string& at, const Bytes& flood, std::uint64_t much) {
    HostileFixture f{Attack(at, Reply().endlessly(flood))};
    const std::size_t memory = support::allocated_bytes();
    std::size_t most = memory;
    boost::asio::cancellation_signal signal;
    support::Outcome<bool> outcome;
    f.runner.start(consume_rows(f.driver, -1), outcome, signal.slot());
    f.runner.drive([&] {
        most = std::max(most, support::allocated_bytes());
        return outcome.done() || f.driver.metrics().bytes_received > much;
    });
    REQUIRE_FALSE(outcome.done());
    f.runner.cancel(signal);
    f.runner.drive([&] { return outcome.done(); });
    CHECK_THROWS(outcome.take());
    CHECK(most - memory < kMostMemory);
    CHECK(f.driver.metrics().pool.in_use == 0);
    CHECK(f.driver.metrics().pool.idle == 0);
    CHECK_FALSE(f.watch(echo(f.driver)).error);
}

}  // namespace

TEST_CASE("who reads slowly takes no more from an endless result than the buffers hold") {
    const Bytes record = message_of(0x71, 1, {0x91, 0x01});
    const Bytes fields =
        message_of(0x70, 1, {0xA1, 0x86, 'f', 'i', 'e', 'l', 'd', 's', 0x91, 0x81, 'n'});
    HostileFixture f{Attack("RUN", raw(fields).endlessly(support::repeated(record, kFlood)))};
    bolt::SessionConfig config;
    config.fetch_size = -1;  // all at once, so that the server may send what it likes
    std::optional<bolt::Session> session(f.driver.session(config));
    std::optional<bolt::Result> result;
    auto begin = [&]() -> bolt::Task<bool> {
        bolt::Result made = co_await session->run("ROWS", bolt::params().set("n", 100));
        result.emplace(std::move(made));
        co_return true;
    };
    CHECK_FALSE(f.watch(begin()).error);
    const std::size_t memory = support::allocated_bytes();
    auto read = [&]() -> bolt::Task<bool> {
        for (int i = 0; i < 5'000; ++i) {
            const std::optional<bolt::Record> next = co_await result->next();
            CHECK((next && next->at<int>(0) == 1));
        }
        co_return true;
    };
    const HostileFixture::End end = f.watch(read());
    CHECK_FALSE(end.error);
    CHECK(end.most_memory < kMostMemory);
    CHECK(support::allocated_bytes() < memory + kMostMemory);
    // 5,000 records, and at most the two buffers of what was read together with the last of them.
    CHECK(f.driver.metrics().bytes_received < 5'000 * record.size() + 128 * 1024);
    // Dropped in the middle of the flood: the connection goes, and what was held for it.
    result.reset();
    session.reset();
    CHECK_FALSE(f.watch(echo(f.driver)).error);
    CHECK(f.driver.metrics().pool.in_use == 0);
}

TEST_CASE("records above the limit of a message end the result") {
    Bytes text{0x91, 0xD2, 0x00, 0x08, 0x00, 0x00};
    text.resize(text.size() + 0x80000, 'x');
    HostileFixture f{Attack("PULL", raw(message_of(0x71, 1, text)))};
    const HostileFixture::End end = f.watch(read_some(f.driver, 1));
    REQUIRE(end.error);
    CHECK(end.error->kind() == ErrorKind::protocol);
    CHECK(end.most_memory < kMostMemory);
    CHECK_FALSE(f.watch(echo(f.driver)).error);
}

TEST_CASE("more records than were asked for end the result, also when it is dropped") {
    const Bytes record = message_of(0x71, 1, {0x91, 0x01});
    HostileFixture f{Attack("PULL", Reply().endlessly(support::repeated(record, kFlood)))};
    const HostileFixture::End end = f.watch(consume_rows(f.driver, 1'000));
    REQUIRE(end.error);
    CHECK(end.error->kind() == ErrorKind::protocol);
    CHECK(end.took < kLongestCall);
    CHECK(end.most_memory < kMostMemory);
    CHECK(f.driver.metrics().pool.idle == 0);
    CHECK_FALSE(f.watch(echo(f.driver)).error);
}

TEST_CASE("floods of NOOPs and of records are ended by the caller's cancellation") {
    // Both may be honest: a long query is kept alive by NOOPs, and a result may be as long as it
    // likes.
    const Bytes noops(kFlood, 0x00);
    check_cancelled_in_flood("RUN", noops, kMostMemory);
    check_cancelled_in_flood("PULL", noops, kMostMemory);
    const Bytes record = message_of(0x71, 1, {0x91, 0x01});
    check_cancelled_in_flood("PULL", support::repeated(record, kFlood), kMostMemory);
}

TEST_CASE("a flood that leaves no pause does not put off the deadline of a log-on") {
    // From another process, so that there is always something to read.
    const support::ServerProcess server([](std::size_t) {
        return std::make_shared<support::HostileBrain>(
            std::make_shared<support::EchoLedger>(),
            Attack("HELLO", Reply().endlessly(Bytes(std::size_t{256} * 1024, 0x00))),
            std::make_shared<bool>(false)
        );
    });
    support::TaskRunner runner;
    bolt::Driver driver(runner.executor(), server.uri(), test_auth(), wary_config());
    const auto begin = std::chrono::steady_clock::now();
    const auto error = failure_of(runner, echo(driver));
    CHECK(std::chrono::steady_clock::now() - begin < kLongestCall);
    REQUIRE(error);
    CHECK(error->kind() == ErrorKind::timeout);
    CHECK(driver.metrics().pool.in_use == 0);
}

TEST_CASE("what an idle connection is sent unasked costs at most that connection") {
    const Bytes success = message_of(0x70, 1, {0xA0});
    for (const Bytes& unasked :
         {success, random_bytes(3, 500), message_of(0x7F, 1, {0xA0}), Bytes{0x00, 0x01}}) {
        INFO(unasked.size() << " bytes, the first " << int{unasked[0]});
        // Behind the answer of LOGON, so that it meets the connection between two requests or soon
        // after; the first call may suffer, the next may not.
        Reply reply;
        reply.success().raw(unasked);
        HostileFixture f{Attack("LOGON", reply)};
        (void)f.watch(echo(f.driver));
        CHECK(f.driver.metrics().pool.in_use == 0);
        CHECK_FALSE(f.watch(echo(f.driver)).error);
    }
}

TEST_CASE("routing tables of nonsense are refused, and the next answer is taken") {
    const auto rt = [](bolt::Value table) {
        Reply reply;
        reply.success(map_of("rt", std::move(table)));
        return reply;
    };
    bolt::List many;
    for (int i = 0; i < 5'000; ++i) {
        many.emplace_back("host" + std::to_string(i) + ":0");
    }
    std::vector<Reply> answers{
        rt(1),
        rt(map_of("ttl", "soon", "servers", bolt::List())),
        rt(map_of("ttl", 300, "servers", list_of(1, "two", nullptr))),
        rt(map_of("ttl", std::numeric_limits<std::int64_t>::min(), "servers", bolt::List())),
        rt(map_of("ttl", std::numeric_limits<std::int64_t>::max(), "servers", bolt::List())),
        rt(map_of("ttl", 300, "servers", list_of(map_of("addresses", many, "role", "ROUTE")))),
        rt(map_of("ttl", 300, "servers", list_of(map_of("addresses", 7, "role", "READ")))),
        raw(random_bytes(5, 300), Ending::close),
        raw(message_of(0x71, 1, {0x91, 0x01})),
        raw({}, Ending::stall),
        raw({}, Ending::reset),
        Reply().endlessly(Bytes(kFlood, 0x00)),
    };
    for (std::size_t i = 0; i < answers.size(); ++i) {
        INFO("answer " << i);
        HostileFixture f(Attack("ROUTE", answers[i]), "neo4j");
        const HostileFixture::End end = f.watch(echo(f.driver));
        CHECK(f.struck());
        CHECK(end.took < kLongestCall);
        CHECK(end.most_memory < kMostMemory);
        CHECK(f.driver.metrics().pool.in_use == 0);
        // The echo server routes nobody: its answer to ROUTE has no table, and that is the error.
        const HostileFixture::End next = f.watch(echo(f.driver));
        REQUIRE(next.error);
        CHECK(f.driver.metrics().pool.in_use == 0);
    }
}
