#pragma once
// Params: the parameters of a query, built before the call.
// A class with a constructor on purpose: g++ 12 destroys aggregates twice beside co_await.

#include <bolt/value.hpp>

#include <string>
#include <utility>

namespace bolt {

/// Named query parameters. `params().set("name", "Ada").set("age", 36)`.
class Params {
  public:
    Params() = default;

    /// From a map, such as one that was read.
    explicit Params(Map values) : values_(std::move(values)) {}

    ///@{
    /// Adds a parameter, or replaces the value of one that is there.
    Params& set(std::string name, Value value) & {
        values_.set(std::move(name), std::move(value));
        return *this;
    }

    Params&& set(std::string name, Value value) && {
        values_.set(std::move(name), std::move(value));
        return std::move(*this);
    }

    ///@}

    /// All of them, in the order in which they were set.
    [[nodiscard]] const Map& values() const noexcept { return values_; }

  private:
    Map values_;
};

/// An empty set of parameters, to chain set() on.
[[nodiscard]] inline Params params() {
    return {};
}

}  // namespace bolt
