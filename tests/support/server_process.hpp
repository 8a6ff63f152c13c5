#pragma once
// A test's Bolt server in a process of its own: what it needs of memory and time is not the
// driver's. It ends with the object, or with the test's process.

#include "support/bolt_server.hpp"

#include <cstdint>
#include <string>

namespace support {

class ServerProcess {
  public:
    /// Forks, so that the process must have one thread only at this moment.
    explicit ServerProcess(const BoltServer::MakeBrain& make_brain);
    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;
    ~ServerProcess();

    [[nodiscard]] std::string uri() const;

  private:
    int child_ = -1;
    int alive_ = -1;  ///< a pipe that the child reads: it ends when this is closed
    std::uint16_t port_ = 0;
};

}  // namespace support
