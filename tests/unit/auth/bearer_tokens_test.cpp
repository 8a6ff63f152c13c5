// Tests of authorization by a tokens file: who is let in, as whom, and what a changed file does.
// Time is the test's own, and the file is a real one.

#include "crypto/digest.hpp"
#include "support/catch.hpp"
#include "support/run_task.hpp"
#include "support/temporary_folder.hpp"
#include "text/hex.hpp"

#include <mcp/bearer_tokens.hpp>
#include <mcp/error.hpp>

#include <chrono>
#include <filesystem>
#include <string>
#include <sys/stat.h>
#include <vector>

namespace fs = std::filesystem;
using Status = mcp::Authorization::Status;
using Names = std::vector<std::string>;

namespace {

const std::string kLaptop = "laptop-token-0123456789";
const std::string kBuild = "build-token-0123456789-";

std::string digest_of(const std::string& token) {
    return "sha256:" + mcp::text::hex_encode(mcp::crypto::sha256(token));
}

class Bench {
  public:
    explicit Bench(const std::string& text) : path(folder.file("tokens", text, 0600)) {}

    mcp::BearerTokenConfig config() {
        mcp::BearerTokenConfig out;
        out.file = path;
        out.scopes = {
            {"memory:admin", {"memory:write"}},
            {"memory:write", {"memory:read"}},
            {"memory:read", {}},
        };
        out.now = [this] { return now; };
        out.log = [this](std::string_view line) { log.emplace_back(line); };
        return out;
    }

    mcp::Authorization check(mcp::BearerTokenAuthorizer& authorizer, const std::string& header) {
        return tasks.run(authorizer.check(header));
    }

    void replace(const std::string& text, mode_t mode = 0600) {
        fs::rename(folder.file("new", text, mode), path);
        now += std::chrono::seconds(1);
    }

    support::TemporaryFolder folder;
    fs::path path;
    support::TaskRunner tasks;
    std::chrono::steady_clock::time_point now{std::chrono::hours(1)};
    Names log;
};

}  // namespace

TEST_CASE("a token in the file lets in, under its name and with its scopes") {
    Bench bench(
        "laptop memory:admin " + digest_of(kLaptop) + "\nbuild memory:read " + kBuild + "\n"
    );
    mcp::BearerTokenAuthorizer authorizer(bench.config());
    CHECK(authorizer.size() == 2);
    const auto laptop = bench.check(authorizer, "Bearer " + kLaptop);
    REQUIRE(laptop.status() == Status::granted);
    CHECK(laptop.principal()->id == "token:laptop");
    CHECK(laptop.principal()->scopes == Names{"memory:admin", "memory:read", "memory:write"});
    const auto build = bench.check(authorizer, "bearer " + kBuild);
    REQUIRE(build.status() == Status::granted);
    CHECK(build.principal()->id == "token:build");
    CHECK_FALSE(build.principal()->may("memory:write"));
    CHECK(bench.log.empty());
}

TEST_CASE("any other token is invalid, a digest among them") {
    Bench bench("laptop memory:read " + digest_of(kLaptop) + "\n");
    mcp::BearerTokenAuthorizer authorizer(bench.config());
    const std::string hex = digest_of(kLaptop).substr(7);
    for (const std::string& token :
         {kBuild, kLaptop + "x", kLaptop.substr(1), std::string("LAPTOP-TOKEN-0123456789"), hex}) {
        const auto answer = bench.check(authorizer, "Bearer " + token);
        CHECK(answer.status() == Status::invalid);
        CHECK(answer.principal() == nullptr);
        CHECK(answer.reason().find(token) == std::string::npos);
    }
}

