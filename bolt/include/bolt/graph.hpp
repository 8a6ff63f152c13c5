#pragma once
// Cypher's graph values: nodes, relationships and paths, as they are returned by queries.
// Plain immutable data, detached from the database.

#include <bolt/value.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace bolt {

/// A node. Before Bolt 5.0 servers send no element id; then it is the text of `id`.
struct Node {
    Node() = default;
    friend bool operator==(const Node&, const Node&) = default;
    std::int64_t id = -1;             ///< internal id; deprecated by Neo4j in favour of element_id
    std::string element_id;           ///< names the node within the running transaction
    std::vector<std::string> labels;  ///< in the server's order
    Map properties;                   ///< of the node
};

/// A relationship with both its ends.
struct Relationship {
    Relationship() = default;
    friend bool operator==(const Relationship&, const Relationship&) = default;
    std::int64_t id = -1;          ///< internal id, as Node::id
    std::int64_t start_id = -1;    ///< internal id of the node it begins at
    std::int64_t end_id = -1;      ///< internal id of the node it ends at
    std::string element_id;        ///< as Node::element_id
    std::string start_element_id;  ///< of the node it begins at
    std::string end_element_id;    ///< of the node it ends at
    std::string type;              ///< e.g. "KNOWS"
    Map properties;                ///< of the relationship
};

/// A path: nodes[0], relationships[0], nodes[1], … There is one node more than relationships.
struct Path {
    Path() = default;
    friend bool operator==(const Path&, const Path&) = default;
    std::vector<Node> nodes;                  ///< in the order of the path
    std::vector<Relationship> relationships;  ///< with the direction that they are stored with
};

}  // namespace bolt
