#pragma once
// A conversation written down: what the client asks, what must be on the wire, what the server
// answers, which events come of it. Events are compared as text, so that a failure shows the
// difference.

#include "bytes.hpp"
#include "protocol/client.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace bolt::test {

/// Drives one protocol::Client. Every step checks itself and returns the script.
class Script {
  public:
    explicit Script(wire::Version version, packstream::Limits limits = {});

    [[nodiscard]] protocol::Client& client() noexcept { return client_; }

    /// Makes requests; their bytes wait for sends().
    Script& ask(const std::function<void(protocol::Client&)>& requests);
    /// Checks the messages waiting to be sent, as show() writes them, and takes them.
    Script& sends(const std::vector<std::string>& messages);
    /// Takes the bytes waiting to be sent, whatever they are.
    Script& sends_all();
    /// The server answers these message bodies, all at once.
    Script& answers(const std::vector<ByteVector>& messages);
    /// The server's raw bytes, in pieces of `piece` bytes.
    Script& receives(std::span<const std::uint8_t> stream, std::size_t piece);
    /// Checks the events since the last call: "success RUN {fields: [..]}", "record [1, a]",
    /// "failure RUN Neo.ClientError...", "ignored PULL", "violation".
    Script& events(const std::vector<std::string>& expected);
    Script& state(protocol::ServerState expected);
    /// HELLO, and LOGON where the version has it, answered; nothing left over.
    Script& log_on();

    /// The text of the last violation.
    [[nodiscard]] const std::string& problem() const noexcept { return problem_; }

    /// The last FAILURE.
    [[nodiscard]] const ServerError& failure() const noexcept { return failure_; }

  private:
    void drain();

    protocol::Client client_;
    std::vector<std::string> events_;
    std::string problem_;
    ServerError failure_;
};

/// A conversation whose client has logged on.
[[nodiscard]] Script ready(wire::Version version = wire::Version(5, 8));
/// Asks for a query "Q" and its first two records.
void run_and_pull(protocol::Client& client);

// Message bodies of the server.
[[nodiscard]] ByteVector success(const Map& metadata = Map());
[[nodiscard]] ByteVector success(std::string key, Value value);
[[nodiscard]] ByteVector record(const List& values);
[[nodiscard]] ByteVector failure(const std::string& code, const std::string& message = "no");
[[nodiscard]] ByteVector ignored();

[[nodiscard]] std::string_view to_string(protocol::ServerState state);

}  // namespace bolt::test
