// Tests of authorization by access tokens, with the keys in a file: who is let in, as whom, and
// everything that a forger or a mistaken client tries. Time is the test's own.

#include "crypto/digest.hpp"
#include "support/catch.hpp"
#include "support/jwt_signer.hpp"
#include "support/run_task.hpp"
#include "support/temporary_folder.hpp"
#include "text/base64.hpp"

#include <mcp/error.hpp>
#include <mcp/jwt.hpp>

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace fs = std::filesystem;
using Status = mcp::Authorization::Status;
using Names = std::vector<std::string>;
using support::SigningKey;

namespace {

constexpr std::int64_t kNow = 1'800'000'000;

const SigningKey& first_key() {
    static const SigningKey key = SigningKey::rsa();
    return key;
}

const SigningKey& second_key() {
    static const SigningKey key = SigningKey::rsa();
    return key;
}

const SigningKey& curve_key() {
    static const SigningKey key = SigningKey::ec("P-256");
    return key;
}

std::string claims(
    const std::string& audience = R"("https://us.example/mcp")",
    std::int64_t expires = kNow + 300,
    const std::string& more = R"(,"scope":"memory:write other")"
) {
    return R"({"iss":"https://issuer.example","sub":"ada","aud":)" + audience + R"(,"exp":)" +
           std::to_string(expires) + more + "}";
}

class Bench {
  public:
    Bench()
        : path(folder.file(
              "keys.json",
              support::key_set(first_key().jwk("first") + "," + curve_key().jwk("curve")),
              0644
          )) {}

    mcp::JwtConfig config() {
        mcp::JwtConfig out;
        out.issuer = "https://issuer.example";
        out.audiences = {"https://us.example/mcp"};
        out.keys = path.string();
        out.scopes = {{"memory:write", {"memory:read"}}, {"memory:read", {}}};
        out.wall_clock = [this] {
            return std::chrono::system_clock::time_point(std::chrono::seconds(wall));
        };
        out.now = [this] { return now; };
        out.log = [this](std::string_view line) { log.emplace_back(line); };
        return out;
    }

    mcp::JwtAuthorizer& authorizer() {
        if (authorizer_ == nullptr) {
            authorizer_ = std::make_unique<mcp::JwtAuthorizer>(tasks.executor(), config());
        }
        return *authorizer_;
    }

    mcp::Authorization check(const std::string& token) {
        return tasks.run(authorizer().check("Bearer " + token));
    }

    /// The status of a token that is signed with the first key by RS256.
    Status status_of(const std::string& payload) {
        return check(first_key().token(R"({"alg":"RS256","kid":"first"})", payload, "RS256"))
            .status();
    }

    std::string reason_of(const std::string& payload) {
        return check(first_key().token(R"({"alg":"RS256","kid":"first"})", payload, "RS256"))
            .reason();
    }

    void replace_keys(const std::string& keys) {
        fs::rename(folder.file("new", support::key_set(keys), 0644), path);
        now += std::chrono::seconds(1);
    }

    support::TemporaryFolder folder;
    fs::path path;
    support::TaskRunner tasks;
    std::int64_t wall = kNow;
    std::chrono::steady_clock::time_point now{std::chrono::hours(1)};
    Names log;

  private:
    std::unique_ptr<mcp::JwtAuthorizer> authorizer_;
};

const std::string kFirst = R"({"alg":"RS256","kid":"first"})";

}  // namespace

TEST_CASE("a good token lets in, with the identity and the scopes that it names") {
    Bench bench;
    const auto answer = bench.check(first_key().token(kFirst, claims(), "RS256"));
    REQUIRE(answer.status() == Status::granted);
    CHECK(answer.principal()->id == "https://issuer.example|ada");
    CHECK(answer.principal()->scopes == Names{"memory:read", "memory:write", "other"});
    const auto curve =
        bench.check(curve_key().token(R"({"alg":"ES256","kid":"curve"})", claims(), "ES256"));
    CHECK(curve.status() == Status::granted);
    CHECK(bench.log.empty());
}

