// Beast's response parser behind two calls.
// put() wants the header in one piece, so bytes wait in `pending_` until it is.
#include "auth/http_response.hpp"

#include <cstdint>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace mcp::auth {

namespace http = boost::beast::http;

namespace {

constexpr std::uint32_t kMaxHeader = 16 * 1024;
/// The shortest end of a chunked body. Beast asserts that it gets one as a whole, and as long as a
/// body has not ended, at least so much of it is still to come.
constexpr std::string_view kLastChunk = "0\r\n\r\n";

}  // namespace

class HttpResponse::Parser : public http::response_parser<http::string_body> {};

HttpResponse::HttpResponse(std::size_t max_body) : parser_(std::make_unique<Parser>()) {
    parser_->header_limit(kMaxHeader);
    parser_->body_limit(max_body);
    parser_->eager(true);
}

HttpResponse::~HttpResponse() = default;

std::string HttpResponse::add(std::string_view bytes) {
    pending_.append(bytes);
    while (!pending_.empty() && !parser_->is_done()) {
        const bool in_chunks = parser_->is_header_done() && parser_->chunked();
        if (in_chunks && pending_.size() < kLastChunk.size()) {
            return {};
        }
        boost::system::error_code error;
        const std::size_t used = parser_->put(boost::asio::buffer(pending_), error);
        pending_.erase(0, used);
        if (error == http::error::need_more) {
            return {};
        }
        if (error) {
            return error.message();
        }
    }
    return {};
}

std::string HttpResponse::finish() {
    boost::system::error_code error;
    if (!parser_->is_header_done()) {
        return "it ended within its header";  // put_eof() wants that something was read
    }
    if (!parser_->is_done()) {
        parser_->put_eof(error);
    }
    return error ? error.message() : std::string();
}

bool HttpResponse::done() const noexcept {
    return parser_->is_done();
}

unsigned HttpResponse::status() const noexcept {
    return parser_->get().result_int();
}

std::string HttpResponse::take_body() {
    return std::move(parser_->get().body());
}

}  // namespace mcp::auth
