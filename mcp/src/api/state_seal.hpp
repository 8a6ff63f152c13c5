#pragma once
// Signs the state that a client holds between a question and its answer, and checks it when it
// comes back: HMAC-SHA-256 over who was asked, what for and until when.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace mcp::api {

class StateSeal {
  public:
    using Clock = std::chrono::system_clock;

    /// An empty key is replaced by a random one. Throws Error for a key shorter than 32 bytes.
    explicit StateSeal(std::string key);

    /// `binding` is what the state belongs to: it is not part of the text, but open() needs it.
    [[nodiscard]] std::string seal(
        std::string_view state, std::string_view binding, Clock::time_point expires
    ) const;

    /// The state; nullopt when the text was not sealed for `binding`, was changed or is too old.
    [[nodiscard]] std::optional<std::string> open(
        std::string_view sealed, std::string_view binding, Clock::time_point now
    ) const;

  private:
    [[nodiscard]] std::string sign(std::string_view payload, std::string_view binding) const;

    std::string key_;
};

}  // namespace mcp::api
