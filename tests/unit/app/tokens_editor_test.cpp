// Tests of changing a tokens file: what is written, what is kept, and who cannot come in between.
// Each works on a file of its own.

#include "app/tokens_editor.hpp"

#include "app/memory_scopes.hpp"
#include "support/catch.hpp"
#include "support/run_task.hpp"
#include "support/temporary_folder.hpp"

#include <mcp/bearer_tokens.hpp>
#include <mcp/error.hpp>

#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

using namespace mcp::app;
namespace fs = std::filesystem;
using Names = std::vector<std::string>;

namespace {

std::string content(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

mode_t mode_of(const fs::path& path) {
    struct stat state{};
    REQUIRE(::stat(path.c_str(), &state) == 0);
    return state.st_mode & 07777U;
}

std::size_t files_in(const fs::path& folder) {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator())
    );
}

}  // namespace

TEST_CASE("a new token is good at once, and the file holds only its digest", "[token]") {
    const support::TemporaryFolder folder;
    const fs::path path = folder.path() / "a" / "b" / "tokens";
    const std::string token = add_token(path, "laptop", {"memory:write"});
    CHECK(token.size() == 43);
    CHECK(content(path).find(token) == std::string::npos);
    CHECK(mode_of(path) == 0600);
    CHECK(files_in(path.parent_path()) == 1);

    mcp::BearerTokenConfig config;
    config.file = path;
    config.scopes = memory_scopes();
    mcp::BearerTokenAuthorizer authorizer(config);
    support::TaskRunner tasks;
    const auto answer = tasks.run(authorizer.check("Bearer " + token));
    REQUIRE(answer.status() == mcp::Authorization::Status::granted);
    CHECK(answer.principal()->id == "token:laptop");
    CHECK(answer.principal()->may("memory:read"));
}

TEST_CASE("tokens differ, and are listed in order without what is secret", "[token]") {
    const support::TemporaryFolder folder;
    const fs::path path = folder / "tokens";
    std::set<std::string> tokens;
    for (int i = 0; i < 20; ++i) {
        tokens.insert(add_token(path, "n" + std::to_string(i), {"memory:read", "memory:write"}));
    }
    CHECK(tokens.size() == 20);
    const std::vector<TokenSummary> listed = list_tokens(path);
    REQUIRE(listed.size() == 20);
    CHECK(listed[7].name == "n7");
    CHECK(listed[7].scopes == Names{"memory:read", "memory:write"});
    CHECK(listed[7].digest);
}

TEST_CASE("what people wrote into the file stays", "[token]") {
    const support::TemporaryFolder folder;
    const std::string text = "# mine\n\nci\tmemory:read   plain-token-of-22-chars-\n# end";
    const fs::path path = folder.file("tokens", text, 0600);
    (void)add_token(path, "laptop", {"memory:read"});
    CHECK(content(path).starts_with(text + "\nlaptop memory:read sha256:"));
    CHECK_FALSE(list_tokens(path)[0].digest);
    CHECK(remove_token(path, "laptop"));
    CHECK(content(path) == text + "\n");
    CHECK(remove_token(path, "ci"));
    CHECK(content(path) == "# mine\n\n# end\n");
    CHECK_FALSE(remove_token(path, "ci"));
    CHECK(list_tokens(path).empty());
    CHECK(mode_of(path) == 0600);
}

TEST_CASE("a file that cannot be changed stays as it is", "[token]") {
    const support::TemporaryFolder folder;
    const std::string good = "ci memory:read plain-token-of-22-chars-\n";
    SECTION("the name is taken") {
        const fs::path path = folder.file("tokens", good, 0600);
        CHECK_THROWS_WITH(
            add_token(path, "ci", {"memory:read"}), support::contains("a token named ci")
        );
        CHECK(content(path) == good);
    }
    SECTION("the name is no name") {
        const fs::path path = folder.file("tokens", good, 0600);
        CHECK_THROWS_AS(add_token(path, "a b", {"memory:read"}), mcp::Error);
        CHECK_THROWS_AS(add_token(path, "", {"memory:read"}), mcp::Error);
        CHECK_THROWS_AS(add_token(path, "a\nb", {"memory:read"}), mcp::Error);
        CHECK(content(path) == good);
    }
    SECTION("it is malformed") {
        const fs::path path = folder.file("tokens", good + "ci\n", 0600);
        CHECK_THROWS_WITH(add_token(path, "x", {"memory:read"}), support::contains("line 2: "));
        CHECK_THROWS_WITH(remove_token(path, "ci"), support::contains("line 2: "));
        CHECK(content(path) == good + "ci\n");
    }
    SECTION("others can open it") {
        const fs::path path = folder.file("tokens", good, 0640);
        CHECK_THROWS_WITH(add_token(path, "x", {"memory:read"}), support::contains("chmod 600"));
        CHECK(content(path) == good);
    }
    SECTION("another process is changing it") {
        const fs::path path = folder.file("tokens", good, 0600);
        const int other = ::open(path.c_str(), O_RDONLY);
        REQUIRE(::flock(other, LOCK_EX) == 0);
        CHECK_THROWS_WITH(add_token(path, "x", {"memory:read"}), support::contains("try again"));
        CHECK_THROWS_WITH(remove_token(path, "ci"), support::contains("try again"));
        CHECK(content(path) == good);
        ::close(other);
        CHECK(remove_token(path, "ci"));
    }
    CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("a link to the file stays a link", "[token]") {
    const support::TemporaryFolder folder;
    const fs::path path = folder.file("tokens", "", 0600);
    const fs::path link = folder / "link";
    fs::create_symlink(path, link);
    (void)add_token(link, "laptop", {"memory:read"});
    CHECK(fs::is_symlink(link));
    CHECK(list_tokens(path).size() == 1);
    CHECK(remove_token(link, "laptop"));
    CHECK(fs::is_symlink(link));
    CHECK(list_tokens(path).empty());
}

TEST_CASE("there is nothing to list or remove where there is no file", "[token]") {
    const support::TemporaryFolder folder;
    CHECK_THROWS_AS(list_tokens(folder / "none"), mcp::Error);
    CHECK_THROWS_AS(remove_token(folder / "none", "x"), mcp::Error);
    CHECK(files_in(folder.path()) == 0);
}
