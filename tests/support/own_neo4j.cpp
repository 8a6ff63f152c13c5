// Calls scripts/neo4j; see own_neo4j.hpp.
// Its settings are read from the lines that `env` prints.

#include "support/own_neo4j.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <unistd.h>
#include <utility>

namespace support {

namespace {

/// Output and exit status of a command.
std::pair<std::string, int> output_of(const std::string& command) {
    std::FILE* pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) {
        throw std::runtime_error("cannot run " + command);
    }
    std::string text;
    std::array<char, 512> buffer{};
    while (std::fgets(buffer.data(), static_cast<int>(buffer.size()), pipe) != nullptr) {
        text += buffer.data();
    }
    return {text, ::pclose(pipe)};
}

std::string value_of(const std::string& settings, const std::string& key) {
    const std::size_t begin = settings.find(key);
    if (begin == std::string::npos) {
        throw std::runtime_error("scripts/neo4j env did not print " + key);
    }
    const std::size_t end = settings.find('\n', begin);
    return settings.substr(begin + key.size(), end - begin - key.size());
}

std::string variable(const char* name, const char* missing) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe)
    return value == nullptr ? missing : value;
}

}  // namespace

OwnNeo4j::OwnNeo4j(std::string script, const std::string& line, const std::string& name)
    : script_(std::move(script)), name_(name + "-" + std::to_string(::getpid())) {
    const auto [said, status] = output_of(command("start --version " + line));
    if (status != 0) {
        throw std::runtime_error("scripts/neo4j could not start a server: " + said);
    }
    const std::string settings = output_of(command("env")).first;
    uri_ = value_of(settings, "NEO4J_URI=");
    user_ = value_of(settings, "NEO4J_USER=");
    password_ = value_of(settings, "NEO4J_PASSWORD=");
}

OwnNeo4j::~OwnNeo4j() {
    output_of(command("stop"));
}

std::string OwnNeo4j::crash_and_restart() const {
    const auto [said, status] = output_of(command("restart"));
    return status == 0 ? std::string() : "exit status " + std::to_string(status) + ": " + said;
}

void OwnNeo4j::pause() const {
    must("pause");
}

void OwnNeo4j::resume() const {
    must("resume");
}

void OwnNeo4j::must(const std::string& word) const {
    const auto [said, status] = output_of(command(word));
    if (status != 0) {
        throw std::runtime_error("scripts/neo4j could not " + word + " its server: " + said);
    }
}

std::string OwnNeo4j::command(const std::string& words) const {
    return script_ + " " + words + " --name " + name_ + " 2>&1";
}

GivenNeo4j::GivenNeo4j()
    : uri(variable("NEO4J_URI", "")),
      user(variable("NEO4J_USER", "neo4j")),
      password(variable("NEO4J_PASSWORD", "")) {}

}  // namespace support
