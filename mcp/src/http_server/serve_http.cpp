// serve_http(): an HTTP server under the signals of a process. SIGINT and SIGTERM end it, SIGHUP
// reads its certificates again.

#include <mcp/error.hpp>
#include <mcp/http.hpp>

#include <csignal>
#include <memory>
#include <string>
#include <utility>

#include <boost/asio/signal_set.hpp>
#include <boost/asio/this_coro.hpp>

namespace mcp {
namespace {

namespace asio = boost::asio;

/// Handlers hold only weak references, so it may go away at any time.
class HttpSignals : public std::enable_shared_from_this<HttpSignals> {
  public:
    HttpSignals(
        const asio::any_io_executor& ex,
        HttpServer& server,
        std::function<void(std::string_view line)> log
    )
        : server_(server), log_(std::move(log)), signals_(ex, SIGINT, SIGTERM, SIGHUP) {}

    void wait() {
        signals_.async_wait([weak = weak_from_this(
                             )](const boost::system::error_code& error, int number) {
            const auto self = weak.lock();
            if (self != nullptr && !error) {
                self->received(number);
                self->wait();
            }
        });
    }

    void finish() {
        boost::system::error_code ignored;
        signals_.cancel(ignored);
    }

  private:
    void received(int number) {
        if (number != SIGHUP) {
            return server_.stop();
        }
        try {
            server_.reload_certificates();
            say("certificates read again");
        } catch (const Error& error) {
            say(std::string("going on with the old certificate: ") + error.what());
        }
    }

    void say(std::string_view line) const {
        if (log_) {
            log_(line);
        }
    }

    HttpServer& server_;
    std::function<void(std::string_view line)> log_;
    asio::signal_set signals_;
};

}  // namespace

Task<> serve_http(HttpServer& server, std::function<void(std::string_view line)> log) {
    const auto ex = co_await asio::this_coro::executor;
    const auto signals = std::make_shared<HttpSignals>(ex, server, std::move(log));
    signals->wait();
    co_await server.serve();
    signals->finish();
}

}  // namespace mcp
