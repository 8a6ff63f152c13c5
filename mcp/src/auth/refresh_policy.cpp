// The arithmetic of fetching keys again.
// Every rule is one comparison of two moments; see the header for what they mean.
#include "auth/refresh_policy.hpp"

namespace mcp::auth {

bool RefreshPolicy::usable(Time now) const {
    return fetched_.has_value() && now - *fetched_ < times_.usable;
}

bool RefreshPolicy::due(Time now) const {
    if (fetched_.has_value() && now - *fetched_ < times_.lifetime) {
        return false;
    }
    return !attempt_.has_value() || now - *attempt_ >= times_.retry;
}

bool RefreshPolicy::due_for_unknown(Time now) const {
    return !attempt_.has_value() || now - *attempt_ >= times_.unknown;
}

}  // namespace mcp::auth
