#pragma once
// Reads single settings: a flag, else a variable, else the default; checks the value, and writes
// down where it came from. What the settings are is in settings.cpp and http_settings.cpp.

#include "app/settings.hpp"

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mcp::app {

inline constexpr std::string_view kDefaultOrigin = "default";

/// A value as somebody gave it, and the flag or variable that it came by.
struct Given {
    Given(std::string text, std::string source)
        : value(std::move(text)), origin(std::move(source)) {}

    std::string value;
    std::string origin;
};

/// Lines for `boltmem config` go to `shown`, which must outlive the reader. Throws UsageError,
/// naming the flag or variable and what to change.
class SettingReader {
  public:
    SettingReader(const Surroundings& around, std::vector<Setting>& shown)
        : around_(around), shown_(shown) {}

    /// The first of the variables that is set. An empty one counts as not set: that is how people
    /// unset one for a single command.
    [[nodiscard]] std::optional<Given> variable(std::initializer_list<std::string_view> names
    ) const;
    [[nodiscard]] std::optional<Given> flag_or_variable(
        const std::optional<std::string>& flag,
        std::string_view flag_name,
        std::initializer_list<std::string_view> names
    ) const;

    void show(std::string name, std::string value, std::string origin);

    /// A whole number; shown under `name` unless that is empty.
    [[nodiscard]] std::int64_t number(
        std::string name,
        std::string_view variable_name,
        std::int64_t standard,
        std::int64_t lowest,
        std::int64_t highest
    );

    /// Whether yes or no was given.
    [[nodiscard]] static bool read_bool(const Given& given);

    /// The user's home folder; empty when there is none.
    [[nodiscard]] std::filesystem::path home() const;
    /// Resolves ~ and relative paths.
    [[nodiscard]] std::filesystem::path absolute(std::string_view path, const std::string& origin)
        const;

  private:
    const Surroundings& around_;
    std::vector<Setting>& shown_;
};

/// With the letters A to Z made small.
[[nodiscard]] std::string lower_case(std::string_view text);

}  // namespace mcp::app
