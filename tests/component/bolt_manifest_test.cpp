// Handshakes by manifest over a socket: odd but allowed forms are read, broken and hostile ones end
// in an error that says so, without a wait and without a byte of credentials sent.

#include "component/driver_fixture.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

using namespace component;
using bolt::ErrorKind;
using bolt::wire::Version;

namespace {

using Bytes = std::vector<std::uint8_t>;

/// The mark, and behind it what the manifest consists of.
Bytes manifest(const Bytes& rest) {
    Bytes bytes{0x00, 0x00, 0x01, 0xFF};
    bytes.insert(bytes.end(), rest.begin(), rest.end());
    return bytes;
}

/// `count` ranges that nobody speaks, with 6.1 as the last one; capabilities 0.
Bytes manifest_of_many(std::size_t count) {
    Bytes bytes = manifest({});
    for (std::size_t left = count;; left >>= 7U) {
        const auto low = static_cast<std::uint8_t>(left & 0x7FU);
        if (left < 0x80) {
            bytes.push_back(low);
            break;
        }
        bytes.push_back(static_cast<std::uint8_t>(low | 0x80U));
    }
    const Bytes unknown{0, 0, 9, 9};
    for (std::size_t i = 1; i < count; ++i) {
        bytes.insert(bytes.end(), unknown.begin(), unknown.end());
    }
    const Bytes end{0, 0, 1, 6, 0};
    bytes.insert(bytes.end(), end.begin(), end.end());
    return bytes;
}

struct Accepted {
    Accepted(const char* what, const Bytes& bytes, Version chosen)
        : name(what), answer(bytes), version(chosen) {}

