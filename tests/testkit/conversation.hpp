#pragma once
// One TCP connection of testkit: requests in, replies out, each between two marking lines. Strictly
// one thing at a time: who asks testkit something reads its answer before anything else.

#include "testkit/protocol.hpp"

#include <bolt/task.hpp>

#include <optional>
#include <string>

#include <boost/asio/ip/tcp.hpp>

namespace testkit {

/// Hooks of drivers share it, as they may outlive the rest. Threads: the one of the loop.
class Conversation {
  public:
    Conversation(boost::asio::ip::tcp::socket socket, bool verbose);

    /// The next request; nullopt when testkit has hung up. Throws BackendError for what is no JSON.
    bolt::Task<std::optional<Request>> read();
    /// As read(), in the middle of something: throws Disconnected when testkit has hung up.
    bolt::Task<Request> expect();
    /// Throws Disconnected when testkit is gone.
    bolt::Task<> write(Reply reply);
    /// Calls back: adds an "id" to `question`, sends it, and reads the data of the request that
    /// answers it, which must be named `answer`.
    bolt::Task<Json> ask(Reply question, std::string answer);

    [[nodiscard]] Id next_id() noexcept { return ++last_id_; }

    void close() noexcept;

  private:
    bolt::Task<std::optional<std::string>> read_line();
    void show(const char* direction, const std::string& text) const;

    boost::asio::ip::tcp::socket socket_;
    std::string buffer_;
    Id last_id_ = 0;
    bool verbose_;
};

}  // namespace testkit
