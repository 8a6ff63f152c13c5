// The provider of a single server; see connection_provider.hpp.
// The server decides itself whether it can serve the mode and the database.

#include "conn/connection_provider.hpp"

namespace bolt::conn {

Task<Lease> DirectProvider::acquire(
    AccessMode /*mode*/, std::string /*database*/, net::Deadline deadline
) {
    co_return co_await pool_->acquire(deadline);
}

Task<> DirectProvider::close(net::Deadline deadline) {
    co_await pool_->close(deadline);
}

}  // namespace bolt::conn
