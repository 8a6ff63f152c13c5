// Beast's basic_parser, told to keep what we need: views into the head, and the body as one string.
// It allocates nothing for the fields.

#include "http_server/request_parser.hpp"

#include "text/field_text.hpp"

#include <algorithm>
#include <limits>
#include <string>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

namespace mcp::http_server {
namespace {

namespace beast = boost::beast;

/// Declared sizes are not trusted: this much is set aside at once, the rest as it comes.
constexpr std::uint64_t kReserved = std::uint64_t{64} * 1024;

std::string_view view(beast::string_view text) {
    return {text.data(), text.size()};
}

}  // namespace

class RequestParser::Parser final : public beast::http::basic_parser<true> {
  public:
    explicit Parser(std::size_t max_body) {
        body_limit(max_body);
        header_limit(std::numeric_limits<std::uint32_t>::max());  // checked before
        eager(false);
    }

    /// Puts bytes in until Beast wants more of them; how many it took.
    std::size_t feed(std::string_view bytes, beast::error_code& error) {
        std::string_view left = bytes;
        while (!error && !is_done() && !left.empty() && !waits_for(left)) {
            left.remove_prefix(put(boost::asio::buffer(left.data(), left.size()), error));
        }
        return bytes.size() - left.size();
    }

    http::Request request;

  private:
    /// Whether `bytes` may be the beginning of the last chunk, cut short: Beast asserts that it
    /// gets five bytes of that at once, which a whole one always has.
    [[nodiscard]] bool waits_for(std::string_view bytes) const {
        constexpr std::string_view kLastChunk = "0\r\n\r\n";
        const bool last = bytes.starts_with('0') || bytes.starts_with('\r');
        return is_header_done() && chunked() && last && bytes.size() < kLastChunk.size();
    }

    void on_request_impl(
        beast::http::verb /*method*/,
        beast::string_view method,
        beast::string_view target,
        int version,
        beast::error_code& /*error*/
    ) override {
        request.method = view(method);
        request.target = view(target);
        request.http_1_0 = version < 11;
    }

    void on_response_impl(int, beast::string_view, int, beast::error_code&) override {}

    void on_field_impl(
        beast::http::field /*field*/,
        beast::string_view name,
        beast::string_view value,
        beast::error_code& /*error*/
    ) override {
        if (in_head_) {  // the fields of a trailer mean nothing here
            request.fields.push_back({view(name), view(value)});
        }
    }

    void on_header_impl(beast::error_code& /*error*/) override { in_head_ = false; }

    void on_body_init_impl(
        const boost::optional<std::uint64_t>& length, beast::error_code& /*error*/
    ) override {
        if (length.has_value()) {
            request.body.reserve(static_cast<std::size_t>(std::min(*length, kReserved)));
        }
    }

    std::size_t on_body_impl(beast::string_view bytes, beast::error_code& /*error*/) override {
        request.body.append(bytes.data(), bytes.size());
        return bytes.size();
    }

    void on_chunk_header_impl(std::uint64_t, beast::string_view, beast::error_code&) override {}

    std::size_t on_chunk_body_impl(
        std::uint64_t /*remain*/, beast::string_view bytes, beast::error_code& /*error*/
    ) override {
        request.body.append(bytes.data(), bytes.size());
        return bytes.size();
    }

    void on_finish_impl(beast::error_code& /*error*/) override {}

    bool in_head_ = true;
};

namespace {

RequestParser::Status status_of(const beast::error_code& error, bool done) {
    if (error == beast::http::error::body_limit) {
        return RequestParser::Status::too_large;
    }
    if (error && error != beast::http::error::need_more) {
        return RequestParser::Status::malformed;
    }
    return done ? RequestParser::Status::done : RequestParser::Status::need_more;
}

}  // namespace

RequestParser::RequestParser(std::size_t max_body) : max_body_(max_body) {}

RequestParser::~RequestParser() = default;

RequestParser::Status RequestParser::begin(std::string_view head) {
    parser_ = std::make_unique<Parser>(max_body_);
    http::Request& request = parser_->request;
    request.head = head;
    request.fields.reserve(12);
    beast::error_code error;
    const std::size_t used = parser_->feed(request.head, error);
    const Status status = status_of(error, parser_->is_done());
    if (status == Status::too_large) {
        return status;
    }
    if (!parser_->is_header_done() || used != request.head.size()) {
        return Status::malformed;
    }
    request.keep_alive = parser_->keep_alive();
    const std::string_view* expect = request.find("expect");
    request.expects_continue = expect != nullptr && text::same(*expect, "100-continue");
    return status;
}

RequestParser::Status RequestParser::body(std::string_view bytes, std::size_t& used) {
    used = 0;
    if (parser_->is_done()) {
        return Status::done;
    }
    beast::error_code error;
    used = parser_->feed(bytes, error);
    return status_of(error, parser_->is_done());
}

http::Request& RequestParser::request() noexcept {
    return parser_->request;
}

void RequestParser::reset() noexcept {
    parser_.reset();
}

bool RequestParser::announces_at_most(std::size_t bytes) const noexcept {
    if (parser_->is_done()) {
        return true;
    }
    const auto length = parser_->content_length();
    return length.has_value() && *length <= bytes;
}

}  // namespace mcp::http_server
