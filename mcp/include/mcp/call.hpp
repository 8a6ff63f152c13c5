#pragma once
// The context of one running request: who asks, by when, and how to speak with the client before
// the answer: progress, log messages, questions.

#include <mcp/log_level.hpp>
#include <mcp/principal.hpp>
#include <mcp/task.hpp>

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace mcp {

/// A question to the client.
class InputRequest {
  public:
    InputRequest() = default;

    /// A form for the user: `schema` is JSON text, an object schema of flat properties.
    [[nodiscard]] static InputRequest elicitation(
        std::string key, const std::string& message, const std::string& schema
    );
    /// A completion by the client's model; `params` is the JSON text of sampling/createMessage.
    [[nodiscard]] static InputRequest sampling(std::string key, std::string params);
    /// The client's folders.
    [[nodiscard]] static InputRequest roots(std::string key);

    std::string key;         ///< names the answer; unique within one Call::ask
    std::string method;      ///< e.g. elicitation/create
    std::string params;      ///< JSON text of an object
    std::string capability;  ///< what the client must declare: elicitation, sampling, roots
};

/// One running request; lives until its handler is done. Single-threaded like the server.
class Call {
  public:
    using Clock = std::chrono::steady_clock;
    using Answers = std::map<std::string, nlohmann::json, std::less<>>;

    /// The server's side of a call. Without one (in a handler's unit test) progress and log are
    /// dropped and no client answers.
    class Port {
      public:
        Port() = default;
        Port(const Port&) = delete;
        Port& operator=(const Port&) = delete;
        virtual ~Port() = default;

        virtual void progress(double done, std::optional<double> total, std::string_view text) = 0;
        virtual void log(LogLevel level, std::string_view logger, std::string_view data) = 0;
        [[nodiscard]] virtual bool client_can(std::string_view capability) const = 0;
        virtual Task<Answers> ask(std::vector<InputRequest> questions) = 0;
        [[nodiscard]] virtual std::string state() const = 0;
        virtual void keep_state(std::string state) = 0;
        [[nodiscard]] virtual std::shared_ptr<const Principal> principal() const = 0;
    };

    Call(std::string_view target, Clock::time_point deadline, Port* port = nullptr)
        : target_(target), deadline_(deadline), port_(port) {}

    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

    /// Name of the tool or prompt called, or the URI read.
    [[nodiscard]] std::string_view target() const noexcept { return target_; }

    /// When the server answers for the handler that time is up.
    [[nodiscard]] Clock::time_point deadline() const noexcept { return deadline_; }

    /// The caller gave up, the deadline passed or the server stops. The handler's pending wait is
    /// cancelled (terminal) as well; what it returns is dropped.
    [[nodiscard]] bool cancelled() const noexcept { return cancelled_; }

    /// Who calls; nullptr over a transport without authorization (stdio).
    [[nodiscard]] std::shared_ptr<const Principal> principal() const;

    /// Tells a client that asked for it how far the work is; otherwise nothing happens. `done` must
    /// rise from call to call; what does not is dropped, and so are more than fifty in a second
    /// except the last of all (done == total).
    void progress(double done, std::optional<double> total = {}, std::string_view text = {});

    /// Sends a log message to a client that asked for its level; `data` is JSON text.
    void log(LogLevel level, std::string_view data, std::string_view logger = {});

    /// Whether the client declared a capability such as `elicitation`.
    [[nodiscard]] bool client_can(std::string_view capability) const;

    /// Asks the client and waits for its answers, by key: the results of the requests.
    ///
    /// In the legacy eras each question is a request to the client, and the handler goes on. In
    /// the modern era the call is answered input_required and the handler ends here (ask() throws
    /// what only the server may catch); the client calls again with its answers, the handler runs
    /// from its beginning, and this time ask() answers at once: until then do nothing that must
    /// not be done twice. Throws ProtocolError (-32021) when a modern client did not declare the
    /// capability, ToolError when a legacy client cannot be asked or answers with an error.
    Task<Answers> ask(std::vector<InputRequest> questions);

    /// What the handler kept with keep_state() when it last asked in this call; empty at first.
    [[nodiscard]] std::string state() const;

    /// Keeps a text over the next ask(). The client holds it, signed: it can read it, but neither
    /// change it nor use it for another call or principal.
    void keep_state(std::string state);

    void mark_cancelled() noexcept { cancelled_ = true; }

    void set_deadline(Clock::time_point deadline) noexcept { deadline_ = deadline; }

  private:
    std::string_view target_;
    Clock::time_point deadline_;
    Port* port_;
    bool cancelled_ = false;
};

}  // namespace mcp
