// Reading summaries; see summary_reader.hpp. Notifications and statuses: status_reader.cpp.
// Bolt documentation: "PULL", "DISCARD".

#include "conn/summary_reader.hpp"

#include "conn/status_reader.hpp"
#include "protocol/metadata.hpp"

#include <bolt/error.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

namespace bolt::detail {

namespace {

using protocol::entry;
using protocol::flag_at;
using protocol::integer_at;
using protocol::text_at;

std::optional<std::chrono::milliseconds> duration(ValueView map, std::string_view key) {
    const std::optional<std::int64_t> found = integer_at(map, key);
    return found ? std::optional(std::chrono::milliseconds(*found)) : std::nullopt;
}

void read_counters(ValueView stats, Counters& counters) {
    const std::array<std::pair<std::string_view, std::int64_t*>, 12> numbers{{
        {"nodes-created", &counters.nodes_created},
        {"nodes-deleted", &counters.nodes_deleted},
        {"relationships-created", &counters.relationships_created},
        {"relationships-deleted", &counters.relationships_deleted},
        {"properties-set", &counters.properties_set},
        {"labels-added", &counters.labels_added},
        {"labels-removed", &counters.labels_removed},
        {"indexes-added", &counters.indexes_added},
        {"indexes-removed", &counters.indexes_removed},
        {"constraints-added", &counters.constraints_added},
        {"constraints-removed", &counters.constraints_removed},
        {"system-updates", &counters.system_updates},
    }};
    bool changed = false;
    for (const auto& [key, target] : numbers) {
        if (const std::optional<std::int64_t> number = integer_at(stats, key)) {
            *target = *number;
            changed = changed || (*number > 0 && key != "system-updates");
        }
    }
    counters.contains_updates = flag_at(stats, "contains-updates").value_or(changed);
    counters.contains_system_updates =
        flag_at(stats, "contains-system-updates").value_or(counters.system_updates > 0);
}

}  // namespace

Keys read_keys(ValueView metadata) {
    auto keys = std::make_shared<std::vector<std::string>>();
    if (const std::optional<ValueView> fields = entry(metadata, "fields", Kind::list)) {
        keys->reserve(fields->size());
        for (std::size_t i = 0; i < fields->size(); ++i) {
            const ValueView field = (*fields)[i];
            if (field.kind() == Kind::string) {
                keys->push_back(field.to<std::string>());
            }
        }
    }
    return keys;
}

std::optional<std::int64_t> read_query_id(ValueView metadata) {
    return integer_at(metadata, "qid");
}

bool has_more(ValueView metadata) {
    return flag_at(metadata, "has_more").value_or(false);
}

void read_run_summary(ValueView metadata, Summary& summary) {
    summary.result_available_after = duration(metadata, "t_first");
    if (summary.database.empty()) {
        summary.database = text_at(metadata, "db");
    }
}

void read_final_summary(ValueView metadata, const ResultShape& shape, Summary& summary) {
    summary.result_consumed_after = duration(metadata, "t_last");
    summary.bookmark = text_at(metadata, "bookmark");
    summary.query_type = text_at(metadata, "type");
    constexpr std::array<std::string_view, 5> kTypes{"", "r", "w", "rw", "s"};
    if (std::find(kTypes.begin(), kTypes.end(), summary.query_type) == kTypes.end()) {
        throw Error(
            ErrorKind::protocol,
            summary.server.address + ": the server calls the query of type '" + summary.query_type +
                "', which Bolt does not define"
        );
    }
    if (const std::string_view database = text_at(metadata, "db"); !database.empty()) {
        summary.database = database;
    }
    if (const std::optional<ValueView> stats = entry(metadata, "stats", Kind::map)) {
        read_counters(*stats, summary.counters);
    }
    if (const std::optional<ValueView> plan = entry(metadata, "plan", Kind::map)) {
        summary.plan = plan->to<Map>();
    }
    if (const std::optional<ValueView> profile = entry(metadata, "profile", Kind::map)) {
        summary.profile = profile->to<Map>();
    }
    read_statuses(metadata, shape, summary);
}

}  // namespace bolt::detail
