// Fuzz target: any bytes as the metadata of an answer, read as everything that metadata can be: a
// summary, a routing table, a failure. Promises: an Error of kind protocol for an unknown type of
// query, and no other; a table's life is bounded, and no server stands in a role twice.

#include "conn/summary_reader.hpp"
#include "packstream/arena.hpp"
#include "packstream/decoder.hpp"
#include "protocol/failure.hpp"
#include "protocol/hydrate.hpp"
#include "routing/cached_table.hpp"

#include <bolt/error.hpp>
#include <bolt/record.hpp>
#include <bolt/summary.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <span>
#include <vector>

namespace {

void require(bool promise) {
    if (!promise) {
        std::abort();
    }
}

/// As Client::read_summary does it; false when the bytes are no map.
bool read_map(
    std::span<const std::uint8_t> bytes, bolt::packstream::Arena& arena, bolt::detail::Cell& map
) {
    const bolt::packstream::Limits limits;
    bolt::packstream::Decoder decoder(bytes, arena, limits);
    if (decoder.read(map) != bolt::packstream::DecodeStatus::ok || map.kind != bolt::Kind::map) {
        return false;
    }
    bolt::protocol::hydrate(map, bolt::protocol::Dialect());
    bolt::protocol::blank_unreadable(map);
    return true;
}

void read_summary(bolt::ValueView metadata, std::uint8_t shape_bits) {
    bolt::detail::ResultShape shape;
    shape.has_keys = (shape_bits & 1U) != 0;
    shape.had_record = (shape_bits & 2U) != 0;
    shape.with_statuses = (shape_bits & 4U) != 0;
    bolt::Summary summary;
    (void)bolt::detail::read_keys(metadata);
    (void)bolt::detail::read_query_id(metadata);
    (void)bolt::detail::has_more(metadata);
    bolt::detail::read_run_summary(metadata, summary);
    try {
        bolt::detail::read_final_summary(metadata, shape, summary);
        // Without any from the server: success, no data and the like.
        require(metadata.find("statuses") || !summary.gql_statuses.empty());
    } catch (const bolt::Error& error) {
        require(error.kind() == bolt::ErrorKind::protocol);
    }
}

void check_role(const std::vector<bolt::Address>& servers) {
    require(std::set<bolt::Address>(servers.begin(), servers.end()).size() == servers.size());
}

void read_table(const bolt::Map& metadata) {
    using bolt::routing::CachedTable;
    const auto table = bolt::routing::read_routing_table(metadata, "given");
    if (!table) {
        return;
    }
    check_role(table->routers);
    check_role(table->readers);
    check_role(table->writers);
    const CachedTable::Clock::time_point now{std::chrono::hours(24)};
    CachedTable cached(*table, now);
    require(!cached.is_forgotten(now));
    require(!cached.is_fresh(bolt::AccessMode::read, now + table->time_to_live));
    for (const bolt::Address& server : table->readers) {
        require(cached.has(server));
        cached.remove(server);
        require(!cached.has(server));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1) {
        return 0;
    }
    bolt::packstream::Arena arena(1'024);
    bolt::detail::Cell map;
    if (!read_map({data + 1, size - 1}, arena, map)) {
        return 0;
    }
    read_summary(bolt::ValueView(map), data[0]);
    const bolt::Map metadata = bolt::ValueView(map).to<bolt::Map>();
    read_table(metadata);
    const bolt::ServerError failure = bolt::protocol::read_failure(metadata);
    require(!failure.gql_status.empty());
    (void)bolt::Error(failure);
    return 0;
}
