#pragma once
// The end of one exchange: the text to send back, and what a transport with status codes says of
// it. Plain data. Sans-IO.

#include <string>
#include <utility>

namespace mcp::protocol {

struct Reply {
    Reply() = default;

    explicit Reply(std::string the_text, int status = 200)
        : text(std::move(the_text)), http_status(status) {}

    /// One JSON-RPC answer (or batch of answers); empty = there is nothing to answer, because it
    /// was a notification (202) or the client cancelled.
    std::string text;
    /// Streamable HTTP, modern era: 400 for what is wrong with the envelope or its headers, 404 for
    /// an unknown method, 403 for a missing scope; else 200.
    int http_status = 200;
    /// The scope that the principal lacks; goes into the challenge of a 403.
    std::string missing_scope;
};

}  // namespace mcp::protocol
