// Builders and comparisons of the contract's cases; see builders.hpp.
// An id's number stands in its last four bytes, which keeps ids in the order of their numbers.
#include "contract/builders.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <optional>

namespace contract {

using namespace memory;

namespace {

template <class AnyId>
AnyId numbered(int number, std::uint8_t kind) {
    typename AnyId::Bytes bytes{};
    bytes[0] = kind;
    bytes[6] = 0x70;  // version 7
    bytes[8] = 0x80;  // RFC 9562 variant
    const auto value = static_cast<std::uint32_t>(number);
    for (std::size_t i = 0; i < 4; ++i) {
        bytes[12 + i] = static_cast<std::uint8_t>((value >> (24 - 8 * i)) & 0xFFU);
    }
    return AnyId(bytes);
}

std::string iso(const std::optional<Timestamp>& time) {
    return time ? format_iso8601(*time) : std::string("none");
}

}  // namespace

MemoryId memory_id(int number) {
    return numbered<MemoryId>(number, 0x01);
}

RelationshipId relationship_id(int number) {
    return numbered<RelationshipId>(number, 0x02);
}

int number_of(MemoryId id) {
    const MemoryId::Bytes& bytes = id.bytes();
    std::uint32_t value = 0;
    for (std::size_t i = 12; i < 16; ++i) {
        value = (value << 8U) | bytes[i];
    }
    return static_cast<int>(value);
}

Timestamp at(std::string_view text) {
    const std::optional<Timestamp> time = parse_iso8601(text);
    if (!time) {
        throw std::runtime_error("no ISO 8601 time in a case: " + std::string(text));
    }
    return *time;
}

Timestamp at_minute(std::int64_t minutes) {
    return at("2026-03-01T08:00:00Z") + std::chrono::minutes(minutes);
}

Memory plain_memory(int number) {
    Memory memory;
    memory.id = memory_id(number);
    memory.title = "Memory " + std::to_string(number);
    memory.content = "Content of memory " + std::to_string(number);
    memory.occurred_at = at_minute(number);
    memory.created_at = at_minute(number);
    memory.recorded_at = at_minute(number);
    return memory;
}

Memory full_memory(int number) {
    Memory memory = plain_memory(number);
    memory.key = "key-" + std::to_string(number);
    memory.type = MemoryType::code_pattern;
    memory.summary = "In short: a pattern";
    memory.tags = {"zeta", "alpha", "two words"};
    memory.context.project_path = "/srv/shop";
    memory.context.files_involved = {"src/b.cpp", "src/a.cpp"};
    memory.context.languages = {"c++", "sql"};
    memory.context.frameworks = {"asio"};
    memory.context.technologies = {"neo4j", "sqlite"};
    memory.context.git_commit = "4f06fed";
    memory.context.git_branch = "feature/contract";
    memory.context.working_directory = "/srv/shop/build";
    memory.context.additional_metadata = R"({"ticket":42,"nested":{"a":[1,2]}})";
    memory.author = "Ada";
    memory.session = "monday";
    memory.project = "shop";
    memory.importance = 0.875;
    memory.confidence = 0.0625;
    memory.occurred_at = at("2025-12-31T23:59:59.999999Z");
    memory.valid_until = at("2027-01-01T00:00:00.000001Z");
    memory.created_at = at("2026-02-03T04:05:06.070809Z");
    memory.recorded_at = at("2026-02-03T04:05:06.070810Z");
    return memory;
}

IndexTerms words(std::string terms, std::string extra_terms) {
    IndexTerms index;
    if (!terms.empty()) {
        index.length = 1 + std::count(terms.begin(), terms.end(), ' ');
    }
    index.terms = std::move(terms);
    index.extra_terms = std::move(extra_terms);
    return index;
}

PutMemory put(Memory memory, IndexTerms index) {
    PutMemory operation;
    operation.memory = std::move(memory);
    operation.index = std::move(index);
    return operation;
}

PutMemory put(int number, IndexTerms index) {
    return put(plain_memory(number), std::move(index));
}

RemoveMemory remove(int number) {
    return RemoveMemory(memory_id(number));
}

ReviseMemory retitle(int number, std::string title, std::int64_t minute, IndexTerms index) {
    ReviseMemory operation;
    operation.id = memory_id(number);
    operation.revise =
        [title = std::move(title), minute, index = std::move(index)](const Memory& current) {
            Memory next = current;
            next.title = title;
            next.version = current.version + 1;
            next.recorded_at = at_minute(minute);
            return put(std::move(next), index);
        };
    return operation;
}

PutRelationship link(int edge, MemoryRef from, MemoryRef to, RelationshipType type) {
    PutRelationship operation;
    operation.relationship.id = relationship_id(edge);
    operation.relationship.type = type;
    operation.relationship.strength = info(type).strength;
    operation.relationship.confidence = info(type).confidence;
    operation.relationship.valid_from = at_minute(edge);
    operation.relationship.recorded_at = at_minute(edge);
    operation.from = std::move(from);
    operation.to = std::move(to);
    return operation;
}

PutRelationship link(int edge, int from, int to, RelationshipType type) {
    return link(edge, MemoryRef(memory_id(from)), MemoryRef(memory_id(to)), type);
}

PutRelationship with_strength(PutRelationship edge, double strength) {
    edge.relationship.strength = strength;
    return edge;
}

PutRelationship cycles_allowed(PutRelationship edge) {
    edge.cycles = CyclePolicy::allow;
    return edge;
}

PutRelationship skipping(PutRelationship edge) {
    edge.skip_when_end_is_missing = true;
    return edge;
}

CandidateQuery any_of(std::vector<std::string> exact_words) {
    CandidateQuery query;
    for (std::string& word : exact_words) {
        query.terms.emplace_back(std::move(word));
    }
    return query;
}

CandidateQuery all_of(std::vector<std::string> exact_words) {
    CandidateQuery query = any_of(std::move(exact_words));
    query.match = MatchMode::all;
    return query;
}

QueryTerm prefix(std::string text) {
    return QueryTerm(std::move(text), QueryTerm::Match::prefix);
}

QueryTerm similar(std::string text) {
    return QueryTerm(std::move(text), QueryTerm::Match::similar);
}

Numbers numbers(const std::vector<Memory>& memories) {
    Numbers result;
    for (const Memory& memory : memories) {
        result.push_back(number_of(memory.id));
    }
    return result;
}

Numbers numbers(const Page<Memory>& page) {
    return numbers(page.items);
}

Numbers numbers(const std::vector<Related>& related) {
    Numbers result;
    for (const Related& one : related) {
        result.push_back(number_of(one.memory.id));
    }
    return result;
}

Numbers numbers(const Retrieved& retrieved) {
    Numbers result;
    for (const RetrievedMemory& one : retrieved.items) {
        result.push_back(number_of(one.memory.id));
    }
    return result;
}

void check_same(const Memory& found, const Memory& expected) {
    CHECK(found.id == expected.id);
    CHECK(found.key == expected.key);
    CHECK(to_string(found.type) == to_string(expected.type));
    CHECK(found.title == expected.title);
    CHECK(found.content == expected.content);
    CHECK(found.summary == expected.summary);
    CHECK(found.tags == expected.tags);
    CHECK(found.context.project_path == expected.context.project_path);
    CHECK(found.context.files_involved == expected.context.files_involved);
    CHECK(found.context.languages == expected.context.languages);
    CHECK(found.context.frameworks == expected.context.frameworks);
    CHECK(found.context.technologies == expected.context.technologies);
    CHECK(found.context.git_commit == expected.context.git_commit);
    CHECK(found.context.git_branch == expected.context.git_branch);
    CHECK(found.context.working_directory == expected.context.working_directory);
    CHECK(found.context.additional_metadata == expected.context.additional_metadata);
    CHECK(found.author == expected.author);
    CHECK(found.session == expected.session);
    CHECK(found.project == expected.project);
    CHECK(found.importance == expected.importance);
    CHECK(found.confidence == expected.confidence);
    CHECK(found.version == expected.version);
    CHECK(iso(found.occurred_at) == iso(expected.occurred_at));
    CHECK(iso(found.valid_until) == iso(expected.valid_until));
    CHECK(iso(found.created_at) == iso(expected.created_at));
    CHECK(iso(found.recorded_at) == iso(expected.recorded_at));
}

void check_same(const Relationship& found, const Relationship& expected) {
    CHECK(found.id == expected.id);
    CHECK(found.from == expected.from);
    CHECK(found.to == expected.to);
    CHECK(to_string(found.type) == to_string(expected.type));
    CHECK(found.strength == expected.strength);
    CHECK(found.confidence == expected.confidence);
    CHECK(found.context == expected.context);
    CHECK(iso(found.valid_from) == iso(expected.valid_from));
    CHECK(iso(found.valid_until) == iso(expected.valid_until));
    CHECK(iso(found.recorded_at) == iso(expected.recorded_at));
}

}  // namespace contract

namespace Catch {

std::string StringMaker<memory::WriteOutcome>::convert(memory::WriteOutcome outcome) {
    static constexpr std::array<const char*, 6> kNames = {
        "created", "existing", "updated", "removed", "not_found", "skipped"
    };
    return kNames.at(static_cast<std::size_t>(outcome));
}

}  // namespace Catch
