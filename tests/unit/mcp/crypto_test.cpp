// Tests of digests, their comparison and random bytes.
// The vectors are those of FIPS 180-4's examples and RFC 4231.

#include "crypto/digest.hpp"
#include "crypto/random.hpp"
#include "support/catch.hpp"
#include "text/hex.hpp"

#include <set>
#include <string>

using namespace mcp::crypto;
using mcp::text::hex_encode;

TEST_CASE("SHA-256 agrees with the standard's examples") {
    CHECK(
        hex_encode(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
    CHECK(
        hex_encode(sha256("abc")) ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    CHECK(
        hex_encode(sha256(std::string(1'000'000, 'a'))) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    );
}

TEST_CASE("HMAC-SHA-256 agrees with RFC 4231") {
    CHECK(
        hex_encode(hmac_sha256(std::string(20, '\x0b'), "Hi There")) ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    );
    CHECK(
        hex_encode(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    );
    CHECK(
        hex_encode(hmac_sha256(
            std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"
        )) == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    );
}

TEST_CASE("HMAC takes an empty key and empty data") {
    CHECK(
        hex_encode(hmac_sha256("", "")) ==
        "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
    );
    CHECK(hmac_sha256({}, {}) == hmac_sha256("", ""));
}

TEST_CASE("texts are equal when every byte is") {
    const std::string text = sha256("a");
    CHECK(constant_time_equal(text, sha256("a")));
    CHECK(constant_time_equal("", ""));
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::string other = text;
        other[i] = static_cast<char>(other[i] ^ 1);
        CHECK_FALSE(constant_time_equal(text, other));
    }
    CHECK_FALSE(constant_time_equal(text, text + '\0'));
    CHECK_FALSE(constant_time_equal(text, ""));
}

TEST_CASE("random bytes have the length asked for and do not repeat") {
    CHECK(random_bytes(0).empty());
    CHECK(random_bytes(3'000'000).size() == 3'000'000);
    std::set<std::string> seen;
    for (int i = 0; i < 1'000; ++i) {
        seen.insert(random_bytes(16));
    }
    CHECK(seen.size() == 1'000);
    const std::string many = random_bytes(100'000);
    CHECK(std::set<char>(many.begin(), many.end()).size() == 256);
}
