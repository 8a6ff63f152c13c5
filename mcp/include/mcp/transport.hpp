#pragma once
// The way messages come and go: what a server needs of stdio, of a test's memory pipe, of HTTP.
// Messages are JSON texts; framing (lines, bodies) is the transport's business.

#include <mcp/task.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace mcp {

/// What Transport::read found.
class Incoming {
  public:
    enum class Kind : std::uint8_t {
        message,    ///< `text` is one message
        too_large,  ///< a message above the transport's limit was skipped
        end,        ///< the peer will send nothing more, or close_input() was called
    };

    Incoming() = default;

    explicit Incoming(std::string message) : kind_(Kind::message), text_(std::move(message)) {}

    explicit Incoming(Kind kind) : kind_(kind) {}

    [[nodiscard]] Kind kind() const noexcept { return kind_; }

    [[nodiscard]] const std::string& text() const noexcept { return text_; }

  private:
    Kind kind_ = Kind::end;
    std::string text_;
};

/// One peer. Ownership: the caller of Server::serve owns it and keeps it until serve() is over.
/// Threads: everything on the server's executor. Errors: a broken link is reported as the end of
/// the input and as closed(); nothing throws mcp::Error but read() on misuse.
class Transport {
  public:
    Transport() = default;
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;
    virtual ~Transport() = default;

    /// Waits for the next message. While more output is queued than the transport's bound it reads
    /// nothing, so that a peer that does not read its answers is not served on.
    virtual Task<Incoming> read() = 0;

    /// Queues one message and returns at once; messages queued together leave in one write.
    virtual void send(std::string_view message) = 0;

    /// Waits until everything queued is written, the link is closed or `limit` has passed.
    virtual Task<> flush(std::chrono::milliseconds limit) = 0;

    /// Ends a pending and every later read() with Kind::end; output still works.
    virtual void close_input() noexcept = 0;

    /// The peer no longer reads: answers are pointless, the server cancels what runs.
    [[nodiscard]] virtual bool closed() const noexcept = 0;
};

}  // namespace mcp
