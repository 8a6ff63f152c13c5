#pragma once
// One request whose handler runs: its context for the handler, and what the peer has to know to
// end it. The server's side of mcp::Call.

#include "api/exchange.hpp"
#include "protocol/call_request.hpp"

#include <mcp/call.hpp>
#include <mcp/principal.hpp>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/cancellation_signal.hpp>

namespace mcp::api {

class InputRequired;
class Peer;

/// Lives in its peer, which every handler keeps alive. One executor.
class RunningCall final : public Call::Port {
  public:
    using Clock = Call::Clock;

    RunningCall(
        Peer& peer,
        protocol::CallRequest request,
        std::shared_ptr<Exchange> exchange,
        std::shared_ptr<const Principal> principal,
        Clock::time_point began,
        Clock::time_point deadline
    );

    [[nodiscard]] Call& call() noexcept { return call_; }

    [[nodiscard]] const Call& call() const noexcept { return call_; }

    [[nodiscard]] protocol::CallRequest& request() noexcept { return request_; }

    [[nodiscard]] const protocol::CallRequest& request() const noexcept { return request_; }

    [[nodiscard]] const std::shared_ptr<Exchange>& exchange() const noexcept { return exchange_; }

    [[nodiscard]] Clock::time_point began() const noexcept { return began_; }

    [[nodiscard]] boost::asio::cancellation_slot cancellation_slot() { return cancel_.slot(); }

    /// Marks the call and ends its handler's wait.
    void cancel();

    /// Reads the signed state that came with the request; false = it is not ours, or too old.
    [[nodiscard]] bool open_state();

    /// The members of the result that asks what `asked` says.
    [[nodiscard]] std::string input_required_members(const InputRequired& asked) const;

    /// What a client may do with the principal's scopes.
    [[nodiscard]] bool may(std::string_view scope) const;

    void progress(double done, std::optional<double> total, std::string_view text) override;
    void log(LogLevel level, std::string_view logger, std::string_view data) override;
    [[nodiscard]] bool client_can(std::string_view capability) const override;
    Task<Call::Answers> ask(std::vector<InputRequest> questions) override;
    [[nodiscard]] std::string state() const override;
    void keep_state(std::string state) override;
    [[nodiscard]] std::shared_ptr<const Principal> principal() const override;

  private:
    /// What signed state belongs to.
    [[nodiscard]] std::string binding() const;
    [[nodiscard]] Call::Answers answered(std::vector<InputRequest> questions);
    Task<Call::Answers> ask_client(std::vector<InputRequest> questions);

    Peer& peer_;
    protocol::CallRequest request_;
    std::shared_ptr<Exchange> exchange_;
    std::shared_ptr<const Principal> principal_;
    Clock::time_point began_;
    Call call_;
    boost::asio::cancellation_signal cancel_;
    std::string state_;
    Call::Answers earlier_;  ///< answers of earlier rounds, out of the signed state
    std::optional<double> last_progress_;
    Clock::time_point last_progress_at_;
};

}  // namespace mcp::api
