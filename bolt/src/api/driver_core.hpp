#pragma once
// What a driver's handle and its sessions share: settings, environment, and the way to connections.
// Thread-safe: const after construction, but for the provider, which guards itself.

#include "conn/connection_provider.hpp"

#include <bolt/config.hpp>

#include <memory>
#include <string>

namespace bolt::detail {

class DriverCore {
  public:
    DriverCore(
        DriverConfig settings,
        std::shared_ptr<Environment> time,
        std::unique_ptr<conn::ConnectionProvider> connections
    )
        : config(std::move(settings)),
          environment(std::move(time)),
          provider(std::move(connections)) {}

    /// Deadline of getting a connection that is asked for now.
    [[nodiscard]] net::Deadline acquisition_deadline() const {
        return net::Deadline::after(config.pool.acquisition_timeout);
    }

    void log(LogLevel level, std::string_view line) const {
        if (config.logs(level)) {
            config.log(level, line);
        }
    }

    const DriverConfig config;
    const std::shared_ptr<Environment> environment;
    const std::unique_ptr<conn::ConnectionProvider> provider;
};

}  // namespace bolt::detail
