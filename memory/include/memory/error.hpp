#pragma once
// The one exception type of the memory library, and its kinds.
// Absence is not an error: lookups answer std::optional.

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace memory {

enum class Errc : std::uint8_t {
    invalid_argument,  ///< the caller's input; the text says what to change; nothing was changed
    not_found,         ///< an update, delete or relate of something that is not there
    conflict,          ///< expected version differs, or a duplicate that must not be
    cycle,             ///< the edge would close a cycle of its type
    unavailable,       ///< the store cannot be reached or opened; trying again later may help
    timeout,           ///< a deadline passed; reads and writes not acknowledged
    cancelled,         ///< the caller gave up
    outcome_unknown,   ///< the connection died while committing: the write may or may not be there
    unsupported,       ///< this store cannot do that
    newer_store,       ///< written by a newer program; this one refuses to touch it
    corrupt,           ///< the stored data contradicts itself
    overloaded,        ///< a bounded queue is full; try again later
    internal,          ///< a bug of ours
};

[[nodiscard]] std::string_view to_string(Errc code) noexcept;

/// What every operation throws on failure. `what()` is one line for a person: what happened and
/// what to do. It never holds a password.
class Error : public std::runtime_error {
  public:
    Error(Errc code, const std::string& message) : std::runtime_error(message), code_(code) {}

    [[nodiscard]] Errc code() const noexcept { return code_; }

    /// The same call may succeed when repeated. Never for outcome_unknown: repeat such a write only
    /// when it carries a key.
    [[nodiscard]] bool retryable() const noexcept {
        return code_ == Errc::unavailable || code_ == Errc::timeout || code_ == Errc::overloaded;
    }

  private:
    Errc code_;
};

}  // namespace memory
