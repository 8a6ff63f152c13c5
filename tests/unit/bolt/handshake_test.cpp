// Version negotiation: what is offered, legacy answers, the manifest, refusals that help.
// Answers are fed whole and byte by byte.

#include "wire/handshake.hpp"

#include "bytes.hpp"
#include "support/catch.hpp"
#include "wire/version.hpp"

using namespace bolt;
using namespace bolt::test;
using wire::Handshake;
using wire::Version;

namespace {

struct Negotiated {
    Handshake handshake;
    Handshake::Status status = Handshake::Status::needs_more;
    std::size_t left = 0;
};

/// Feeds the answer in pieces of `piece` bytes.
Negotiated answered(std::string_view answer, std::size_t piece = 100) {
    const ByteVector data = bytes(answer);
    Negotiated result;
    std::span<const std::uint8_t> rest(data);
    while (!rest.empty() && result.status == Handshake::Status::needs_more) {
        std::span<const std::uint8_t> input = rest.first(std::min(piece, rest.size()));
        const std::size_t before = input.size();
        result.status = result.handshake.feed(input);
        rest = rest.subspan(before - input.size());
    }
    result.left = rest.size();
    return result;
}

void check_chosen(std::string_view answer, Version version, std::string_view reply) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, std::size_t{100}}) {
        INFO(answer << " in pieces of " << piece);
        const Negotiated result = answered(answer, piece);
        REQUIRE(result.status == Handshake::Status::done);
        CHECK(result.handshake.version() == version);
        CHECK(hex(result.handshake.reply()) == reply);
        CHECK(result.left == 0);
    }
}

void check_refused(std::string_view answer, const std::string& hint) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{100}}) {
        INFO(answer);
        const Negotiated result = answered(answer, piece);
        REQUIRE(result.status == Handshake::Status::failed);
        CHECK_THAT(result.handshake.problem(), support::contains(hint));
    }
}

}  // namespace

TEST_CASE("the opening offers the manifest, 5.8 to 5.0, 4.4 to 4.2 and 3.0") {
    CHECK(
        hex(Handshake::opening()) == "60 60 B0 17 00 00 01 FF 00 08 08 05 00 02 04 04 00 00 00 03"
    );
}

TEST_CASE("every offered version is taken from a legacy answer") {
    for (const unsigned minor : {0U, 1U, 2U, 3U, 4U, 6U, 7U, 8U}) {
        check_chosen(
            "00 00 0" + std::to_string(minor) + " 05",
            Version(5, static_cast<std::uint8_t>(minor)),
            ""
        );
    }
    for (const unsigned minor : {2U, 3U, 4U}) {
        check_chosen(
            "00 00 0" + std::to_string(minor) + " 04",
            Version(4, static_cast<std::uint8_t>(minor)),
            ""
        );
    }
    check_chosen("00 00 00 03", Version(3, 0), "");
}

TEST_CASE("bytes behind the answer are left to the conversation") {
    const Negotiated result = answered("00 00 08 05 00 03 B1");
    CHECK(result.status == Handshake::Status::done);
    CHECK(result.left == 3);
}

TEST_CASE("no common version is refused with what to do") {
    check_refused("00 00 00 00", "4.4");
}

TEST_CASE("a web server is told apart") {
    check_refused("48 54 54 50", "7687");
}

TEST_CASE("a version that was not offered is refused") {
    check_refused("00 00 05 05", "5.5");
    check_refused("00 00 01 04", "4.1");
    check_refused("00 00 02 06", "6.2");
    // Spoken, but to be had from a manifest only.
    check_refused("00 00 01 06", "6.1");
    check_refused("00 01 08 05", "5.8");
    check_refused("01 00 08 05", "5.8");
}

TEST_CASE("of a manifest the newest known version is chosen") {
    // 5.8 to 5.0, capabilities 0
    check_chosen("00 00 01 FF 01 00 08 08 05 00", Version(5, 8), "00 00 08 05 00");
    // order does not matter; 4.4 and 5.4 to 5.2
    check_chosen("00 00 01 FF 02 00 00 04 04 00 02 04 05 00", Version(5, 4), "00 00 04 05 00");
    check_chosen("00 00 01 FF 02 00 02 04 05 00 00 04 04 00", Version(5, 4), "00 00 04 05 00");
    // versions from the future, with a range down into ours
    check_chosen("00 00 01 FF 02 00 00 01 07 00 09 09 05 00", Version(5, 8), "00 00 08 05 00");
    // 6.x is chosen from manifests only
    check_chosen("00 00 01 FF 02 00 01 01 06 00 09 09 05 00", Version(6, 1), "00 00 01 06 00");
    check_chosen("00 00 01 FF 02 00 00 00 06 00 09 09 05 00", Version(6, 0), "00 00 00 06 00");
    // 5.5 alone is stepped over
    check_chosen("00 00 01 FF 02 00 00 05 05 00 00 02 05 00", Version(5, 2), "00 00 02 05 00");
    // a range wider than its minor ends at 0
    check_chosen("00 00 01 FF 01 00 FF 01 05 00", Version(5, 1), "00 00 01 05 00");
}

