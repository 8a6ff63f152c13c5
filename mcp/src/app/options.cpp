// The command line by CLI11: the only file that includes it.
//
// CLI11 and not Boost.Program_options: it knows commands with their own options and help, is a
// header in Debian 12 and 13 (libcli11-dev), and adds no library to load at start. Its errors are
// replaced by ours, which name the nearest known option or command.
#include "app/options.hpp"

#include "app/raw_options.hpp"
#include "app/suggestion.hpp"
#include "app/usage_error.hpp"
#include "app/version.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>

namespace mcp::app {
namespace {

constexpr const char* kRemember = "Remember and recall";
constexpr const char* kSetUp = "Set up and look after";

constexpr const char* kProgramText =
    "boltmem keeps what AI agents and people learn as a graph of memories, and finds\n"
    "it again. "
    "It needs no server: memories go to a file in your data folder, or to\n"
    "Neo4j.";

constexpr const char* kProgramFooter =
    "\nFirst steps:\n"
    "  boltmem store \"Retry with backoff fixed the flaky upload\" --type solution\n"
    "  boltmem recall \"why did uploads fail\"\n"
    "  boltmem import git .        remember this repository's history\n"
    "  boltmem setup               set up an MCP client\n\n"
    "Each command explains itself: boltmem COMMAND --help\n"
    "Exit codes: 0 done, 1 failed, 2 the command line or a setting is wrong.";

/// CLI11 sets groups apart by two empty lines, and the first line of all by none.
std::string tidy_help(std::string text) {
    for (std::size_t gap = text.find("\n\n\n"); gap != std::string::npos;
         gap = text.find("\n\n\n", gap)) {
        text.erase(gap, 1);
    }
    const std::size_t usage = text.find("\nUsage:");
    if (usage != std::string::npos) {
        text.insert(usage, "\n");
    }
    while (text.ends_with('\n')) {
        text.pop_back();
    }
    return text;
}

/// `import git `, the words that lead to a command; nothing for the program itself.
std::string command_path(const CLI::App& app) {
    if (app.get_parent() == nullptr) {
        return {};
    }
    return command_path(*app.get_parent()) + app.get_name() + " ";
}

class Line {
  public:
    Line();
    ParsedLine parse(std::vector<std::string> arguments);

  private:
    CLI::App* command(
        CLI::App& parent,
        const std::string& name,
        const std::string& description,
        const char* group,
        ConvertOptions convert
    );
    static CLI::Option* text(
        CLI::App& app,
        const std::string& names,
        std::string& target,
        const char* placeholder,
        const std::string& description
    );
    static CLI::Option* list(
        CLI::App& app,
        const std::string& names,
        std::vector<std::string>& target,
        const char* placeholder,
        const std::string& description
    );
    void add_settings(CLI::App& app);
    void add_filters(CLI::App& app);
    void add_page(CLI::App& app, const std::string& standard_limit);
    void add_json(CLI::App& app);
    void add_http(CLI::App& app);
    void add_remember_commands();
    void add_graph_commands();
    void add_upkeep_commands();
    void add_authorization(CLI::App& serve);
    void add_token_commands();

    [[nodiscard]] CLI::App* chosen() const;
    [[noreturn]] void refuse_extra(const CLI::App& app) const;
    static void refuse_empty_values(const CLI::App& app);

