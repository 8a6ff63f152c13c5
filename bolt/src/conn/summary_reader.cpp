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
using protocol::text_at;

std::optional<std::chrono::milliseconds> duration(const Map& map, std::string_view key) {
    const auto* found = entry<std::int64_t>(map, key);
    if (found == nullptr) {
        return std::nullopt;
    }
    return std::chrono::milliseconds(*found);
}

void read_counters(const Map& stats, Counters& counters) {
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
        if (const auto* number = entry<std::int64_t>(stats, key)) {
            *target = *number;
            changed = changed || (*number > 0 && key != "system-updates");
        }
    }
    const auto* updates = entry<bool>(stats, "contains-updates");
    counters.contains_updates = updates != nullptr ? *updates : changed;
    const auto* system = entry<bool>(stats, "contains-system-updates");
    counters.contains_system_updates = system != nullptr ? *system : counters.system_updates > 0;
}

}  // namespace

Keys read_keys(const Map& metadata) {
    auto keys = std::make_shared<std::vector<std::string>>();
    if (const List* fields = entry<List>(metadata, "fields")) {
        for (const Value& field : *fields) {
            if (const auto* name = field.get_if<std::string>()) {
                keys->push_back(*name);
            }
        }
    }
    return keys;
}

std::optional<std::int64_t> read_query_id(const Map& metadata) {
    const auto* id = entry<std::int64_t>(metadata, "qid");
    return id == nullptr ? std::nullopt : std::optional(*id);
}

bool has_more(const Map& metadata) {
    return protocol::flag_at(metadata, "has_more");
}

void read_run_summary(const Map& metadata, Summary& summary) {
    summary.result_available_after = duration(metadata, "t_first");
    if (summary.database.empty()) {
        summary.database = text_at(metadata, "db");
    }
}

void read_final_summary(const Map& metadata, const ResultShape& shape, Summary& summary) {
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
    if (std::string database = text_at(metadata, "db"); !database.empty()) {
        summary.database = std::move(database);
    }
    if (const Map* stats = entry<Map>(metadata, "stats")) {
        read_counters(*stats, summary.counters);
    }
    if (const Map* plan = entry<Map>(metadata, "plan")) {
        summary.plan = *plan;
    }
    if (const Map* profile = entry<Map>(metadata, "profile")) {
        summary.profile = *profile;
    }
    read_statuses(metadata, shape, summary);
}

}  // namespace bolt::detail
