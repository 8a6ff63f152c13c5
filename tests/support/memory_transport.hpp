#pragma once
// A transport in memory: a test gives messages and sees the answers, without descriptors.
// Runs on the test's io_context; the answers are kept in the order they were sent.

#include <mcp/transport.hpp>

#include <chrono>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace support {

class MemoryTransport final : public mcp::Transport {
  public:
    explicit MemoryTransport(boost::asio::any_io_executor ex) : arrival_(std::move(ex)) {}

    /// A message of the peer.
    void push(std::string message) { push(mcp::Incoming(std::move(message))); }

    void push(mcp::Incoming incoming) {
        input_.push_back(std::move(incoming));
        arrival_.cancel();
    }

    /// The peer says no more.
    void end() { push(mcp::Incoming(mcp::Incoming::Kind::end)); }

    /// The peer reads no more.
    void break_output() {
        closed_ = true;
        end();
    }

    [[nodiscard]] const std::vector<std::string>& sent() const noexcept { return sent_; }

    /// Messages that the server has not read yet.
    [[nodiscard]] std::size_t unread() const noexcept { return input_.size(); }

    boost::asio::awaitable<mcp::Incoming> read() override {
        while (input_.empty()) {
            boost::system::error_code woken;
            arrival_.expires_at(std::chrono::steady_clock::time_point::max());
            co_await arrival_.async_wait(
                boost::asio::redirect_error(boost::asio::use_awaitable, woken)
            );
        }
        mcp::Incoming next = std::move(input_.front());
        input_.pop_front();
        co_return next;
    }

    void send(std::string_view message) override { sent_.emplace_back(message); }

    boost::asio::awaitable<void> flush(std::chrono::milliseconds /*limit*/) override { co_return; }

    void close_input() noexcept override {
        input_.clear();
        end();
    }

    [[nodiscard]] bool closed() const noexcept override { return closed_; }

  private:
    boost::asio::steady_timer arrival_;
    std::deque<mcp::Incoming> input_;
    std::vector<std::string> sent_;
    bool closed_ = false;
};

}  // namespace support
