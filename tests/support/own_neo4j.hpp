#pragma once
// A Neo4j server of the test's own, which it may kill: scripts/neo4j starts it on free ports with
// data of its own, and the destructor stops it.

#include <string>

namespace support {

class OwnNeo4j {
  public:
    /// `script` is the path of scripts/neo4j, `line` its --version, `name` tells servers of one
    /// checkout apart. Throws std::runtime_error with what the script said.
    OwnNeo4j(std::string script, const std::string& line, const std::string& name);
    OwnNeo4j(const OwnNeo4j&) = delete;
    OwnNeo4j& operator=(const OwnNeo4j&) = delete;
    ~OwnNeo4j();

    /// SIGKILL, then up again on the same ports and data. Empty when it is up, else what the script
    /// said. Blocks.
    [[nodiscard]] std::string crash_and_restart() const;

    /// SIGSTOP and SIGCONT: it keeps its connections, and says nothing. Throw std::runtime_error.
    void pause() const;
    void resume() const;

    [[nodiscard]] const std::string& uri() const noexcept { return uri_; }

    [[nodiscard]] const std::string& user() const noexcept { return user_; }

    [[nodiscard]] const std::string& password() const noexcept { return password_; }

  private:
    void must(const std::string& word) const;
    [[nodiscard]] std::string command(const std::string& words) const;

    std::string script_;
    std::string name_;
    std::string uri_;
    std::string user_;
    std::string password_;
};

/// The server that the environment names (NEO4J_URI, NEO4J_USER, NEO4J_PASSWORD).
struct GivenNeo4j {
    GivenNeo4j();
    std::string uri;
    std::string user;
    std::string password;
};

}  // namespace support
