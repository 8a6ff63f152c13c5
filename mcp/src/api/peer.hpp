#pragma once
// One peer being served, without its transport: takes messages, runs what they ask for and hands
// back answers. Owns what is in flight: cancellation, deadlines, questions, subscriptions.
//
// A peer is a stdio process, a legacy HTTP session, or one single HTTP request (stateless).

#include "api/exchange.hpp"
#include "api/hub.hpp"
#include "api/questions.hpp"
#include "api/running_call.hpp"
#include "async/wakeup.hpp"
#include "protocol/dispatcher.hpp"

#include <mcp/principal.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

namespace mcp::api {

/// Kept alive by its running calls, which may outlast their cancellation; their answers are then
/// dropped. One executor. Make it with Server::Impl::make_peer().
class Peer : public std::enable_shared_from_this<Peer> {
  public:
    using Clock = std::chrono::steady_clock;

    Peer(boost::asio::any_io_executor ex, std::shared_ptr<Hub> hub, protocol::PeerTraits traits);
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;
    ~Peer();

    /// Takes one message, or a batch. `exchange` gets what belongs to it and its end. `headers` are
    /// those of an HTTP request, nullptr elsewhere.
    void receive(
        std::string_view text,
        const std::shared_ptr<Exchange>& exchange,
        const protocol::StandardHeaders* headers = nullptr,
        std::shared_ptr<const Principal> principal = nullptr
    );

    /// Where messages go that belong to no exchange: a stdio peer's output, a session's GET stream.
    /// nullptr takes it away; what is sent meanwhile is dropped.
    void set_outlet(std::shared_ptr<Exchange> outlet);

    /// The sender of an exchange is gone. Modern calls of it are cancelled (a disconnect is the
    /// cancellation there), legacy ones go on and their answer is handed to the exchange anyway.
    void disconnected(const Exchange& exchange);

    /// Answers subscriptions, so that their streams end; running calls go on.
    void end_subscriptions();

    /// Waits until no call runs, at most until `deadline`; false = some still run.
    Task<bool> drain(Clock::time_point deadline);

    /// Waits until fewer than `count` calls run, or wake() is called.
    Task<> wait_below(std::size_t count);
    /// Ends the present waits of wait_below() and drain().
    void wake();

    /// Answers running calls that the server stops, and cancels them.
    void abort_calls();

    /// Ends everything without another answer.
    void close();

    /// Calls whose handlers run; subscriptions are none.
    [[nodiscard]] std::size_t in_flight() const noexcept { return running_.size(); }

    /// The legacy handshake was made; its revision, else nullptr.
    [[nodiscard]] const protocol::Revision* negotiated() const noexcept {
        return dispatcher_.negotiated();
    }

    // For the hub.
    void tell_updated(std::string_view uri);
    void tell_list_changed(ListKind kind);
    void collect_watched(std::set<std::string, std::less<>>& uris) const;

    // For running calls.
    [[nodiscard]] Hub& hub() noexcept { return *hub_; }

    [[nodiscard]] const protocol::PeerTraits& traits() const noexcept { return traits_; }

    [[nodiscard]] Questions& questions() noexcept { return questions_; }

    void set_deadline(RunningCall& call, Clock::time_point deadline);

  private:
    /// One subscriptions/listen.
    struct Listening {
        Listening() = default;
        std::string id;
        protocol::ListenFilter filter;
        std::shared_ptr<Exchange> exchange;
    };

    void start(
        protocol::CallRequest request,
        const std::shared_ptr<Exchange>& exchange,
        const std::shared_ptr<const Principal>& principal
    );
    void listen(protocol::CallRequest request, const std::shared_ptr<Exchange>& exchange);
    void stop_listening(std::map<protocol::Ticket, Listening>::iterator at);
    void cancelled(protocol::CancelledCall call);
    void finished(
        protocol::Ticket ticket, std::exception_ptr error, const protocol::Answer& answer
    );
    void answer(protocol::Ticket ticket, RunningCall& running, const protocol::Answer& what);
    void count(const RunningCall& running, Metrics::End end) const;
    void update_membership();
    void arm_deadline(Clock::time_point deadline);
    void expire();

    boost::asio::any_io_executor ex_;
    std::shared_ptr<Hub> hub_;
    protocol::PeerTraits traits_;
    protocol::Dispatcher dispatcher_;
    std::map<protocol::Ticket, std::unique_ptr<RunningCall>> running_;
    std::map<protocol::Ticket, Listening> listening_;
    Questions questions_;
    std::shared_ptr<Exchange> outlet_;
    boost::asio::steady_timer deadline_timer_;
    std::optional<Clock::time_point> armed_until_;
    async::Wakeup changed_;  ///< a call ended, or wake()
    bool woken_ = false;
    bool member_ = false;  ///< of the hub's listeners
    bool closed_ = false;
};

}  // namespace mcp::api
