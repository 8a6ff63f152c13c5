// Result: the public face of ResultStream, with the conveniences that need nothing else.
// See conn/result_stream.hpp for how records are fetched.

#include "conn/result_stream.hpp"

#include <bolt/error.hpp>
#include <bolt/result.hpp>

#include <utility>

namespace bolt {

Result::Result(std::shared_ptr<detail::ResultStream> stream) : stream_(std::move(stream)) {}

Result::Result(Result&&) noexcept = default;
Result& Result::operator=(Result&&) noexcept = default;
Result::~Result() = default;

const std::vector<std::string>& Result::keys() const noexcept {
    return stream_->keys();
}

Task<std::optional<Record>> Result::next() {
    co_return co_await stream_->next();
}

Task<std::optional<Record>> Result::peek() {
    co_return co_await stream_->peek();
}

Task<std::vector<Record>> Result::collect() {
    co_return co_await stream_->collect();
}

Task<std::optional<Record>> Result::single_optional() {
    std::optional<Record> first = co_await stream_->next();
    if (first) {
        const std::optional<Record> second = co_await stream_->next();
        if (second) {
            (void)co_await stream_->consume();
            throw Error(ErrorKind::usage, "the result has more than one record");
        }
    }
    co_return first;
}

Task<Record> Result::single() {
    std::optional<Record> record = co_await single_optional();
    if (!record) {
        throw Error(ErrorKind::usage, "the result has no record, where one was expected");
    }
    co_return std::move(*record);
}

Task<Summary> Result::consume() {
    co_return co_await stream_->consume();
}

}  // namespace bolt
