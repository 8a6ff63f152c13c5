#pragma once
// One HTTP connection: reads requests one after another, hands each to an Exchange, writes its
// answer, and keeps the deadlines. Requests that come early wait in its buffer, so answers keep
// their order (RFC 9112 §9.3.2).

#include "http/head_guard.hpp"
#include "http/response.hpp"
#include "http_server/request_parser.hpp"
#include "http_server/stream.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/ip/tcp.hpp>

namespace mcp::http_server {

class Exchange;
class Site;

/// Held by its pending operations and by the site. One executor. Nothing it does throws for what a
/// peer does.
class Connection : public std::enable_shared_from_this<Connection> {
  public:
    using Clock = std::chrono::steady_clock;

    /// With a TLS context the client must speak TLS.
    Connection(
        std::shared_ptr<Site> site,
        Stream::Socket socket,
        std::shared_ptr<boost::asio::ssl::context> tls,
        const boost::asio::ip::tcp::endpoint& peer
    );
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    void start();

    /// Address of the peer, without port.
    [[nodiscard]] const std::string& address() const noexcept { return address_; }

    [[nodiscard]] bool loopback() const noexcept { return loopback_; }

    // For the exchange that the connection serves.

    /// The head is fine: read the body, after 100 Continue when the client waits for that.
    void read_body();
    /// Answers before the body was read. Short bodies are read and dropped; for others the
    /// connection ends after the answer.
    void answer_early(http::Response response);
    void answer(http::Response response);
    /// The answer is a stream of pieces from now on.
    void begin_stream(const http::Response& head);
    /// Ends the connection when more waits to be written than the limit.
    void write_piece(std::string_view piece);
    void end_stream();
    /// There will be no answer.
    void drop();

    // For the server.

    /// Closes what idles; answers are the last of their connection from now on.
    void drain(Clock::time_point now);
    /// Ends at once; the exchange is told.
    void close();
    /// Looks at the deadlines. Called every few milliseconds up to a second.
    void check(Clock::time_point now);

    [[nodiscard]] Exchange* exchange() noexcept { return exchange_.get(); }

  private:
    enum class State : std::uint8_t {
        handshake,  ///< of TLS
        head,       ///< between requests, or within a head
        deciding,   ///< the head is with the exchange
        body,
        serving,    ///< the request is with the exchange
        writing,    ///< its answer is complete and not all written
        lingering,  ///< our side is done; what still comes is dropped
        closed,
    };

    struct Output {
        Output() = default;
        std::string head;
        std::string body;

        [[nodiscard]] std::size_t size() const noexcept { return head.size() + body.size(); }

        void clear() noexcept {
            head.clear();
            body.clear();
        }
    };

    void expect_input();
    void received(const boost::system::error_code& error, std::string_view bytes);
    void input_ended(bool broken);
    void advance();
    bool step();
    bool read_head();
    bool take_head(std::size_t length);
    bool take_body();
    void refuse(int status, std::string_view text);
    void wait_until(std::chrono::milliseconds limit);

    [[nodiscard]] http::HeadOptions head_options();
    [[nodiscard]] std::size_t queued() const noexcept;
    void queue_answer(http::Response response);
    void complete();
    void flush();
    bool write_now();
    void write_later();
    void writable(const boost::system::error_code& error);
    void answered();
    void linger();
    void broken();
    void forget_exchange(bool lost);
    /// Empties a buffer, and gives a large one back.
    static void release(std::string& text);

    std::shared_ptr<Site> shared_site_;
    Site& site_;
    Stream stream_;
    std::string address_;
    bool loopback_ = false;
    State state_ = State::head;

    std::string input_;
    http::HeadScanner scanner_;
    RequestParser parser_;
    std::shared_ptr<Exchange> exchange_;
    std::unique_ptr<http::Response> early_;  ///< an answer that waits for the end of the body

    Output pending_;        ///< to be written next
    Output leaving_;        ///< being written
    std::size_t left_ = 0;  ///< bytes of leaving_ that are written

    Clock::time_point deadline_ = Clock::time_point::max();
    Clock::time_point write_deadline_ = Clock::time_point::max();
    Clock::time_point last_answer_;  ///< or when the connection was made
    std::size_t lingered_ = 0;

    bool reading_ = false;
    bool writing_ = false;
    bool advancing_ = false;
    bool input_ended_ = false;
    bool head_begun_ = false;  ///< the deadline is that of a head
    bool keep_alive_ = true;   ///< of the present request
    bool http_1_0_ = false;    ///< of the present request
    bool body_left_ = false;   ///< the present request's body was not all read
    bool streaming_ = false;   ///< the answer comes in pieces
    bool complete_ = false;    ///< the answer is all queued
    bool head_only_ = false;   ///< the present request is a HEAD
    bool draining_ = false;
    bool failed_ = false;  ///< writing is: the connection is about to be closed
};

}  // namespace mcp::http_server
