// create_relationship: links two memories by one of the 35 types.
// Both ends must exist; the same edge is stored once; cycles of a directed type are refused.

#include "tools/answer_arguments.hpp"
#include "tools/arguments.hpp"
#include "tools/json_answer.hpp"
#include "tools/memory_tools.hpp"

#include <mcp/error.hpp>

#include <utility>

#include <nlohmann/json.hpp>

namespace mcp::tools {

namespace {

struct RelationshipArguments : OutputArguments {
    RelationshipArguments() = default;
    std::string from_memory_id;
    std::string to_memory_id;
    std::string relationship_type;
    std::optional<double> strength;
    std::optional<double> confidence;
    std::string context;
};

InputSchema<RelationshipArguments> relationship_schema() {
    InputSchema<RelationshipArguments> schema;
    schema.add("from_memory_id", &RelationshipArguments::from_memory_id)
        .required()
        .describe("ID of the subject, e.g. the solution");
    schema.add("to_memory_id", &RelationshipArguments::to_memory_id)
        .required()
        .describe("ID of the object, e.g. the problem");
    schema.add("relationship_type", &RelationshipArguments::relationship_type)
        .required()
        .one_of(relationship_type_names())
        .describe("Read: from TYPE to");
    schema.add("strength", &RelationshipArguments::strength)
        .range(0, 1)
        .describe("Default by type");
    schema.add("confidence", &RelationshipArguments::confidence)
        .range(0, 1)
        .describe("Default by type");
    schema.add("context", &RelationshipArguments::context)
        .max_length(10'000, Listing::checked_only)
        .describe("Why, when, with what evidence");
    add_output_argument(schema);
    return schema;
}

}  // namespace

void add_create_relationship_tool(ToolRegistry& registry, memory::MemoryDatabase& database) {
    ToolSpec spec(
        "create_relationship",
        "Link two memories, e.g. solution SOLVES problem. The same link is kept once."
    );
    spec.effects.idempotent = true;
    spec.scope = kWriteScope;
    auto handler = [&database](Call& /*call*/, RelationshipArguments in) -> Task<ToolResult> {
        memory::NewRelationship relationship(
            to_memory_id(in.from_memory_id),
            to_memory_id(in.to_memory_id),
            to_relationship_type(in.relationship_type)
        );
        relationship.strength = in.strength;
        relationship.confidence = in.confidence;
        relationship.context = std::move(in.context);
        const memory::RelateReceipt receipt = co_await database.relate(std::move(relationship));
        if (in.wants_json()) {
            json::Value answer;
            answer["id"] = receipt.id.to_string();
            answer["created"] = receipt.created;
            co_return json_result(answer);
        }
        std::string text = "Relationship created successfully: " + receipt.id.to_string();
        if (!receipt.created) {
            text += " (was there already; nothing changed)";
        }
        co_return ToolResult::success(std::move(text));
    };
    registry.add(std::move(spec), relationship_schema(), handler);
}

}  // namespace mcp::tools
