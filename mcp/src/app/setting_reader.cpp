// How single settings are read; errors name the flag or variable and what it accepts.
// Nothing here reads the process's environment: it is handed in.
#include "app/setting_reader.hpp"

#include "app/usage_error.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace mcp::app {

namespace fs = std::filesystem;

std::string lower_case(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
        }
    }
    return result;
}

std::optional<Given> SettingReader::variable(std::initializer_list<std::string_view> names) const {
    for (const std::string_view name : names) {
        const auto found = around_.variables.find(name);
        // An empty variable counts as not set: that is how people unset one for a single command.
        if (found != around_.variables.end() && !found->second.empty()) {
            return Given(found->second, std::string(name));
        }
    }
    return std::nullopt;
}

std::optional<Given> SettingReader::flag_or_variable(
    const std::optional<std::string>& flag,
    std::string_view flag_name,
    std::initializer_list<std::string_view> names
) const {
    if (flag.has_value()) {
        return Given(*flag, std::string(flag_name));
    }
    return variable(names);
}

void SettingReader::show(std::string name, std::string value, std::string origin) {
    Setting setting;
    setting.name = std::move(name);
    setting.value = std::move(value);
    setting.origin = std::move(origin);
    shown_.push_back(std::move(setting));
}

fs::path SettingReader::home() const {
    const auto found = around_.variables.find("HOME");
    if (found != around_.variables.end() && !found->second.empty()) {
        return found->second;
    }
    return around_.account_home;
}

fs::path SettingReader::absolute(std::string_view text, const std::string& origin) const {
    fs::path path(text);
    if (text == "~" || text.starts_with("~/")) {
        if (home().empty()) {
            throw UsageError(origin + ": there is no home folder for ~; give the full path");
        }
        path = home() / fs::path(text.substr(std::min<std::size_t>(2, text.size())));
    } else if (text.starts_with('~')) {
        throw UsageError(
            origin + ": \"" + std::string(text) + "\": only your own ~ is known; give the full path"
        );
    }
    if (path.is_relative()) {
        if (around_.working_folder.empty()) {
            throw UsageError(origin + ": the current folder is gone; give the full path");
        }
        path = around_.working_folder / path;
    }
    return path.lexically_normal();
}

std::int64_t SettingReader::number(
    std::string name,
    std::string_view variable_name,
    std::int64_t standard,
    std::int64_t lowest,
    std::int64_t highest
) {
    const std::optional<Given> given = variable({variable_name});
    if (!given.has_value()) {
        if (!name.empty()) {
            show(std::move(name), std::to_string(standard), std::string(kDefaultOrigin));
        }
        return standard;
    }
    std::int64_t value = 0;
    const char* end = given->value.data() + given->value.size();
    const auto read = std::from_chars(given->value.data(), end, value);
    if (read.ec != std::errc() || read.ptr != end || value < lowest || value > highest) {
        throw UsageError(
            given->origin + " is \"" + given->value + "\"; give a whole number from " +
            std::to_string(lowest) + " to " + std::to_string(highest)
        );
    }
    if (!name.empty()) {
        show(std::move(name), std::to_string(value), given->origin);
    }
    return value;
}

bool SettingReader::read_bool(const Given& given) {
    const std::string word = lower_case(given.value);
    const bool yes = word == "1" || word == "true" || word == "yes" || word == "on";
    const bool no = word == "0" || word == "false" || word == "no" || word == "off";
    if (!yes && !no) {
        throw UsageError(given.origin + " is \"" + given.value + "\"; give true or false");
    }
    return yes;
}

}  // namespace mcp::app
