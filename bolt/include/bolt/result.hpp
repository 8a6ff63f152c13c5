#pragma once
// Result: the records of one query, fetched as they are read.
// At most fetch_size records wait in memory; the server holds the rest.

#include <bolt/record.hpp>
#include <bolt/row.hpp>
#include <bolt/summary.hpp>
#include <bolt/task.hpp>

#include <concepts>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

namespace bolt {

namespace detail {
class ResultStream;

/// A function and what to call it with: std::function without its allocation.
struct RecordVisitor {
    RecordVisitor() = default;
    void (*call)(void* visit, const Record& record) = nullptr;
    void* visit = nullptr;
};

}  // namespace detail

/// A lazy stream of records, with its summary at the end.
///
/// Ownership: shares the connection with its transaction or session; a result of a transaction can
/// be read until the transaction ends, one of Session::run until the session is closed; when the
/// session runs something else before, the rest is buffered for it. Threads: one coroutine at a
/// time. Cancellation: closes the connection. Errors: bolt::Error from any call. The first call
/// that meets a failure throws it, every later one Error (result_failed); after consume() and after
/// the end of its transaction reading throws Error (result_consumed).
class Result {
  public:
    ///@{
    /// Made by run(); can be moved, not copied. One that was moved from may only be assigned to or
    /// destroyed.
    explicit Result(std::shared_ptr<detail::ResultStream> stream);
    Result(Result&&) noexcept;
    Result& operator=(Result&&) noexcept;
    ~Result();
    ///@}

    /// Column names, in their order; as long as the result lives.
    [[nodiscard]] const std::vector<std::string>& keys() const noexcept;
    /// The next record; nullopt after the last.
    Task<std::optional<Record>> next();
    /// The record that next() will answer; nullopt after the last.
    Task<std::optional<Record>> peek();

    /// Calls `visit` with each record that is left, as it arrives: the fastest way to read many.
    /// The record, and what looks into it, is valid during the call only; copy the record to keep
    /// it. What `visit` throws ends the reading: the server is told to drop the rest, and the
    /// exception goes to the caller. `visit` is called on the caller's executor, must not wait,
    /// and must outlive the call.
    template <class Visit>
        requires std::invocable<Visit&, const Record&>
    Task<> for_each(Visit&& visit) {
        return visit_all(visitor_of<Record, Visit>(visit));
    }

    /// The same with each record as a T; see Record::to.
    template <class T, class Visit>
        requires std::invocable<Visit&, const T&>
    Task<> for_each(Visit&& visit) {
        return visit_all(visitor_of<T, Visit>(visit));
    }

    /// All records that are left. Memory grows with them.
    Task<std::vector<Record>> collect();
    /// The only record; throws Error (result_not_single) when there is none, or more than one.
    Task<Record> single();
    /// The only record, or nullopt when there is none; throws Error (result_not_single) for more.
    Task<std::optional<Record>> single_optional();
    /// Tells the server to drop what is left, and answers the summary. May be called again.
    Task<Summary> consume();

  private:
    template <class T, class Visit>
    static detail::RecordVisitor visitor_of(std::remove_reference_t<Visit>& visit) {
        // g++ 12 destroys a temporary lambda that captured by value twice beside co_await.
        static_assert(
            std::is_lvalue_reference_v<Visit> ||
                std::is_trivially_destructible_v<std::remove_cvref_t<Visit>>,
            "name the lambda before the call, or let it capture by reference only"
        );
        detail::RecordVisitor visitor;
        visitor.visit = const_cast<void*>(static_cast<const void*>(std::addressof(visit)));
        visitor.call = [](void* called, const Record& record) {
            auto& function = *static_cast<std::remove_reference_t<Visit>*>(called);
            if constexpr (std::is_same_v<T, Record>) {
                function(record);
            } else {
                function(record.to<T>());
            }
        };
        return visitor;
    }

    Task<> visit_all(detail::RecordVisitor visitor);

    std::shared_ptr<detail::ResultStream> stream_;
};

/// A result read to its end: what Driver::execute_query answers.
struct EagerResult {
    EagerResult() = default;
    std::vector<std::string> keys;  ///< column names, in their order
    std::vector<Record> records;    ///< all of them
    Summary summary;                ///< with the bookmark of the transaction
};

}  // namespace bolt
