// Fuzz target: what an HTTP client sends before it is trusted: heads, framing, hosts and origins.
// The first byte chooses the size of the pieces that the rest arrives in.
//
// Promised: pieces do not change what is found; a head that passes the guard has one framing, which
// is the one that the parser sees; a name has one form.

#include "http/head_guard.hpp"
#include "http/host_guard.hpp"
#include "http/request_rules.hpp"
#include "http_server/request_parser.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace mcp::http;
using mcp::http_server::RequestParser;

constexpr std::size_t kMaxBody = 1'000;

void require(bool promise) {
    if (!promise) {
        std::abort();
    }
}

void check_authority(std::string_view text) {
    if (const auto authority = parse_authority(text)) {
        const auto again = parse_authority(authority->host);
        require(again.has_value() && again->host == authority->host && again->port == 0);
        require(authority->host.find_first_of("@/\\?# ,") == std::string::npos);
    }
}

void check_rules(const Request& request) {
    static const HostGuard guard({"memory.example"}, {"https://app.example"});
    if (const auto target = parse_target(request.target)) {
        require(target->path.starts_with('/'));
        check_authority(target->authority);
        (void)find_route(target->path, "/mcp", true);
    }
    for (const Request::Field& field : request.fields) {
        const char* end = request.head.data() + request.head.size();
        require(field.name.data() >= request.head.data() && field.name.data() < end);
        require(field.value.empty() || field.value.data() + field.value.size() <= end);
        check_authority(field.value);
        if (guard.check_host(field.value).empty()) {
            require(parse_authority(field.value).has_value());
        }
        if (guard.check_origin(field.value).empty()) {
            require(parse_origin(field.value).has_value());
        }
        (void)accepts(field.value, "text/event-stream");
        (void)is_json(field.value);
    }
    (void)check_message_types(request);
    (void)standard_headers(request);
}

void check_body(RequestParser& parser, std::string_view rest, std::size_t step) {
    std::string waiting;
    auto status = RequestParser::Status::need_more;
    while (status == RequestParser::Status::need_more && !rest.empty()) {
        waiting += rest.substr(0, step);
        rest.remove_prefix(std::min(step, rest.size()));
        std::size_t used = 0;
        status = parser.body(waiting, used);
        require(used <= waiting.size());
        waiting.erase(0, used);
        require(parser.request().body.size() <= kMaxBody);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    const std::size_t step = data[0] % 64U + 1U;
    const std::string bytes(data + 1, data + size);
    HeadScanner whole;
    const auto found = whole.scan(bytes);
    HeadScanner pieces;
    auto piecewise = HeadScanner::Found::need_more;
    for (std::size_t end = step; piecewise == HeadScanner::Found::need_more; end += step) {
        piecewise = pieces.scan(std::string_view(bytes).substr(0, end));
        if (end >= bytes.size()) {
            break;
        }
    }
    require(piecewise == found);
    if (found != HeadScanner::Found::head) {
        return 0;
    }
    require(pieces.length() == whole.length());
    const std::string_view head = std::string_view(bytes).substr(0, whole.length());
    if (check_head(head).status != 0) {
        return 0;
    }
    RequestParser parser(kMaxBody);
    const auto status = parser.begin(head);
    if (status == RequestParser::Status::malformed || status == RequestParser::Status::too_large) {
        return 0;
    }
    const Request& request = parser.request();
    const auto lines = static_cast<std::size_t>(std::ranges::count(head, '\n'));
    require(request.fields.size() == lines - 2);
    const bool chunked = request.count("transfer-encoding") == 1;
    const bool length = request.count("content-length") == 1;
    require(!(chunked && length));
    require(status == RequestParser::Status::done || chunked || length);
    check_rules(request);
    check_body(parser, std::string_view(bytes).substr(whole.length()), step);
    return 0;
}
