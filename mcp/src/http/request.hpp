#pragma once
// A request as the rules see it: the parts of its head, ready to be asked for, and its body.
// Plain data over the bytes that came; sans-IO.

#include "text/field_text.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mcp::http {

/// The views point into `head`: moving a Request keeps them, copying would not.
class Request {
  public:
    struct Field {
        std::string_view name;   ///< as sent; compare with text::same()
        std::string_view value;  ///< without white space around it
    };

    Request() = default;
    Request(Request&&) noexcept = default;
    Request& operator=(Request&&) noexcept = default;
    Request(const Request&) = delete;
    Request& operator=(const Request&) = delete;
    ~Request() = default;

    /// The value of the first field of that name; nullptr = there is none.
    [[nodiscard]] const std::string_view* find(std::string_view name) const noexcept {
        for (const Field& field : fields) {
            if (text::same(field.name, name)) {
                return &field.value;
            }
        }
        return nullptr;
    }

    [[nodiscard]] std::size_t count(std::string_view name) const noexcept {
        std::size_t found = 0;
        for (const Field& field : fields) {
            found += text::same(field.name, name) ? 1U : 0U;
        }
        return found;
    }

    /// Request line and fields as they came. Never as short as a string keeps inside itself, so
    /// that a move does not move the characters.
    std::string head;
    std::string_view method;
    std::string_view target;
    std::vector<Field> fields;
    bool http_1_0 = false;
    bool keep_alive = true;         ///< the client wants to go on with the connection
    bool expects_continue = false;  ///< Expect: 100-continue
    std::string body;
};

}  // namespace mcp::http
