// The auth and bookmark managers that the driver brings: what is remembered, refreshed and told.
// Their hooks are coroutines; here they end at once.

#include "support/catch.hpp"
#include "support/fake_environment.hpp"
#include "support/run_task.hpp"

#include <bolt/auth_manager.hpp>
#include <bolt/bookmark_manager.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

using bolt::AuthToken;
using bolt::Bookmarks;
using namespace std::chrono_literals;

namespace {

constexpr const char* kUnauthorized = "Neo.ClientError.Security.Unauthorized";
constexpr const char* kTokenExpired = "Neo.ClientError.Security.TokenExpired";

bolt::Task<AuthToken> numbered(int& calls) {
    co_return AuthToken::basic("ada", std::to_string(++calls));
}

Bookmarks marks(std::vector<std::string> values) {
    return Bookmarks(std::move(values));
}

}  // namespace

TEST_CASE("a static manager never has anything new") {
    support::TaskRunner runner;
    const AuthToken token = AuthToken::basic("ada", "secret");
    const auto manager = bolt::static_auth_manager(token);
    CHECK(runner.run(manager->get_auth()) == token);
    CHECK_FALSE(runner.run(manager->handle_security_exception(token, kUnauthorized)));
}

TEST_CASE("a basic manager asks again when its own token is refused, and only then") {
    support::TaskRunner runner;
    int calls = 0;
    const auto manager = bolt::basic_auth_manager([&calls] { return numbered(calls); });
    const AuthToken first = runner.run(manager->get_auth());
    CHECK(runner.run(manager->get_auth()) == first);
    CHECK(calls == 1);
    CHECK_FALSE(runner.run(manager->handle_security_exception(first, kTokenExpired)));
    CHECK(runner.run(manager->get_auth()) == first);
    // A token from before says nothing about the present one, but another try may succeed.
    CHECK(runner.run(manager->handle_security_exception(AuthToken::none(), kUnauthorized)));
    CHECK(calls == 1);
    CHECK(runner.run(manager->handle_security_exception(first, kUnauthorized)));
    CHECK(runner.run(manager->get_auth()) == AuthToken::basic("ada", "2"));
}

TEST_CASE("callers that come together share one call of the provider") {
    support::TaskRunner runner;
    int calls = 0;
    const auto manager = bolt::basic_auth_manager([&calls] { return numbered(calls); });
    std::vector<bolt::Task<AuthToken>> tasks;
    for (int i = 0; i < 20; ++i) {
        tasks.push_back(manager->get_auth());
    }
    for (auto& outcome : runner.run_all(std::move(tasks))) {
        CHECK(outcome.take() == AuthToken::basic("ada", "1"));
    }
    CHECK(calls == 1);
}

TEST_CASE("a bearer manager asks again when the token has expired, by the clock or by the server") {
    support::TaskRunner runner;
    auto environment = std::make_shared<support::FakeEnvironment>();
    int calls = 0;
    auto provider = [&]() -> bolt::Task<bolt::ExpiringAuth> {
        co_return bolt::ExpiringAuth(
            AuthToken::bearer(std::to_string(++calls)), environment->now() + 10s
        );
    };
    const auto manager = bolt::bearer_auth_manager(provider, environment);
    const AuthToken first = runner.run(manager->get_auth());
    environment->advance(9s);
    CHECK(runner.run(manager->get_auth()) == first);
    environment->advance(1s);
    const AuthToken second = runner.run(manager->get_auth());
    CHECK(second == AuthToken::bearer("2"));
    CHECK(runner.run(manager->handle_security_exception(second, kTokenExpired)));
    CHECK(runner.run(manager->get_auth()) == AuthToken::bearer("3"));
}

TEST_CASE("a provider's failure reaches the caller, and the next one asks again") {
    support::TaskRunner runner;
    int calls = 0;
    auto provider = [&calls]() -> bolt::Task<AuthToken> {
        if (++calls == 1) {
            throw std::runtime_error("no network");
        }
        co_return AuthToken::none();
    };
    const auto manager = bolt::basic_auth_manager(provider);
    CHECK_THROWS_AS(runner.run(manager->get_auth()), std::runtime_error);
    CHECK(runner.run(manager->get_auth()) == AuthToken::none());
}

TEST_CASE("new bookmarks replace those that their transaction saw, and no others") {
    support::TaskRunner runner;
    bolt::BookmarkManagerConfig config;
    config.initial = marks({"a", "b"});
    std::vector<Bookmarks> told;
    config.consumer = [&told](Bookmarks bookmarks) -> bolt::Task<> {
        told.push_back(std::move(bookmarks));
        co_return;
    };
    const auto manager = bolt::make_bookmark_manager(config);
    runner.run(manager->update_bookmarks(marks({"a"}), marks({"c"})));
    CHECK(runner.run(manager->get_bookmarks()) == marks({"b", "c"}));
    REQUIRE(told.size() == 1);
    CHECK(told[0] == marks({"b", "c"}));
    // A transaction that left none changes nothing and is not told.
    runner.run(manager->update_bookmarks(marks({"b"}), Bookmarks()));
    CHECK(runner.run(manager->get_bookmarks()) == marks({"b", "c"}));
    CHECK(told.size() == 1);
}

TEST_CASE("supplied bookmarks are used beside the manager's own and not remembered") {
    support::TaskRunner runner;
    std::string supplied = "s1";
    bolt::BookmarkManagerConfig config;
    config.initial = marks({"a"});
    config.supplier = [&supplied]() -> bolt::Task<Bookmarks> {
        std::vector<std::string> values(1, supplied);
        co_return Bookmarks(std::move(values));
    };
    const auto manager = bolt::make_bookmark_manager(config);
    CHECK(runner.run(manager->get_bookmarks()) == marks({"a", "s1"}));
    supplied = "s2";
    CHECK(runner.run(manager->get_bookmarks()) == marks({"a", "s2"}));
}
