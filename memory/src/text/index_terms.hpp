#pragma once
// What of a memory is indexed: its words as terms, and the extra terms by which it is also found.
// Pure. A change of the terms that a text gives needs a migration in each store that indexes anew.

#include <memory/candidates.hpp>
#include <memory/model.hpp>

namespace memory::text {

/// Terms of title, content and summary. A title or summary that merely repeats the beginning of
/// the content (cut or not) is left out, or its words would count twice. Extra terms: tags, author,
/// files and technical context, parts of identifiers, joined spellings ("e-mail" as "email"), and
/// the characters of scripts without spaces; each once, and only when `terms` does not hold it.
[[nodiscard]] IndexTerms index_terms(const Memory& memory);

/// True when `part` says nothing that `content` does not begin with; dots at its end, which stand
/// for a cut, do not count.
[[nodiscard]] bool repeats_beginning(std::string_view part, std::string_view content);

}  // namespace memory::text
