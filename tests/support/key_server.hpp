#pragma once
// An issuer's web server inside the test, as far as key sets go: one answer for each connection,
// on a loopback port of the system's choice, with or without TLS.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include <boost/asio/any_io_executor.hpp>

namespace boost::asio::ssl {
class context;
}

namespace support {

/// What it does with a request.
struct KeyAnswer {
    KeyAnswer() = default;

    explicit KeyAnswer(std::string bytes) : text(std::move(bytes)) {}

    /// As most servers would send the document.
    [[nodiscard]] static KeyAnswer document(const std::string& body);

    std::string text;     ///< sent as it is; then the connection is closed
    bool silent = false;  ///< nothing is sent, and the connection stays until the client goes
};

/// Runs on the test's loop.
class KeyServer {
  public:
    /// `answer` is called for each request with its text. `tls` may be nullptr.
    KeyServer(
        const boost::asio::any_io_executor& ex,
        std::function<KeyAnswer(const std::string& request)> answer,
        std::shared_ptr<boost::asio::ssl::context> tls = nullptr
    );
    ~KeyServer();
    KeyServer(const KeyServer&) = delete;
    KeyServer& operator=(const KeyServer&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept;

    /// `http://127.0.0.1:<port>/keys`, or with https and the name localhost.
    [[nodiscard]] std::string url() const;

    /// Connections so far.
    [[nodiscard]] std::size_t connections() const noexcept;

  private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace support
