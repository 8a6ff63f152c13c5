#pragma once
// A peer over a Transport: one stream of messages in, one out, for as long as the link lives.
// Reads until the input ends, then lets running calls finish and leaves.

#include "api/exchange.hpp"
#include "api/peer.hpp"

#include <mcp/server.hpp>
#include <mcp/transport.hpp>

#include <chrono>
#include <memory>

namespace mcp::api {

/// One executor. Calls that ignore their cancellation may outlast run(); their answers are dropped.
class StreamSession : public std::enable_shared_from_this<StreamSession> {
  public:
    /// `transport` must live until run() is over.
    StreamSession(std::shared_ptr<Peer> peer, Transport& transport, const ServerLimits& limits);

    /// The whole life of the session. Does not throw for what a peer does.
    Task<> run();

    /// First call: read no more and finish; later ones: cancel what runs.
    void stop();

  private:
    using Clock = std::chrono::steady_clock;

    /// Everything goes to the transport, which is gone before calls that outlast run().
    class Output final : public Exchange {
      public:
        explicit Output(Transport& transport) : transport_(&transport) {}

        void send(std::string_view message) override;
        void finish(protocol::Reply reply) override;

        void detach() noexcept { transport_ = nullptr; }

      private:
        Transport* transport_;
    };

    Task<> read_messages();
    Task<> drain();

    std::shared_ptr<Peer> peer_;
    Transport& transport_;
    ServerLimits limits_;
    std::shared_ptr<Output> output_;
    int stops_ = 0;
    bool running_ = true;
    Clock::time_point stopped_at_;
};

}  // namespace mcp::api
