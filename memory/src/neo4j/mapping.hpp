#pragma once
// Between the model of the memory library and Bolt values: what a node's properties hold, and how
// answered lists become memories and relationships again. Pure; no connection.

#include <bolt/record.hpp>
#include <bolt/value.hpp>
#include <memory/model.hpp>
#include <memory/query.hpp>
#include <memory/store.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

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
[[nodiscard]] Memory read_memory(bolt::ValueView columns);
/// Reads the list that RELATIONSHIP(x) answers. Throws Errc::corrupt for anything else.
[[nodiscard]] Relationship read_relationship(bolt::ValueView columns);

/// Adds the parameters of filter_conditions() for the parts of the filter that are set.
void add_filter_parameters(const Filter& filter, bolt::Map& parameters);

/// Times travel and are stored as microseconds since 1970 UTC.
[[nodiscard]] std::int64_t to_micros(Timestamp time) noexcept;
[[nodiscard]] Timestamp from_micros(std::int64_t micros) noexcept;

[[nodiscard]] bolt::List text_list(const std::vector<std::string>& texts);
[[nodiscard]] bolt::List type_names(const std::vector<RelationshipType>& types);
/// The names of `types`, or of all 35 types when it is empty.
[[nodiscard]] bolt::List type_names_or_all(const std::vector<RelationshipType>& types);

/// Typed access to an answered value. Throws Errc::corrupt when it is something else.
[[nodiscard]] std::int64_t read_integer(bolt::ValueView value);
[[nodiscard]] double read_number(bolt::ValueView value);
[[nodiscard]] bool read_flag(bolt::ValueView value);
[[nodiscard]] std::string read_text(bolt::ValueView value);  ///< null reads as ""
/// Checks that a value is a list of `size` items, and answers it.
[[nodiscard]] bolt::ValueView read_list(bolt::ValueView value, std::size_t size);
[[nodiscard]] std::vector<std::string> read_texts(bolt::ValueView value);  ///< null reads as empty
[[nodiscard]] MemoryId read_memory_id(bolt::ValueView value);
[[nodiscard]] MemoryType read_memory_type(bolt::ValueView value);
[[nodiscard]] RelationshipType read_relationship_type(bolt::ValueView value);
[[nodiscard]] RelationshipId read_relationship_id(bolt::ValueView value);

}  // namespace memory::neo4j
