// Lambdas given to awaited functions: named first, or capturing by reference, they are destroyed
// once. An owning lambda written in place is what g++ 12 gets wrong; it is in
// tests/lint/samples/bad.cpp.
#include "support/catch.hpp"
#include "unit/toolchain/probe.hpp"

#include <functional>
#include <memory>

#include <boost/asio/deferred.hpp>

namespace toolchain {
namespace {

template <class Work>
Task<std::size_t> call(Work&& work) {
    co_await hop();
    co_return co_await work();
}

Task<std::size_t> call_erased(std::function<Task<std::size_t>()> work) {
    co_await hop();
    co_return co_await work();
}

class Owner {
  public:
    Task<std::size_t> sizes(Probe other) {
        auto work = [this, other = std::move(other)]() -> Task<std::size_t> {
            co_await hop();
            co_return own_.text().size() + other.text().size();
        };
        co_return co_await work();
    }

  private:
    Probe own_ = Probe("12345");
};

Task<void> named_owning_lambda() {
    const Probe probe("123");
    auto work = [probe]() -> Task<std::size_t> {
        co_await hop();
        co_return probe.text().size();
    };
    expect(co_await call(work) == 3);
    expect(co_await call_erased(work) == 3);
    expect(co_await call(std::move(work)) == 3);
}

Task<void> named_lambda_that_shares() {
    const auto shared = std::make_shared<Probe>();
    {
        auto work = [shared]() -> Task<std::size_t> {
            co_await hop();
            co_return shared->text().size();
        };
        expect(co_await call(work) > 0);
        expect(shared.use_count() == 2);
    }
    expect(shared.use_count() == 1);
}

Task<void> lambda_by_reference_in_place() {
    const Probe probe("1234");
    const std::size_t extra = probe.text().size() / 4;
    const std::size_t size = co_await call([&probe, extra]() -> Task<std::size_t> {
        co_await hop();
        co_return probe.text().size() + extra;
    });
    expect(size == 5);
}

Task<void> lambda_by_reference_in_a_function_object() {
    const Probe probe("1234");
    const std::size_t size = co_await call_erased([&]() -> Task<std::size_t> {
        co_await hop();
        co_return probe.text().size();
    });
    expect(size == 4);
}

Task<void> lambda_with_this() {
    Owner owner;
    expect(co_await owner.sizes(Probe("12")) == 7);
}

Task<void> generic_named_lambda() {
    auto work = [](auto value) -> Task<std::size_t> {
        co_await hop();
        co_return sizeof(value);
    };
    expect(co_await work(Probe()) == sizeof(Probe));
    expect(co_await work(std::string(50, 'x')) == sizeof(std::string));
}

Task<void> spawned_without_await_beside_it() {
    const Probe probe("123456");
    std::size_t seen = 0;
    auto executor = co_await asio::this_coro::executor;
    asio::co_spawn(
        executor,
        [probe, &seen]() -> Task<void> {
            co_await hop();
            seen = probe.text().size();
        },
        [](std::exception_ptr error) { expect(!error); }
    );
    for (int turn = 0; seen == 0 && turn < 10; ++turn) {
        co_await hop();
    }
    expect(seen == 6);
}

Task<void> spawned_in_two_steps() {
    const Probe probe("1234567");
    auto executor = co_await asio::this_coro::executor;
    auto operation = asio::co_spawn(
        executor,
        [probe]() -> Task<std::size_t> {
            co_await hop();
            co_return probe.text().size();
        },
        asio::deferred
    );
    expect(co_await std::move(operation)(asio::use_awaitable) == 7);
}

}  // namespace

TEST_CASE("a named lambda that owns things is destroyed once", "[toolchain]") {
    CHECK(run(named_owning_lambda).clean());
    CHECK(run(named_lambda_that_shares).clean());
    CHECK(run(generic_named_lambda).clean());
    CHECK(run(lambda_with_this).clean());
}

TEST_CASE("a lambda that captures by reference may stand in the call", "[toolchain]") {
    CHECK(run(lambda_by_reference_in_place).clean());
    CHECK(run(lambda_by_reference_in_a_function_object).clean());
}

TEST_CASE("an owning lambda may be spawned when no co_await stands beside it", "[toolchain]") {
    CHECK(run(spawned_without_await_beside_it).clean());
    CHECK(run(spawned_in_two_steps).clean());
}

}  // namespace toolchain
