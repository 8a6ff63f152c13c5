#pragma once
// Transport: the byte stream to a server, TCP or TLS behind one class, with one deadline timer.
// When the deadline passes, or the caller cancels, the socket is closed: after half an exchange
// nobody knows what the next bytes mean.

#include "net/deadline.hpp"
#include "net/tls.hpp"

#include <bolt/address.hpp>
#include <bolt/resolver.hpp>
#include <bolt/task.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include <boost/asio/any_io_executor.hpp>

namespace bolt::net {

struct TransportOptions {
    TransportOptions() = default;
    bool keep_alive = true;
    std::shared_ptr<TlsContext> tls;          ///< null = plain
    std::string server_name;                  ///< that the certificate must be for
    DomainNameResolver domain_name_resolver;  ///< empty = the system's look-up alone
    /// Whose loop the socket belongs to; empty = the connecting coroutine's. Handlers always run
    /// on the executor of the coroutine that waits.
    boost::asio::any_io_executor executor;
};

/// One connection. Threads: one coroutine at a time; close() only from there as well.
/// Errors: Error (connectivity, timeout, cancelled, tls); after any of them it is closed.
class Transport {
  public:
    /// Looks the name up, connects to the first endpoint that answers, and makes TLS if asked.
    static Task<Transport> connect(Address address, TransportOptions options, Deadline deadline);

    Transport(Transport&&) noexcept;
    Transport& operator=(Transport&&) noexcept;
    ~Transport();

    /// At least one byte; the end of the stream is Error (connectivity).
    Task<std::size_t> read_some(std::span<std::uint8_t> into, Deadline deadline);
    /// All of `bytes`, which must stay where they are.
    Task<> write_all(std::span<const std::uint8_t> bytes, Deadline deadline);

    /// Sends as much of `bytes` as the socket takes at once, and answers how many; 0 over TLS, and
    /// when the connection is broken, which the next write_all() or read_some() tells.
    [[nodiscard]] std::size_t try_write(std::span<const std::uint8_t> bytes) noexcept;
    /// Whether the peer has closed, or sent something while nothing was due. No wait.
    [[nodiscard]] bool looks_dead() noexcept;
    [[nodiscard]] bool is_open() const noexcept;
    void close() noexcept;

  private:
    class State;
    explicit Transport(std::shared_ptr<State> state);

    std::shared_ptr<State> state_;
};

}  // namespace bolt::net
