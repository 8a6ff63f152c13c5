// A server that means harm: garbage, lies about sizes, floods and silence at every state. Each ends
// in an error within the deadlines and the limits, the connection is gone, and the next one works.

#include "component/hostile_fixture.hpp"
#include "support/catch.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace component;
using bolt::ErrorKind;
using support::Attack;
using support::message_of;
using support::nested_lists;
using support::random_bytes;
using support::Reply;

namespace {

constexpr std::uint8_t kSuccess = 0x70;
constexpr std::uint8_t kRecord = 0x71;
constexpr std::uint8_t kIgnored = 0x7E;
constexpr std::uint8_t kFailure = 0x7F;

const std::vector<std::string>& requests() {
    static const std::vector<std::string> names{
        "HELLO", "LOGON", "BEGIN", "RUN", "PULL", "DISCARD", "COMMIT", "ROLLBACK", "RESET"
    };
    return names;
}

/// Makes every request that the driver has, but for ROUTE and LOGOFF.
bolt::Task<bool> everything(bolt::Driver& driver) {
    bolt::SessionConfig config;
    config.fetch_size = 2;
    bolt::Session session = driver.session(config);
    {
        bolt::Transaction transaction = co_await session.begin();
        bolt::Result rows = co_await transaction.run("ROWS", bolt::params().set("n", 5));
        (void)co_await rows.next();
        (void)co_await rows.consume();
        co_await transaction.commit();
    }
    {
        bolt::Transaction transaction = co_await session.begin();
        co_await transaction.rollback();
    }
    bolt::Params params = bolt::params();
    params.set("code", "Neo.ClientError.Statement.SyntaxError");
    try {
        bolt::Result failing = co_await session.run("FAIL", std::move(params));
        (void)co_await failing.consume();
    } catch (const bolt::Error& error) {
        if (error.server() == nullptr ||
            error.server()->code != "Neo.ClientError.Statement.SyntaxError") {
            throw;
        }
    }
    co_await session.close();  // RESET
    bolt::Session another = driver.session();
    bolt::Result result = co_await another.run("ECHO", bolt::params().set("n", 1));
    (void)co_await result.consume();
    co_return true;
}

/// What a server may do to its caller; anything else would blame the caller, or the driver.
bool blames_the_server(const bolt::Error& error) {
    switch (error.kind()) {
        case ErrorKind::connectivity:
        case ErrorKind::timeout:
        case ErrorKind::protocol:
        case ErrorKind::server:
        case ErrorKind::auth:
        case ErrorKind::tls:
        case ErrorKind::session_expired:
        case ErrorKind::unsupported_server:
            return true;
        default:
            return false;
    }
}

/// The promises, whatever was done. True when the call failed.
bool check_survival(HostileFixture& f, bolt::Task<bool> task) {
    const HostileFixture::End end = f.watch(std::move(task));
    INFO((end.error ? end.error->what() : "no error"));
    CHECK(f.struck());
    CHECK(end.took < kLongestCall);
    CHECK(end.most_memory < kMostMemory);
    if (end.error) {
        CHECK(blames_the_server(*end.error));
    }
    const bolt::PoolMetrics pool = f.driver.metrics().pool;
    CHECK(pool.in_use == 0);
    CHECK(pool.waiters == 0);
    const HostileFixture::End next = f.watch(echo(f.driver));
    INFO("then " << (next.error ? next.error->what() : "no error"));
    CHECK_FALSE(next.error);
    return end.error.has_value();
}

void check_everything(const std::string& at, const Reply& reply, bool must_fail = true) {
    HostileFixture f{Attack(at, reply)};
    const bool failed = check_survival(f, everything(f.driver));
    if (must_fail && at != "RESET") {  // a failed RESET only costs its connection
        CHECK(failed);
    }
}

/// Values whose size is a lie: marker and size of a text, list, map, byte array and structure.
std::vector<Bytes> lies() {
    return {
        {0xD2, 0xFF, 0xFF, 0xFF, 0xFF},
        {0xD6, 0xFF, 0xFF, 0xFF, 0xFF},
        {0xD6, 0x7F, 0xFF, 0xFF, 0xFF, 0xC0},
        {0xDA, 0xFF, 0xFF, 0xFF, 0xFF, 0x81, 'a'},
        {0xCE, 0xFF, 0xFF, 0xFF, 0xFF, 0x00},
        {0xA1, 0x81, 'a', 0xD2, 0x10, 0x00, 0x00, 0x00},
        {0xA1, 0x8F, 'a'},
        {0xBF, 0x4E},
    };
}

}  // namespace

