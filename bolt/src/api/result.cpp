// Result: the public face of ResultStream, with the conveniences that need nothing else.
// See conn/result_stream.hpp for how records are fetched.

#include "conn/result_stream.hpp"

#include <bolt/result.hpp>

#include <utility>

namespace bolt {

Result::Result(std::shared_ptr<detail::ResultStream> stream) : stream_(std::move(stream)) {}

Result::Result(Result&&) noexcept = default;

Result& Result::operator=(Result&& other) noexcept {
    if (this != &other) {
        if (stream_) {
            stream_->abandon();
        }
        stream_ = std::move(other.stream_);
    }
    return *this;
}

Result::~Result() {
    if (stream_) {
        stream_->abandon();
    }
}

const std::vector<std::string>& Result::keys() const noexcept {
    return stream_->keys();
}

// The stream keeps itself alive meanwhile: a coroutine of one's own would only cost time.
Task<std::optional<Record>> Result::next() {
    return stream_->next();
}

Task<std::optional<Record>> Result::peek() {
    return stream_->peek();
}

Task<> Result::visit_all(detail::RecordVisitor visitor) {
    return stream_->for_each(visitor);
}

Task<std::vector<Record>> Result::collect() {
    return stream_->collect();
}

Task<std::optional<Record>> Result::single_optional() {
    return stream_->single_optional();
}

Task<Record> Result::single() {
    return stream_->single();
}

Task<Summary> Result::consume() {
    return stream_->consume();
}

}  // namespace bolt
