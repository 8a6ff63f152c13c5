#pragma once
// A Bolt server inside the test: real bytes over a loopback socket on a port of the system's
// choice. It does sockets, handshake and framing; a Brain per connection decides what to answer.

#include "support/bolt_messages.hpp"
#include "wire/version.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

namespace boost::asio::ssl {
class context;
}

namespace support {

/// Answers the requests of one connection, in order.
class Brain {
  public:
    Brain() = default;
    Brain(const Brain&) = delete;
    Brain& operator=(const Brain&) = delete;
    virtual ~Brain() = default;

    [[nodiscard]] virtual Reply on_request(const BoltRequest& request) = 0;

    /// Sent as soon as the client has connected, before TLS and before anything is read.
    [[nodiscard]] virtual Reply on_connect() { return {}; }

    /// Instead of the version that the options say; after it come requests.
    [[nodiscard]] virtual std::optional<Reply> on_opening() { return std::nullopt; }
};

/// One read or write of the server: of a request, of one message of its answer, or of one piece of
/// it when the server sends in pieces.
struct ServerStep {
    ServerStep() = default;

    ServerStep(std::size_t of, bool reads, std::string what)
        : connection(of), is_read(reads), name(std::move(what)) {}

    std::size_t connection = 0;
    bool is_read = false;
    std::string name;  ///< of the request that is answered, or "handshake"; empty for a read
};

struct BoltServerOptions {
    BoltServerOptions() = default;
    /// Called right before each step; what it answers, if not Ending::none, happens in its place.
    std::function<Ending(const ServerStep& step)> on_step;
    bolt::wire::Version version{5, 8};
    bool manifest = false;  ///< answers the handshake with a manifest of one range
    /// With `manifest`: this one, from its mark to its capabilities; `version` must be chosen.
    std::vector<std::uint8_t> manifest_answer;
    std::vector<std::uint8_t> handshake_answer;  ///< instead of the version, and then the end
    std::size_t piece = 0;  ///< sends in pieces of this many bytes; 0 = all at once
    /// With on_step: what is sent before it ends the conversation leaves together, and fast.
    bool gather = false;
    std::shared_ptr<boost::asio::ssl::context> tls;  ///< null = plain
};

/// Listens from construction to stop() or destruction. Everything runs on `executor`, on one
/// thread or a strand; only the counters may be read elsewhere.
class BoltServer {
  public:
    /// Called for each connection, which are counted from 0.
    using MakeBrain = std::function<std::shared_ptr<Brain>(std::size_t connection)>;

    BoltServer(
        const boost::asio::any_io_executor& executor,
        MakeBrain make_brain,
        BoltServerOptions options = {}
    );
    ~BoltServer();
    BoltServer(const BoltServer&) = delete;
    BoltServer& operator=(const BoltServer&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept;
    [[nodiscard]] std::string uri(const std::string& scheme = "bolt") const;
    /// Connections accepted so far.
    [[nodiscard]] std::size_t accepted() const noexcept;
    /// Connections open now.
    [[nodiscard]] std::size_t open() const noexcept;
    /// Requests that were no Bolt messages, as text; empty when all was well.
    [[nodiscard]] std::string problem() const;
    /// Closes all connections and goes on listening.
    void drop_connections();
    /// Closes everything.
    void stop();

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace support
