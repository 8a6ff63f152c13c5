#pragma once
// Includes Catch2, whichever major version is installed: 2.13 (Debian 12) or 3 (Debian 13).
// Tests include this file and never Catch2 itself.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif

#include <string>

namespace support {

/// Matches texts that hold `part`; the two versions of Catch2 name it differently.
inline auto contains(const std::string& part) {
#if __has_include(<catch2/catch_all.hpp>)
    return Catch::Matchers::ContainsSubstring(part);
#else
    return Catch::Matchers::Contains(part);
#endif
}

}  // namespace support
