#pragma once
// What waits for the answer to one request; see connection.hpp.
// Handlers are called in the order of their requests, inside Connection::pump().

#include <bolt/error.hpp>
#include <bolt/record.hpp>
#include <bolt/value.hpp>

#include <memory>
#include <span>

namespace bolt::conn {

class ResponseHandler {
  public:
    ResponseHandler() = default;
    ResponseHandler(const ResponseHandler&) = delete;
    ResponseHandler& operator=(const ResponseHandler&) = delete;
    virtual ~ResponseHandler() = default;

    virtual void on_record(
        std::shared_ptr<const void> arena, std::span<const bolt::detail::Cell> cells
    );
    /// `metadata` is a map, which is valid during the call.
    virtual void on_success(ValueView metadata) = 0;
    /// The server's failure of this request.
    virtual void on_failure(const Error& error) = 0;
    /// The request was not looked at, because an earlier one had failed with `error`. As good as
    /// its own failure, unless a handler says otherwise.
    virtual void on_ignored(const Error& error);
};

/// Keeps the answer of a request that has no records.
class SimpleHandler final : public ResponseHandler {
  public:
    void on_success(ValueView metadata) override;
    void on_failure(const Error& error) override;

    [[nodiscard]] bool done() const noexcept { return done_; }

    [[nodiscard]] bool succeeded() const noexcept { return done_ && !error_; }

    /// The metadata; throws the failure.
    [[nodiscard]] const Map& get() const;

  private:
    bool done_ = false;
    Map metadata_;
    std::shared_ptr<const Error> error_;
};

}  // namespace bolt::conn
