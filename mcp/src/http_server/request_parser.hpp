#pragma once
// Bytes to requests: Beast's parser behind a plain interface, after the head passed head_guard.
// The one place that knows Beast, which is expensive to compile; no sockets.

#include "http/request.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace mcp::http_server {

/// One request at a time: begin() with its head, then body() until it is done.
class RequestParser {
  public:
    enum class Status : std::uint8_t {
        done,       ///< the request is whole
        need_more,  ///< its body is not all there
        malformed,  ///< head or chunks cannot be read
        too_large,  ///< more body than the limit
    };

    explicit RequestParser(std::size_t max_body);
    ~RequestParser();
    RequestParser(const RequestParser&) = delete;
    RequestParser& operator=(const RequestParser&) = delete;

    /// Reads a whole head that check_head() has passed; request() has it then.
    [[nodiscard]] Status begin(std::string_view head);

    /// Reads body bytes; `used` says how many of them. The body itself is in request().body.
    [[nodiscard]] Status body(std::string_view bytes, std::size_t& used);

    [[nodiscard]] http::Request& request() noexcept;

    /// Forgets the request and its memory.
    void reset() noexcept;

    /// Whether the head announced no more body than that; a chunked one announces nothing.
    [[nodiscard]] bool announces_at_most(std::size_t bytes) const noexcept;

  private:
    class Parser;
    std::size_t max_body_;
    std::unique_ptr<Parser> parser_;
};

}  // namespace mcp::http_server
