#pragma once
// What a driver's handle and its sessions share: settings, environment, and the way to connections.
// Thread-safe: const after construction, but for what guards itself.

#include "conn/connection_provider.hpp"
#include "conn/counters.hpp"
#include "routing/home_database_cache.hpp"

#include <bolt/bookmark_manager.hpp>
#include <bolt/config.hpp>

#include <memory>
#include <string>

namespace bolt::detail {

class DriverCore {
  public:
    DriverCore(
        DriverConfig settings,
        std::shared_ptr<Environment> time,
        std::shared_ptr<conn::Counters> counts,
        std::shared_ptr<conn::ConnectionProvider> connections,
        bool with_tls
    )
        : config(std::move(settings)),
          environment(std::move(time)),
          counters(std::move(counts)),
          provider(std::move(connections)),
          encrypted(with_tls),
          query_bookmarks(make_bookmark_manager()) {}

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
    const std::shared_ptr<conn::Counters> counters;
    const std::shared_ptr<conn::ConnectionProvider> provider;
    const bool encrypted;
    const std::shared_ptr<BookmarkManager> query_bookmarks;  ///< of Driver::execute_query
    routing::HomeDatabaseCache home_databases;
};

}  // namespace bolt::detail
