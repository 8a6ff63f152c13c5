#pragma once
// What this driver says that it can do, in testkit's words.
// A word that the suite does not know makes every test an error, so newer ones are asked for.

#include <string>
#include <string_view>
#include <vector>

namespace testkit {

/// The list of the suite of February 2025; with `bolt_6` also what later suites have for Bolt 6.
/// `changes`: words to add, or with a minus in front to leave out, with commas between them.
[[nodiscard]] std::vector<std::string> feature_list(bool bolt_6, std::string_view changes);

}  // namespace testkit
