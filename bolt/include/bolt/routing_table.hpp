#pragma once
// RoutingTable: which servers of a cluster serve a database, as the last ROUTE told.
// For diagnosis: the driver keeps and refreshes its tables by itself.

#include <bolt/address.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace bolt {

struct RoutingTable {
    RoutingTable() = default;

    std::string database;  ///< empty = the server's default, which it did not name
    std::chrono::seconds time_to_live{0};
    std::vector<Address> routers;
    std::vector<Address> readers;
    std::vector<Address> writers;  ///< empty while the cluster has no leader
};

}  // namespace bolt
