#pragma once
// Requests of ours that a legacy client has not answered yet.
// One executor; the waiter's coroutine owns a QuestionSet, which forgets its questions when it
// ends.

#include "async/wakeup.hpp"
#include "json/json_io.hpp"
#include "protocol/dispatcher.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace mcp::api {

/// All open questions of one peer.
class Questions {
  public:
    explicit Questions(boost::asio::any_io_executor ex) : answered_(std::move(ex)) {}

    /// An answer that nobody waits for is dropped.
    void take(protocol::ClientAnswer answer);

    [[nodiscard]] async::Wakeup& answered() noexcept { return answered_; }

  private:
    friend class QuestionSet;

    struct Open {
        Open() = default;
        bool done = false;
        protocol::ClientAnswer answer;
    };

    std::map<std::string, std::shared_ptr<Open>, std::less<>> open_;  ///< by id
    std::uint64_t next_ = 1;
    async::Wakeup answered_;
};

/// The questions of one Call::ask.
class QuestionSet {
  public:
    explicit QuestionSet(Questions& questions) : questions_(questions) {}

    QuestionSet(const QuestionSet&) = delete;
    QuestionSet& operator=(const QuestionSet&) = delete;
    ~QuestionSet();

    /// The id to send the question `key` with, as JSON text.
    [[nodiscard]] std::string add(const std::string& key);

    [[nodiscard]] bool complete() const noexcept;

    /// Results by key; throws ToolError when a client answered an error, and what it said.
    [[nodiscard]] std::map<std::string, json::Value, std::less<>> results() const;

  private:
    struct Asked {
        Asked() = default;
        std::string id;
        std::shared_ptr<Questions::Open> open;
    };

    Questions& questions_;
    std::map<std::string, Asked, std::less<>> asked_;  ///< by key
};

}  // namespace mcp::api
