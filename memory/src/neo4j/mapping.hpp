#pragma once
// Between the model of the memory library and Bolt values: what a node's properties hold, and how
// answered lists become memories and relationships again. Pure; no connection.

#include <bolt/params.hpp>
#include <bolt/value.hpp>
#include <memory/model.hpp>
#include <memory/query.hpp>
#include <memory/store.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace memory::neo4j {

/// The value of `identity`, on which a memory is unique in its tenant: its key, or else its id.
[[nodiscard]] std::string identity_of(const Memory& memory);
/// The identity of the memory that has a key.
[[nodiscard]] std::string identity_of_key(std::string_view key);

/// All properties of the (:Memory) node. Empty texts and absent values become no property at all.
[[nodiscard]] bolt::Map memory_properties(const PutMemory& put, const Scope& scope);
/// All properties of the relationship between two memories.
[[nodiscard]] bolt::Map relationship_properties(const Relationship& relationship);

/// Reads the list that MEMORY(x) answers. Throws Errc::corrupt for anything else.
[[nodiscard]] Memory read_memory(const bolt::Value& columns);
/// Reads the list that RELATIONSHIP(x) answers. Throws Errc::corrupt for anything else.
[[nodiscard]] Relationship read_relationship(const bolt::Value& columns);

/// Adds the parameters of filter_conditions() for the parts of the filter that are set.
void add_filter_parameters(const Filter& filter, bolt::Params& parameters);

/// Times travel and are stored as microseconds since 1970 UTC.
[[nodiscard]] std::int64_t to_micros(Timestamp time) noexcept;
[[nodiscard]] Timestamp from_micros(std::int64_t micros) noexcept;

[[nodiscard]] bolt::List text_list(const std::vector<std::string>& texts);
[[nodiscard]] bolt::List type_names(const std::vector<RelationshipType>& types);
/// The names of `types`, or of all 35 types when it is empty.
[[nodiscard]] bolt::List type_names_or_all(const std::vector<RelationshipType>& types);

/// Typed access to an answered value. Throws Errc::corrupt when it is something else.
[[nodiscard]] std::int64_t read_integer(const bolt::Value& value);
[[nodiscard]] double read_number(const bolt::Value& value);
[[nodiscard]] bool read_flag(const bolt::Value& value);
[[nodiscard]] std::string read_text(const bolt::Value& value);  ///< null reads as ""
[[nodiscard]] const bolt::List& read_list(const bolt::Value& value);
[[nodiscard]] MemoryId read_memory_id(const bolt::Value& value);
[[nodiscard]] MemoryType read_memory_type(const bolt::Value& value);
[[nodiscard]] RelationshipType read_relationship_type(const bolt::Value& value);
[[nodiscard]] RelationshipId read_relationship_id(const bolt::Value& value);

}  // namespace memory::neo4j
