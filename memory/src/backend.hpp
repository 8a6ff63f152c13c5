#pragma once
// Chooses and makes the store that a Config asks for.
// The only place that knows both backends.

#include <memory/config.hpp>
#include <memory/store.hpp>

#include <memory>

#include <boost/asio/any_io_executor.hpp>

namespace memory {

/// No I/O. Throws Errc::invalid_argument for a config that cannot work.
[[nodiscard]] std::unique_ptr<Store> make_store(boost::asio::any_io_executor ex, Config config);

}  // namespace memory
