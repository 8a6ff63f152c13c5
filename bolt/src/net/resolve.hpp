#pragma once
// Host names to endpoints, with a deadline that holds.
// getaddrinfo cannot be cancelled, so a look-up that takes too long is abandoned, not awaited.

#include "net/address.hpp"
#include "net/deadline.hpp"

#include <bolt/task.hpp>

#include <vector>

#include <boost/asio/ip/tcp.hpp>

namespace bolt::net {

/// At least one endpoint. Throws Error (connectivity, timeout, cancelled).
Task<std::vector<boost::asio::ip::tcp::endpoint>> resolve(Address address, Deadline deadline);

}  // namespace bolt::net
