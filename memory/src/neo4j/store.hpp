#pragma once
// The store over Neo4j: memory::Store on bolt's public interface, with the texts of cypher.hpp.
// This header is all that the rest of the library knows of Neo4j.

#include <memory/config.hpp>
#include <memory/store.hpp>

#include <memory>

#include <boost/asio/any_io_executor.hpp>

namespace memory::neo4j {

/// Makes the store; no I/O, the first operation connects and migrates. Throws
/// Errc::invalid_argument for a URI or settings that cannot work. `ex` must outlive the store, and
/// all calls are made on it (one thread or a strand). Everything else: memory::Store.
[[nodiscard]] std::unique_ptr<Store> make_store(
    boost::asio::any_io_executor ex, Neo4jConfig config
);

}  // namespace memory::neo4j
