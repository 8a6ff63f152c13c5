#pragma once
// What the link to a peer can carry, which decides what the server may promise it.
// Plain data, fixed for a peer's life.

#include "protocol/era.hpp"

namespace mcp::protocol {

struct PeerTraits {
    PeerTraits() = default;

    /// Both directions, for as long as the process lives.
    [[nodiscard]] static PeerTraits stdio() {
        PeerTraits traits;
        traits.notifies = true;
        traits.asks = true;
        return traits;
    }

    /// One HTTP request that nothing outlives.
    [[nodiscard]] static PeerTraits stateless_http() {
        PeerTraits traits;
        traits.http = true;
        return traits;
    }

    /// A legacy HTTP session.
    [[nodiscard]] static PeerTraits http_session() {
        PeerTraits traits;
        traits.notifies = true;
        traits.asks = true;
        traits.http = true;
        return traits;
    }

    /// Notifications that belong to no request arrive: legacy subscriptions and list changes.
    bool notifies = false;
    /// Requests to the client are answered (legacy eras; the modern one asks by results).
    bool asks = false;
    /// Messages come with headers, and a legacy request's revision from them.
    bool http = false;
};

}  // namespace mcp::protocol
