#pragma once
// RoutingTable: which servers of a cluster serve a database, as the last ROUTE told.
// For diagnosis: the driver keeps and refreshes its tables by itself.

#include <bolt/address.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace bolt {

/// One database's table; a copy of the moment.
struct RoutingTable {
    RoutingTable() = default;

    std::string database;                  ///< empty = the server's default, which it did not name
    std::chrono::seconds time_to_live{0};  ///< as the server said, from when it was fetched
    std::vector<Address> routers;          ///< may be asked for the next table
    std::vector<Address> readers;          ///< take transactions for reading
    std::vector<Address> writers;          ///< empty while the cluster has no leader
};

}  // namespace bolt
