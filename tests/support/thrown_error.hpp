#pragma once
// The driver's error that a call throws, for tests that look at what it says.
// Fails the test when the call throws nothing.

#include "support/catch.hpp"

#include <bolt/error.hpp>

#include <optional>
#include <utility>

namespace support {

template <class Call>
bolt::Error error_of(Call&& call) {
    std::optional<bolt::Error> thrown;
    try {
        (void)std::forward<Call>(call)();
    } catch (const bolt::Error& error) {
        thrown = error;
    }
    REQUIRE(thrown.has_value());
    return *thrown;
}

}  // namespace support
