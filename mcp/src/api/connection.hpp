#pragma once
// One peer being served: feeds its messages to the dispatcher, runs the calls, sends the answers.
// Owns what is in flight: cancellation signals and deadlines.

#include "async/wakeup.hpp"
#include "protocol/dispatcher.hpp"

#include <mcp/server.hpp>
#include <mcp/tool.hpp>
#include <mcp/transport.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <map>
#include <memory>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

namespace mcp::api {

/// What all connections of a server share; immutable while serving.
struct Shared {
    Shared(
        ServerConfig the_config,
        std::shared_ptr<const ToolRegistry> the_tools,
        protocol::Description the_description
    );

    ServerConfig config;
    std::shared_ptr<const ToolRegistry> tools;
    protocol::Description description;
    protocol::Modern modern;

    void log(std::string_view line) const;
};

/// Kept alive by its running calls, which may outlast serve() when they ignore their cancellation;
/// their answers are then dropped. One executor.
class Connection : public std::enable_shared_from_this<Connection> {
  public:
    Connection(
        boost::asio::any_io_executor ex, std::shared_ptr<const Shared> shared, Transport& transport
    );

    /// The whole life of the connection. Does not throw for what a peer does.
    Task<> run();

    /// First call: read no more and finish; later ones: cancel what runs.
    void stop();

  private:
    using Clock = std::chrono::steady_clock;

    struct Running {
        Running(std::string_view tool_name, std::size_t index, Clock::time_point deadline)
            : call(tool_name, deadline), tool(index) {}

        Call call;
        std::size_t tool;
        boost::asio::cancellation_signal cancel;
    };

    Task<> read_messages();
    Task<> drain();

    void perform(protocol::Actions& actions);
    void start(protocol::CallRequest request);
    void finished(protocol::Ticket ticket, std::exception_ptr error, const ToolResult& result);
    void answer(protocol::Ticket ticket, const ToolResult& result);
    static void cancel(Running& running);
    void cancel_all();
    void arm_deadline();
    void expire();

    boost::asio::any_io_executor ex_;
    std::shared_ptr<const Shared> shared_;
    Transport* transport_;  ///< nullptr once run() is over
    protocol::Dispatcher dispatcher_;
    protocol::Actions actions_;
    /// Tickets rise and every call gets the same time, so this is also the order of deadlines.
    std::map<protocol::Ticket, std::unique_ptr<Running>> running_;
    boost::asio::steady_timer deadline_timer_;
    bool deadline_armed_ = false;
    async::Wakeup changed_;  ///< a call ended, or stop()
    int stops_ = 0;
    Clock::time_point stopped_at_;
};

}  // namespace mcp::api
