// The table of skipped tests; see skips.hpp.
// Patterns are names of tests, in which each * stands for any text.

#include "testkit/skips.hpp"

#include <cstddef>
#include <vector>

namespace testkit {

namespace {

struct Skip {
    std::string_view test;     ///< pattern of the name
    std::string_view subtest;  ///< a part of the arguments' JSON text; empty = the whole test
    std::string_view reason;
};

constexpr std::string_view kZeroOffset =
    "under Python's name a zero offset is expected as the zone UTC; the server sends an offset, "
    "and "
    "so it stays";

const std::vector<Skip>& skips() {
    static const std::vector<Skip> table{
        {"*.RoutingV4x3.test_should_successfully_check_if_support_for_multi_db_is_available",
         "",
         "the suite's script for its server lacks a comma, so that the server does not start"},
        {"*.TestDataTypes.test_date_time_cypher_created_tz_id",
         "SystemV/",
         "no time zone database has the SystemV zones that the server's has"},
        {"*.TestDataTypes.test_cypher_created_datetime",
         "datetime('1976-06-13T12:34:56')",
         kZeroOffset},
        {"*.TestDataTypes.test_cypher_created_datetime",
         "datetime('1976-06-13T12:34:56.999888777')",
         kZeroOffset},
    };
    return table;
}

bool matches(std::string_view pattern, std::string_view name) {
    const std::size_t star = pattern.find('*');
    if (star == std::string_view::npos) {
        return pattern == name;
    }
    if (!name.starts_with(pattern.substr(0, star))) {
        return false;
    }
    const std::string_view rest = pattern.substr(star + 1);
    for (std::size_t at = star; at <= name.size(); ++at) {
        if (matches(rest, name.substr(at))) {
            return true;
        }
    }
    return false;
}

}  // namespace

std::optional<std::string> reason_to_skip(std::string_view test) {
    for (const Skip& skip : skips()) {
        if (skip.subtest.empty() && matches(skip.test, test)) {
            return std::string(skip.reason);
        }
    }
    return std::nullopt;
}

bool has_skipped_subtests(std::string_view test) {
    for (const Skip& skip : skips()) {
        if (!skip.subtest.empty() && matches(skip.test, test)) {
            return true;
        }
    }
    return false;
}

std::optional<std::string> reason_to_skip_subtest(
    std::string_view test, std::string_view arguments
) {
    for (const Skip& skip : skips()) {
        if (!skip.subtest.empty() && matches(skip.test, test) &&
            arguments.find(skip.subtest) != std::string_view::npos) {
            return std::string(skip.reason);
        }
    }
    return std::nullopt;
}

}  // namespace testkit
