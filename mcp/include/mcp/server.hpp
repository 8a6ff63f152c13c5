#pragma once
// The MCP server: serves tools, resources and prompts to peers over transports, in both protocol
// eras. Stateless towards the handlers: they see their arguments and the call, not the connection.

#include <mcp/prompt.hpp>
#include <mcp/resource.hpp>
#include <mcp/task.hpp>
#include <mcp/tool.hpp>
#include <mcp/transport.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

namespace mcp {

/// Bounds of one connection. Every value must be positive.
struct ServerLimits {
    ServerLimits() = default;
    std::size_t max_depth = 64;        ///< nesting of arrays and objects in a message
    std::size_t max_values = 100'000;  ///< JSON values in a message
    std::size_t max_batch = 100;       ///< messages in a batch (revision 2025-03-26 only)
    /// Calls running at once. At this number the server reads no further; calls of a batch beyond
    /// it are answered with an error.
    std::size_t max_in_flight = 256;
    /// A call without an answer after this long is cancelled and answered as failed.
    std::chrono::milliseconds call_timeout{60'000};
    /// After the end of the input: how long running calls may take to finish.
    std::chrono::milliseconds drain_timeout{5'000};
    /// After stop(): the same, shorter, because whoever asks waits.
    std::chrono::milliseconds stop_timeout{1'500};
    /// subscriptions/listen of all clients together; one more is refused.
    std::size_t max_subscriptions = 1'024;
    /// URIs that one client may subscribe to.
    std::size_t max_watched_uris = 1'000;
    /// How long a client may take to answer a question (Call::ask) of the legacy eras; the call's
    /// own time starts anew after it.
    std::chrono::milliseconds question_timeout{600'000};
    /// How long a question's signed state (Call::ask) may be answered.
    std::chrono::seconds state_lifetime{600};
};

/// What a server offers. Only what is there is declared to clients. Shared, immutable.
struct Features {
    Features() = default;
    std::shared_ptr<const ToolRegistry> tools;          ///< nullptr = none
    std::shared_ptr<const ResourceRegistry> resources;  ///< nullptr = none
    std::shared_ptr<const PromptRegistry> prompts;      ///< nullptr = none
    CompletionHandler complete;                         ///< empty = none
    /// Server::resource_updated() will be called: clients may subscribe to resources.
    bool resource_subscriptions = false;
    /// Server::resources_changed(), tools_changed(), prompts_changed() will be called.
    bool resource_list_changes = false;
    bool tool_list_changes = false;
    bool prompt_list_changes = false;
    bool logging = false;  ///< handlers call Call::log()
};

/// Who the server says it is, and how it behaves.
struct ServerConfig {
    ServerConfig() = default;
    std::string name;          ///< serverInfo.name
    std::string title;         ///< serverInfo.title, for people; empty = none
    std::string version;       ///< serverInfo.version
    std::string instructions;  ///< how the tools work together, for the model; empty = none
    ServerLimits limits;
    /// Signs the state that clients hold between a question and its answer (HMAC-SHA-256); at least
    /// 32 bytes that every process of one service shares. Empty = random, good for this process.
    std::string state_key;
    /// One line about something that went wrong; called on the server's thread. Never carries the
    /// content of messages. Empty = silence.
    std::function<void(std::string_view line)> log;
};

/// A server of tools, resources and prompts.
///
/// Ownership: shares the registries; `ex` must outlive it. Threads: all calls on one executor (an
/// io_context run by one thread, or a strand). Cancellation: cancelling serve() (terminal) is as
/// stop(), without the wait. Errors: the constructor throws Error for a config that cannot work;
/// serve() does not throw for anything a peer does.
class Server {
  public:
    Server(boost::asio::any_io_executor ex, ServerConfig config, Features features);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Serves one peer until its input ends, its link breaks or stop() is called; then lets running
    /// calls finish within the limits, writes their answers and returns. `transport` must live
    /// until then. May run for several transports at once.
    Task<> serve(Transport& transport);

    /// Makes every serve() read no more, finish and return. The second call cancels what still
    /// runs.
    void stop();

    /// Tells those who subscribed to `uri` that it changed.
    void resource_updated(std::string_view uri);
    /// Tell those who asked for it that a list changed.
    void resources_changed();
    void tools_changed();
    void prompts_changed();

    /// The URIs that somebody is subscribed to now, sorted.
    [[nodiscard]] std::vector<std::string> watched_resources() const;

    /// `changed` is called on the server's executor whenever watched_resources() may have changed.
    void on_watch_change(std::function<void()> changed);

    /// Calls, failures and durations per tool in the Prometheus text format, names beginning with
    /// `mcp_`.
    [[nodiscard]] std::string metrics_text() const;

    /// For the library's own transports.
    class Impl;

    [[nodiscard]] const std::shared_ptr<Impl>& impl() const noexcept { return impl_; }

  private:
    std::shared_ptr<Impl> impl_;
};

}  // namespace mcp
