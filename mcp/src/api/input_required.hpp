#pragma once
// How a handler that asks a modern client ends: thrown by Call::ask, caught where calls end.
// Not an exception of std: handlers that catch std::exception must not swallow it.

#include <mcp/call.hpp>

#include <utility>
#include <vector>

namespace mcp::api {

class InputRequired {
  public:
    explicit InputRequired(std::vector<InputRequest> questions)
        : questions_(std::move(questions)) {}

    [[nodiscard]] const std::vector<InputRequest>& questions() const noexcept { return questions_; }

  private:
    std::vector<InputRequest> questions_;
};

}  // namespace mcp::api
