// Reading a result: one by one, all, each by a function, the only one. See result_stream.hpp.
// Where records come from, and what follows from the end: result_stream.cpp.

#include "conn/result_stream.hpp"

#include <bolt/error.hpp>

#include <exception>
#include <iterator>
#include <utility>

namespace bolt::detail {

/// What was read to its end is no error to read again; what was given up is.
void ResultStream::require_readable() const {
    if (out_of_scope_) {
        throw Error(
            ErrorKind::result_consumed,
            "the result is out of scope: its transaction is closed; read results before"
        );
    }
    if (consumed_) {
        throw Error(
            ErrorKind::result_consumed,
            "the result has been consumed; read the records before consume()"
        );
    }
}

void ResultStream::require_success() {
    if (!failure_) {
        return;
    }
    if (!std::exchange(failure_told_, true)) {
        throw Error(*failure_);
    }
    throw Error(
        ErrorKind::result_failed,
        std::string("the result has failed, or another one of its transaction: ") + failure_->what()
    );
}

Task<std::optional<Record>> ResultStream::peek() {
    const auto self = shared_from_this();
    require_readable();
    while (records_.empty() && !ended_) {
        co_await fetch_more();
    }
    if (records_.empty()) {
        require_success();
        co_return std::nullopt;
    }
    co_return records_.front();
}

Task<std::optional<Record>> ResultStream::next() {
    const auto self = shared_from_this();
    require_readable();
    while (records_.empty() && !ended_) {
        co_await fetch_more();
    }
    if (records_.empty()) {
        require_success();
        co_return std::nullopt;
    }
    std::optional<Record> record(std::move(records_.front()));
    records_.pop_front();
    if (records_.size() < low_water_ && !pull_pending_ && !ended_) {
        co_await pull_ahead();
    }
    co_return record;
}

Task<> ResultStream::for_each(RecordVisitor visitor) {
    const auto self = shared_from_this();
    require_readable();
    visitor_ = visitor;
    visited_ = Record(keys_, nullptr, {});
    while (!records_.empty()) {
        const Record record = std::move(records_.front());
        records_.pop_front();
        visit(record);
    }
    std::exception_ptr failure;
    try {
        while (!ended_ && !visitor_failure_) {
            co_await fetch_more();
        }
    } catch (...) {
        failure = std::current_exception();
    }
    visitor_ = RecordVisitor();
    visited_ = Record();
    if (failure) {
        std::rethrow_exception(failure);
    }
    if (visitor_failure_) {
        co_await discard_rest();
        consumed_ = !failure_;
        std::rethrow_exception(std::exchange(visitor_failure_, nullptr));
    }
    require_success();
}

Task<std::vector<Record>> ResultStream::collect() {
    const auto self = shared_from_this();
    require_readable();
    co_await buffer_all();
    require_success();
    std::vector<Record> all(
        std::make_move_iterator(records_.begin()), std::make_move_iterator(records_.end())
    );
    records_.clear();
    co_return all;
}

/// Whether what has arrived tells if there is one record, or more.
bool ResultStream::has_single() const noexcept {
    return ended_ || records_.size() > 1;
}

Task<> ResultStream::fetch_single() {
    while (!has_single()) {
        co_await fetch_more();
    }
    if (records_.size() > 1) {
        co_await discard_rest();
        throw Error(ErrorKind::result_not_single, "the result has more than one record");
    }
}

Record ResultStream::take_single() {
    require_success();
    if (records_.empty()) {
        throw Error(
            ErrorKind::result_not_single, "the result has no record, where one was expected"
        );
    }
    Record record = std::move(records_.front());
    records_.pop_front();
    return record;
}

Task<std::optional<Record>> ResultStream::single_optional() {
    const auto self = shared_from_this();
    require_readable();
    co_await fetch_single();
    if (records_.empty()) {
        require_success();
        co_return std::nullopt;
    }
    co_return take_single();
}

Task<Record> ResultStream::single() {
    const auto self = shared_from_this();
    require_readable();
    if (!ended_ || records_.size() > 1) {
        co_await fetch_single();
    }
    co_return take_single();
}

Task<Summary> ResultStream::consume() {
    const auto self = shared_from_this();
    if (out_of_scope_) {
        require_readable();
    }
    if (!consumed_) {
        co_await discard_rest();
        require_success();
        consumed_ = true;
    }
    co_return summary_;
}

}  // namespace bolt::detail
