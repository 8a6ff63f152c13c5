#pragma once
// Result: the records of one query, fetched as they are read.
// At most fetch_size records wait in memory; the server holds the rest.

#include <bolt/record.hpp>
#include <bolt/summary.hpp>
#include <bolt/task.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bolt {

namespace detail {
class ResultStream;
}

/// A lazy stream of records, with its summary at the end.
///
/// Ownership: shares the connection with its transaction or session; a result of a transaction can
/// be read until the transaction ends, one of Session::run until the session runs something else
/// (then the rest is buffered for it) or is closed. Threads: one coroutine at a time. Cancellation:
/// closes the connection. Errors: bolt::Error from any call; after a failure every call throws it
/// again.
class Result {
  public:
    explicit Result(std::shared_ptr<detail::ResultStream> stream);
    Result(Result&&) noexcept;
    Result& operator=(Result&&) noexcept;
    ~Result();

    /// Column names.
    [[nodiscard]] const std::vector<std::string>& keys() const noexcept;
    /// The next record; nullopt after the last.
    Task<std::optional<Record>> next();
    /// The record that next() will answer; nullopt after the last.
    Task<std::optional<Record>> peek();
    /// All records that are left. Memory grows with them.
    Task<std::vector<Record>> collect();
    /// The only record; throws Error (usage) when there is none, or more than one.
    Task<Record> single();
    /// The only record, or nullopt when there is none; throws Error (usage) for more than one.
    Task<std::optional<Record>> single_optional();
    /// Tells the server to drop what is left, and answers the summary. May be called again.
    Task<Summary> consume();

  private:
    std::shared_ptr<detail::ResultStream> stream_;
};

/// A result read to its end: what Driver::execute_query answers.
struct EagerResult {
    EagerResult() = default;
    std::vector<std::string> keys;
    std::vector<Record> records;
    Summary summary;
};

}  // namespace bolt
