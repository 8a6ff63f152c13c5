#pragma once
// Notifications and GQL statuses of a result, each made from the other where a version lacks it.
// So that a program reads the same whichever server it talks to.

#include "conn/summary_reader.hpp"

#include <bolt/summary.hpp>
#include <bolt/value.hpp>

namespace bolt::detail {

/// Fills notifications and gql_statuses from the metadata of the last PULL or DISCARD.
void read_statuses(ValueView metadata, const ResultShape& shape, Summary& summary);

}  // namespace bolt::detail