TEST_CASE("random bytes instead of an answer harm nobody, whatever is being waited for") {
    std::uint32_t seed = 0;
    for (const std::string& at : requests()) {
        for (const std::size_t size : {1U, 3U, 17U, 300U, 5'000U}) {
            for (const auto ending : {support::Ending::close, support::Ending::none}) {
                INFO(at << ", " << size << " bytes, seed " << ++seed);
                // They may mean something by accident, though not for long.
                check_everything(at, raw(random_bytes(seed, size), ending), false);
            }
        }
    }
}

TEST_CASE("random values in well-made messages harm nobody") {
    std::uint32_t seed = 1'000;
    for (const std::string& at : requests()) {
        for (const std::uint8_t tag : {kSuccess, kRecord, kIgnored, kFailure}) {
            for (const std::size_t size : {2U, 60U}) {
                INFO(at << ", " << size << " bytes, seed " << ++seed);
                check_everything(at, raw(message_of(tag, 1, random_bytes(seed, size))), false);
            }
        }
    }
}

TEST_CASE("messages of the wrong kind end the connection") {
    const std::vector<std::pair<std::string, Bytes>> messages{
        {"a record where none belongs", message_of(kRecord, 1, {0x91, 0x01})},
        {"ignored for no reason", message_of(kIgnored, 0, {})},
        {"a message that Bolt does not have", message_of(0x42, 1, {0xA0})},
        {"a request", message_of(0x10, 3, {0x81, 'Q', 0xA0, 0xA0})},
        {"success without metadata", message_of(kSuccess, 0, {})},
        {"success with a list", message_of(kSuccess, 1, {0x90})},
        {"success with two maps", message_of(kSuccess, 2, {0xA0, 0xA0})},
        {"success with more behind it", message_of(kSuccess, 1, {0xA0, 0xA0})},
        {"a number", Bytes{0x00, 0x01, 0x2A, 0x00, 0x00}},
        {"an empty structure", Bytes{0x00, 0x01, 0xB0, 0x00, 0x00}},
        {"a failure that says nothing", message_of(kFailure, 1, {0xA0})},
    };
    for (const std::string& at : requests()) {
        for (const auto& [what, bytes] : messages) {
            INFO(at << ": " << what);
            const bool is_answer = at == "PULL" && bytes == messages[0].second;
            check_everything(at, raw(bytes), !is_answer);
        }
    }
}

TEST_CASE("more answers than requests end the connection") {
    const Bytes success = message_of(kSuccess, 1, {0xA0});
    for (const std::string& at : requests()) {
        INFO(at);
        check_everything(at, raw(support::repeated(success, 10 * success.size())), false);
        check_everything(at, Reply().endlessly(support::repeated(success, kFlood)), false);
    }
}

TEST_CASE("sizes that lie allocate nothing") {
    for (const std::string& at : requests()) {
        for (const Bytes& lie : lies()) {
            for (const std::uint8_t tag : {kSuccess, kFailure, kRecord}) {
                INFO(at << ", tag " << int{tag} << ", marker " << int{lie[0]});
                check_everything(at, raw(message_of(tag, 1, lie)));
            }
        }
    }
}

TEST_CASE("nesting of 10,000 levels is refused") {
    for (const std::string& at : requests()) {
        INFO(at);
        Bytes map{0xA1, 0x81, 'a'};
        const Bytes lists = nested_lists(10'000);
        map.insert(map.end(), lists.begin(), lists.end());
        check_everything(at, raw(message_of(kSuccess, 1, map)));
        check_everything(at, raw(message_of(kRecord, 1, lists)));
        check_everything(at, raw(message_of(kFailure, 1, map)));
    }
}

TEST_CASE("silence, with or without the beginning of an answer, ends at the deadline") {
    for (const std::string& at : requests()) {
        for (const Bytes& begun :
             {Bytes{}, Bytes{0x00}, Bytes{0xFF, 0xFF, 0xB1, 0x70}, Bytes{0, 0}}) {
            INFO(at << " after " << begun.size() << " bytes");
            check_everything(at, raw(begun, support::Ending::stall));
        }
    }
}

TEST_CASE("a connection that ends, in whichever way, is an error") {
    using support::Ending;
    for (const std::string& at : requests()) {
        for (const Ending ending : {Ending::close, Ending::reset, Ending::half_close}) {
            INFO(at << ", ending " << static_cast<int>(ending));
            check_everything(at, raw({}, ending));
            check_everything(at, raw({0x00, 0x03, 0xB1}, ending));
        }
    }
}

TEST_CASE("chunks without an end stop at the limit of a message") {
    Bytes chunk(2 + 1'000, 0x00);
    chunk[0] = 0x03;
    chunk[1] = 0xE8;
    for (const std::string& at : requests()) {
        INFO(at);
        HostileFixture f{Attack(at, Reply().endlessly(support::repeated(chunk, kFlood)))};
        const bool failed = check_survival(f, everything(f.driver));
        CHECK((failed || at == "RESET"));
        CHECK(f.driver.metrics().bytes_received < 2 * kLargestMessage);
    }
}

TEST_CASE("a flood of NOOPs does not put off the deadline of a log-on") {
    for (const std::string at : {"HELLO", "LOGON"}) {
        INFO(at);
        check_everything(at, Reply().endlessly(Bytes(kFlood, 0x00)));
    }
}
