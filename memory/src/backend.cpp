// Both stores, side by side.
// A build without one of them would leave out its case here and nothing else.
#include "backend.hpp"

#include "neo4j/store.hpp"
#include "sqlite/store.hpp"

#include <utility>

namespace memory {

std::unique_ptr<Store> make_store(boost::asio::any_io_executor ex, Config config) {
    if (config.backend == Backend::neo4j) {
        return neo4j::make_store(std::move(ex), std::move(config.neo4j));
    }
    return sqlite::make_store(std::move(config.sqlite));
}

}  // namespace memory
