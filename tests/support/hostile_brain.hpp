#pragma once
// A server that turns on its client: it answers well up to one moment of one connection, and then
// with whatever the test hands it. All other connections are served as the echo server does.

#include "support/bolt_echo.hpp"
#include "support/bolt_server.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace support {

/// What is sent instead of an answer, and when: at "connect", at the "opening", or as the answer of
/// the first request of that name.
struct Attack {
    Attack() = default;

    Attack(std::string moment, Reply what) : at(std::move(moment)), reply(std::move(what)) {}

    std::string at;
    Reply reply;
};

class HostileBrain final : public Brain {
  public:
    HostileBrain(std::shared_ptr<EchoLedger> ledger, Attack attack, std::shared_ptr<bool> struck)
        : echo_(std::move(ledger)), attack_(std::move(attack)), struck_(std::move(struck)) {}

    [[nodiscard]] Reply on_connect() override {
        return strikes("connect") ? attack_.reply : Reply();
    }

    [[nodiscard]] std::optional<Reply> on_opening() override {
        return strikes("opening") ? std::optional(attack_.reply) : std::nullopt;
    }

    [[nodiscard]] Reply on_request(const BoltRequest& request) override {
        const Reply usual = echo_.on_request(request);
        return strikes(request.name) ? attack_.reply : usual;
    }

  private:
    bool strikes(const std::string& moment) {
        if (*struck_ || attack_.at != moment) {
            return false;
        }
        *struck_ = true;
        return true;
    }

    Echo echo_;
    Attack attack_;
    std::shared_ptr<bool> struck_;  ///< shared by all connections: it happens once
};

// What may be sent. All are whole chunked messages, unless they say otherwise.

/// A message of one structure with this tag and these bytes for its fields.
[[nodiscard]] std::vector<std::uint8_t> message_of(
    std::uint8_t tag, std::uint8_t fields, const std::vector<std::uint8_t>& body
);
/// `size` bytes that a seed decides; no message at all, most likely.
[[nodiscard]] std::vector<std::uint8_t> random_bytes(std::uint32_t seed, std::size_t size);
/// `one`, as often as it fits into about `size` bytes.
[[nodiscard]] std::vector<std::uint8_t> repeated(
    const std::vector<std::uint8_t>& one, std::size_t size
);
/// Lists in lists, `depth` of them.
[[nodiscard]] std::vector<std::uint8_t> nested_lists(std::size_t depth);

}  // namespace support