    CLI::App app_{kProgramText, "boltmem"};
    RawOptions raw_;
    std::vector<std::pair<CLI::App*, ConvertOptions>> commands_;
};

/// The default help, with the names of values as we wrote them and no noise about types.
class Help : public CLI::Formatter {
  public:
    std::string make_option_opts(const CLI::Option* option) const override {
        if (!option->get_option_text().empty()) {
            return " " + option->get_option_text();
        }
        return {};
    }
};

Line::Line() {
    auto help = std::make_shared<Help>();
    help->column_width(26);
    help->label("OPTIONS", "options");
    help->label("SUBCOMMAND", "command");
    help->label("SUBCOMMANDS", "commands");
    app_.formatter(help);
    app_.set_help_flag("-h,--help", "Explain and stop");
    app_.set_version_flag("--version", [] { return version_text(); }, "Tell the versions and stop");
    app_.require_subcommand(0, 1);
    app_.footer(kProgramFooter);
    add_settings(app_);
    add_remember_commands();
    add_graph_commands();
    add_upkeep_commands();
}

CLI::App* Line::command(
    CLI::App& parent,
    const std::string& name,
    const std::string& description,
    const char* group,
    ConvertOptions convert
) {
    CLI::App* app = parent.add_subcommand(name, description);
    app->group(group);
    app->footer("");  // CLI11 hands the parent's down
    add_settings(*app);
    if (convert != nullptr) {
        commands_.emplace_back(app, convert);
    }
    return app;
}

CLI::Option* Line::text(
    CLI::App& app,
    const std::string& names,
    std::string& target,
    const char* placeholder,
    const std::string& description
) {
    return app.add_option(names, target, description)->option_text(placeholder);
}

CLI::Option* Line::list(
    CLI::App& app,
    const std::string& names,
    std::vector<std::string>& target,
    const char* placeholder,
    const std::string& description
) {
    // One value for each use of the option: a following word belongs to the text.
    return app.add_option(names, target, description)
        ->allow_extra_args(false)
        ->option_text(placeholder);
}

void Line::add_settings(CLI::App& app) {
    text(app, "--store", raw_.store, "URL", "sqlite:PATH, bolt://HOST or neo4j://HOST")
        ->group("Store");
    text(app, "--neo4j-user", raw_.user, "NAME", "Neo4j user (default neo4j)")->group("Store");
    text(app, "--neo4j-database", raw_.database, "NAME", "Neo4j database (default: the home one)")
        ->group("Store");
}

void Line::add_json(CLI::App& app) {
    app.add_flag("--json", raw_.json, "Answer in JSON");
}

void Line::add_filters(CLI::App& app) {
    constexpr const char* kGroup = "Only memories";
    text(app, "--project", raw_.project, "NAME", "of this project")->group(kGroup);
    text(app, "--session", raw_.session, "NAME", "of this session")->group(kGroup);
    text(app, "--author", raw_.author, "NAME", "by this author")->group(kGroup);
    list(app, "--type,--types", raw_.types, "TYPE", "of this type (repeat, or commas)")
        ->group(kGroup);
    list(app, "--tag,--tags", raw_.tags, "TAG", "with this tag (repeat, or commas)")->group(kGroup);
    text(app, "--since", raw_.since, "TIME", "of then or later, e.g. 2026-11-21")->group(kGroup);
    text(app, "--until", raw_.until, "TIME", "of before then (a date: that day too)")
        ->group(kGroup);
}

void Line::add_page(CLI::App& app, const std::string& standard_limit) {
    text(app, "-n,--limit", raw_.limit, "N", "At most so many (default " + standard_limit + ")");
    text(app, "--offset", raw_.offset, "N", "Leave out the first N");
}

void Line::add_remember_commands() {
    CLI::App* store =
        command(app_, "store", "Keep a memory; prints its id", kRemember, store_options);
    store->footer(
        "\nTypes: task, code_pattern, problem, solution, project, technology, error, fix,\n"
        "command, file_context, workflow, general, conversation.\n"
        "Example: boltmem store \"Cache keys need the tenant\" --type fix --tag cache"
    );
    store->add_option("text", raw_.words, "What to remember; - reads standard input")
        ->required()
        ->option_text("");
    text(*store, "-t,--type", raw_.type, "TYPE", "Kind of memory (default general)");
    text(*store, "--title", raw_.title, "TEXT", "Headline (default: the text's first line)");
    list(*store, "--tag,--tags", raw_.tags, "TAG", "Key word (repeat, or commas)");
    text(*store, "--summary", raw_.summary, "TEXT", "Short form, up to 1,000 characters");
    text(*store, "--project", raw_.project, "NAME", "Project it belongs to");
    text(*store, "--session", raw_.session, "NAME", "Session it belongs to");
    text(*store, "--author", raw_.author, "NAME", "Who says so");
    text(*store, "--occurred-at", raw_.occurred_at, "TIME", "When it happened (default now)");
    list(*store, "--file", raw_.files, "PATH", "File it is about (repeat)");
    text(*store, "--importance", raw_.importance, "0..1", "How much it matters (default 0.5)");
    text(*store, "--confidence", raw_.confidence, "0..1", "How sure it is (default 0.8)");
    text(*store, "--key", raw_.key, "KEY", "Storing the same key again changes nothing");
    add_json(*store);

    CLI::App* recall =
        command(app_, "recall", "Find memories that answer a question", kRemember, recall_options);
    recall->footer("\nExample: boltmem recall why did we change the retry policy");
    recall->add_option("question", raw_.words, "A question or key words")
        ->required()
        ->option_text("");
    add_page(*recall, "10");
    text(*recall, "--now", raw_.now, "TIME", "The asker's present, for \"last week\" and the like");
    add_json(*recall);
    add_filters(*recall);

    CLI::App* search =
        command(app_, "search", "List memories by words and conditions", kRemember, search_options);
    search->footer("\nExample: boltmem search --type problem --since 2026-11-01");
    search->add_option("words", raw_.words, "Words to find (none: list by importance)")
        ->option_text("");
    add_page(*search, "50");
    text(*search, "--tolerance", raw_.tolerance, "HOW", "strict, normal (default) or fuzzy");
    text(*search, "--match", raw_.match, "HOW", "any (default) or all words");
    add_json(*search);
    add_filters(*search);

    CLI::App* get = command(app_, "get", "Show one memory in full", kRemember, get_options);
    get->add_option("id", raw_.first, "The memory's id")->required()->option_text("");
    get->add_flag("--history", raw_.history, "Also the versions before this one");
    add_json(*get);

    CLI::App* remove = command(
        app_, "delete", "Forget one memory and its relationships", kRemember, delete_options
    );
    remove->add_option("id", raw_.first, "The memory's id")->required()->option_text("");
    add_json(*remove);
}

void Line::add_graph_commands() {
    CLI::App* relate = command(app_, "relate", "Link two memories", kRemember, relate_options);
    std::string types = "\nTypes:";
    std::size_t column = 80;
    for (const memory::RelationshipTypeInfo& type : memory::all_relationship_types()) {
        const bool full = column + type.name.size() + 2 > 78;
        types += full ? "\n  " : " ";
        column = (full ? 2 : column + 1) + type.name.size();
        types += type.name;
    }
    relate->footer(types + "\nExample: boltmem relate ID SOLVES ID --context \"since v2\"");
    relate->add_option("from", raw_.first, "The memory that is the subject: id or key:KEY")
        ->required()
        ->option_text("");
    relate->add_option("type", raw_.second, "How it relates, e.g. SOLVES")
        ->required()
        ->option_text("");
    relate->add_option("to", raw_.third, "The memory that is the object: id or key:KEY")
        ->required()
        ->option_text("");
    text(*relate, "--strength", raw_.strength, "0..1", "How strong (default: the type's)");
    text(*relate, "--confidence", raw_.confidence, "0..1", "How sure (default: the type's)");
    text(*relate, "--context", raw_.context, "TEXT", "Why, when, with what evidence");
    add_json(*relate);

    CLI::App* related =
        command(app_, "related", "Show what a memory is linked to", kRemember, related_options);
    related->add_option("id", raw_.first, "Where to start")->required()->option_text("");
    text(*related, "--depth", raw_.depth, "1..5", "How many links away (default 1)");
    list(*related, "--type,--types", raw_.types, "TYPE", "Only these links (repeat, or commas)");
    text(*related, "--direction", raw_.direction, "WAY", "outgoing, incoming or both (default)");
    text(*related, "-n,--limit", raw_.limit, "N", "At most so many (default 20)");
    add_json(*related);
}

void Line::add_http(CLI::App& app) {
    HttpFlags& http = raw_.http;
    constexpr const char* kGroup = "HTTP";
    const auto value =
        [&](const char* name, std::optional<std::string>& target, const char* what, const char* help
        ) { app.add_option(name, target, help)->option_text(what)->group(kGroup); };
    const auto values =
        [&](const char* name, std::vector<std::string>& target, const char* what, const char* help
        ) { list(app, name, target, what, help)->group(kGroup); };
    value("--http", http.listen, "ADDRESS:PORT", "Serve over HTTP there; a port alone: 127.0.0.1");
    value("--path", http.path, "PATH", "Path of the endpoint (default: /mcp)");
    values("--allow-host", http.hosts, "NAME", "Name that clients address the server by");
    values("--allow-origin", http.origins, "ORIGIN", "Web origin whose pages may use it");
    value("--tls-certificate", http.certificate, "FILE", "PEM file: serve over TLS");
    value("--tls-key", http.key, "FILE", "PEM file of the certificate's key");
    value(
        "--state-key-file", http.state_key_file, "FILE", "Key that all processes of a service share"
    );
    app.add_flag("--sessions", http.sessions, "Keep sessions for clients before 2026-07-28")
        ->group(kGroup);
    app.add_flag("--reuse-port", http.reuse_port, "Let several processes listen on the port")
        ->group(kGroup);
    app.add_flag("--allow-public", http.allow_public, "Serve other machines without authorization")
        ->group(kGroup);
}

void Line::add_upkeep_commands() {
    CLI::App* import =
        command(app_, "import", "Bring in memories from elsewhere", kRemember, nullptr);
    import->require_subcommand(1);
    import->footer("\nExample: boltmem import git .");
    CLI::App* git = command(
        *import, "git", "Remember a git repository's commits", "Sources", import_git_options
    );
    git->footer(
        "\nEach commit of HEAD's history becomes a memory that FOLLOWS its parents and is\n"
        "part of its project. The type comes from the subject: \"Fix ...\" is a fix,\n"
        "\"Add ...\" a task, and so on; docs/operations.md has the rules.\n"
        "Running it again adds only what is new.\n"
        "Example: boltmem import git ~/src/app --since 2026-01-01"
    );
    git->add_option("path", raw_.path, "A folder of the repository")->required()->option_text("");
    text(*git, "--since", raw_.since, "TIME", "Only commits made then or later");
    text(*git, "-n,--limit", raw_.limit, "N", "Only the newest N commits");
    text(*git, "--project", raw_.project, "NAME", "Project (default: the top folder's path)");
    add_json(*git);

    CLI::App* serve =
        command(app_, "serve", "Serve MCP on standard input and output", kSetUp, serve_options);
    serve->footer(
        "\nAn MCP client starts this by itself; boltmem setup puts it into the client's\n"
        "configuration. Without a command, boltmem serves when its input is\n"
        "a pipe. With --http it serves whoever may reach the address instead;\n"
        "docs/operations.md has the settings and what to mind.\n"
        "Example: boltmem serve --http 127.0.0.1:8080"
    );
    text(*serve, "--profile", raw_.profile, "NAME", "Which tools: core (default), extended, all");
    add_http(*serve);
    add_authorization(*serve);
    add_token_commands();
    CLI::App* stats = command(app_, "stats", "Count what the store holds", kSetUp, stats_options);
    add_json(*stats);
    CLI::App* doctor =
        command(app_, "doctor", "Check the store and say what to do", kSetUp, doctor_options);
    add_json(*doctor);
    CLI::App* setup =
        command(app_, "setup", "Set up an MCP client to use boltmem", kSetUp, setup_options);
    setup->footer(
        "\nWithout a client, lists those known and where their files are. With one, prints\n"
        "what belongs there; --write puts it there, keeps everything else in the file as it\n"
        "is and makes a copy of it first.\n"
        "Clients: claude-code, claude-desktop, cursor, vscode, windsurf, codex, gemini, zed,\n"
        "generic.\n"
        "Example: boltmem setup cursor --write"
    );
    setup->add_option("client", raw_.first, "Which client")->option_text("");
    setup->add_flag("--write", raw_.write, "Write the client's file");
    setup->add_flag("--dry-run", raw_.dry_run, "Show what --write would change");
    text(*setup, "--scope", raw_.scope, "WHICH", "user or project (default: the client's usual)");
    text(*setup, "--file", raw_.path, "PATH", "This file in place of the client's own");
    text(*setup, "--http", raw_.http_url, "URL", "A server over HTTP that runs already");
    text(*setup, "--token-env", raw_.token_variable, "NAME", "Variable with its bearer token");
    add_json(*setup);
    CLI::App* config = command(
        app_, "config", "Show settings and the MCP client's snippet", kSetUp, config_options
    );
    add_json(*config);
}

void Line::add_authorization(CLI::App& serve) {
    AuthorizationFlags& flags = raw_.authorization;
    constexpr const char* kGroup = "Who may call over HTTP";
    const auto value =
        [&](const char* name, std::optional<std::string>& target, const char* what, const char* help
        ) { serve.add_option(name, target, help)->option_text(what)->group(kGroup); };
    value("--tokens-file", flags.tokens_file, "PATH", "who has a token of boltmem token new");
    value("--jwt-issuer", flags.jwt_issuer, "URL", "who has an access token of this issuer");
    value("--jwt-audience", flags.jwt_audience, "URL", "how those tokens name this server");
    value("--jwt-jwks", flags.jwt_keys, "URL", "the issuer's keys: https URL or file");
    value("--jwt-algorithms", flags.jwt_algorithms, "NAMES", "signatures (RS256,ES256)");
    value("--jwt-ca-file", flags.jwt_authorities, "PATH", "who certifies the URL's server");
}

void Line::add_token_commands() {
    CLI::App* token = command(app_, "token", "Say who may call over HTTP", kSetUp, nullptr);
    token->require_subcommand(1);
    token->footer(
        "\nTokens are kept in ~/.config/boltmem/tokens, or the file of BOLTMEM_TOKENS_FILE,\n"
        "as SHA-256 digests. Servers notice changes within a second.\n"
        "Example: boltmem token new --name laptop --scope memory:write"
    );
    const auto add_file = [this](CLI::App& app) {
        app.add_option("--tokens-file", raw_.authorization.tokens_file, "The file with the tokens")
            ->option_text("PATH");
        add_json(app);
    };
    CLI::App* make =
        command(*token, "new", "Make a token and print it, once", "Tokens", token_new_options);
    make->footer("\nScopes: memory:read, memory:write (and read), memory:admin (and everything).");
    text(*make, "--name", raw_.first, "NAME", "Whose it is; shown in logs, never a secret")
        ->required();
    text(*make, "--scope", raw_.token_scopes, "SCOPES", "What it may do (default memory:write)");
    add_file(*make);
    add_file(*command(*token, "list", "Show names and scopes", "Tokens", token_list_options));
    CLI::App* remove =
        command(*token, "remove", "Take a token back", "Tokens", token_remove_options);
    remove->add_option("name", raw_.first, "Whose it is")->required()->option_text("");
    add_file(*remove);
}

CLI::App* Line::chosen() const {
    const CLI::App* app = &app_;
    CLI::App* last = nullptr;
    while (!app->get_subcommands().empty()) {
        last = app->get_subcommands().front();
        app = last;
    }
    return last;
}

/// Names the first word that nothing takes, and what was probably meant.
void Line::refuse_extra(const CLI::App& app) const {
    const std::vector<std::string> extras = app_.remaining(true);
    const std::string extra = extras.empty() ? std::string() : extras.front();
    std::vector<std::string> known;
    std::string kind = "argument";
    if (extra.starts_with('-') && extra.size() > 1) {
        kind = "option";
        for (const CLI::Option* option : app.get_options()) {
            for (const std::string& name : option->get_lnames()) {
                known.push_back("--" + name);
            }
        }
    } else if (app.get_parent() == nullptr || !app.get_subcommands({}).empty()) {
        kind = "command";
        for (const CLI::App* sub : app.get_subcommands({})) {
            known.push_back(sub->get_name());
        }
    }
    const std::string name = extra.substr(0, extra.find('='));
    throw UsageError("unknown " + kind + " \"" + name + "\"" + suggestion(name, known));
}

/// An empty value is a variable that a script forgot to set, not a wish for the default.
void Line::refuse_empty_values(const CLI::App& app) {
    for (const CLI::Option* option : app.get_options()) {
        for (const std::string& value : option->results()) {
            if (value.empty()) {
                throw UsageError(option->get_name() + " is empty; give it a value or leave it out");
            }
        }
    }
}

ParsedLine Line::parse(std::vector<std::string> arguments) {
    ParsedLine line;
    std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
    try {
        app_.parse(arguments);
    } catch (const CLI::CallForVersion&) {
        line.text = version_text();
        return line;
    } catch (const CLI::CallForHelp&) {
        line.text = tidy_help(app_.help());
        return line;
    } catch (const CLI::ArgumentMismatch& error) {
        const std::string text = error.what();
        throw UsageError(text.substr(0, text.find(':')) + " takes one value, and is given once");
    } catch (const CLI::ParseError& error) {
        const CLI::App* app = chosen();
        const CLI::App& where = app == nullptr ? app_ : *app;
        if (!app_.remaining(true).empty()) {
            refuse_extra(where);
        }
        throw UsageError(
            std::string(error.what()) + "; see: boltmem " + command_path(where) + "--help"
        );
    }
    const CLI::App* app = chosen();
    refuse_empty_values(app_);
    if (app == nullptr) {
        return line;
    }
    refuse_empty_values(*app);
    Options options;
    for (const auto& [command, convert] : commands_) {
        if (command == app) {
            options.command = convert(raw_);
        }
    }
    options.settings = setting_flags(raw_);
    options.json = raw_.json;
    line.options = std::move(options);
    return line;
}

}  // namespace

ParsedLine parse_line(const std::vector<std::string>& arguments, Input input) {
    Line line;
    ParsedLine parsed = line.parse(arguments);
    const bool no_command = !parsed.options.has_value() && parsed.text.empty();
    if (no_command && input == Input::terminal) {
        return line.parse({"--help"});
    }
    if (no_command) {
        std::vector<std::string> serving = arguments;
        serving.emplace_back("serve");
        return Line().parse(serving);
    }
    return parsed;
}

}  // namespace mcp::app
