// Asking several authorizers.
// See any_authorizer.hpp for which answer counts.
#include <mcp/any_authorizer.hpp>
#include <mcp/error.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace mcp {
namespace {

using Authorizers = std::vector<std::shared_ptr<Authorizer>>;

/// The authorizers are shared, so that the question outlives whoever asked it.
Task<Authorization> ask(Authorizers authorizers, std::string header) {
    Authorization answer;
    bool unavailable = false;
    Authorization cannot_tell;
    for (const std::shared_ptr<Authorizer>& authorizer : authorizers) {
        answer = co_await authorizer->check(header);
        if (answer.status() == Authorization::Status::granted) {
            co_return answer;
        }
        if (answer.status() == Authorization::Status::unavailable) {
            unavailable = true;
            cannot_tell = answer;
        }
    }
    if (unavailable) {
        co_return cannot_tell;
    }
    co_return answer;
}

}  // namespace

AnyAuthorizer::AnyAuthorizer(std::vector<std::shared_ptr<Authorizer>> authorizers)
    : authorizers_(std::move(authorizers)) {
    const auto is_none = [](const std::shared_ptr<Authorizer>& one) { return one == nullptr; };
    if (authorizers_.empty() || std::ranges::any_of(authorizers_, is_none)) {
        throw Error("AnyAuthorizer: give at least one authorizer, and no null pointer");
    }
}

AnyAuthorizer::~AnyAuthorizer() = default;

Task<Authorization> AnyAuthorizer::check(std::string_view header) {
    return ask(authorizers_, std::string(header));
}

}  // namespace mcp
