// The public server: checks its configuration and keeps track of its connections.
// Everything per peer is in Connection.

#include "api/connection.hpp"

#include <mcp/error.hpp>
#include <mcp/server.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace mcp {
namespace {

protocol::Description describe(const ServerConfig& config, const ToolRegistry& tools) {
    protocol::Description out;
    out.name = config.name;
    out.title = config.title;
    out.version = config.version;
    out.instructions = config.instructions;
    out.tools_json = tools.list_json();
    for (std::size_t index = 0; index < tools.size(); ++index) {
        out.tools.emplace(tools.spec(index).name, index);
    }
    return out;
}

void check(const ServerConfig& config, const ToolRegistry* tools) {
    if (tools == nullptr) {
        throw Error("a server needs a registry of tools");
    }
    if (config.name.empty() || config.version.empty()) {
        throw Error("a server needs a name and a version");
    }
    const ServerLimits& limits = config.limits;
    const bool sizes = limits.max_depth > 0 && limits.max_values > 0 && limits.max_batch > 0 &&
                       limits.max_in_flight > 0;
    const bool times = limits.call_timeout.count() > 0 && limits.drain_timeout.count() > 0 &&
                       limits.stop_timeout.count() > 0;
    if (!sizes || !times) {
        throw Error("every limit of a server must be positive");
    }
}

}  // namespace

class Server::Impl {
  public:
    Impl(
        boost::asio::any_io_executor ex,
        ServerConfig config,
        std::shared_ptr<const ToolRegistry> tools
    )
        : ex_(std::move(ex)) {
        check(config, tools.get());
        auto description = describe(config, *tools);
        shared_ = std::make_shared<const api::Shared>(
            std::move(config), std::move(tools), std::move(description)
        );
    }

    std::shared_ptr<api::Connection> connect(Transport& transport) {
        auto connection = std::make_shared<api::Connection>(ex_, shared_, transport);
        std::erase_if(connections_, [](const auto& weak) { return weak.expired(); });
        connections_.push_back(connection);
        for (int stop = 0; stop < stops_; ++stop) {
            connection->stop();
        }
        return connection;
    }

    void stop() {
        ++stops_;
        for (const auto& weak : connections_) {
            if (const auto connection = weak.lock()) {
                connection->stop();
            }
        }
    }

  private:
    boost::asio::any_io_executor ex_;
    std::shared_ptr<const api::Shared> shared_;
    std::vector<std::weak_ptr<api::Connection>> connections_;
    int stops_ = 0;
};

Server::Server(
    boost::asio::any_io_executor ex, ServerConfig config, std::shared_ptr<const ToolRegistry> tools
)
    : impl_(std::make_shared<Impl>(std::move(ex), std::move(config), std::move(tools))) {}

Server::~Server() = default;

Task<> Server::serve(Transport& transport) {
    const auto connection = impl_->connect(transport);
    co_await connection->run();
}

void Server::stop() {
    impl_->stop();
}

}  // namespace mcp
