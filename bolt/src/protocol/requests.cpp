// Names of requests, as the Bolt documentation writes them.
// Used in error messages and logs.

#include "protocol/requests.hpp"

namespace bolt::protocol {

std::string_view to_string(Request request) noexcept {
    switch (request) {
        case Request::hello:
            return "HELLO";
        case Request::logon:
            return "LOGON";
        case Request::logoff:
            return "LOGOFF";
        case Request::goodbye:
            return "GOODBYE";
        case Request::reset:
            return "RESET";
        case Request::run:
            return "RUN";
        case Request::begin:
            return "BEGIN";
        case Request::commit:
            return "COMMIT";
        case Request::rollback:
            return "ROLLBACK";
        case Request::discard:
            return "DISCARD";
        case Request::pull:
            return "PULL";
        case Request::telemetry:
            return "TELEMETRY";
        case Request::route:
            return "ROUTE";
    }
    return "UNKNOWN";
}

}  // namespace bolt::protocol
