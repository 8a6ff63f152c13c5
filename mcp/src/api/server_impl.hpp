#pragma once
// The inside of mcp::Server, for the library's own transports: makes peers, and stops those that
// are served over a Transport.

#include "api/hub.hpp"
#include "api/peer.hpp"
#include "api/stream_session.hpp"

#include <mcp/server.hpp>

#include <memory>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

namespace mcp {

class Server::Impl {
  public:
    Impl(boost::asio::any_io_executor ex, ServerConfig config, Features features);

    [[nodiscard]] std::shared_ptr<api::Peer> make_peer(protocol::PeerTraits traits);
    [[nodiscard]] std::shared_ptr<api::StreamSession> serve(Transport& transport);
    void stop();

    [[nodiscard]] api::Hub& hub() noexcept { return *hub_; }

  private:
    boost::asio::any_io_executor ex_;
    std::shared_ptr<api::Hub> hub_;
    std::vector<std::weak_ptr<api::StreamSession>> sessions_;
    int stops_ = 0;
};

}  // namespace mcp
