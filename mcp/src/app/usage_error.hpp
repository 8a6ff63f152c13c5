#pragma once
// The error of a user's input that is wrong before any store is touched: options, environment,
// files named by them. The program answers exit code 2.

#include <stdexcept>
#include <string>

namespace mcp::app {

/// `what()` is one line: what is wrong and what to change. Never holds a password.
class UsageError : public std::runtime_error {
  public:
    explicit UsageError(const std::string& message) : std::runtime_error(message) {}
};

}  // namespace mcp::app
