#pragma once
// Checks what callers want to write, and fills in the model's defaults. Pure.
// The limits are those of model.hpp; every refusal is Errc::invalid_argument and says what to
// change.

#include <memory/model.hpp>
#include <memory/time.hpp>

#include <string>
#include <vector>

namespace memory::validate {

/// A memory with all fields but its id decided; `now` is when it is stored.
[[nodiscard]] Memory make_memory(NewMemory input, Timestamp now);

/// The patch with cleaned values. Refuses a patch that changes nothing.
[[nodiscard]] MemoryPatch checked_patch(MemoryPatch patch);

/// The next version of `current`: the patch applied, recorded at `now`.
[[nodiscard]] Memory patched(const Memory& current, const MemoryPatch& patch, Timestamp now);

/// An edge with all fields but its id and ends decided.
[[nodiscard]] Relationship make_relationship(const NewRelationship& input, Timestamp now);

/// Cleans both ends: an id must not be nil, a key not empty; the same reference twice is refused.
void check_ends(NewRelationship& input);

/// Trimmed, lower case, blanks and duplicates dropped, order kept.
[[nodiscard]] std::vector<std::string> checked_tags(const std::vector<std::string>& tags);

}  // namespace memory::validate
