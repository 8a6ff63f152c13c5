#pragma once
// The coroutine type of the driver's asynchronous operations.
// A task is lazy: nothing runs until it is awaited or spawned.

#include <boost/asio/awaitable.hpp>

namespace bolt {

template <class T = void>
using Task = boost::asio::awaitable<T>;

}  // namespace bolt
