#pragma once
// A TCP proxy that lets client and server agree on one Bolt version only, so that a driver can be
// tried with each version that a real server speaks. It changes the handshake and nothing else.

#include "wire/version.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

namespace support {

/// Forwards from a port of the system's choice to a port on the loopback. Everything runs on
/// `executor`, on one thread or a strand.
class VersionProxy {
  public:
    /// From 6.0 on the version is the only one of the manifest that the client sees; an older one
    /// is the only offer that the server sees.
    VersionProxy(
        const boost::asio::any_io_executor& executor,
        std::uint16_t upstream,
        bolt::wire::Version version
    );
    ~VersionProxy();
    VersionProxy(const VersionProxy&) = delete;
    VersionProxy& operator=(const VersionProxy&) = delete;

    [[nodiscard]] std::string uri(const std::string& scheme = "bolt") const;
    /// What the server answered to the last handshake, before anything of it was changed.
    [[nodiscard]] const std::vector<std::uint8_t>& server_answer() const noexcept;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace support
