#pragma once
// A TCP proxy that does to a connection what networks do: cuts it after so many bytes, by FIN or
// RST, falls silent, closes one half, or hands the bytes on late or in small pieces.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>

namespace support {

enum class Fault : std::uint8_t {
    none,
    close,       ///< both sides are closed
    reset,       ///< the client gets a RST
    stall,       ///< nothing is handed on any more, in either direction
    half_close,  ///< the client sees the end of the stream, its own bytes still get through
};

/// What happens to one connection.
struct ChaosPlan {
    ChaosPlan() = default;

    ChaosPlan(Fault what, std::size_t to_client) : fault(what), after_to_client(to_client) {}

    static constexpr std::size_t kNever = static_cast<std::size_t>(-1);

    Fault fault = Fault::none;
    std::size_t after_to_client = kNever;  ///< the fault comes after this many bytes to the client
    std::size_t after_to_server = kNever;  ///< or after this many bytes to the server
    std::size_t piece = 0;                 ///< hands on pieces of this many bytes; 0 = as they come
    std::chrono::milliseconds delay{0};    ///< before each piece is handed on, in either direction
    std::function<void()> on_fault;        ///< called when the fault happens
};

/// Forwards from a port of the system's choice to a port on the loopback. Everything runs on
/// `executor`, on one thread or a strand.
class ChaosProxy {
  public:
    /// Called for each connection, which are counted from 0.
    using MakePlan = std::function<ChaosPlan(std::size_t connection)>;

    ChaosProxy(
        const boost::asio::any_io_executor& executor, std::uint16_t upstream, MakePlan make_plan
    );
    ~ChaosProxy();
    ChaosProxy(const ChaosProxy&) = delete;
    ChaosProxy& operator=(const ChaosProxy&) = delete;

    [[nodiscard]] std::string uri() const;
    [[nodiscard]] std::size_t accepted() const noexcept;
    /// Bytes handed on over all connections.
    [[nodiscard]] std::size_t bytes_to_client() const noexcept;
    [[nodiscard]] std::size_t bytes_to_server() const noexcept;

  private:
    struct State;
    struct Link;
    std::shared_ptr<State> state_;
};

}  // namespace support