TEST_CASE("a token without scopes lets in to what needs none") {
    Bench bench;
    const auto answer = bench.check(
        first_key().token(kFirst, claims(R"("https://us.example/mcp")", kNow + 1, ""), "RS256")
    );
    REQUIRE(answer.status() == Status::granted);
    CHECK(answer.principal()->scopes.empty());
    CHECK_FALSE(answer.principal()->may("memory:read"));
}

TEST_CASE("a token that names no key is checked with those that fit") {
    Bench bench;
    bench.replace_keys(second_key().jwk("second") + "," + first_key().jwk("first"));
    CHECK(
        bench.check(first_key().token(R"({"alg":"RS256"})", claims(), "RS256")).status() ==
        Status::granted
    );
}

TEST_CASE("an expired token is invalid, also when it was good a moment ago") {
    Bench bench;
    CHECK(bench.status_of(claims(R"("https://us.example/mcp")", kNow - 61)) == Status::invalid);
    CHECK(bench.status_of(claims(R"("https://us.example/mcp")", kNow - 59)) == Status::granted);
    CHECK(bench.status_of(claims()) == Status::granted);
    bench.wall = kNow + 300 + 59;
    CHECK(bench.status_of(claims()) == Status::granted);
    bench.wall = kNow + 300 + 60;
    CHECK(bench.reason_of(claims()) == "it has expired");
    bench.wall = kNow;  // and when the clock is set back, it is checked anew
    CHECK(bench.status_of(claims()) == Status::granted);
}

TEST_CASE("a token from the future is not good yet") {
    Bench bench;
    const std::string later = std::to_string(kNow + 61);
    const std::string audience = R"("https://us.example/mcp")";
    CHECK(bench.status_of(claims(audience, kNow + 300, ",\"nbf\":" + later)) == Status::invalid);
    CHECK(bench.status_of(claims(audience, kNow + 300, ",\"iat\":" + later)) == Status::invalid);
    bench.wall = kNow + 1;
    CHECK(bench.status_of(claims(audience, kNow + 300, ",\"nbf\":" + later)) == Status::granted);
}

TEST_CASE("a token for another server is invalid") {
    Bench bench;
    CHECK(
        bench.reason_of(claims(R"("https://other.example/mcp")")) == "aud does not name this server"
    );
    CHECK(bench.reason_of(claims(R"(["a","b"])")) == "aud does not name this server");
    CHECK(bench.status_of(claims(R"(["a","https://us.example/mcp"])")) == Status::granted);
}

TEST_CASE("a token of another issuer is invalid, though the key is right") {
    Bench bench;
    CHECK(
        bench.reason_of(
            R"({"iss":"https://evil.example","sub":"ada","aud":"https://us.example/mcp","exp":9999999999})"
        ) == "iss is another issuer"
    );
}

TEST_CASE("a token without a signature is invalid") {
    Bench bench;
    for (const char* algorithm : {"none", "None", "NONE", "nOnE", ""}) {
        const std::string header = R"({"alg":")" + std::string(algorithm) + "\"}";
        const std::string input = support::signing_input(header, claims());
        CHECK(bench.check(input + ".").status() == Status::invalid);
        CHECK(bench.check(input + ".c2ln").status() == Status::invalid);
    }
    const std::string cut = first_key().token(kFirst, claims(), "RS256");
    CHECK(bench.check(cut.substr(0, cut.rfind('.') + 1)).status() == Status::invalid);
}

TEST_CASE("the public key is no secret to sign with") {
    Bench bench;
    const std::string input = support::signing_input(R"({"alg":"HS256","kid":"first"})", claims());
    for (const std::string& secret : {first_key().public_pem(), first_key().jwk("first")}) {
        const std::string signature = mcp::crypto::hmac_sha256(secret, input);
        const auto answer = bench.check(input + "." + mcp::text::base64url_encode(signature));
        CHECK(answer.status() == Status::invalid);
        CHECK(answer.reason() == "its algorithm is not allowed");
    }
}

TEST_CASE("symmetric algorithms and none cannot be allowed") {
    Bench bench;
    for (const char* name : {"none", "HS256", "EdDSA", "rs256", ""}) {
        mcp::JwtConfig config = bench.config();
        config.algorithms = {name};
        CHECK_THROWS_WITH(
            mcp::JwtAuthorizer(bench.tasks.executor(), config),
            support::contains("cannot be allowed") && support::contains("RS256")
        );
    }
}

TEST_CASE("an algorithm that is not allowed is refused, though the key could do it") {
    Bench bench;
    for (const char* name : {"RS384", "RS512", "PS256"}) {
        const std::string header = R"({"alg":")" + std::string(name) + R"(","kid":"first"})";
        CHECK(
            bench.check(first_key().token(header, claims(), name)).reason() ==
            "its algorithm is not allowed"
        );
    }
}

TEST_CASE("a key is used for its own algorithm only") {
    Bench bench;
    const std::string crossed = R"({"alg":"ES256","kid":"first"})";
    CHECK(bench.check(first_key().token(crossed, claims(), "RS256")).status() == Status::invalid);
    const std::string other = R"({"alg":"RS256","kid":"curve"})";
    CHECK(bench.check(curve_key().token(other, claims(), "ES256")).status() == Status::invalid);
    bench.replace_keys(first_key().jwk("first", R"(,"alg":"PS256")"));
    CHECK(bench.status_of(claims()) == Status::invalid);
}

TEST_CASE("a key that is for encryption checks no signature") {
    Bench bench;
    bench.replace_keys(
        first_key().jwk("first", R"(,"use":"enc")") + "," + curve_key().jwk("curve")
    );
    CHECK(bench.status_of(claims()) == Status::invalid);
}

TEST_CASE("a token signed with another key, or changed, is invalid") {
    Bench bench;
    const std::string forged = second_key().token(kFirst, claims(), "RS256");
    CHECK(bench.check(forged).reason() == "its signature is wrong");
    const std::string good = first_key().token(kFirst, claims(), "RS256");
    const std::string signature = good.substr(good.rfind('.'));
    const std::string more =
        claims(R"("https://us.example/mcp")", kNow + 300, R"(,"scope":"memory:admin")");
    CHECK(
        bench.check(support::signing_input(kFirst, more) + signature).status() == Status::invalid
    );
}

TEST_CASE("a signature of the wrong length is invalid") {
    Bench bench;
    const std::string header = R"({"alg":"ES256","kid":"curve"})";
    const std::string input = support::signing_input(header, claims());
    const std::string signature = curve_key().sign("ES256", input);
    const auto check = [&](const std::string& bytes) {
        return bench.check(input + "." + mcp::text::base64url_encode(bytes)).status();
    };
    CHECK(check(signature) == Status::granted);
    CHECK(check(signature + '\0') == Status::invalid);
    CHECK(check('\0' + signature.substr(0, 32) + '\0' + signature.substr(32)) == Status::invalid);
    CHECK(check(signature.substr(1)) == Status::invalid);
}

TEST_CASE("a key that nobody has is refused") {
    Bench bench;
    const auto answer =
        bench.check(first_key().token(R"({"alg":"RS256","kid":"third"})", claims(), "RS256"));
    CHECK(answer.status() == Status::invalid);
    CHECK(answer.reason().find("key that the issuer does not have") != std::string::npos);
}

TEST_CASE("keys that change are used within a second, and the old ones no more") {
    Bench bench;
    const std::string second =
        second_key().token(R"({"alg":"RS256","kid":"second"})", claims(), "RS256");
    CHECK(bench.status_of(claims()) == Status::granted);
    CHECK(bench.check(second).status() == Status::invalid);
    bench.replace_keys(first_key().jwk("first") + "," + second_key().jwk("second"));
    CHECK(bench.check(second).status() == Status::granted);
    CHECK(bench.status_of(claims()) == Status::granted);
    bench.replace_keys(second_key().jwk("second"));
    CHECK(bench.check(second).status() == Status::granted);
    CHECK(bench.status_of(claims()) == Status::invalid);  // also though it was verified before
    CHECK(bench.log.size() == 2);
}

TEST_CASE("a new key file that is no good changes nothing and is told of once") {
    Bench bench;
    CHECK(bench.status_of(claims()) == Status::granted);
    SECTION("no keys") {
        bench.replace_keys("");
    }
    SECTION("not JSON") {
        bench.replace_keys("}");
    }
    SECTION("writable by others") {
        bench.replace_keys(second_key().jwk("second"));
        fs::permissions(bench.path, fs::perms(0666));
    }
    SECTION("gone") {
        fs::remove(bench.path);
        bench.now += std::chrono::seconds(1);
    }
    for (int i = 0; i < 3; ++i) {
        CHECK(bench.status_of(claims()) == Status::granted);
        bench.now += std::chrono::seconds(1);
    }
    REQUIRE(bench.log.size() == 1);
    CHECK(bench.log[0].find("the keys read before are kept") != std::string::npos);
}

TEST_CASE("what is no JWT is invalid, and no bearer token malformed") {
    Bench bench;
    CHECK(bench.check("plain-token-of-22-characters").status() == Status::invalid);
    CHECK(bench.check("a.b.c").status() == Status::invalid);
    const std::string token = first_key().token(kFirst, claims(), "RS256");
    CHECK(bench.check(token + "=").status() == Status::invalid);
    CHECK(bench.check(token + " ").status() == Status::granted);
    CHECK(bench.check(token + " x").status() == Status::malformed);
    CHECK(bench.check(std::string(9'000, 'a')).status() == Status::malformed);
    CHECK(bench.tasks.run(bench.authorizer().check("")).status() == Status::missing);
    CHECK(bench.tasks.run(bench.authorizer().check(token)).status() == Status::malformed);
    CHECK(
        bench.tasks.run(bench.authorizer().check("Basic " + token)).status() == Status::malformed
    );
}

TEST_CASE("a reason repeats nothing of a token") {
    Bench bench;
    const std::string secret = "Zm9yZXZlcnNlY3JldA";
    const std::string header = R"({"alg":"RS256","kid":")" + secret + "\"}";
    const std::string payload =
        R"({"iss":")" + secret + R"(","aud":")" + secret + R"(","sub":"x","exp":1})";
    for (const std::string& token :
         {secret,
          secret + "." + secret + "." + secret,
          first_key().token(header, payload, "RS256"),
          first_key().token(kFirst, payload, "RS256"),
          first_key().token(R"({"alg":")" + secret + "\"}", payload, "RS256")}) {
        const auto answer = bench.check(token);
        CHECK(answer.status() == Status::invalid);
        CHECK(answer.reason().find(secret) == std::string::npos);
        CHECK(bench.log.empty());
    }
}

TEST_CASE("what is not remembered is verified every time") {
    Bench bench;
    mcp::JwtConfig config = bench.config();
    config.remembered_tokens = 0;
    mcp::JwtAuthorizer authorizer(bench.tasks.executor(), config);
    const std::string token = first_key().token(kFirst, claims(), "RS256");
    for (int i = 0; i < 2; ++i) {
        CHECK(bench.tasks.run(authorizer.check("Bearer " + token)).status() == Status::granted);
    }
}

TEST_CASE("a config that cannot work is refused, with what to change") {
    Bench bench;
    const std::vector<std::pair<std::function<void(mcp::JwtConfig&)>, std::string>> cases = {
        {[](mcp::JwtConfig& c) { c.issuer.clear(); }, "give the issuer"},
        {[](mcp::JwtConfig& c) { c.audiences.clear(); }, "give an audience"},
        {[](mcp::JwtConfig& c) { c.audiences = {""}; }, "give an audience"},
        {[](mcp::JwtConfig& c) { c.keys.clear(); }, "key set"},
        {[](mcp::JwtConfig& c) { c.keys = "http://issuer.example/keys"; }, "use https"},
        {[](mcp::JwtConfig& c) { c.keys += ".none"; }, "No such file"},
        {[](mcp::JwtConfig& c) { c.algorithms.clear(); }, "allow an algorithm"},
        {[](mcp::JwtConfig& c) { c.leeway = std::chrono::seconds(301); }, "leeway"},
        {[](mcp::JwtConfig& c) { c.leeway = std::chrono::seconds(-1); }, "leeway"},
        {[](mcp::JwtConfig& c) { c.key_usable = std::chrono::seconds(1); }, "key_usable"},
        {[](mcp::JwtConfig& c) { c.fetch_timeout = std::chrono::milliseconds(0); }, "positive"},
    };
    for (const auto& [change, expected] : cases) {
        mcp::JwtConfig config = bench.config();
        change(config);
        CHECK_THROWS_WITH(
            mcp::JwtAuthorizer(bench.tasks.executor(), config), support::contains(expected)
        );
    }
}
