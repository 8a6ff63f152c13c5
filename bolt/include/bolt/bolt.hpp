#pragma once
// Everything of the driver in one include, for programs that do not count compile time.
// The library's own files include what they use.

#include <bolt/address.hpp>
#include <bolt/auth.hpp>
#include <bolt/auth_manager.hpp>
#include <bolt/bookmark_manager.hpp>
#include <bolt/bookmarks.hpp>
#include <bolt/config.hpp>
#include <bolt/driver.hpp>
#include <bolt/environment.hpp>
#include <bolt/error.hpp>
#include <bolt/fields.hpp>
#include <bolt/graph.hpp>
#include <bolt/log.hpp>
#include <bolt/metrics.hpp>
#include <bolt/params.hpp>
#include <bolt/record.hpp>
#include <bolt/resolver.hpp>
#include <bolt/result.hpp>
#include <bolt/routing_table.hpp>
#include <bolt/row.hpp>
#include <bolt/run.hpp>
#include <bolt/session.hpp>
#include <bolt/spatial.hpp>
#include <bolt/summary.hpp>
#include <bolt/task.hpp>
#include <bolt/temporal.hpp>
#include <bolt/time_zone.hpp>
#include <bolt/tls.hpp>
#include <bolt/transaction.hpp>
#include <bolt/unsupported.hpp>
#include <bolt/uuid.hpp>
#include <bolt/value.hpp>
#include <bolt/vector.hpp>
