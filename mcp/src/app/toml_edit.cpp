// Each change is made on the text and the text is scanned anew for the next: a configuration is
// small, and places need no bookkeeping this way.
#include "app/toml_edit.hpp"

#include "app/usage_error.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace mcp::app {
namespace {

using Statements = std::vector<TomlStatement>;
using Kind = TomlStatement::Kind;

bool starts_with(const TomlPath& path, const TomlPath& prefix) {
    return path.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), path.begin());
}

TomlPath below(TomlPath path, const std::string& name) {
    path.push_back(name);
    return path;
}

std::string line_end_of(std::string_view text) {
    return text.find("\r\n") == std::string_view::npos ? "\n" : "\r\n";
}

std::string dotted(const TomlPath& path) {
    std::string out;
    for (const std::string& name : path) {
        const bool bare = !name.empty() && std::ranges::all_of(name, [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                   c == '_' || c == '-';
        });
        out += out.empty() ? "" : ".";
        out += bare ? name : toml_string(name);
    }
    return out;
}

[[noreturn]] void refuse(const TomlStatement& statement, const TomlPath& path) {
    throw UsageError(
        "line " + std::to_string(statement.line) + ": " + dotted(path) +
        " is written in a way that is not edited here; take it out, or write it as a table [" +
        dotted(path) + "]"
    );
}

/// Refuses every way to write the table but headers of its own.
void check_form(const Statements& statements, const TomlPath& path) {
    TomlPath header;
    int headers = 0;
    for (const TomlStatement& statement : statements) {
        if (statement.kind != Kind::key) {
            header = statement.path;
            headers += statement.path == path ? 1 : 0;
            const bool ours = starts_with(statement.path, path);
            const bool array = statement.kind == Kind::table_of_array;
            if ((ours && array) || (array && starts_with(path, statement.path)) || headers > 1) {
                refuse(statement, path);
            }
        } else if (!starts_with(header, path) &&
                   (starts_with(statement.path, path) || starts_with(path, statement.path))) {
            refuse(statement, path);
        }
    }
}

const TomlStatement* find_key(const Statements& statements, const TomlPath& path) {
    const auto found = std::ranges::find_if(statements, [&](const TomlStatement& statement) {
        return statement.kind == Kind::key && statement.path == path;
    });
    return found == statements.end() ? nullptr : &*found;
}

const TomlStatement* find_table(const Statements& statements, const TomlPath& path) {
    const auto found = std::ranges::find_if(statements, [&](const TomlStatement& statement) {
        return statement.kind == Kind::table && statement.path == path;
    });
    return found == statements.end() ? nullptr : &*found;
}

/// Behind the last key of the table that `header` opens.
std::size_t end_of_table(const Statements& statements, const TomlStatement& header) {
    std::size_t end = header.end;
    for (const TomlStatement& statement : statements) {
        if (statement.begin <= header.begin) {
            continue;
        }
        if (statement.kind != Kind::key) {
            break;
        }
        end = statement.end;
    }
    return end;
}

/// Inserts whole lines at the begin of a line, or at the end of a text whose last line is open.
std::string insert_lines(std::string_view text, std::size_t at, const std::string& lines) {
    std::string out(text.substr(0, at));
    if (!out.empty() && !out.ends_with('\n')) {
        out += line_end_of(text);
    }
    out += lines;
    out += text.substr(at);
    return out;
}

std::string replace(
    std::string_view text, std::size_t begin, std::size_t end, std::string_view replacement
) {
    std::string out(text.substr(0, begin));
    out += replacement;
    out += text.substr(end);
    return out;
}

/// Adds `[path]` with its keys behind the table `after`, or at the end.
std::string add_table(
    std::string_view text,
    const TomlPath& path,
    const std::vector<std::pair<std::string, std::string>>& keys,
    std::optional<std::size_t> after
) {
    const std::string line_end = line_end_of(text);
    std::string lines;
    const std::size_t at = after.value_or(text.size());
    if (text.find_first_not_of(" \t\r\n") != std::string_view::npos) {
        lines += line_end;
    }
    lines += "[" + dotted(path) + "]" + line_end;
    for (const auto& [name, value] : keys) {
        lines += dotted({name}) + " = " + value + line_end;
    }
    return insert_lines(text, at, lines);
}

