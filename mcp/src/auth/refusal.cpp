// The two refusals that need no look at a token.
// See refusal.hpp.
#include "auth/refusal.hpp"

#include <utility>

namespace mcp::auth {

Authorization refuse_header(BearerHeader found) {
    if (found == BearerHeader::missing) {
        return Authorization::refused(Authorization::Status::missing, "no Authorization header");
    }
    return Authorization::refused(
        Authorization::Status::malformed, "the Authorization header is not Bearer and one token"
    );
}

Task<Authorization> answer(Authorization authorization) {
    co_return authorization;
}

}  // namespace mcp::auth
