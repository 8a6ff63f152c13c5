#pragma once
// Hooks that say where servers are: one for the address a driver was made with, one for names.
// Both are asked anew whenever a connection or a routing table is needed, and may take their time.

#include <bolt/address.hpp>
#include <bolt/task.hpp>

#include <functional>
#include <string>
#include <vector>

namespace bolt {

/// From the address in the URI to those to use in its place, in order of preference: with neo4j://
/// the routers to ask for a routing table, with bolt:// the servers to try for each connection. Not
/// asked about servers that a routing table names. What it throws fails the operation that asked;
/// an empty answer counts as a server that cannot be reached.
using AddressResolver = std::function<Task<std::vector<Address>>(Address address)>;

/// In front of the system's name look-up: from a host name to names or literal addresses, each of
/// which is then looked up by the system. Asked for every connection, also to servers that a
/// routing table names. Certificates are checked against the original name.
using DomainNameResolver = std::function<Task<std::vector<std::string>>(std::string host)>;

}  // namespace bolt
