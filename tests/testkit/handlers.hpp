#pragma once
// The requests by name, in groups of one file each.
// A handler answers with the reply; what it throws becomes one.

#include "testkit/backend.hpp"
#include "testkit/protocol.hpp"

#include <bolt/task.hpp>

#include <functional>
#include <map>
#include <string>

namespace testkit {

/// `data` stays valid until the handler is done.
using Handler = bolt::Task<Reply> (*)(Backend& backend, const Json& data);
using Handlers = std::map<std::string, Handler, std::less<>>;

void add_suite_requests(Handlers& handlers);
void add_driver_requests(Handlers& handlers);
void add_session_requests(Handlers& handlers);
void add_transaction_requests(Handlers& handlers);
void add_result_requests(Handlers& handlers);
void add_manager_requests(Handlers& handlers);

}  // namespace testkit
