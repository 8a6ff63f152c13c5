// Tests of reading authorities and origins, and of which of them are allowed.
// Each refused spelling is one that some parser takes for an allowed name.

#include "http/host_guard.hpp"
#include "support/catch.hpp"

#include <mcp/error.hpp>

#include <string>

using namespace mcp::http;

TEST_CASE("authorities are read into one form") {
    const auto [text, host, port] = GENERATE(table<std::string, std::string, int>({
        {"Example.COM", "example.com", 0},
        {"example.com.", "example.com", 0},
        {"example.com:80", "example.com", 80},
        {"a_b-c.d:65535", "a_b-c.d", 65535},
        {"[::1]", "[0:0:0:0:0:0:0:1]", 0},
        {"[::1]:8080", "[0:0:0:0:0:0:0:1]", 8080},
        {"[::]", "[0:0:0:0:0:0:0:0]", 0},
        {"[2001:DB8::a:0:1]", "[2001:db8:0:0:0:a:0:1]", 0},
        {"[1:2:3:4:5:6:7:8]", "[1:2:3:4:5:6:7:8]", 0},
        {"[1::]", "[1:0:0:0:0:0:0:0]", 0},
        {"[0001::00ff]", "[1:0:0:0:0:0:0:ff]", 0},
    }));
    CAPTURE(text);
    const auto authority = parse_authority(text);
    REQUIRE(authority.has_value());
    CHECK(authority->host == host);
    CHECK(authority->port == port);
}

TEST_CASE("what is no authority is refused") {
    const std::string text = GENERATE(
        as<std::string>(),
        "",
        ".",
        "..",
        "a..b",
        ".a",
        "a b",
        "a,b",
        "user@host",
        "host/path",
        "host?x",
        "host#x",
        "host\\evil",
        "host%00",
        "host:",
        "host:0",
        "host:65536",
        "host:+80",
        "host:8a",
        "host:80:80",
        "[",
        "[]",
        "[::1",
        "::1",
        "[:::1]",
        "[1::2::3]",
        "[1:2:3:4:5:6:7]",
        "[1:2:3:4:5:6:7:8:9]",
        "[12345::]",
        "[g::]",
        "[::1]x",
        "[::1]:",
        "[fe80::1%eth0]",
        "[::ffff:127.0.0.1]",
        "h\xc3\xb6st"
    );
    CAPTURE(text);
    CHECK_FALSE(parse_authority(text).has_value());
}

TEST_CASE("names longer than DNS allows are refused") {
    CHECK(parse_authority(std::string(255, 'a')).has_value());
    CHECK_FALSE(parse_authority(std::string(256, 'a')).has_value());
}

TEST_CASE("origins have a scheme, a host, and nothing more") {
    CHECK(parse_origin("HTTPS://App.Example:8443")->scheme == "https");
    CHECK(parse_origin("https://app.example")->authority.host == "app.example");
    for (const char* text :
         {"null",
          "",
          "://a",
          "a.example",
          "https:/a",
          "https://",
          "https://a/",
          "https://a?x",
          "https://u@a",
          "ht tp://a",
          "1http://a",
          "https://a https://b",
          "file://"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_origin(text).has_value());
    }
}

TEST_CASE("loopback names are allowed, and what was configured") {
    const HostGuard guard({"memory.example", "[2001:db8::1]"}, {});
    for (const char* host :
         {"localhost",
          "localhost:1",
          "127.0.0.1",
          "[::1]:80",
          "memory.example:443",
          "MEMORY.example.",
          "[2001:db8:0:0:0:0:0:1]"}) {
        CHECK(guard.check_host(host).empty());
    }
    for (const char* host : {"example", "xmemory.example", "memory.example.x", "127.0.0.2"}) {
        CHECK_FALSE(guard.check_host(host).empty());
    }
}

TEST_CASE("origins of allowed hosts pass at any port; others as they were named") {
    const HostGuard guard({"memory.example"}, {"https://app.example", "vscode-webview://x"});
    for (const char* origin :
         {"http://localhost:5173",
          "https://memory.example",
          "http://memory.example:81",
          "https://app.example",
          "https://app.example:443",
          "vscode-webview://x"}) {
        CAPTURE(origin);
        CHECK(guard.check_origin(origin).empty());
    }
    for (const char* origin :
         {"null",
          "http://app.example",
          "https://app.example:8443",
          "vscode-webview://y",
          "vscode-webview://localhost",
          "https://sub.app.example"}) {
        CAPTURE(origin);
        CHECK_FALSE(guard.check_origin(origin).empty());
    }
}

TEST_CASE("only origins that were named may read answers") {
    const HostGuard guard({}, {"https://app.example"});
    CHECK(guard.may_read("https://app.example"));
    CHECK_FALSE(guard.may_read("http://localhost"));
    CHECK_FALSE(guard.may_read("null"));
}

TEST_CASE("names that cannot be read are an error of the configuration") {
    CHECK_THROWS_WITH(HostGuard({"a:80"}, {}), support::contains("\"a:80\""));
    CHECK_THROWS_WITH(HostGuard({"*"}, {}), support::contains("\"*\""));
    CHECK_THROWS_WITH(HostGuard({}, {"app.example"}), support::contains("\"app.example\""));
    CHECK_THROWS_WITH(HostGuard({}, {"null"}), support::contains("\"null\""));
}
