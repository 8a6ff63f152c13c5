// `boltmem token new|list|remove`: the tokens with which programs call a server over HTTP.
// A new token is printed once, alone on standard output, and kept nowhere but as its digest.
#include "app/commands.hpp"
#include "app/memory_scopes.hpp"
#include "app/tokens_editor.hpp"
#include "app/usage_error.hpp"
#include "auth/token_file.hpp"
#include "json/json_io.hpp"

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace mcp::app {
namespace {

std::filesystem::path tokens_file(const Settings& settings) {
    const AuthorizationSettings& authorization = settings.authorization;
    if (!authorization.tokens_file.empty()) {
        return authorization.tokens_file;
    }
    if (authorization.default_tokens_file.empty()) {
        throw UsageError("no home folder to keep tokens in; set HOME, or give --tokens-file PATH");
    }
    return authorization.default_tokens_file;
}

std::string joined(const std::vector<std::string>& scopes) {
    std::string out;
    for (const std::string& scope : scopes) {
        out += out.empty() ? "" : ",";
        out += scope;
    }
    return out;
}

void make(Host& host, const TokenOptions& options, bool json) {
    std::vector<std::string> scopes;
    const std::string problem = auth::parse_scope_list(options.scopes, memory_scopes(), scopes);
    if (!problem.empty()) {
        throw UsageError("--scope: " + problem);
    }
    if (const std::string wrong = auth::check_token_name(options.name); !wrong.empty()) {
        throw UsageError("--name: " + wrong);
    }
    const std::filesystem::path file = tokens_file(host.settings());
    const std::string token = add_token(file, options.name, scopes);
    Output& output = host.output();
    if (json) {
        nlohmann::json answer = nlohmann::json::object();
        answer["name"] = options.name;
        answer["scopes"] = scopes;
        answer["token"] = token;
        answer["file"] = file.string();
        output.line(json::dump(answer));
        return;
    }
    output.line(token);
    output.flush();
    print_error(
        "token " + options.name + " (" + joined(scopes) + ") added to " + file.string() +
        "; it is shown this once. Serve with: boltmem serve --http 127.0.0.1:8080 --tokens-file " +
        file.string()
    );
}

void list(Host& host, bool json) {
    const std::vector<TokenSummary> tokens = list_tokens(tokens_file(host.settings()));
    Output& output = host.output();
    if (json) {
        nlohmann::json answer = nlohmann::json::array();
        for (const TokenSummary& token : tokens) {
            nlohmann::json row = nlohmann::json::object();
            row["name"] = token.name;
            row["scopes"] = token.scopes;
            row["digest"] = token.digest;
            answer.push_back(std::move(row));
        }
        output.line(json::dump(answer));
        return;
    }
    if (tokens.empty()) {
        output.line("no tokens; make one with: boltmem token new --name NAME");
        return;
    }
    std::size_t width = 0;
    for (const TokenSummary& token : tokens) {
        width = std::max(width, token.name.size());
    }
    for (const TokenSummary& token : tokens) {
        std::string line = token.name;
        line.resize(width + 2, ' ');
        line += joined(token.scopes);
        output.line(token.digest ? line : line + "  (in clear; make a new one)");
    }
}

void remove(Host& host, const TokenOptions& options, bool json) {
    const std::filesystem::path file = tokens_file(host.settings());
    if (!remove_token(file, options.name)) {
        throw UsageError(
            "there is no token named " + options.name + " in " + file.string() +
            "; see: boltmem token list"
        );
    }
    if (json) {
        nlohmann::json answer = nlohmann::json::object();
        answer["removed"] = options.name;
        host.output().line(json::dump(answer));
        return;
    }
    host.output().line(
        "removed " + options.name + "; servers that use the file refuse it within a second"
    );
}

}  // namespace

Task<Exit> run_token(Host& host, TokenOptions options, bool json) {
    switch (options.action) {
        case TokenAction::make:
            make(host, options, json);
            break;
        case TokenAction::list:
            list(host, json);
            break;
        case TokenAction::remove:
            remove(host, options, json);
            break;
    }
    co_return Exit::done;
}

}  // namespace mcp::app
