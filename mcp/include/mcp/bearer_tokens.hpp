#pragma once
// Authorization by tokens from a file: for one machine or a small team, without an authorization
// server. docs/mcp.md, "With tokens", has the file's format.

#include <mcp/authorization.hpp>
#include <mcp/scopes.hpp>
#include <mcp/task.hpp>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <string_view>

namespace mcp {

struct BearerTokenConfig {
    BearerTokenConfig() = default;
    /// A regular file of the process's own user with mode 0600.
    std::filesystem::path file;
    /// The scopes that the file may grant, and what each includes.
    ScopeTable scopes;
    /// The shortest time between two looks at whether the file changed.
    std::chrono::milliseconds check_interval{1'000};
    /// The clock of that; empty = the system's.
    std::function<std::chrono::steady_clock::time_point()> now;
    /// One line when the file changed, or a new version of it is no good; never a token. Empty =
    /// silence.
    std::function<void(std::string_view line)> log;
};

/// Grants what the file says of a token; a principal's id is `token:<name>`.
///
/// Tokens are kept and compared as SHA-256 digests, each with all, in a time that does not depend
/// on which one it is. A changed file counts from the next look on, as a whole; a new version that
/// is no good changes nothing. Errors: the constructor throws Error, with what to do, when the file
/// cannot be used.
class BearerTokenAuthorizer final : public Authorizer {
  public:
    explicit BearerTokenAuthorizer(BearerTokenConfig config);
    ~BearerTokenAuthorizer() override;

    Task<Authorization> check(std::string_view header) override;

    /// Tokens that are good now.
    [[nodiscard]] std::size_t size() const noexcept;

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace mcp