    const char* name;
    Bytes answer;
    Version version;
};

std::vector<Accepted> accepted() {
    const Version v61(6, 1);
    std::vector<Accepted> cases;
    cases.emplace_back(
        "what Neo4j 2026.09 says",
        manifest({4, 0, 4, 4, 4, 0, 4, 4, 5, 0, 2, 8, 5, 0, 1, 1, 6, 0}),
        v61
    );
    cases.emplace_back(
        "ranges with a gap", manifest({2, 0, 1, 9, 6, 0, 3, 4, 5, 0}), Version(5, 4)
    );
    cases.emplace_back("a range over 5.5", manifest({1, 0, 1, 6, 5, 0}), Version(5, 6));
    cases.emplace_back(
        "a range down to 5.5", manifest({2, 0, 0, 5, 5, 0, 0, 4, 4, 0}), Version(4, 4)
    );
    cases.emplace_back("newer minors of 6", manifest({1, 0, 7, 7, 6, 0}), v61);
    cases.emplace_back("the same twice", manifest({2, 0, 0, 1, 6, 0, 1, 1, 6, 0}), v61);
    cases.emplace_back(
        "worst first", manifest({3, 0, 0, 0, 3, 0, 0, 8, 5, 0, 0, 0, 6, 0}), Version(6, 0)
    );
    cases.emplace_back("3.0 alone", manifest({1, 0, 0, 0, 3, 0}), Version(3, 0));
    cases.emplace_back(
        "a count in more bytes than it needs", manifest({0x81, 0x80, 0, 0, 0, 1, 6, 0}), v61
    );
    cases.emplace_back(
        "every capability there may ever be",
        manifest({1, 0, 0, 1, 6, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1}),
        v61
    );
    cases.emplace_back(
        "entries that are no versions", manifest({2, 7, 1, 8, 5, 0, 0, 7, 5, 0}), Version(5, 7)
    );
    cases.emplace_back("a hundred and thirty ranges", manifest_of_many(130), v61);
    cases.emplace_back("a thousand ranges", manifest_of_many(1'000), v61);
    return cases;
}

struct Refused {
    Refused(const char* what, const Bytes& bytes, ErrorKind wanted, const char* part)
        : name(what), answer(bytes), kind(wanted), words(part) {}

    const char* name;
    Bytes answer;
    ErrorKind kind;
    const char* words;
};

const ErrorKind kBroken = ErrorKind::protocol;

std::vector<Refused> refused() {
    const char* none = "manifest holds none of";
    std::vector<Refused> cases;
    cases.emplace_back("no ranges", manifest({0, 0}), kBroken, none);
    cases.emplace_back("newer majors only", manifest({1, 0, 9, 9, 7, 0}), kBroken, none);
    cases.emplace_back("5.5 alone", manifest({1, 0, 0, 5, 5, 0}), kBroken, none);
    cases.emplace_back("4.1 to 4.0", manifest({1, 0, 1, 1, 4, 0}), kBroken, none);
    cases.emplace_back("zeros", manifest({1, 0, 0, 0, 0, 0}), kBroken, none);
    cases.emplace_back(
        "more ranges than anybody has", manifest_of_many(1'001), kBroken, "malformed"
    );
    cases.emplace_back(
        "a count of 64 bits",
        manifest({0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1}),
        kBroken,
        "malformed"
    );
    cases.emplace_back("a count without an end", manifest(Bytes(64, 0xFF)), kBroken, "malformed");
    Bytes endless{1, 0, 1, 1, 6};
    endless.resize(64, 0x80);
    cases.emplace_back("capabilities without an end", manifest(endless), kBroken, "malformed");
    cases.emplace_back("a manifest of version 2", Bytes{0, 0, 2, 0xFF}, kBroken, "did not offer");
    cases.emplace_back("5.5, in the range but never offered", Bytes{0, 0, 5, 5}, kBroken, "5.5");
    cases.emplace_back("5.9", Bytes{0, 0, 9, 5}, kBroken, "5.9");
    cases.emplace_back("4.1", Bytes{0, 0, 1, 4}, kBroken, "4.1");
    cases.emplace_back("7.0", Bytes{0, 0, 0, 7}, kBroken, "7.0");
    cases.emplace_back("a range in the place of a version", Bytes{0, 8, 8, 5}, kBroken, "5.8");
    cases.emplace_back("nothing", Bytes{0, 0, 0, 0}, kBroken, "Neo4j 3.5");
    // Cut off anywhere.
    const Bytes whole = manifest({2, 0, 0, 4, 4, 0, 1, 1, 6, 0x80, 0});
    for (std::size_t size = 1; size < whole.size(); ++size) {
        cases.emplace_back(
            "cut off",
            Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)),
            ErrorKind::connectivity,
            "127.0.0.1"
        );
    }
    return cases;
}

bolt::Task<bolt::ServerInfo> connect(bolt::Driver& driver) {
    co_return co_await driver.verify_connectivity();
}

}  // namespace

TEST_CASE("manifests of every allowed form end in the newest common version") {
    for (const Accepted& c : accepted()) {
        for (const std::size_t piece : {0U, 1U, 3U}) {
            INFO(c.name << ", in pieces of " << piece);
            support::BoltServerOptions options;
            options.version = c.version;
            options.manifest = true;
            options.manifest_answer = c.answer;
            options.piece = piece;
            ScriptFixture f(1, options);
            f.script().log_on(c.version);
            const bolt::ServerInfo server = f.runner.run(connect(f.driver()));
            CHECK(server.protocol_version == c.version.to_string());
            CHECK(f.verdict().empty());
        }
    }
}

TEST_CASE("handshakes that cannot be are told in words, and leave nothing behind") {
    for (const Refused& c : refused()) {
        INFO(c.name << ", " << c.answer.size() << " bytes");
        support::BoltServerOptions options;
        options.handshake_answer = c.answer;
        ScriptFixture f(1, options);
        const auto error = failure_of(f.runner, connect(f.driver()));
        REQUIRE(error);
        CHECK(error->kind() == c.kind);
        CHECK_THAT(error->what(), support::contains(c.words));
        CHECK(f.server().accepted() == 1);
        CHECK(f.driver().metrics().pool.in_use == 0);
        CHECK(f.driver().metrics().pool.idle == 0);
    }
}

TEST_CASE("a server that is updated is spoken to in its newer version by the next connection") {
    // As in a rolling update: the pool's connections need not be of one version.
    support::TaskRunner runner;
    std::vector<std::shared_ptr<Script>> scripts;
    for (int i = 0; i < 2; ++i) {
        scripts.push_back(std::make_shared<Script>());
    }
    const auto make = [&scripts](std::size_t number) { return scripts.at(number); };
    support::BoltServerOptions old;
    old.version = Version(5, 8);
    support::BoltServerOptions updated;
    updated.version = Version(6, 1);
    updated.manifest = true;
    support::BoltServer first(runner.executor(), make, old);
    support::BoltServer second(
        runner.executor(), [&scripts](std::size_t) { return scripts.at(1); }, updated
    );
    bolt::DriverConfig config = test_config();
    std::size_t asked = 0;
    config.resolver = [&](bolt::Address /*given*/) -> bolt::Task<std::vector<bolt::Address>> {
        const std::uint16_t port = asked++ == 0 ? first.port() : second.port();
        std::vector<bolt::Address> addresses(1, bolt::Address("127.0.0.1", port));
        co_return addresses;
    };
    scripts[0]
        ->log_on()
        .expect("RUN *")
        .success(map_of("fields", list_of("n")))
        .expect("PULL *")
        .then(Ending::close);
    scripts[1]
        ->log_on()
        .expect("RUN *")
        .success(map_of("fields", list_of("n")))
        .expect("PULL *")
        .success(map_of("type", "r"));
    bolt::Driver driver(runner.executor(), "bolt://database", test_auth(), config);
    std::vector<std::string> versions;
    auto work = [&]() -> bolt::Task<> {
        bolt::SessionConfig reading;
        reading.access_mode = bolt::AccessMode::read;
        bolt::Session session = driver.session(reading);
        bolt::Result result = co_await session.run("Q");
        const bolt::Summary summary = co_await result.consume();
        versions.push_back(summary.server.protocol_version);
    };
    CHECK(failure_of(runner, work()));
    runner.run(work());
    CHECK(versions == std::vector<std::string>{"6.1"});
    CHECK(scripts[1]->verdict().empty());
}
