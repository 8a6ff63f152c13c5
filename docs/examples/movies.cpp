// Neo4j's example application "movies" as a command line: search titles, show a cast, draw the
// graph of actors, vote. `movies load` stores a few movies, `movies clear` removes all movies and
// their people. Server and credentials come from NEO4J_URI, NEO4J_USER and NEO4J_PASSWORD.
#include "movies_data.hpp"
#include "server.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>

namespace {

/// "title: Speed, released: 1994", whatever the columns are.
void print(const bolt::Record& row) {
    for (std::size_t column = 0; column < row.size(); ++column) {
        const bolt::ValueView value = row[column];
        std::cout << (column == 0 ? "" : ", ") << row.keys()[column] << ": ";
        if (value.kind() == bolt::Kind::integer) {
            std::cout << value.to<std::int64_t>();
        } else {
            std::cout << value.to<std::string_view>();
        }
    }
    std::cout << '\n';
}

constexpr const char* kLoad =
    "UNWIND $roles AS r MERGE (m:Movie {title: r.title}) SET m.released = r.released"
    " MERGE (p:Person {name: r.actor}) MERGE (p)-[a:ACTED_IN]->(m) SET a.role = r.role"
    " RETURN count(DISTINCT m) AS movies";
constexpr const char* kClear =
    "MATCH (m:Movie) OPTIONAL MATCH (m)<-[:ACTED_IN]-(p:Person) WITH m, p, m.title AS title"
    " DETACH DELETE m, p RETURN count(DISTINCT title) AS movies";
constexpr const char* kSearch =
    "MATCH (m:Movie) WHERE toLower(m.title) CONTAINS toLower($text)"
    " RETURN m.title AS title, m.released AS released, coalesce(m.votes, 0) AS votes"
    " ORDER BY title";
constexpr const char* kShow =
    "MATCH (:Movie {title: $text})<-[a:ACTED_IN]-(p:Person)"
    " RETURN p.name AS actor, a.role AS role ORDER BY actor";
constexpr const char* kGraph =
    "MATCH (p:Person)-[:ACTED_IN]->(m:Movie)"
    " RETURN p.name AS actor, m.title AS movie ORDER BY actor, movie LIMIT $limit";
constexpr const char* kVote =
    "MATCH (m:Movie {title: $text}) SET m.votes = coalesce(m.votes, 0) + 1 RETURN m.votes AS votes";

struct Command {
    const char* name;
    bool takes_text;
    bolt::AccessMode mode;
    const char* query;
};

constexpr std::array kCommands = {
    Command{"load", false, bolt::AccessMode::write, kLoad},
    Command{"clear", false, bolt::AccessMode::write, kClear},
    Command{"search", true, bolt::AccessMode::read, kSearch},
    Command{"show", true, bolt::AccessMode::read, kShow},
    Command{"graph", false, bolt::AccessMode::read, kGraph},
    Command{"vote", true, bolt::AccessMode::write, kVote},
};

bolt::Task<> obey(
    const Command& command, const std::string& text, bolt::Driver driver, bool& found
) {
    bolt::QueryConfig config;
    config.routing = command.mode;
    bolt::Params parameters = bolt::params().set("text", text).set("roles", example::roles());
    parameters.set("limit", text.empty() ? 100 : std::atoi(text.c_str()));
    const bolt::EagerResult result =
        co_await driver.execute_query(command.query, parameters, config);
    for (const bolt::Record& row : result.records) {
        print(row);
    }
    found = !result.records.empty();
}

}  // namespace

int main(int argc, char** argv) {
    const std::string name = argc > 1 ? argv[1] : "";
    const std::string text = argc > 2 ? argv[2] : "";
    for (const Command& command : kCommands) {
        if (name == command.name && (argc == 3 || !command.takes_text)) {
            bool found = false;
            const int code = example::run([&](bolt::Driver driver) {
                return obey(command, text, std::move(driver), found);
            });
            if (code == 0 && !found) {
                std::cerr << "nothing found for '" << text << "'\n";
            }
            return found ? code : 1;
        }
    }
    std::cerr << "usage: movies load | clear | search TEXT | show TITLE | graph [N] | vote TITLE\n";
    return 2;
}
