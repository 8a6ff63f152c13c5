// bolt::run: a loop that ends when its work has ended, with the work's own failure.
// No server is needed; what a driver does on a loop is tested in ../../component.

#include "support/catch.hpp"

#include <bolt/error.hpp>
#include <bolt/run.hpp>

#include <memory>
#include <string>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

TEST_CASE("run ends when its work and all that the work started have ended") {
    std::string order;
    const auto work = [&order](boost::asio::any_io_executor ex) -> bolt::Task<> {
        order += "begin ";
        boost::asio::post(ex, [&order] { order += "posted"; });
        order += "end ";
        co_return;
    };
    bolt::run(work);
    CHECK(order == "begin end posted");
}

TEST_CASE("the work runs on the executor that it is given") {
    bool same = false;
    bolt::run([&same](boost::asio::any_io_executor ex) -> bolt::Task<> {
        const boost::asio::any_io_executor own = co_await boost::asio::this_coro::executor;
        same = own == ex;
    });
    CHECK(same);
}

TEST_CASE("run throws what its work throws, after the rest has ended") {
    bool ended = false;
    const auto work = [&ended](boost::asio::any_io_executor ex) -> bolt::Task<> {
        boost::asio::post(ex, [&ended] { ended = true; });
        throw bolt::Error(bolt::ErrorKind::usage, "wrong");
        co_return;
    };
    REQUIRE_THROWS_AS(bolt::run(work), bolt::Error);
    CHECK(ended);
}

TEST_CASE("run keeps what its work captured until the end") {
    auto kept = std::make_shared<int>(1);
    const std::weak_ptr<int> seen = kept;
    bool alive = false;
    bolt::run(
        [kept = std::move(kept), &seen, &alive](boost::asio::any_io_executor ex) -> bolt::Task<> {
            boost::asio::post(ex, [&] { alive = !seen.expired(); });
            co_return;
        }
    );
    CHECK(alive);
    CHECK(seen.expired());
}