/// Sets a key of a table that has a header.
std::string set_key(
    std::string text, const TomlPath& table, const std::string& name, const std::string& value
) {
    const Statements statements = TomlScanner(text).statements();
    if (const TomlStatement* key = find_key(statements, below(table, name))) {
        return replace(text, key->value_begin, key->value_end, value);
    }
    const TomlStatement* header = find_table(statements, table);
    const std::string line = dotted({name}) + " = " + value + line_end_of(text);
    return insert_lines(text, end_of_table(statements, *header), line);
}

/// From the last to the first: without its header a key would belong to the table before.
std::string remove_key(std::string text, const TomlPath& table, const std::string& name) {
    const Statements statements = TomlScanner(text).statements();
    const TomlPath path = below(table, name);
    for (auto statement = statements.rbegin(); statement != statements.rend(); ++statement) {
        if (starts_with(statement->path, path)) {
            text = replace(text, statement->begin, statement->end, "");
        }
    }
    return text;
}

std::string set_inline_key(
    std::string text, std::size_t at, const std::string& name, const std::string& value
) {
    const std::vector<TomlInlineKey> keys = TomlScanner(text).inline_keys(at);
    for (const TomlInlineKey& key : keys) {
        if (key.path == TomlPath{name}) {
            return replace(text, key.value_begin, key.value_end, value);
        }
    }
    const std::string entry = dotted({name}) + " = " + value;
    if (keys.empty()) {
        return replace(text, at + 1, at + 1, " " + entry + " ");
    }
    return replace(text, keys.back().value_end, keys.back().value_end, ", " + entry);
}

std::string set_environment(std::string text, const TomlTable& table) {
    const TomlPath path = below(table.path, table.environment_name);
    for (const auto& [name, value] : table.environment) {
        const Statements statements = TomlScanner(text).statements();
        if (const TomlStatement* key = find_key(statements, path)) {
            if (text[key->value_begin] != '{') {
                refuse(*key, path);
            }
            text = set_inline_key(std::move(text), key->value_begin, name, value);
        } else if (find_table(statements, path) != nullptr ||
                   find_key(statements, below(path, name)) != nullptr) {
            text = set_key(std::move(text), path, name, value);
        } else {
            const TomlStatement* header = find_table(statements, table.path);
            const std::size_t after = end_of_table(statements, *header);
            const bool by_dotted_keys =
                std::ranges::any_of(statements, [&](const TomlStatement& statement) {
                    return starts_with(statement.path, path);
                });
            if (by_dotted_keys) {
                const TomlPath own = {table.environment_name, name};
                const std::string line = dotted(own) + " = " + value + line_end_of(text);
                text = insert_lines(text, after, line);
            } else {
                text = add_table(text, path, {{name, value}}, after);
            }
        }
    }
    return text;
}

}  // namespace

std::string set_toml_table(std::string_view text, const TomlTable& table) {
    std::string out(text);
    const Statements statements = TomlScanner(out).statements();
    check_form(statements, table.path);
    if (find_table(statements, table.path) == nullptr) {
        const TomlPath environment = below(table.path, table.environment_name);
        if (find_table(statements, environment) != nullptr) {
            refuse(*find_table(statements, environment), table.path);
        }
        out = add_table(out, table.path, table.keys, std::nullopt);
    } else {
        for (const std::string& name : table.unwanted) {
            out = remove_key(std::move(out), table.path, name);
        }
        for (const auto& [name, value] : table.keys) {
            out = set_key(std::move(out), table.path, name, value);
        }
    }
    out = set_environment(std::move(out), table);
    static_cast<void>(TomlScanner(out).statements());
    return out;
}

bool has_toml_table(std::string_view text, const TomlPath& path) {
    const Statements statements = TomlScanner(text).statements();
    return std::ranges::any_of(statements, [&](const TomlStatement& statement) {
        return starts_with(statement.path, path);
    });
}

std::optional<std::string> toml_value(std::string_view text, const TomlPath& path) {
    const Statements statements = TomlScanner(text).statements();
    const TomlStatement* key = find_key(statements, path);
    if (key == nullptr) {
        return std::nullopt;
    }
    return std::string(text.substr(key->value_begin, key->value_end - key->value_begin));
}

std::string toml_string(std::string_view text) {
    constexpr std::array<char, 17> kDigits = {"0123456789abcdef"};
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20U || byte == 0x7FU) {
            out += "\\u00";
            out += kDigits[byte >> 4U];
            out += kDigits[byte & 15U];
        } else {
            out += c;
        }
    }
    return out + "\"";
}

}  // namespace mcp::app
