// Which connection URIs are read, as what, and how the others are refused.
// No text of a refusal may repeat credentials.

#include "api/uri.hpp"

#include "support/catch.hpp"

#include <bolt/error.hpp>

#include <optional>
#include <string>
#include <vector>

using bolt::Trust;
using bolt::api::parse_uri;
using bolt::api::Uri;

TEST_CASE("every scheme says whether to route and how to encrypt") {
    struct Case {
        const char* uri;
        bool routing;
        std::optional<Trust> trust;
    };

    const std::vector<Case> cases{
        {"bolt://h", false, std::nullopt},
        {"bolt+s://h", false, Trust::system},
        {"bolt+ssc://h", false, Trust::any},
        {"neo4j://h", true, std::nullopt},
        {"neo4j+s://h", true, Trust::system},
        {"neo4j+ssc://h", true, Trust::any},
    };
    for (const Case& c : cases) {
        INFO(c.uri);
        const Uri uri = parse_uri(c.uri);
        CHECK(uri.routing == c.routing);
        CHECK(uri.trust == c.trust);
        CHECK(uri.address.host == "h");
        CHECK(uri.address.port == 7687);
    }
}

TEST_CASE("hosts and ports are read, IPv6 in brackets") {
    CHECK(parse_uri("bolt://db.example:1234").address.to_string() == "db.example:1234");
    CHECK(parse_uri("bolt://db.example:1234/").address.port == 1234);
    CHECK(parse_uri("bolt://[::1]:99").address.host == "::1");
    CHECK(parse_uri("bolt://[::1]").address.to_string() == "[::1]:7687");
    CHECK(parse_uri("bolt://127.0.0.1:65535").address.port == 65'535);
}

TEST_CASE("what is no connection URI is refused with an example of one") {
    const std::vector<const char*> cases{
        "",
        "localhost",
        "localhost:7687",
        "http://localhost",
        "boltx://localhost",
        "bolt+tls://localhost",
        "neo4j+://localhost",
        "bolt://",
        "bolt://:7687",
        "bolt://host:",
        "bolt://host:0",
        "bolt://host:65536",
        "bolt://host:-1",
        "bolt://host:7687x",
        "bolt://host:76 87",
        "bolt://ho st",
        "bolt://::1",
        "bolt://[::1",
        "bolt://[::1]x",
        "bolt://host/database",
        "bolt://host?policy=eu",
        "bolt://host#part",
        "bolt://host\n",
    };
    for (const char* text : cases) {
        INFO(text);
        try {
            (void)parse_uri(text);
            FAIL("was accepted");
        } catch (const bolt::Error& error) {
            CHECK(error.kind() == bolt::ErrorKind::usage);
            CHECK(std::string(error.what()).find("bolt://localhost:7687") != std::string::npos);
        }
    }
}

TEST_CASE("credentials in a URI are refused and not repeated") {
    try {
        (void)parse_uri("bolt://neo4j:hunter2@localhost");
        FAIL("was accepted");
    } catch (const bolt::Error& error) {
        const std::string text = error.what();
        CHECK(text.find("hunter2") == std::string::npos);
        CHECK(text.find("AuthToken") != std::string::npos);
    }
}
