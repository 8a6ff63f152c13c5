// Name look-up that can be abandoned; see resolve.hpp.
// A numeric address needs no look-up, and so no thread.

#include "net/resolve.hpp"

#include <bolt/error.hpp>

#include <exception>
#include <memory>
#include <string>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace bolt::net {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

/// Outlives the waiting coroutine when the look-up is abandoned.
struct Lookup {
    explicit Lookup(const asio::any_io_executor& executor) : resolver(executor), done(executor) {}

    tcp::resolver resolver;
    asio::steady_timer done;  ///< expires at the deadline; cancelled when the answer is there
    boost::system::error_code error;
    std::vector<tcp::endpoint> endpoints;
    bool finished = false;
};

Task<std::vector<tcp::endpoint>> look_up(Address address, Deadline deadline) {
    boost::system::error_code not_numeric;
    const auto numeric = asio::ip::make_address(address.host, not_numeric);
    if (!not_numeric) {
        std::vector<tcp::endpoint> endpoints(1, tcp::endpoint(numeric, address.port));
        co_return endpoints;
    }
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    auto lookup = std::make_shared<Lookup>(executor);
    lookup->done.expires_at(deadline.at());
    const std::string service = std::to_string(address.port);
    auto on_answer = [lookup](
                         const boost::system::error_code& error,
                         const tcp::resolver::results_type& results
                     ) {
        lookup->error = error;
        for (const auto& entry : results) {
            lookup->endpoints.push_back(entry.endpoint());
        }
        lookup->finished = true;
        lookup->done.cancel();
    };
    lookup->resolver.async_resolve(
        address.host, service, asio::bind_executor(executor, std::move(on_answer))
    );
    constexpr auto kToken = asio::as_tuple(asio::use_awaitable);
    const auto [waited] = co_await lookup->done.async_wait(kToken);
    if (!lookup->finished) {
        lookup->resolver.cancel();
        if (waited) {
            throw Error(ErrorKind::cancelled, "cancelled while looking up " + address.host);
        }
        throw Error(
            ErrorKind::timeout, "looking up " + address.host + " took longer than the time limit"
        );
    }
    if (lookup->error || lookup->endpoints.empty()) {
        throw Error(
            ErrorKind::connectivity,
            "cannot look up " + address.host + ": " + lookup->error.message()
        );
    }
    co_return std::move(lookup->endpoints);
}

}  // namespace

Task<std::vector<tcp::endpoint>> resolve(
    Address address, DomainNameResolver hook, Deadline deadline
) {
    if (!hook) {
        co_return co_await look_up(std::move(address), deadline);
    }
    const std::vector<std::string> names = co_await hook(address.host);
    std::vector<tcp::endpoint> all;
    std::exception_ptr failure;
    for (const std::string& name : names) {
        try {
            const std::vector<tcp::endpoint> some =
                co_await look_up(Address(name, address.port), deadline);
            all.insert(all.end(), some.begin(), some.end());
        } catch (const Error& error) {
            failure = std::current_exception();
            if (error.kind() == ErrorKind::cancelled) {
                throw;
            }
        }
    }
    if (!all.empty()) {
        co_return all;
    }
    if (failure) {
        std::rethrow_exception(failure);
    }
    throw Error(
        ErrorKind::connectivity, "the domain name resolver knows no address for " + address.host
    );
}

}  // namespace bolt::net
