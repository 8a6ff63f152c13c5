#pragma once
// The servant of one testkit connection: takes requests, has them done, and turns what is thrown
// into replies.

#include "testkit/conversation.hpp"
#include "testkit/error_json.hpp"
#include "testkit/fake_clock.hpp"
#include "testkit/protocol.hpp"
#include "testkit/registry.hpp"

#include <bolt/task.hpp>

#include <exception>
#include <memory>
#include <string>
#include <vector>

namespace testkit {

/// Of the program, the same for all connections.
struct Options {
    Options() = default;

    std::vector<std::string> features;
    bool verbose = false;  ///< tell requests, replies and the drivers' logs on the standard error
};

/// Lives as long as the connection's coroutine, run(). Threads: the one of the loop.
class Backend {
  public:
    Backend(std::shared_ptr<Conversation> shared, const Options& settings);

    /// Serves until testkit hangs up, then closes the drivers.
    bolt::Task<> run();
    /// One request and its reply. Work of managed transactions calls it for what is asked
    /// meanwhile.
    bolt::Task<> handle(Request request);

    /// Keeps a result; the reply tells testkit of it.
    [[nodiscard]] Reply add_result(bolt::Result result, const Json& data);

    std::shared_ptr<Conversation> conversation;
    std::shared_ptr<FakeClock> clock = std::make_shared<FakeClock>();
    const Options& options;
    Registry objects;

  private:
    bolt::Task<> close();
    /// The reply to a request that threw.
    [[nodiscard]] Reply failed(const Request& request, const std::exception_ptr& failure);
    [[nodiscard]] ErrorPlace place_of(const Request& request);
    void remember(const Request& request, const bolt::Error& error);
};

}  // namespace testkit
