#pragma once
// Host names to endpoints, with a deadline that holds.
// getaddrinfo cannot be cancelled, so a look-up that takes too long is abandoned, not awaited.

#include "net/deadline.hpp"

#include <bolt/address.hpp>
#include <bolt/resolver.hpp>
#include <bolt/task.hpp>

#include <vector>

#include <boost/asio/ip/tcp.hpp>

namespace bolt::net {

/// At least one endpoint. With a hook, those of all the names that it answers, in its order; one
/// that cannot be looked up is passed over when another one can. Throws Error (connectivity,
/// timeout, cancelled) and what the hook throws.
Task<std::vector<boost::asio::ip::tcp::endpoint>> resolve(
    Address address, DomainNameResolver hook, Deadline deadline
);

}  // namespace bolt::net
