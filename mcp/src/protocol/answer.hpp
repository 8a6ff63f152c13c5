#pragma once
// What a request comes to before it is encoded for its era: members of a result, or an error.
// Plain data. Sans-IO.

#include <mcp/error.hpp>

#include <cstdint>
#include <string>
#include <utility>

namespace mcp::protocol {

/// What the modern era adds to the members of a result; the legacy eras add nothing.
enum class Closing : std::uint8_t {
    complete,        ///< not to be kept
    fixed,           ///< a list that never changes: anyone may keep it for an hour
    changing,        ///< a result that may be asked for again: private, stale at once
    input_required,  ///< not the result yet: the client is asked something
    bare,            ///< nothing: the members are whole
};

class Answer {
  public:
    enum class Kind : std::uint8_t {
        result,
        error,
        not_found,  ///< of a resource; code and data are the era's
        forbidden,  ///< the principal lacks a scope
    };

    Answer() = default;

    /// `members` is the inside of the JSON object of the result.
    [[nodiscard]] static Answer result(std::string members, Closing closing = Closing::complete) {
        Answer answer(Kind::result, std::move(members));
        answer.closing_ = closing;
        return answer;
    }

    /// `data` is JSON text, empty = none.
    [[nodiscard]] static Answer error(ErrorCode code, std::string text, std::string data = {}) {
        Answer answer(Kind::error, std::move(text));
        answer.code_ = code;
        answer.data_ = std::move(data);
        return answer;
    }

    [[nodiscard]] static Answer not_found(std::string uri) {
        return {Kind::not_found, std::move(uri)};
    }

    [[nodiscard]] static Answer forbidden(std::string scope) {
        return {Kind::forbidden, std::move(scope)};
    }

    /// A tool's result that tells of a failure: as a result, but counted as one.
    void mark_failed() noexcept { failed_ = true; }

    [[nodiscard]] bool failed() const noexcept { return failed_ || kind_ != Kind::result; }

    [[nodiscard]] Kind kind() const noexcept { return kind_; }

    [[nodiscard]] Closing closing() const noexcept { return closing_; }

    [[nodiscard]] ErrorCode code() const noexcept { return code_; }

    /// Members, error text, URI or scope, after the kind.
    [[nodiscard]] const std::string& text() const noexcept { return text_; }

    [[nodiscard]] const std::string& data() const noexcept { return data_; }

  private:
    Answer(Kind kind, std::string text) : kind_(kind), text_(std::move(text)) {}

    Kind kind_ = Kind::result;
    Closing closing_ = Closing::complete;
    ErrorCode code_ = ErrorCode::internal_error;
    bool failed_ = false;
    std::string text_;
    std::string data_;
};

}  // namespace mcp::protocol
