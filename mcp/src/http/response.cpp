// Heads of answers.
// The order of fields is fixed; of what came from a client only an allowed origin gets into one.

#include "http/response.hpp"

#include "json/json_io.hpp"

#include <array>
#include <charconv>
#include <chrono>

namespace mcp::http {
namespace {

void append_status(std::string& out, const Response& response, const HeadOptions& options) {
    out += "HTTP/1.1 ";
    out += std::to_string(response.status);
    out += ' ';
    out += status_text(response.status);
    out += "\r\nDate: ";
    out += options.date;
    out += "\r\n";
    out += response.fields;
    if (options.close) {
        out += "Connection: close\r\n";
    } else if (options.http_1_0) {
        out += "Connection: keep-alive\r\n";
    }
}

void append_two(std::string& out, int value) {
    out += static_cast<char>('0' + value / 10);
    out += static_cast<char>('0' + value % 10);
}

}  // namespace

std::string_view status_text(int status) noexcept {
    switch (status) {
        case 200:
            return "OK";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 406:
            return "Not Acceptable";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 413:
            return "Content Too Large";
        case 415:
            return "Unsupported Media Type";
        case 417:
            return "Expectation Failed";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 503:
            return "Service Unavailable";
        case 505:
            return "HTTP Version Not Supported";
        default:
            return "Unknown";
    }
}

Response& Response::add(std::string_view name, std::string_view value) {
    fields += name;
    fields += ": ";
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        fields += byte < 0x20 || byte == 0x7f ? ' ' : c;
    }
    fields += "\r\n";
    return *this;
}

Response refusal(int status, std::string_view text) {
    std::string body = R"({"jsonrpc":"2.0","error":{"code":-32600,"message":)";
    json::append_string(body, text);
    body += "}}";
    return {status, "application/json", std::move(body)};
}

void append_head(std::string& out, const Response& response, const HeadOptions& options) {
    append_status(out, response, options);
    if (response.status != 204) {  // RFC 9110 §8.6
        out += "Content-Length: ";
        out += std::to_string(response.body.size());
        out += "\r\n";
    }
    out += "\r\n";
}

void append_stream_head(std::string& out, const Response& response, const HeadOptions& options) {
    append_status(out, response, options);
    out += options.http_1_0 ? "\r\n" : "Transfer-Encoding: chunked\r\n\r\n";
}

void append_chunk(std::string& out, std::string_view piece) {
    if (piece.empty()) {
        return;
    }
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), piece.size(), 16);
    out.append(digits.data(), end.ptr);
    out += "\r\n";
    out += piece;
    out += "\r\n";
}

void append_last_chunk(std::string& out) {
    out += "0\r\n\r\n";
}

std::string http_date(long long seconds) {
    using namespace std::chrono;
    static constexpr std::array<std::string_view, 7> kDays = {
        "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"
    };
    static constexpr std::array<std::string_view, 12> kMonths = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };
    const sys_seconds time{std::chrono::seconds(seconds)};
    const sys_days midnight = floor<days>(time);
    const year_month_day date(midnight);
    const hh_mm_ss clock(time - midnight);
    std::string out(kDays.at(weekday(midnight).c_encoding()));
    out += ", ";
    append_two(out, static_cast<int>(unsigned{date.day()}));
    out += ' ';
    out += kMonths.at(unsigned{date.month()} - 1);
    out += ' ';
    append_two(out, int{date.year()} / 100);
    append_two(out, int{date.year()} % 100);
    out += ' ';
    append_two(out, static_cast<int>(clock.hours().count()));
    out += ':';
    append_two(out, static_cast<int>(clock.minutes().count()));
    out += ':';
    append_two(out, static_cast<int>(clock.seconds().count()));
    return out + " GMT";
}

}  // namespace mcp::http
