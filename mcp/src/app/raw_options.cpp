// Conversions, one per command; values are read by option_values.hpp, which words the errors.
// Absent options leave the default of the model.
#include "app/raw_options.hpp"

#include "app/option_values.hpp"
#include "app/usage_error.hpp"

#include <optional>
#include <utility>

namespace mcp::app {
namespace {

std::string join(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) {
        text += text.empty() ? "" : " ";
        text += word;
    }
    return text;
}

memory::Filter filter_of(const RawOptions& raw) {
    memory::Filter filter;
    filter.project = raw.project;
    filter.session = raw.session;
    filter.author = raw.author;
    filter.tags = split_list(raw.tags);
    for (const std::string& type : split_list(raw.types)) {
        filter.types.push_back(read_memory_type("--type", type));
    }
    if (!raw.since.empty()) {
        filter.since = read_time("--since", raw.since);
    }
    if (!raw.until.empty()) {
        filter.until = read_end_time("--until", raw.until);
    }
    return filter;
}

}  // namespace

CommandOptions serve_options(const RawOptions& /*raw*/) {
    return ServeOptions();
}

CommandOptions stats_options(const RawOptions& /*raw*/) {
    return StatsOptions();
}

CommandOptions doctor_options(const RawOptions& /*raw*/) {
    return DoctorOptions();
}

CommandOptions config_options(const RawOptions& /*raw*/) {
    return ConfigOptions();
}

CommandOptions token_new_options(const RawOptions& raw) {
    TokenOptions options;
    options.action = TokenAction::make;
    options.name = raw.first;
    options.scopes = raw.token_scopes.empty() ? "memory:write" : raw.token_scopes;
    return options;
}

CommandOptions token_list_options(const RawOptions& /*raw*/) {
    return TokenOptions();
}

CommandOptions token_remove_options(const RawOptions& raw) {
    TokenOptions options;
    options.action = TokenAction::remove;
    options.name = raw.first;
    return options;
}

CommandOptions store_options(const RawOptions& raw) {
    StoreOptions options;
    memory::NewMemory& memory = options.memory;
    options.text_from_input = raw.words.size() == 1 && raw.words.front() == "-";
    if (!options.text_from_input) {
        memory.content = join(raw.words);
    }
    memory.title = raw.title;
    memory.summary = raw.summary;
    memory.tags = split_list(raw.tags);
    memory.author = raw.author;
    memory.session = raw.session;
    memory.project = raw.project;
    memory.key = raw.key;
    memory.context.files_involved = raw.files;
    if (!raw.type.empty()) {
        memory.type = read_memory_type("--type", raw.type);
    }
    if (!raw.importance.empty()) {
        memory.importance = read_share("--importance", raw.importance);
    }
    if (!raw.confidence.empty()) {
        memory.confidence = read_share("--confidence", raw.confidence);
    }
    if (!raw.occurred_at.empty()) {
        memory.occurred_at = read_time("--occurred-at", raw.occurred_at);
    }
    return options;
}

CommandOptions recall_options(const RawOptions& raw) {
    RecallOptions options;
    options.query.text = join(raw.words);
    options.query.filter = filter_of(raw);
    if (!raw.limit.empty()) {
        options.query.limit = read_number("--limit", raw.limit, 1, 1000);
    }
    if (!raw.offset.empty()) {
        options.query.offset = read_number("--offset", raw.offset, 0, 1'000'000);
    }
    if (!raw.now.empty()) {
        options.query.now = read_time("--now", raw.now);
    }
    return options;
}

CommandOptions search_options(const RawOptions& raw) {
    SearchOptions options;
    options.query.text = join(raw.words);
    options.query.filter = filter_of(raw);
    if (!raw.limit.empty()) {
        options.query.limit = read_number("--limit", raw.limit, 1, 1000);
    }
    if (!raw.offset.empty()) {
        options.query.offset = read_number("--offset", raw.offset, 0, 1'000'000);
    }
    if (!raw.tolerance.empty()) {
        const auto place = read_choice("--tolerance", raw.tolerance, {"strict", "normal", "fuzzy"});
        options.query.tolerance = static_cast<memory::Tolerance>(place);
    }
    if (!raw.match.empty()) {
        const auto place = read_choice("--match", raw.match, {"any", "all"});
        options.query.match = static_cast<memory::MatchMode>(place);
    }
    return options;
}

CommandOptions get_options(const RawOptions& raw) {
    GetOptions options;
    options.id = read_id("ID", raw.first);
    options.history = raw.history;
    return options;
}

CommandOptions delete_options(const RawOptions& raw) {
    DeleteOptions options;
    options.id = read_id("ID", raw.first);
    return options;
}

CommandOptions relate_options(const RawOptions& raw) {
    RelateOptions options;
    options.edge.from = read_reference("FROM", raw.first);
    options.edge.type = read_relationship_type("TYPE", raw.second);
    options.edge.to = read_reference("TO", raw.third);
    options.edge.context = raw.context;
    if (!raw.strength.empty()) {
        options.edge.strength = read_share("--strength", raw.strength);
    }
    if (!raw.confidence.empty()) {
        options.edge.confidence = read_share("--confidence", raw.confidence);
    }
    return options;
}

CommandOptions related_options(const RawOptions& raw) {
    RelatedOptions options;
    options.query.id = read_id("ID", raw.first);
    for (const std::string& type : split_list(raw.types)) {
        options.query.types.push_back(read_relationship_type("--type", type));
    }
    if (!raw.direction.empty()) {
        const auto place =
            read_choice("--direction", raw.direction, {"outgoing", "incoming", "both"});
        options.query.direction = static_cast<memory::Direction>(place);
    }
    if (!raw.depth.empty()) {
        options.query.max_depth = static_cast<int>(read_number("--depth", raw.depth, 1, 5));
    }
    if (!raw.limit.empty()) {
        options.query.limit = read_number("--limit", raw.limit, 1, 1000);
    }
    return options;
}

CommandOptions import_git_options(const RawOptions& raw) {
    ImportGitOptions options;
    options.repository = raw.path;
    options.project = raw.project;
    if (!raw.since.empty()) {
        options.since = read_time("--since", raw.since);
    }
    if (!raw.limit.empty()) {
        options.limit = read_number("--limit", raw.limit, 1, 1'000'000'000);
    }
    return options;
}

CommandOptions setup_options(const RawOptions& raw) {
    SetupOptions options;
    options.client = raw.first;
    options.file = raw.path;
    options.url = raw.http_url;
    options.token_variable = raw.token_variable;
    options.write = raw.write;
    options.dry_run = raw.dry_run;
    if (!raw.scope.empty()) {
        const bool user = read_choice("--scope", raw.scope, {"user", "project"}) == 0;
        options.scope = user ? ConfigScope::user : ConfigScope::project;
    }
    if (options.write && options.dry_run) {
        throw UsageError("--write and --dry-run contradict each other; give one of them");
    }
    if (options.scope.has_value() && !options.file.empty()) {
        throw UsageError("--scope and --file both say where; give one of them");
    }
    return options;
}

SettingFlags setting_flags(const RawOptions& raw) {
    SettingFlags flags;
    const std::pair<const std::string&, std::optional<std::string>&> given[] = {
        {raw.store, flags.store},
        {raw.user, flags.user},
        {raw.database, flags.database},
        {raw.profile, flags.profile},
    };
    for (const auto& [text, flag] : given) {
        if (!text.empty()) {
            flag = text;
        }
    }
    flags.http = raw.http;
    flags.authorization = raw.authorization;
    return flags;
}

}  // namespace mcp::app
