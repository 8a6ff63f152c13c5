#pragma once
// Tests that testkit is told not to run, each with its reason. Reported openly: a skip is a claim
// about the test, not a way to pass it.

#include <optional>
#include <string>
#include <string_view>

namespace testkit {

/// Names are testkit's, e.g. "stub.retry.test_retry.TestRetry.test_read".
[[nodiscard]] std::optional<std::string> reason_to_skip(std::string_view test);

/// Whether some of its subtests, but not all, are skipped.
[[nodiscard]] bool has_skipped_subtests(std::string_view test);
/// `arguments`: what tells the subtest from its siblings, as JSON text.
[[nodiscard]] std::optional<std::string> reason_to_skip_subtest(
    std::string_view test, std::string_view arguments
);

}  // namespace testkit
