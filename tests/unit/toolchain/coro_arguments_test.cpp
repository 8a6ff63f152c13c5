// Arguments of an awaited call that the compiler must build and destroy exactly once: what the
// public interfaces rely on. The forms that g++ 12 gets wrong are in tests/lint/samples/bad.cpp
// instead.
#include "support/catch.hpp"
#include "unit/toolchain/probe.hpp"

#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <variant>
#include <vector>

#include <boost/asio/error.hpp>

namespace toolchain {
namespace {

struct Aggregate {
    Probe probe;
    int number = 0;
};

/// The house rule for every parameter type: a declared constructor, hence no aggregate.
struct Options {
    Options() = default;
    Probe probe;
    std::optional<Probe> extra;
    int number = 0;

    Options&& with_extra(Probe value) && {
        extra = std::move(value);
        return std::move(*this);
    }
};

struct Plain {
    int number = 1;
    const char* text = nullptr;
};

class Param {
  public:
    Param(std::string key, Probe value) : key_(std::move(key)), value_(std::move(value)) {}

    [[nodiscard]] std::size_t size() const { return key_.size() + value_.text().size(); }

  private:
    std::string key_;
    Probe value_;
};

template <class T>
Task<T> pass(T value) {
    co_await hop();
    co_return value;
}

Task<std::size_t> length_of(const Probe& probe) {
    co_await hop();
    co_return probe.text().size();
}

Task<int> number_of(Options options = {}) {
    co_await hop();
    co_return options.number + (options.extra ? 1 : 0);
}

template <class... Params>
Task<std::size_t> total_size(std::string query, Params... params) {
    co_await hop();
    co_return query.size() + (params.size() + ... + 0);
}

Aggregate make_aggregate() {
    return {Probe(), 3};
}

Task<Aggregate> fetch_aggregate() {
    co_await hop();
    co_return Aggregate{Probe(), 4};
}

Task<void> one_temporary() {
    const Probe probe = co_await pass(Probe());
    expect(!probe.text().empty());
}

Task<void> temporary_by_reference() {
    expect(co_await length_of(Probe("twelve chars")) == 12);
}

Task<void> class_with_a_declared_constructor() {
    expect(co_await number_of(Options{}) == 0);
    expect(co_await number_of(Options().with_extra(Probe())) == 1);
}

Task<void> default_argument() {
    expect(co_await number_of() == 0);
    expect(co_await number_of({}) == 0);
}

Task<void> named_aggregate() {
    Aggregate aggregate{Probe(), 2};
    const Aggregate copied = co_await pass(aggregate);
    const Aggregate moved = co_await pass(std::move(aggregate));
    expect(copied.number + moved.number == 4);
}

Task<void> aggregate_from_a_function() {
    const Aggregate passed = co_await pass(make_aggregate());
    expect(passed.number == 3);
}

Task<void> awaited_aggregate() {
    const Aggregate aggregate = co_await fetch_aggregate();
    const Aggregate nested = co_await pass(co_await fetch_aggregate());
    const int number = (co_await fetch_aggregate()).number;
    const Probe member = (co_await fetch_aggregate()).probe;
    expect(aggregate.number + nested.number + number == 12 && !member.text().empty());
}

Task<void> operation_first_await_second() {
    auto operation = pass(Aggregate{Probe(), 5});
    const Aggregate aggregate = co_await std::move(operation);
    expect(aggregate.number == 5);
}

Task<void> trivial_aggregate() {
    const Probe witness;
    const Plain plain = co_await pass(Plain{.number = 7});
    expect(plain.number == 7 && !witness.text().empty());
}

Task<void> pairs_and_tuples() {
    const auto pair = co_await pass(std::pair<Probe, int>{Probe(), 1});
    const auto tuple = co_await pass(std::make_tuple(Probe(), std::string(40, 'x'), 2));
    expect(pair.second + std::get<2>(tuple) == 3);
}

Task<void> optionals_and_variants() {
    const auto empty = co_await pass(std::optional<Probe>{});
    const auto full = co_await pass(std::optional<Probe>{Probe()});
    const auto variant = co_await pass(std::variant<int, Probe>{Probe()});
    expect(!empty && full && variant.index() == 1);
}

Task<void> owners() {
    const auto unique = co_await pass(std::make_unique<Probe>());
    const auto shared = co_await pass(std::make_shared<Probe>());
    expect(unique && shared.use_count() == 1);
}

Task<void> strings_built_in_place() {
    const Probe witness;
    const std::string left(30, 'a');
    const std::string joined = co_await pass(left + std::string(30, 'b') + std::to_string(7));
    expect(joined.size() == 61 && !witness.text().empty());
}

Task<void> several_class_arguments() {
    const std::size_t size = co_await total_size(
        "a query longer than the small string buffer",
        Param("key", Probe("1234")),
        Param("other", Probe("56"))
    );
    expect(size == 43 + 3 + 4 + 5 + 2);
}

Task<void> temporary_beside_two_awaits() {
    const auto sum = [](const Probe& first, const Probe& second, const Probe& third) {
        return first.text().size() + second.text().size() + third.text().size();
    };
    const std::size_t size =
        sum(Probe("1"), co_await pass(Probe("22")), co_await pass(Probe("333")));
    expect(size == 6);
}

Task<void> vector_built_first() {
    std::vector<Probe> probes(3);
    const auto passed = co_await pass(std::move(probes));
    expect(passed.size() == 3);
}

}  // namespace

TEST_CASE("an argument of an awaited call is built and destroyed once", "[toolchain]") {
    CHECK(run(one_temporary).clean());
    CHECK(run(temporary_by_reference).clean());
    CHECK(run(several_class_arguments).clean());
    CHECK(run(temporary_beside_two_awaits).clean());
}

TEST_CASE(
    "a class with a declared constructor is safe as temporary and as default argument",
    "[toolchain]"
) {
    STATIC_REQUIRE(!std::is_aggregate_v<Options>);
    CHECK(run(class_with_a_declared_constructor).clean());
    CHECK(run(default_argument).clean());
}

TEST_CASE("an aggregate is safe when it has a name or comes out of a function", "[toolchain]") {
    STATIC_REQUIRE(std::is_aggregate_v<Aggregate>);
    CHECK(run(named_aggregate).clean());
    CHECK(run(aggregate_from_a_function).clean());
    CHECK(run(awaited_aggregate).clean());
    CHECK(run(operation_first_await_second).clean());
    CHECK(run(trivial_aggregate).clean());
}

TEST_CASE("standard types are safe as temporaries beside co_await", "[toolchain]") {
    CHECK(run(pairs_and_tuples).clean());
    CHECK(run(optionals_and_variants).clean());
    CHECK(run(owners).clean());
    CHECK(run(strings_built_in_place).clean());
    CHECK(run(vector_built_first).clean());
}

}  // namespace toolchain