TEST_CASE("no header is missing, and no bearer token is malformed") {
    Bench bench("laptop memory:read " + kLaptop + "\n");
    mcp::BearerTokenAuthorizer authorizer(bench.config());
    CHECK(bench.check(authorizer, "").status() == Status::missing);
    CHECK(bench.check(authorizer, kLaptop).status() == Status::malformed);
    CHECK(bench.check(authorizer, "Basic " + kLaptop).status() == Status::malformed);
    CHECK(bench.check(authorizer, "Bearer " + kLaptop + " x").status() == Status::malformed);
    CHECK(
        bench.check(authorizer, "Bearer " + std::string(8'193, 'a')).status() == Status::malformed
    );
}

TEST_CASE("a changed file counts within a second, as a whole") {
    Bench bench("laptop memory:read " + kLaptop + "\n");
    mcp::BearerTokenAuthorizer authorizer(bench.config());
    bench.replace("laptop memory:read " + kBuild + "\n");
    CHECK(bench.check(authorizer, "Bearer " + kLaptop).status() == Status::invalid);
    CHECK(bench.check(authorizer, "Bearer " + kBuild).status() == Status::granted);
    REQUIRE(bench.log.size() == 1);
    CHECK(bench.log[0] == bench.path.string() + ": changed, and holds 1 tokens now");
}

TEST_CASE("taking the last token out locks everybody out") {
    Bench bench("laptop memory:read " + kLaptop + "\n");
    mcp::BearerTokenAuthorizer authorizer(bench.config());
    bench.replace("# nobody\n");
    CHECK(bench.check(authorizer, "Bearer " + kLaptop).status() == Status::invalid);
    CHECK(authorizer.size() == 0);
}

TEST_CASE("a new file that is no good changes nothing and is told of once") {
    Bench bench("laptop memory:read " + kLaptop + "\n");
    mcp::BearerTokenAuthorizer authorizer(bench.config());
    SECTION("a bad line") {
        bench.replace("laptop memory:read " + kBuild + "\nother memory:reed " + kLaptop + "\n");
    }
    SECTION("open to others") {
        bench.replace("laptop memory:read " + kBuild + "\n", 0644);
    }
    SECTION("gone") {
        fs::remove(bench.path);
        bench.now += std::chrono::seconds(1);
    }
    for (int i = 0; i < 3; ++i) {
        CHECK(bench.check(authorizer, "Bearer " + kLaptop).status() == Status::granted);
        CHECK(bench.check(authorizer, "Bearer " + kBuild).status() == Status::invalid);
        bench.now += std::chrono::seconds(1);
    }
    REQUIRE(bench.log.size() == 1);
    CHECK(bench.log[0].find("the tokens read before stay good") != std::string::npos);
    CHECK(bench.log[0].find(kLaptop) == std::string::npos);
    CHECK(bench.log[0].find(kBuild) == std::string::npos);

    bench.replace("laptop memory:read " + kBuild + "\n");
    CHECK(bench.check(authorizer, "Bearer " + kBuild).status() == Status::granted);
}

TEST_CASE("a file that cannot be used is an error at the start") {
    Bench bench("laptop memory:read " + kLaptop + "\n");
    SECTION("open to others") {
        REQUIRE(::chmod(bench.path.c_str(), 0640) == 0);
        CHECK_THROWS_WITH(
            mcp::BearerTokenAuthorizer(bench.config()), support::contains("chmod 600")
        );
    }
    SECTION("missing") {
        fs::remove(bench.path);
        CHECK_THROWS_AS(mcp::BearerTokenAuthorizer(bench.config()), mcp::Error);
    }
    SECTION("malformed") {
        bench.replace("laptop memory:read\n");
        CHECK_THROWS_WITH(
            mcp::BearerTokenAuthorizer(bench.config()), support::contains("line 1: ")
        );
    }
}

TEST_CASE("a file without tokens starts, lets nobody in, and says so") {
    Bench bench("# nobody yet\n");
    mcp::BearerTokenAuthorizer authorizer(bench.config());
    CHECK(bench.check(authorizer, "Bearer " + kLaptop).status() == Status::invalid);
    REQUIRE(bench.log.size() == 1);
    CHECK(bench.log[0].find("holds no token") != std::string::npos);
}
