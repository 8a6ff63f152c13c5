// Values that begin with what was typed; see memory_completion.hpp.
// Which kind of value an argument takes is told by its name, alike in all prompts and templates.

#include "tools/memory_completion.hpp"

#include "tools/arguments.hpp"
#include "tools/failure_text.hpp"
#include "tools/split_list.hpp"

#include <mcp/error.hpp>
#include <memory/error.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace mcp::tools {

namespace {

Completion types_beginning_with(std::string_view prefix) {
    Completion completion;
    for (std::string& name : memory_type_names()) {
        if (name.starts_with(prefix)) {
            completion.values.push_back(std::move(name));
        }
    }
    completion.total = static_cast<std::int64_t>(completion.values.size());
    return completion;
}

/// `before` is what stands before the part that is completed; it stays.
Task<Completion> stored_values(
    memory::MemoryDatabase& database, memory::ValueQuery query, std::string before
) {
    memory::ValueList found;
    try {
        found = co_await database.values(std::move(query));
    } catch (const memory::Error& error) {
        const ErrorCode code = error.code() == memory::Errc::invalid_argument
                                   ? ErrorCode::invalid_params
                                   : ErrorCode::internal_error;
        throw ProtocolError(code, store_failure_text("complete", error));
    }
    Completion completion;
    completion.has_more = found.has_more;
    for (const std::string& value : found.values) {
        completion.values.push_back(before + value);
    }
    if (!found.has_more) {
        completion.total = static_cast<std::int64_t>(completion.values.size());
    }
    co_return completion;
}

Task<Completion> complete(memory::MemoryDatabase& database, CompletionRequest request) {
    using Kind = memory::ValueQuery::Kind;
    if (request.argument == "type") {
        co_return types_beginning_with(request.value);
    }
    memory::ValueQuery query;
    std::string before;
    if (request.argument == "id") {
        query = memory::ValueQuery(Kind::id, std::move(request.value));
    } else if (request.argument == "project") {
        query = memory::ValueQuery(Kind::project, std::move(request.value));
    } else if (request.argument == "tags") {
        const std::size_t begin = last_part(request.value);
        before = request.value.substr(0, begin);
        query = memory::ValueQuery(Kind::tag, request.value.substr(begin));
    } else {
        co_return Completion();  // free text, such as a question
    }
    co_return co_await stored_values(database, std::move(query), std::move(before));
}

}  // namespace

CompletionHandler memory_completion(memory::MemoryDatabase& database) {
    return [&database](Call& /*call*/, CompletionRequest request) {
        return complete(database, std::move(request));
    };
}

}  // namespace mcp::tools
