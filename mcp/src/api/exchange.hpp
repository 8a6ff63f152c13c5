#pragma once
// One incoming message's way back to its sender; every transport has its own.
// stdio writes lines; HTTP writes one JSON body, or a stream of events once something precedes the
// answer.

#include "protocol/reply.hpp"

#include <string_view>

namespace mcp::api {

/// Held by the calls that the message started. One executor; neither method may throw or call back
/// into the Peer.
class Exchange {
  public:
    Exchange() = default;
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;
    virtual ~Exchange() = default;

    /// A notification or a request to the client that belongs before the answer.
    virtual void send(std::string_view message) = 0;

    /// The end, exactly once for each message received, perhaps before Peer::receive() returns;
    /// not at all once the peer was closed.
    virtual void finish(protocol::Reply reply) = 0;
};

}  // namespace mcp::api
