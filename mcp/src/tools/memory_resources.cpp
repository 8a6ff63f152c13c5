// Reading and listing the memory's resources; see memory_resources.hpp.
// The cursor of a listing is the place of its last memory, so that pages stay where they are while
// others store.

#include "tools/memory_resources.hpp"

#include "json/json_io.hpp"
#include "tools/failure_text.hpp"
#include "tools/memory_json.hpp"
#include "tools/memory_text.hpp"
#include "tools/memory_tools.hpp"
#include "tools/token_budget.hpp"

#include <mcp/error.hpp>
#include <memory/error.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <system_error>
#include <utility>

#include <nlohmann/json.hpp>

namespace mcp::tools {

namespace {

constexpr std::string_view kItemPrefix = "memory://item/";
constexpr std::int64_t kPageSize = 50;
constexpr std::size_t kNameCharacters = 100;
constexpr std::size_t kDescriptionCharacters = 150;
constexpr auto kMarkdown = "text/markdown";

/// Clients show what a failed read says; the codes are the protocol's.
[[noreturn]] void throw_unreadable(const memory::Error& error) {
    throw ProtocolError(ErrorCode::internal_error, store_failure_text("read the resource", error));
}

std::string page_of(const memory::Memory& memory, const memory::RelationshipCounts& counts) {
    std::string page = memory_page(memory, memory.content, counts);
    constexpr std::size_t kNote = 60;
    if (estimate_tokens(page) > kMaxAnswerTokens) {
        page = std::string(cut_to_tokens(page, kMaxAnswerTokens - kNote)) +
               "…\n[cut: get_memory reads the rest by content_offset]";
    }
    return page;
}

Task<std::vector<ResourceContents>> read_item(
    memory::MemoryDatabase& database, std::string uri, ResourceRegistry::Variables variables
) {
    const auto id = memory::MemoryId::parse(variables["id"]);
    if (!id) {
        throw ResourceNotFound("no memory has the id '" + excerpt(variables["id"], 40) + "'");
    }
    std::optional<memory::MemoryDetails> found;
    try {
        found = co_await database.details(*id);
    } catch (const memory::Error& error) {
        throw_unreadable(error);
    }
    if (!found) {
        throw ResourceNotFound("no memory has the id " + id->to_string());
    }
    std::vector<ResourceContents> contents;
    contents.push_back(ResourceContents::text(
        std::move(uri), kMarkdown, page_of(found->memory, found->relationships)
    ));
    co_return contents;
}

Task<std::vector<ResourceContents>> read_stats(memory::MemoryDatabase& database, std::string uri) {
    json::Value object;
    try {
        const memory::Statistics statistics = co_await database.statistics();
        const memory::StoreInfo info = co_await database.info();
        object = to_json(statistics);
        object["backend"] = info.backend;
        object["engine_version"] = info.engine_version;
    } catch (const memory::Error& error) {
        throw_unreadable(error);
    }
    std::vector<ResourceContents> contents;
    contents.push_back(
        ResourceContents::text(std::move(uri), "application/json", json::dump(object))
    );
    co_return contents;
}

/// "1700000000000000.0193c0de-…": when it was recorded, in microseconds, and its id.
std::string to_cursor(const memory::Memory& memory) {
    return std::to_string(memory.recorded_at.time_since_epoch().count()) + "." +
           memory.id.to_string();
}

memory::RecordedPosition parse_cursor(const std::string& cursor) {
    const std::size_t dot = cursor.find('.');
    std::int64_t micros = 0;
    const char* const end = cursor.data() + std::min(dot, cursor.size());
    const auto number = std::from_chars(cursor.data(), end, micros);
    std::optional<memory::MemoryId> id;
    if (dot != std::string::npos) {
        id = memory::MemoryId::parse(std::string_view(cursor).substr(dot + 1));
    }
    if (number.ec != std::errc() || number.ptr != end || !id) {
        throw ProtocolError(ErrorCode::invalid_params, "unknown cursor; begin again without one");
    }
    const memory::Timestamp time{std::chrono::microseconds(micros)};
    return {time, *id};
}

ResourceSpec spec_of(const memory::Memory& memory) {
    ResourceSpec spec(item_uri(memory.id), excerpt(memory.title, kNameCharacters));
    spec.description =
        excerpt(memory.summary.empty() ? memory.content : memory.summary, kDescriptionCharacters);
    spec.mime_type = kMarkdown;
    return spec;
}

Task<ResourcePage> list_recent(
    memory::MemoryDatabase& database, std::optional<std::string> cursor
) {
    memory::ListQuery query;
    query.order = memory::ListQuery::Order::recorded;
    query.limit = kPageSize;
    if (cursor) {
        query.filter.recorded_before = parse_cursor(*cursor);
    }
    memory::Page<memory::Memory> found;
    try {
        found = co_await database.list(std::move(query));
    } catch (const memory::Error& error) {
        if (error.code() == memory::Errc::invalid_argument) {  // a time outside of all calendars
            throw ProtocolError(
                ErrorCode::invalid_params, "unknown cursor; begin again without one"
            );
        }
        throw_unreadable(error);
    }
    ResourcePage page;
    for (const memory::Memory& memory : found.items) {
        page.resources.push_back(spec_of(memory));
    }
    if (found.has_more) {
        page.next_cursor = to_cursor(found.items.back());
    }
    co_return page;
}

}  // namespace

std::string item_uri(memory::MemoryId id) {
    return std::string(kItemPrefix) + id.to_string();
}

std::optional<memory::MemoryId> parse_item_uri(std::string_view uri) {
    if (!uri.starts_with(kItemPrefix)) {
        return std::nullopt;
    }
    return memory::MemoryId::parse(uri.substr(kItemPrefix.size()));
}

void add_memory_resources(ResourceRegistry& registry, memory::MemoryDatabase& database) {
    ResourceSpec stats(std::string(kStatsUri), "stats");
    stats.title = "Memory statistics";
    stats.description = "How many memories and relationships there are, by type.";
    stats.mime_type = "application/json";
    stats.scope = kReadScope;
    registry.add(
        std::move(stats),
        [&database](Call& call, ResourceRegistry::Variables /*variables*/) {
            return read_stats(database, std::string(call.target()));
        }
    );
    ResourceSpec item(std::string(kItemTemplate), "memory");
    item.title = "One memory";
    item.description = "A memory whole, with its context and the number of its relationships.";
    item.mime_type = kMarkdown;
    item.scope = kReadScope;
    registry.add_template(
        std::move(item),
        [&database](Call& call, ResourceRegistry::Variables variables) {
            return read_item(database, std::string(call.target()), std::move(variables));
        }
    );
    registry.set_lister(
        [&database](Call& /*call*/, std::optional<std::string> cursor) {
            return list_recent(database, std::move(cursor));
        },
        std::string(kReadScope)
    );
}

}  // namespace mcp::tools
