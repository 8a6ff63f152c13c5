#pragma once
// The metadata of RUN and PULL answers to a Summary, in the forms of all versions.
// Unknown or odd entries are left out: a summary must never break a result.

#include <bolt/record.hpp>
#include <bolt/summary.hpp>
#include <bolt/value.hpp>

#include <cstdint>
#include <optional>

namespace bolt::detail {

[[nodiscard]] Keys read_keys(const Map& metadata);
[[nodiscard]] std::optional<std::int64_t> read_query_id(const Map& metadata);
[[nodiscard]] bool has_more(const Map& metadata);
/// t_first and the database, from RUN.
void read_run_summary(const Map& metadata, Summary& summary);
/// Everything else, from the last PULL or DISCARD.
void read_final_summary(const Map& metadata, Summary& summary);

}  // namespace bolt::detail
