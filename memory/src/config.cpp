// Reads store URLs. A refusal never repeats the URL, because it may hold a password.
// The program's settings call this; libraries that embed the store may fill Config themselves.
#include <memory/config.hpp>
#include <memory/error.hpp>

#include <algorithm>
#include <array>

namespace memory {

namespace {

constexpr std::string_view kForms =
    "a store is sqlite:PATH, bolt://HOST[:PORT] or neo4j://HOST[:PORT] (also bolt+s, bolt+ssc, "
    "neo4j+s, neo4j+ssc)";

constexpr std::array<std::string_view, 6> kNeo4jSchemes = {
    "bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc"
};

[[noreturn]] void refuse(const std::string& message) {
    throw Error(Errc::invalid_argument, message);
}

bool holds_control(std::string_view text) noexcept {
    return std::any_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    });
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
        }
    }
    return result;
}

Config parse_sqlite(std::string_view path) {
    if (path.starts_with("//")) {
        path.remove_prefix(2);
    }
    if (path.empty()) {
        refuse("the store names no file: write sqlite:PATH, as in sqlite:/home/me/memory.db");
    }
    if (path.starts_with(":memory:")) {
        refuse("a store in memory would forget everything: name a file, as in sqlite:memory.db");
    }
    if (path.ends_with('/')) {
        refuse("the store is a folder: name a file in it, as in sqlite:FOLDER/memory.db");
    }
    Config config;
    config.backend = Backend::sqlite;
    config.sqlite.path = std::filesystem::path(path);
    return config;
}

/// Empty, or what is wrong with `host` or `host:port`.
std::string problem_of_authority(std::string_view authority) {
    std::string_view host = authority;
    std::string_view port;
    bool has_port = false;
    if (authority.starts_with('[')) {
        const std::size_t close = authority.find(']');
        if (close == std::string_view::npos) {
            return "the address begins with '[' but has no ']'";
        }
        host = authority.substr(1, close - 1);
        const std::string_view rest = authority.substr(close + 1);
        if (!rest.empty() && !rest.starts_with(':')) {
            return "after ']' only a :PORT may follow";
        }
        has_port = !rest.empty();
        port = has_port ? rest.substr(1) : rest;
    } else if (const std::size_t colon = authority.find(':'); colon != std::string_view::npos) {
        host = authority.substr(0, colon);
        port = authority.substr(colon + 1);
        has_port = true;
    }
    if (host.empty()) {
        return "the URL names no host";
    }
    const bool digits =
        std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (has_port && (port.empty() || port.size() > 5 || !digits)) {
        return "the port is not a number from 1 to 65535";
    }
    if (has_port) {
        const int number = std::stoi(std::string(port));
        if (number < 1 || number > 65535) {
            return "the port is not a number from 1 to 65535";
        }
    }
    return {};
}

Config parse_neo4j(const std::string& scheme, std::string_view rest) {
    const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
    const std::string_view authority = rest.substr(0, end);
    if (authority.find('@') != std::string_view::npos) {
        refuse(
            "the store's URL holds a user or password, which process lists and logs would show: "
            "leave them out, and give them by BOLTMEM_NEO4J_USER and a password variable or file"
        );
    }
    if (rest.substr(end) != "/" && end != rest.size()) {
        refuse(
            "the store's URL has a path or query after the host, which has no meaning here: leave "
            "it out, and name the database by BOLTMEM_NEO4J_DATABASE"
        );
    }
    const std::string problem = problem_of_authority(authority);
    if (!problem.empty()) {
        refuse("the store's URL cannot be read: " + problem + "; " + std::string(kForms));
    }
    Config config;
    config.backend = Backend::neo4j;
    config.neo4j.uri = scheme + "://" + std::string(authority);
    return config;
}

}  // namespace

Config Config::parse(std::string_view url) {
    if (holds_control(url)) {
        refuse("the store's URL holds a control character: remove it");
    }
    const std::size_t colon = url.find(':');
    if (colon == std::string_view::npos) {
        refuse("the store has no scheme: " + std::string(kForms));
    }
    const std::string scheme = lower(url.substr(0, colon));
    const std::string_view rest = url.substr(colon + 1);
    if (scheme == "sqlite") {
        return parse_sqlite(rest);
    }
    const bool known =
        std::find(kNeo4jSchemes.begin(), kNeo4jSchemes.end(), scheme) != kNeo4jSchemes.end();
    if (!known || !rest.starts_with("//")) {
        refuse("the store's URL has a form that is not known: " + std::string(kForms));
    }
    return parse_neo4j(scheme, rest.substr(2));
}

}  // namespace memory
