// Names of the kinds of failure, for logs and tests.
// They are the enumerators' own names.
#include <memory/error.hpp>

namespace memory {

std::string_view to_string(Errc code) noexcept {
    switch (code) {
        case Errc::invalid_argument:
            return "invalid_argument";
        case Errc::not_found:
            return "not_found";
        case Errc::conflict:
            return "conflict";
        case Errc::cycle:
            return "cycle";
        case Errc::unavailable:
            return "unavailable";
        case Errc::timeout:
            return "timeout";
        case Errc::cancelled:
            return "cancelled";
        case Errc::outcome_unknown:
            return "outcome_unknown";
        case Errc::unsupported:
            return "unsupported";
        case Errc::newer_store:
            return "newer_store";
        case Errc::corrupt:
            return "corrupt";
        case Errc::overloaded:
            return "overloaded";
        case Errc::internal:
            return "internal";
    }
    return "internal";
}

}  // namespace memory
