#pragma once
// Several ways to be authorized at once: people with tokens of an issuer, programs with one from a
// file. Each is asked in turn.

#include <mcp/authorization.hpp>
#include <mcp/task.hpp>

#include <memory>
#include <string_view>
#include <vector>

namespace mcp {

/// Grants what the first of its authorizers grants. When none does, it answers `unavailable` if
/// one could not tell, else what the last one said.
class AnyAuthorizer final : public Authorizer {
  public:
    /// Throws Error for none, or for a nullptr among them.
    explicit AnyAuthorizer(std::vector<std::shared_ptr<Authorizer>> authorizers);
    ~AnyAuthorizer() override;

    Task<Authorization> check(std::string_view header) override;

  private:
    std::vector<std::shared_ptr<Authorizer>> authorizers_;
};

}  // namespace mcp
