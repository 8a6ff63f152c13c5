// A server that means harm before the first request is answered: in TLS, in the version handshake,
// in its manifest, and in what it says of itself.

#include "component/hostile_fixture.hpp"
#include "support/catch.hpp"
#include "support/certificates.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

using namespace component;
using bolt::ErrorKind;
using support::Attack;
using support::Ending;
using support::random_bytes;
using support::Reply;

namespace {

/// The first call fails within limits and deadlines, and the second one works. The failure.
bolt::Error check_refused(HostileFixture& f) {
    const HostileFixture::End end = f.watch(echo(f.driver));
    CHECK(f.struck());
    CHECK(end.took < kLongestCall);
    CHECK(end.most_memory < kMostMemory);
    CHECK(f.driver.metrics().pool.in_use == 0);
    CHECK(f.driver.metrics().pool.idle == 0);
    const HostileFixture::End next = f.watch(echo(f.driver));
    INFO("then " << (next.error ? next.error->what() : "no error"));
    CHECK_FALSE(next.error);
    REQUIRE(end.error);
    return *end.error;
}

ErrorKind refused(const std::string& at, const Reply& reply) {
    HostileFixture f{Attack(at, reply)};
    return check_refused(f).kind();
}

/// Over TLS, which is not checked here: who attacks may well have a certificate.
ErrorKind refused_by_tls(const std::string& at, const Reply& reply) {
    static const support::Authority authority;
    static const support::Certificate certificate = authority.issue("DNS:localhost,IP:127.0.0.1");
    support::BoltServerOptions options;
    options.tls = support::make_server_context(certificate);
    HostileFixture f(Attack(at, reply), "bolt+ssc", options);
    return check_refused(f).kind();
}

bool is_one_of(ErrorKind kind, std::initializer_list<ErrorKind> kinds) {
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

}  // namespace

TEST_CASE("a handshake of random bytes is refused") {
    for (std::uint32_t seed = 1; seed <= 200; ++seed) {
        INFO("seed " << seed);
        const ErrorKind kind = refused("opening", raw(random_bytes(seed, 4 + seed)));
        CHECK(kind == ErrorKind::protocol);
    }
}

TEST_CASE("what comes before the client has spoken is no answer") {
    for (const Bytes& unasked : {Bytes(4, 0x00), Bytes(kFlood, 0x55), random_bytes(1, 100)}) {
        INFO(unasked.size() << " bytes");
        CHECK(refused("connect", raw(unasked)) == ErrorKind::protocol);
        CHECK(refused("connect", Reply().endlessly(unasked)) == ErrorKind::protocol);
    }
}

TEST_CASE("a handshake that stops in its middle ends at the deadline") {
    for (std::size_t size = 0; size < 4; ++size) {
        INFO(size << " bytes");
        CHECK(refused("opening", raw(Bytes(size, 0x00), Ending::stall)) == ErrorKind::timeout);
        CHECK(refused("opening", raw(Bytes(size, 0x00), Ending::close)) == ErrorKind::connectivity);
    }
}

TEST_CASE("manifests without an end, or with impossible numbers, are refused") {
    const Bytes manifest{0x00, 0x00, 0x01, 0xFF};
    const auto with = [&manifest](const Bytes& more) {
        Bytes bytes = manifest;
        bytes.insert(bytes.end(), more.begin(), more.end());
        return bytes;
    };
    // A count of 2^63 - 1, of 1,001, and one that never ends.
    CHECK(
        refused("opening", raw(with({0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F}))) ==
        ErrorKind::protocol
    );
    CHECK(refused("opening", raw(with({0xE9, 0x07}))) == ErrorKind::protocol);
    CHECK(refused("opening", raw(manifest).endlessly(Bytes(kFlood, 0xFF))) == ErrorKind::protocol);
    // As many ranges as are allowed, unknown all of them, and capabilities without an end.
    const Bytes thousand{0xE8, 0x07};
    const Bytes unknown = support::repeated({0x00, 0x00, 0x00, 0x63}, kFlood);
    CHECK(refused("opening", raw(with(thousand)).endlessly(unknown)) == ErrorKind::protocol);
    CHECK(
        refused("opening", raw(with({0x01, 0, 0, 8, 5})).endlessly(Bytes(kFlood, 0x80))) ==
        ErrorKind::protocol
    );
    CHECK(refused("opening", raw(with({0x03, 0, 0, 8}), Ending::stall)) == ErrorKind::timeout);
    CHECK(refused("opening", raw(with({0x00, 0x00}))) == ErrorKind::protocol);
}

TEST_CASE("plain text on a port for TLS is refused") {
    const Bytes bolt{0x00, 0x00, 0x08, 0x05};
    const std::string http = "HTTP/1.1 400 Bad Request\r\n\r\n";
    for (const Bytes& plain : {bolt, Bytes(http.begin(), http.end()), Bytes(kFlood, 0x00)}) {
        INFO(plain.size() << " bytes");
        const std::initializer_list<ErrorKind> kinds{ErrorKind::tls, ErrorKind::connectivity};
        CHECK(is_one_of(refused_by_tls("connect", raw(plain, Ending::close)), kinds));
        CHECK(is_one_of(refused_by_tls("connect", Reply().endlessly(plain)), kinds));
    }
}

TEST_CASE("a TLS handshake that is cut, stalled or garbage is refused") {
    // The beginning of a record that promises a ServerHello.
    const Bytes begun{0x16, 0x03, 0x03, 0x00, 0x7A, 0x02, 0x00, 0x00, 0x76, 0x03, 0x03};
    for (std::size_t size = 0; size <= begun.size(); ++size) {
        INFO(size << " bytes");
        const Bytes part(begun.begin(), begun.begin() + static_cast<std::ptrdiff_t>(size));
        const ErrorKind cut = refused_by_tls("connect", raw(part, Ending::close));
        CHECK(is_one_of(cut, {ErrorKind::tls, ErrorKind::connectivity}));
    }
    CHECK(refused_by_tls("connect", raw(begun, Ending::stall)) == ErrorKind::timeout);
    for (std::uint32_t seed = 1; seed <= 20; ++seed) {
        INFO("seed " << seed);
        Bytes record{0x16, 0x03, 0x03, 0x01, 0x00};
        const Bytes garbage = random_bytes(seed, 256);
        record.insert(record.end(), garbage.begin(), garbage.end());
        const ErrorKind kind = refused_by_tls("connect", raw(record, Ending::close));
        CHECK(is_one_of(kind, {ErrorKind::tls, ErrorKind::connectivity}));
    }
}

TEST_CASE("garbage beneath TLS after its handshake is refused") {
    for (const std::string at : {"opening", "HELLO", "LOGON", "RUN"}) {
        for (std::uint32_t seed = 1; seed <= 5; ++seed) {
            INFO(at << ", seed " << seed);
            const ErrorKind kind =
                refused_by_tls(at, raw(random_bytes(seed, 200), Ending::close).beneath_tls());
            CHECK(is_one_of(kind, {ErrorKind::tls, ErrorKind::connectivity}));
        }
    }
}

TEST_CASE("hints that no clock can hold are harmless") {
    for (const std::int64_t seconds :
         {std::numeric_limits<std::int64_t>::max(),
          std::numeric_limits<std::int64_t>::max() / 1'000 + 1,
          std::numeric_limits<std::int64_t>::min(),
          std::int64_t{-1}}) {
        for (const auto configured :
             {std::chrono::milliseconds(0), std::chrono::milliseconds(5'000)}) {
            INFO(seconds << " s, configured " << configured.count() << " ms");
            Reply hello;
            hello.success(map_of(
                "server",
                "Neo4j/5.26.0",
                "connection_id",
                "bolt-1",
                "hints",
                map_of("connection.recv_timeout_seconds", seconds)
            ));
            bolt::DriverConfig config = wary_config();
            config.receive_timeout = configured;
            HostileFixture f(Attack("HELLO", hello), "bolt", {}, config);
            CHECK_FALSE(f.watch(echo(f.driver)).error);
            CHECK(f.struck());
        }
    }
}
