// Reads of the plain store; what passes a filter, searching and writing have files of their own.
// Written for being obviously right: no index, no cache, one loop per question.
#include "support/in_memory_store.hpp"

#include "support/in_memory_filter.hpp"
#include "support/in_memory_search.hpp"
#include "support/in_memory_writes.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <tuple>

namespace support {

using namespace memory;

namespace {

/// The memories that pass, in the order of a list.
std::vector<Memory> listed(
    const InMemoryTenant& tenant, const Filter& filter, ListQuery::Order order
) {
    std::vector<Memory> found;
    for (const auto& [id, entry] : tenant.memories) {
        if (passes(tenant, entry.memory, filter)) {
            found.push_back(entry.memory);
        }
    }
    std::sort(found.begin(), found.end(), [order](const Memory& a, const Memory& b) {
        switch (order) {
            case ListQuery::Order::importance:
                return std::tie(b.importance, b.recorded_at, a.id) <
                       std::tie(a.importance, a.recorded_at, b.id);
            case ListQuery::Order::recorded:
                return std::tie(b.recorded_at, b.id) < std::tie(a.recorded_at, a.id);
            case ListQuery::Order::occurred:
                return std::tie(b.occurred_at, b.id) < std::tie(a.occurred_at, a.id);
        }
        return false;
    });
    return found;
}

/// The other end of an edge when it may be walked from `id`; nil when not.
MemoryId step(const Relationship& edge, MemoryId id, const RelatedQuery& query) {
    const auto& types = query.types;
    if (!types.empty() && std::ranges::find(types, edge.type) == types.end()) {
        return MemoryId();
    }
    if (edge.from == id && query.direction != Direction::incoming) {
        return edge.to;
    }
    if (edge.to == id && query.direction != Direction::outgoing) {
        return edge.from;
    }
    return MemoryId();
}

/// What one more step from `frontier` reaches, each memory by its strongest edge.
std::vector<Related> next_level(
    const InMemoryTenant& tenant,
    const std::vector<MemoryId>& frontier,
    const std::set<MemoryId>& seen,
    const RelatedQuery& query
) {
    std::map<MemoryId, Related> reached;
    for (const MemoryId id : frontier) {
        for (const Relationship& edge : tenant.relationships) {
            const MemoryId other = step(edge, id, query);
            if (other.is_nil() || seen.contains(other)) {
                continue;
            }
            const auto [at, added] = reached.try_emplace(other);
            if (added || at->second.relationship.strength < edge.strength) {
                at->second.memory = tenant.memories.at(other).memory;
                at->second.relationship = edge;
            }
        }
    }
    std::vector<Related> level;
    for (auto& [id, related] : reached) {
        level.push_back(std::move(related));
    }
    std::sort(level.begin(), level.end(), [](const Related& a, const Related& b) {
        return std::tie(b.relationship.strength, b.memory.importance, a.memory.id) <
               std::tie(a.relationship.strength, a.memory.importance, b.memory.id);
    });
    return level;
}

}  // namespace

void InMemoryStore::check_open() const {
    if (closed_) {
        throw Error(Errc::unavailable, "the store is closed: open another handle");
    }
}

const InMemoryTenant& InMemoryStore::tenant(const Scope& scope) const {
    static const InMemoryTenant kNone;
    const auto found = data_->tenants.find(scope.tenant);
    return found == data_->tenants.end() ? kNone : found->second;
}

Task<> InMemoryStore::open() {
    check_open();
    co_return;
}

Task<StoreInfo> InMemoryStore::info() {
    check_open();
    StoreInfo result;
    result.backend = "in-memory";
    result.location = "memory of this process";
    result.engine_version = "1";
    result.schema_version = 1;
    co_return result;
}

Task<> InMemoryStore::close() {
    closed_ = true;
    co_return;
}

Task<std::vector<WriteResult>> InMemoryStore::apply(WriteBatch batch, Scope scope) {
    check_open();
    InMemoryTenant changed = tenant(scope);
    std::vector<WriteResult> results;
    for (const WriteOperation& operation : batch.operations) {
        results.push_back(write(changed, operation));
    }
    data_->tenants[scope.tenant] = std::move(changed);
    ++data_->batches;
    co_return results;
}

Task<std::vector<std::optional<Memory>>> InMemoryStore::get(
    std::vector<MemoryId> ids, Scope scope
) {
    check_open();
    const InMemoryTenant& own = tenant(scope);
    std::vector<std::optional<Memory>> found(ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto at = own.memories.find(ids[i]);
        if (at != own.memories.end()) {
            found[i] = at->second.memory;
        }
    }
    co_return found;
}

Task<std::optional<MemoryDetails>> InMemoryStore::details(MemoryId id, Scope scope) {
    const std::vector<MemoryId> ids(1, id);
    const auto found = co_await get(ids, scope);
    const auto counts = co_await relationship_counts(ids, scope);
    if (!found.front()) {
        co_return std::nullopt;
    }
    MemoryDetails details;
    details.memory = *found.front();
    details.relationships = counts.front();
    co_return details;
}

Task<std::vector<Memory>> InMemoryStore::history(MemoryId id, Scope scope) {
    check_open();
    const InMemoryTenant& own = tenant(scope);
    std::vector<Memory> versions;
    const auto at = own.memories.find(id);
    if (at != own.memories.end()) {
        versions.assign(at->second.history.rbegin(), at->second.history.rend());
    }
    co_return versions;
}

Task<Retrieved> InMemoryStore::retrieve(CandidateQuery query, RankFunction rank, Scope scope) {
    check_open();
    const CandidateSet set = find_candidates(*data_, scope.tenant, query);
    const RankedPage ranked = rank(set);
    Retrieved result;
    result.total = ranked.total;
    for (const Ranked& one : ranked.page) {
        RetrievedMemory item;
        item.memory = tenant(scope).memories.at(set.candidates.at(one.candidate).id).memory;
        item.ranked = one;
        result.items.push_back(std::move(item));
    }
    co_return result;
}

Task<Page<Memory>> InMemoryStore::list(ListQuery query, Scope scope) {
    check_open();
    std::vector<Memory> all = listed(tenant(scope), query.filter, query.order);
    Page<Memory> page;
    page.total = static_cast<std::int64_t>(all.size());
    page.offset = query.offset;
    const std::int64_t begin = std::min(query.offset, page.total);
    const std::int64_t end = std::min(begin + query.limit, page.total);
    page.items.assign(all.begin() + begin, all.begin() + end);
    page.has_more = end < page.total;
    co_return page;
}

Task<Page<MemoryId>> InMemoryStore::list_ids(ListQuery query, Scope scope) {
    Page<Memory> memories = co_await list(std::move(query), std::move(scope));
    Page<MemoryId> page;
    page.total = memories.total;
    page.offset = memories.offset;
    page.has_more = memories.has_more;
    for (const Memory& memory : memories.items) {
        page.items.push_back(memory.id);
    }
    co_return page;
}

Task<std::vector<std::optional<MemoryState>>> InMemoryStore::states(
    std::vector<MemoryId> ids, Scope scope
) {
    check_open();
    const InMemoryTenant& own = tenant(scope);
    std::vector<std::optional<MemoryState>> states(ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto at = own.memories.find(ids[i]);
        if (at == own.memories.end()) {
            continue;
        }
        MemoryState state;
        state.version = at->second.memory.version;
        state.recorded_at = at->second.memory.recorded_at;
        for (const Relationship& edge : own.relationships) {
            if (edge.from == ids[i] || edge.to == ids[i]) {
                ++state.relationships;
                state.linked_at =
                    std::max(state.linked_at.value_or(edge.recorded_at), edge.recorded_at);
            }
        }
        states[i] = state;
    }
    co_return states;
}

Task<std::vector<std::string>> InMemoryStore::values(ValueQuery query, Scope scope) {
    check_open();
    std::map<std::string, std::int64_t> uses;
    for (const auto& [id, entry] : tenant(scope).memories) {
        switch (query.kind) {
            case ValueQuery::Kind::id:
                ++uses[id.to_string()];
                break;
            case ValueQuery::Kind::tag:
                for (const std::string& tag : entry.memory.tags) {
                    ++uses[tag];
                }
                break;
            case ValueQuery::Kind::project:
                if (!entry.memory.project.empty()) {
                    ++uses[entry.memory.project];
                }
                break;
        }
    }
    std::vector<std::string> values;
    for (const auto& [value, count] : uses) {
        if (value.starts_with(query.prefix)) {
            values.push_back(value);
        }
    }
    if (query.kind == ValueQuery::Kind::id) {
        std::reverse(values.begin(), values.end());
    } else if (query.kind == ValueQuery::Kind::tag) {
        std::stable_sort(
            values.begin(),
            values.end(),
            [&uses](const std::string& a, const std::string& b) { return uses[a] > uses[b]; }
        );
    }
    values.resize(std::min(values.size(), static_cast<std::size_t>(query.limit)));
    co_return values;
}

Task<std::string> InMemoryStore::change_marker(Scope /*scope*/) {
    check_open();
    co_return std::to_string(data_->batches);
}

StoreMetrics InMemoryStore::metrics() const {
    return {};
}

Task<std::vector<Related>> InMemoryStore::related(RelatedQuery query, Scope scope) {
    check_open();
    const InMemoryTenant& own = tenant(scope);
    std::vector<Related> found;
    std::set<MemoryId> seen = {query.id};
    std::vector<MemoryId> frontier = {query.id};
    for (int depth = 1; depth <= query.max_depth; ++depth) {
        std::vector<MemoryId> next;
        for (Related& related : next_level(own, frontier, seen, query)) {
            related.depth = depth;
            next.push_back(related.memory.id);
            found.push_back(std::move(related));
        }
        seen.insert(next.begin(), next.end());
        frontier = std::move(next);
    }
    found.resize(std::min(found.size(), static_cast<std::size_t>(query.limit)));
    co_return found;
}

Task<std::vector<RelationshipCounts>> InMemoryStore::relationship_counts(
    std::vector<MemoryId> ids, Scope scope
) {
    check_open();
    std::vector<RelationshipCounts> counts(ids.size());
    for (std::size_t i = 0; i < ids.size(); ++i) {
        for (const Relationship& edge : tenant(scope).relationships) {
            if (edge.from == ids[i] || edge.to == ids[i]) {
                ++counts[i][edge.type];
            }
        }
    }
    co_return counts;
}

Task<RecentActivity> InMemoryStore::recent_activity(ActivityQuery query, Scope scope) {
    check_open();
    const InMemoryTenant& own = tenant(scope);
    RecentActivity activity;
    const auto keep = [](std::vector<Memory> all, std::int64_t limit) {
        all.resize(std::min(all.size(), static_cast<std::size_t>(limit)));
        return all;
    };
    std::vector<Memory> recent = listed(own, query.filter, ListQuery::Order::recorded);
    activity.total = static_cast<std::int64_t>(recent.size());
    for (const Memory& memory : recent) {
        ++activity.by_type[memory.type];
    }
    activity.recent = keep(std::move(recent), query.recent_limit);
    Filter open = query.filter;
    open.unresolved_only = true;
    activity.unresolved =
        keep(listed(own, open, ListQuery::Order::importance), query.unresolved_limit);
    co_return activity;
}

Task<Statistics> InMemoryStore::statistics(Scope scope) {
    check_open();
    const InMemoryTenant& own = tenant(scope);
    Statistics statistics;
    std::set<std::string> projects;
    std::set<std::pair<std::string, std::string>> sessions;
    for (const auto& [id, entry] : own.memories) {
        const Memory& memory = entry.memory;
        ++statistics.memories;
        ++statistics.memories_by_type[memory.type];
        statistics.average_importance += memory.importance;
        statistics.average_confidence += memory.confidence;
        if (!memory.project.empty()) {
            projects.insert(memory.project);
        }
        if (!memory.session.empty()) {
            sessions.emplace(memory.project, memory.session);
        }
    }
    if (statistics.memories > 0) {
        const auto memories = static_cast<double>(statistics.memories);
        statistics.average_importance /= memories;
        statistics.average_confidence /= memories;
    }
    for (const Relationship& edge : own.relationships) {
        ++statistics.relationships;
        ++statistics.relationships_by_type[edge.type];
    }
    statistics.projects = static_cast<std::int64_t>(projects.size());
    statistics.sessions = static_cast<std::int64_t>(sessions.size());
    co_return statistics;
}

}  // namespace support
