// Tests of reading the answer to our own request.
// Any cut of the bytes gives the same answer, and no answer is larger than allowed.

#include "auth/http_response.hpp"

#include "support/catch.hpp"

#include <string>

using mcp::auth::HttpResponse;

namespace {

constexpr std::size_t kMax = 100;

/// The body, or why there is none, when the bytes come in pieces of `step`.
std::string read(const std::string& bytes, std::size_t step, std::size_t max = kMax) {
    HttpResponse response(max);
    for (std::size_t i = 0; i < bytes.size() && !response.done(); i += step) {
        const std::string problem = response.add(std::string_view(bytes).substr(i, step));
        if (!problem.empty()) {
            return "problem: " + problem;
        }
    }
    if (!response.done()) {
        const std::string problem = response.finish();
        if (!problem.empty()) {
            return "problem: " + problem;
        }
    }
    return std::to_string(response.status()) + " " + response.take_body();
}

std::string read_in_all_ways(const std::string& bytes) {
    const std::string whole = read(bytes, bytes.size() + 1);
    for (const std::size_t step : {std::size_t{1}, std::size_t{3}, std::size_t{17}}) {
        CHECK(read(bytes, step) == whole);
    }
    return whole;
}

bool is_problem(const std::string& outcome) {
    return outcome.starts_with("problem: ");
}

}  // namespace

TEST_CASE("an answer is read with a length, in chunks, or to the end") {
    CHECK(read_in_all_ways("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nkeys") == "200 keys");
    CHECK(
        read_in_all_ways("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                         "2;x=y\r\nke\r\n2\r\nys\r\n0\r\nTrailer: 1\r\n\r\n") == "200 keys"
    );
    CHECK(read_in_all_ways("HTTP/1.1 200 OK\r\n\r\nkeys") == "200 keys");
    CHECK(read_in_all_ways("HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\n\r\n") == "404 ");
}

TEST_CASE("an answer in chunks may be cut anywhere") {
    const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (const std::string& bytes :
         {head + "2\r\nke\r\n2\r\nys\r\n0\r\n\r\n",
          head + "4;a=b\r\nkeys\r\n0\r\nTrailer: 1\r\n\r\n",
          head + "1\r\nk\r\n3\r\neys\r\n00\r\n\r\n"}) {
        for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
            for (std::size_t second = cut; second < bytes.size(); ++second) {
                HttpResponse response(kMax);
                CHECK(response.add(bytes.substr(0, cut)).empty());
                CHECK(response.add(bytes.substr(cut, second - cut)).empty());
                CHECK_FALSE(response.done());
                CHECK(response.add(bytes.substr(second)).empty());
                REQUIRE(response.done());
                CHECK(response.take_body() == "keys");
            }
        }
    }
}

TEST_CASE("an answer that is cut off or no answer is a problem") {
    for (const char* bytes :
         {"",
          "HTTP/1.1 200 OK\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nkeys",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nkeys",
          "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
          "SSH-2.0-OpenSSH\r\n\r\n",
          "\x16\x03\x01\x02\x00"}) {
        INFO(bytes);
        CHECK(is_problem(read(bytes, 1)));
        CHECK(is_problem(read(bytes, 1'000)));
    }
}

TEST_CASE("a document is as large as allowed, and not larger") {
    const std::string fits(kMax, 'k');
    const std::string larger(kMax + 1, 'k');
    CHECK(
        read_in_all_ways("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + fits) == "200 " + fits
    );
    CHECK(is_problem(read_in_all_ways("HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n" + larger)));
    CHECK(is_problem(read_in_all_ways("HTTP/1.1 200 OK\r\n\r\n" + larger)));
    CHECK(is_problem(
        read_in_all_ways("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" + larger)
    ));
    CHECK(is_problem(read("HTTP/1.1 200 OK\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n", 1'000))
    );
}
