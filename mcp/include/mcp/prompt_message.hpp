#pragma once
// One message of a prompt.
// Plain data without Asio or JSON, so that the sans-IO protocol code can encode it.

#include <mcp/content.hpp>

#include <cstdint>
#include <utility>

namespace mcp {

struct PromptMessage {
    enum class Role : std::uint8_t { user, assistant };
    PromptMessage() = default;

    PromptMessage(Role the_role, Content the_content)
        : role(the_role), content(std::move(the_content)) {}

    Role role = Role::user;
    Content content;
};

}  // namespace mcp
