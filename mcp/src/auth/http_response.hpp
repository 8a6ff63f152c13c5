#pragma once
// The answer to our own GET request, from bytes. Sans-IO: Beast's parser, fed by hand, which keeps
// Beast's streams, and the minutes that they take to compile, out of here.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace mcp::auth {

/// One answer. Bounded: 16 KiB of header, and a body of the size given.
class HttpResponse {
  public:
    explicit HttpResponse(std::size_t max_body);
    ~HttpResponse();
    HttpResponse(const HttpResponse&) = delete;
    HttpResponse& operator=(const HttpResponse&) = delete;

    /// Takes the next bytes. Answers why they cannot be part of an answer, or nothing; after that,
    /// and once done() is true, no more are taken.
    [[nodiscard]] std::string add(std::string_view bytes);

    /// The sender closed the connection. Answers what was missing, or nothing.
    [[nodiscard]] std::string finish();

    [[nodiscard]] bool done() const noexcept;

    /// These two when done() is true.
    [[nodiscard]] unsigned status() const noexcept;
    [[nodiscard]] std::string take_body();

  private:
    class Parser;
    std::unique_ptr<Parser> parser_;
    std::string pending_;  // a header that has not come as a whole
};

}  // namespace mcp::auth
