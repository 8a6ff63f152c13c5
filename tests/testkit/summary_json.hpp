#pragma once
// Summaries as testkit reads them.
// Its query is told by this program, because the driver's summary does not repeat it.

#include "testkit/protocol.hpp"

#include <bolt/summary.hpp>

#include <string>

namespace testkit {

/// `parameters`: as testkit sent them; null gives none.
[[nodiscard]] Json summary_json(
    const bolt::Summary& summary, const std::string& cypher, const Json& parameters
);

[[nodiscard]] Json server_json(const bolt::ServerInfo& server);

}  // namespace testkit
