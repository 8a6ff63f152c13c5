#pragma once
// The data that the memory library keeps: memories, relationships, and what creates and changes
// them. Plain values; every struct declares a constructor, so that none is an aggregate (g++ 12).

#include <memory/id.hpp>
#include <memory/time.hpp>
#include <memory/types.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace memory {

/// Whose data an operation sees and writes. Every read and write carries one, and every store
/// applies it through one predicate. The default tenant is what a single-user store uses.
struct Scope {
    Scope() = default;

    explicit Scope(std::string tenant_name) : tenant(std::move(tenant_name)) {}

    std::string tenant = "default";  ///< 1 to 100 characters
};

/// Where a memory comes from, beside its text. All fields are optional and stored as given.
struct MemoryContext {
    MemoryContext() = default;
    [[nodiscard]] bool empty() const;
    friend bool operator==(const MemoryContext&, const MemoryContext&) = default;

    std::string project_path;
    std::vector<std::string> files_involved;
    std::vector<std::string> languages;
    std::vector<std::string> frameworks;
    std::vector<std::string> technologies;
    std::string git_commit;
    std::string git_branch;
    std::string working_directory;
    std::string additional_metadata;  ///< text of a JSON object, or empty
};

/// One memory in its current version.
///
/// Bi-temporal: `occurred_at`/`valid_until` say when it is true, `created_at`/`recorded_at` when
/// the store learned of it (first version, this version).
struct Memory {
    Memory() = default;

    MemoryId id;
    std::string key;  ///< idempotency key, unique in its tenant; empty = none
    MemoryType type = MemoryType::general;
    std::string title;
    std::string content;
    std::string summary;
    std::vector<std::string> tags;  ///< trimmed, lower case, no duplicates, order as given
    MemoryContext context;
    std::string author;
    std::string session;      ///< membership PART_OF a session of the project
    std::string project;      ///< membership PART_OF a project
    double importance = 0.5;  ///< 0 to 1
    double confidence = 0.8;  ///< 0 to 1
    std::int64_t version = 1;
    Timestamp occurred_at;
    std::optional<Timestamp> valid_until;
    Timestamp created_at;
    Timestamp recorded_at;
};

/// What a caller gives to store a memory. Absent values get the model's defaults.
struct NewMemory {
    NewMemory() = default;

    MemoryType type = MemoryType::general;
    std::string title;              ///< 1 to 500 characters after trimming
    std::string content;            ///< 1 to 50,000 characters after trimming
    std::string summary;            ///< up to 1,000 characters
    std::vector<std::string> tags;  ///< up to 50 of up to 100 characters
    MemoryContext context;
    std::string author;                ///< up to 200 characters
    std::string session;               ///< up to 200 characters
    std::string project;               ///< up to 1,000 characters; default: context.project_path
    std::optional<double> importance;  ///< 0 to 1, default 0.5
    std::optional<double> confidence;  ///< 0 to 1, default 0.8
    std::optional<Timestamp> occurred_at;  ///< default: now
    std::optional<Timestamp> valid_until;
    /// Same key in the same tenant = the same memory: a second store changes nothing and answers
    /// the first one's id. Up to 200 characters; empty = none.
    std::string key;
};

/// A change of some fields of a memory; absent = keep. The old version is kept as history.
struct MemoryPatch {
    MemoryPatch() = default;
    [[nodiscard]] bool empty() const noexcept;

    std::optional<std::string> title;
    std::optional<std::string> content;
    std::optional<std::string> summary;
    std::optional<std::vector<std::string>> tags;  ///< replaces all
    std::optional<double> importance;
    std::optional<double> confidence;
    /// Update only when the stored version is this one; otherwise Errc::conflict.
    std::optional<std::int64_t> expected_version;
};

/// One typed, directed edge between two memories.
struct Relationship {
    Relationship() = default;

    RelationshipId id;
    MemoryId from;
    MemoryId to;
    RelationshipType type = RelationshipType::related_to;
    double strength = 0.5;
    double confidence = 0.8;
    std::string context;  ///< free text: why, under which conditions, with what evidence
    Timestamp valid_from;
    std::optional<Timestamp> valid_until;
    Timestamp recorded_at;
};

/// An end of a new relationship: a memory by its id, or by its idempotency key.
using MemoryRef = std::variant<MemoryId, std::string>;

struct NewRelationship {
    NewRelationship() = default;

    NewRelationship(MemoryRef from_end, MemoryRef to_end, RelationshipType relationship_type)
        : from(std::move(from_end)), to(std::move(to_end)), type(relationship_type) {}

    MemoryRef from;
    MemoryRef to;
    RelationshipType type = RelationshipType::related_to;
    std::optional<double> strength;       ///< 0 to 1, default: the type's
    std::optional<double> confidence;     ///< 0 to 1, default: the type's
    std::string context;                  ///< up to 10,000 characters
    std::optional<Timestamp> valid_from;  ///< default: now
    /// An end that does not exist: an error (default), or the edge is left out. Imports use the
    /// latter, e.g. for the parents of a shallow clone's oldest commits.
    bool skip_when_end_is_missing = false;
};

}  // namespace memory
