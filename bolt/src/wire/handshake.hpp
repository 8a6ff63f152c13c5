#pragma once
// The negotiation before the first message: 60 60 B0 17 and four offers; the server chooses one, or
// sends its manifest (00 00 01 FF) from which we choose. Bytes in, bytes out.

#include "wire/version.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace bolt::wire {

/// One negotiation. Offers the manifest, 5.8 to 5.0, 4.4 to 4.2 and 3.0; 6.x is in manifests only.
class Handshake {
  public:
    enum class Status : std::uint8_t { needs_more, done, failed };

    /// What to send first.
    [[nodiscard]] static std::vector<std::uint8_t> opening();

    /// Takes what it needs from the front of `input`.
    [[nodiscard]] Status feed(std::span<const std::uint8_t>& input);

    /// How many bytes at least belong to the negotiation from here on: what may be read at once,
    /// because what follows is the client's. 0 when it is over.
    [[nodiscard]] std::size_t wants() const noexcept;

    /// After done: what to send before the first message, with it; empty without a manifest.
    [[nodiscard]] const std::vector<std::uint8_t>& reply() const noexcept { return reply_; }

    [[nodiscard]] Version version() const noexcept { return version_; }

    /// After failed: what went wrong and what to do about it.
    [[nodiscard]] const std::string& problem() const noexcept { return problem_; }

  private:
    enum class Step : std::uint8_t { choice, count, ranges, capabilities, done, failed };

    [[nodiscard]] Status fail(std::string problem);
    [[nodiscard]] Status on_choice();
    [[nodiscard]] bool varint(std::uint8_t byte, bool& finished);
    void consider_range();
    [[nodiscard]] Status choose();

    Step step_ = Step::choice;
    std::vector<std::uint8_t> word_;  ///< bytes of the current four-byte word
    std::uint64_t number_ = 0;        ///< the current varint
    unsigned shift_ = 0;
    std::uint64_t ranges_left_ = 0;
    Version best_;
    Version version_;
    std::vector<std::uint8_t> reply_;
    std::string problem_;
};

}  // namespace bolt::wire
