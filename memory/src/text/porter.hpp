#pragma once
// The stemmer of M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980.
// Pure; as published, without the later additions.

#include <string>

namespace memory::text {

/// Strips the suffixes of an English word. `word` must be lower-case ASCII letters; words of one
/// or two letters and anything else come back as they are.
[[nodiscard]] std::string porter_stem(std::string word);

}  // namespace memory::text
