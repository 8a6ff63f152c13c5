// The handlers that need no state of a result; see response_handler.hpp.
// protocol::Client lets records through only for PULL, whose handler overrides on_record.

#include "conn/response_handler.hpp"

#include <utility>

namespace bolt::conn {

void ResponseHandler::on_record(
    std::shared_ptr<const void> /*arena*/, std::span<const bolt::detail::Cell> /*cells*/
) {}

void ResponseHandler::on_ignored(const Error& error) {
    on_failure(error);
}

void SimpleHandler::on_success(ValueView metadata) {
    metadata_ = metadata.to<Map>();
    done_ = true;
}

void SimpleHandler::on_failure(const Error& error) {
    error_ = std::make_shared<const Error>(error);
    done_ = true;
}

const Map& SimpleHandler::get() const {
    if (error_) {
        throw Error(*error_);
    }
    return metadata_;
}

}  // namespace bolt::conn
