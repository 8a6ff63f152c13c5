// Tests of finding heads in a stream of bytes, and of what makes a head unfit.
// The whole list of smuggling attempts is played against a server in tests/component.

#include "http/head_guard.hpp"
#include "support/catch.hpp"

#include <string>

using mcp::http::check_head;
using mcp::http::HeadScanner;

namespace {

std::string head(const std::string& fields) {
    return "POST /mcp HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n";
}

}  // namespace

TEST_CASE("a head ends with its empty line, wherever the bytes are cut") {
    const std::string bytes = head("A: b\r\n") + "{\"body\":1}";
    const std::size_t length = bytes.find('{');
    for (std::size_t cut = 0; cut < length; ++cut) {
        HeadScanner scanner;
        CHECK(scanner.scan(bytes.substr(0, cut)) == HeadScanner::Found::need_more);
        CHECK(scanner.scan(bytes) == HeadScanner::Found::head);
        CHECK(scanner.length() == length);
    }
}

TEST_CASE("a line that ends without a carriage return is seen at once") {
    for (const char* bytes : {"\n", "GET / HTTP/1.1\n", "GET / HTTP/1.1\r\nHost: x\n\r\n"}) {
        HeadScanner scanner;
        CHECK(scanner.scan(bytes) == HeadScanner::Found::bare_line);
    }
}

TEST_CASE("a scanner begins anew after reset") {
    HeadScanner scanner;
    CHECK(scanner.scan(head("A: b\r\n")) == HeadScanner::Found::head);
    scanner.reset();
    CHECK(scanner.scan("GET / HTTP/1.1\r\n\r\n") == HeadScanner::Found::head);
    CHECK(scanner.length() == 18);
}

TEST_CASE("good heads pass") {
    CHECK(check_head(head("")).status == 0);
    CHECK(check_head(head("Content-Length: 0\r\n")).status == 0);
    CHECK(check_head(head("content-length:\t5 \r\n")).status == 0);
    CHECK(check_head(head("Transfer-Encoding: Chunked\r\n")).status == 0);
    CHECK(check_head(head("X: caf\xc3\xa9\tand more\r\n")).status == 0);
    CHECK(check_head("GET / HTTP/1.0\r\n\r\n").status == 0);  // 1.0 needs no Host
}

TEST_CASE("a head without its end is refused, whatever it is") {
    for (const char* bytes : {"", "\r\n", "\r\n\r\n", "GET / HTTP/1.1", "GET / HTTP/1.1\r\n"}) {
        CHECK(check_head(bytes).status == 400);
    }
}

TEST_CASE("HTTP/1.0 has no transfer coding") {
    CHECK(check_head("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n").status == 400);
}

TEST_CASE("fields are counted") {
    std::string fields;
    for (int count = 0; count < 99; ++count) {
        fields += "X: y\r\n";
    }
    CHECK(check_head(head(fields)).status == 0);
    CHECK(check_head(head(fields + "X: y\r\n")).status == 431);
}