TEST_CASE("capabilities of any width are read and none is claimed") {
    check_chosen("00 00 01 FF 01 00 00 08 05 FF 01", Version(5, 8), "00 00 08 05 00");
    check_chosen(
        "00 00 01 FF 01 00 00 08 05 FF FF FF FF FF FF FF FF FF 01", Version(5, 8), "00 00 08 05 00"
    );
}

TEST_CASE("manifests that cannot be are refused") {
    check_refused("00 00 01 FF 01 00 00 09 07 00", "manifest");
    check_refused("00 00 01 FF 00 00", "manifest");
    // more ranges than anybody has
    check_refused("00 00 01 FF FF FF FF FF 0F", "malformed");
    // a number of more than 64 bits
    check_refused("00 00 01 FF FF FF FF FF FF FF FF FF FF FF FF", "malformed");
    check_refused("00 00 01 FF 01 00 00 08 05 FF FF FF FF FF FF FF FF FF FF FF", "malformed");
}

TEST_CASE("every beginning of a handshake needs more") {
    const ByteVector whole = bytes("00 00 01 FF 02 00 00 04 04 00 02 04 05 80 01");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        Handshake handshake;
        std::span<const std::uint8_t> input = std::span<const std::uint8_t>(whole).first(size);
        INFO(size);
        CHECK(handshake.feed(input) == Handshake::Status::needs_more);
        CHECK(input.empty());
    }
}

TEST_CASE("a finished handshake takes nothing more") {
    for (const char* answer : {"00 00 08 05", "48 54 54 50"}) {
        Negotiated result = answered(answer);
        const ByteVector more = bytes("01 02");
        std::span<const std::uint8_t> input(more);
        CHECK(result.handshake.feed(input) == result.status);
        CHECK(input.size() == 2);
    }
}

TEST_CASE("the feature table says what each version can do") {
    using wire::features;
    using wire::is_supported;
    for (const Version version :
         {Version(3, 0),
          Version(4, 2),
          Version(4, 3),
          Version(4, 4),
          Version(5, 0),
          Version(5, 4),
          Version(5, 8),
          Version(6, 0),
          Version(6, 1)}) {
        CHECK(is_supported(version));
    }
    for (const Version version :
         {Version(2, 0), Version(4, 1), Version(5, 5), Version(5, 9), Version(6, 2), Version()}) {
        CHECK_FALSE(is_supported(version));
    }
    CHECK(Version(5, 8).to_string() == "5.8");
    CHECK(Version(5, 0) > Version(4, 4));

    CHECK_FALSE(features(Version(3, 0)).pull_portions);
    CHECK_FALSE(features(Version(3, 0)).databases);
    CHECK(features(Version(4, 2)).pull_portions);
    CHECK(features(Version(4, 2)).routing_in_hello);
    CHECK_FALSE(features(Version(4, 2)).route);
    CHECK(features(Version(4, 3)).route);
    CHECK_FALSE(features(Version(4, 3)).route_extra);
    CHECK_FALSE(features(Version(4, 3)).impersonation);
    CHECK(features(Version(4, 4)).route_extra);
    CHECK(features(Version(4, 4)).impersonation);
    CHECK(features(Version(4, 3)).offers_utc_patch);
    CHECK_FALSE(features(Version(4, 2)).offers_utc_patch);
    CHECK(features(Version(4, 4)).offers_utc_patch);
    CHECK_FALSE(features(Version(5, 0)).offers_utc_patch);
    CHECK_FALSE(features(Version(4, 4)).utc_datetimes);
    CHECK(features(Version(5, 0)).utc_datetimes);
    CHECK_FALSE(features(Version(4, 4)).element_ids);
    CHECK(features(Version(5, 0)).element_ids);
    CHECK_FALSE(features(Version(5, 0)).logon);
    CHECK(features(Version(5, 1)).logon);
    CHECK_FALSE(features(Version(5, 1)).notification_filters);
    CHECK(features(Version(5, 2)).notification_filters);
    CHECK_FALSE(features(Version(5, 2)).bolt_agent);
    CHECK(features(Version(5, 3)).bolt_agent);
    CHECK_FALSE(features(Version(5, 3)).telemetry);
    CHECK(features(Version(5, 4)).telemetry);
    CHECK_FALSE(features(Version(5, 4)).gql_statuses);
    CHECK(features(Version(5, 6)).gql_statuses);
    CHECK(features(Version(5, 6)).notification_classifications);
    CHECK_FALSE(features(Version(5, 6)).gql_errors);
    CHECK(features(Version(5, 7)).gql_errors);
    CHECK_FALSE(features(Version(5, 7)).home_database_in_success);
    CHECK(features(Version(5, 8)).home_database_in_success);
}

TEST_CASE("a TLS server is told apart") {
    check_refused("15 03 03 00", "bolt+s://");
}

TEST_CASE("entries of a manifest that are no versions are stepped over") {
    check_chosen("00 00 01 FF 02 01 00 08 05 00 00 04 05 00", Version(5, 4), "00 00 04 05 00");
}

TEST_CASE("a number of 65 bits is malformed") {
    check_refused("00 00 01 FF 01 00 00 08 05 FF FF FF FF FF FF FF FF FF 02", "malformed");
}
