// Breadth-first walk; see walker.hpp.
// A neighbour that several edges of one level lead to keeps the strongest of them.

#include "sqlite/walker.hpp"

#include "sqlite/filter_sql.hpp"
#include "sqlite/reader.hpp"
#include "sqlite/rows.hpp"
#include "sqlite/sql.hpp"

#include <memory/types.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace memory::sqlite {

namespace {

/// Memories looked at in one walk; a dense graph has more within five steps than anyone reads.
/// [limit]
constexpr std::size_t kMostVisited = 20'000;

/// A memory that the walk has come to.
struct Found {
    Found() = default;
    std::int64_t row = 0;
    MemoryId id;
    double importance = 0;
    Relationship edge;
    int depth = 1;
};

struct Node {
    Node() = default;

    Node(std::int64_t row_number, MemoryId memory_id) : row(row_number), id(memory_id) {}

    std::int64_t row = 0;
    MemoryId id;
};

/// Nearest first, then strongest edge, most important, id.
bool comes_before(const Found& a, const Found& b) {
    return std::tuple(a.depth, -a.edge.strength, -a.importance, a.id) <
           std::tuple(b.depth, -b.edge.strength, -b.importance, b.id);
}

/// Of two edges to the same neighbour, the one that is told.
bool is_better(const Relationship& a, const Relationship& b) {
    return std::tuple(-a.strength, a.id) < std::tuple(-b.strength, b.id);
}

void look_around(
    Db& db,
    const Node& node,
    const RelatedQuery& query,
    bool outgoing,
    int depth,
    const std::set<std::int64_t>& visited,
    std::map<std::int64_t, Found>& level
) {
    std::string text(outgoing ? sql::kOutgoing : sql::kIncoming);
    if (!query.types.empty()) {
        text += " AND r.type IN (";
        append_marks(text, query.types.size());
    }
    Statement statement = db.prepare(text);
    statement.bind(node.row);
    for (const RelationshipType type : query.types) {
        statement.bind(to_string(type));
    }
    while (statement.step()) {
        Found found;
        found.row = statement.integer(8);
        if (visited.contains(found.row)) {
            continue;
        }
        found.importance = statement.real(9);
        found.id = statement.id<MemoryId>(10);
        found.depth = depth;
        found.edge = read_edge(statement);
        found.edge.from = outgoing ? node.id : found.id;
        found.edge.to = outgoing ? found.id : node.id;
        const auto place = level.find(found.row);
        if (place == level.end()) {
            level.emplace(found.row, std::move(found));
        } else if (is_better(found.edge, place->second.edge)) {
            place->second = std::move(found);
        }
    }
}

}  // namespace

std::vector<Related> walk_related(Db& db, const RelatedQuery& query, const Scope& scope) {
    DbTransaction snapshot(db, DbTransaction::Kind::read);
    std::vector<Node> frontier;
    {
        Statement statement = db.prepare(sql::kRowOfId);
        statement.bind(scope.tenant).bind(query.id);
        if (!statement.step()) {
            return {};
        }
        frontier.emplace_back(statement.integer(0), query.id);
    }
    std::set<std::int64_t> visited{frontier.front().row};
    std::vector<Found> found;
    const auto enough = static_cast<std::size_t>(query.limit);
    for (int depth = 1; depth <= query.max_depth && !frontier.empty() && found.size() < enough;
         ++depth) {
        std::map<std::int64_t, Found> level;
        for (const Node& node : frontier) {
            if (query.direction != Direction::incoming) {
                look_around(db, node, query, true, depth, visited, level);
            }
            if (query.direction != Direction::outgoing) {
                look_around(db, node, query, false, depth, visited, level);
            }
            if (visited.size() + level.size() > kMostVisited) {
                break;
            }
        }
        frontier.clear();
        for (auto& [row, neighbour] : level) {
            visited.insert(row);
            frontier.emplace_back(row, neighbour.id);
            found.push_back(std::move(neighbour));
        }
    }
    std::sort(found.begin(), found.end(), comes_before);
    found.resize(std::min(found.size(), enough));
    std::vector<Related> related;
    related.reserve(found.size());
    for (Found& item : found) {
        Related entry;
        entry.memory = read_row(db, item.row);
        entry.relationship = std::move(item.edge);
        entry.depth = item.depth;
        related.push_back(std::move(entry));
    }
    return related;
}

}  // namespace memory::sqlite
