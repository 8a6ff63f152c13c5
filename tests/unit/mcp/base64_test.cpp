// Tests of base64, base64url and hexadecimal digits.
// One value, one text: what the encoder does not write, the decoder does not read.

#include "text/base64.hpp"

#include "support/catch.hpp"
#include "text/hex.hpp"

#include <string>
#include <utility>
#include <vector>

using namespace mcp::text;

TEST_CASE("base64 agrees with the vectors of RFC 4648") {
    const std::vector<std::pair<std::string, std::string>> vectors = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
        {"\xfb\xff\xfe", "+//+"},
    };
    for (const auto& [bytes, text] : vectors) {
        CHECK(base64_encode(bytes) == text);
        CHECK(base64_decode(text) == bytes);
    }
}

TEST_CASE("base64url has its own alphabet and no padding") {
    CHECK(base64url_encode("\xfb\xff\xfe") == "-__-");
    CHECK(base64url_decode("-__-") == "\xfb\xff\xfe");
    CHECK(base64url_encode("f") == "Zg");
    CHECK(base64url_decode("Zg") == "f");
    CHECK(base64url_encode("") == "");
    CHECK(base64url_decode("") == "");
}

TEST_CASE("every byte survives both ways, whatever the length") {
    std::string bytes;
    for (int i = 0; i < 300; ++i) {
        CHECK(base64_decode(base64_encode(bytes)) == bytes);
        CHECK(base64url_decode(base64url_encode(bytes)) == bytes);
        CHECK(hex_decode(hex_encode(bytes)) == bytes);
        bytes += static_cast<char>(i * 7);
    }
}

TEST_CASE("a second spelling of the same bytes is refused") {
    SECTION("unused bits that are set") {
        CHECK(base64_decode("Zh==") == std::nullopt);
        CHECK(base64_decode("Zm9=") == std::nullopt);
        CHECK(base64url_decode("Zh") == std::nullopt);
        CHECK(base64url_decode("Zm9") == std::nullopt);
    }
    SECTION("padding that is missing, too much, or in the wrong place") {
        for (const char* text :
             {"Zg", "Zg=", "Zg===", "Zm8", "=", "==", "====", "Z===", "Zg==Zg==", "Z=g="}) {
            INFO(text);
            CHECK(base64_decode(text) == std::nullopt);
        }
        CHECK(base64url_decode("Zg==") == std::nullopt);
        CHECK(base64url_decode("Z") == std::nullopt);
        CHECK(base64url_decode("Zm9vY") == std::nullopt);
    }
    SECTION("characters outside the alphabet") {
        for (const char* text : {"Zm9v\n", " Zm9", "Zm-v", "Zm_v", "Zm9\x80", "Zm.v", "\nm9v"}) {
            INFO(text);
            CHECK(base64_decode(text) == std::nullopt);
        }
        CHECK(base64_decode(std::string("Zm\0v", 4)) == std::nullopt);
        CHECK(base64url_decode("Zm+v") == std::nullopt);
        CHECK(base64url_decode("Zm/v") == std::nullopt);
    }
}

TEST_CASE("hexadecimal digits are written in lower case and read in either") {
    CHECK(hex_encode(std::string("\x00\x7f\xff", 3)) == "007fff");
    CHECK(hex_decode("00fF7a") == std::string("\x00\xff\x7a", 3));
    CHECK(hex_decode("abc") == std::nullopt);
    CHECK(hex_decode("0g") == std::nullopt);
    CHECK(hex_decode("-1") == std::nullopt);
}
