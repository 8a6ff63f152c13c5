#pragma once
// The metadata of RUN and PULL answers to a Summary, in the forms of all versions.
// Odd entries are left out: a summary must not break a result. Only an unknown type of query does.

#include <bolt/record.hpp>
#include <bolt/summary.hpp>

#include <cstdint>
#include <optional>

namespace bolt::detail {

[[nodiscard]] Keys read_keys(ValueView metadata);
[[nodiscard]] std::optional<std::int64_t> read_query_id(ValueView metadata);
[[nodiscard]] bool has_more(ValueView metadata);
/// t_first and the database, from RUN.
void read_run_summary(ValueView metadata, Summary& summary);

/// What the statuses of a result are made from when the server sends none.
struct ResultShape {
    ResultShape() = default;
    bool has_keys = false;
    bool had_record = false;
    bool with_statuses = false;  ///< the version sends statuses instead of notifications
};

/// Everything else, from the last PULL or DISCARD. Throws Error (protocol) for a type of query that
/// Bolt does not define: what was done to the data is not known then.
void read_final_summary(ValueView metadata, const ResultShape& shape, Summary& summary);

}  // namespace bolt::detail
