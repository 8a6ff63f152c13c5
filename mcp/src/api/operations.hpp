#pragma once
// From a request to its running handler and its answer: the five operations that handlers serve.
// What cannot run is answered at once.

#include "api/hub.hpp"
#include "api/running_call.hpp"
#include "protocol/answer.hpp"

#include <mcp/task.hpp>

#include <exception>
#include <optional>
#include <string_view>

namespace mcp::api {

/// A handler ready to run, or the answer in its place.
struct Prepared {
    Prepared() = default;
    std::optional<Task<protocol::Answer>> run;
    protocol::Answer answer;
};

/// Finds the handler, checks scope and parameters. `call` must outlive the task.
[[nodiscard]] Prepared prepare(const Hub& hub, RunningCall& call);

/// What an exception of the handler of `call` is answered with.
[[nodiscard]] protocol::Answer answer_of_failure(
    const Hub& hub, const RunningCall& call, std::exception_ptr failure
);

/// The answer in place of a handler's: its time is up, or the server stops.
[[nodiscard]] protocol::Answer answer_of_abort(const RunningCall& call, std::string_view why);

}  // namespace mcp::api
