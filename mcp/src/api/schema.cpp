// Checking of arguments against their declared rules, and the JSON Schema text of the rules.
// Every text about a problem says which argument, what is expected and what came instead.

#include "json/json_io.hpp"
#include "text/suggest.hpp"

#include <mcp/error.hpp>
#include <mcp/schema.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

#include <nlohmann/json.hpp>

namespace mcp {
namespace {

constexpr std::size_t kMaxProblems = 5;
constexpr std::size_t kShownCharacters = 60;

std::string_view type_name(Property::Type type) noexcept {
    switch (type) {
        case Property::Type::text:
            return "a string";
        case Property::Type::integer:
            return "an integer";
        case Property::Type::number:
            return "a number";
        case Property::Type::boolean:
            return "true or false";
        case Property::Type::text_list:
            return "an array of strings";
        case Property::Type::object:
        case Property::Type::any_object:
            return "an object";
    }
    return "";
}

/// Shortest text of a number; whole ones without exponent.
std::string format_number(double value) {
    constexpr double kPlain = 1e15;
    if (value == std::floor(value) && std::abs(value) <= kPlain) {
        return std::to_string(static_cast<std::int64_t>(value));
    }
    char buffer[32];
    const auto [end, status] = std::to_chars(buffer, buffer + sizeof buffer, value);
    return status == std::errc() ? std::string(buffer, end) : std::string();
}

/// Code points of valid UTF-8 (the parser let nothing else through).
std::size_t count_characters(std::string_view text) noexcept {
    const auto starts = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
    return static_cast<std::size_t>(std::ranges::count_if(text, starts));
}

/// A value as it is quoted in a problem: short, cut at a character's start.
std::string shown(const json::Value& value) {
    if (value.is_object()) {
        return "an object";
    }
    if (value.is_array()) {
        return "an array";
    }
    std::string text = json::dump(value);
    if (text.size() <= kShownCharacters) {
        return text;
    }
    std::size_t end = kShownCharacters;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
        --end;
    }
    text.resize(end);
    return text + "...";
}

std::string join(const std::vector<std::string>& values) {
    std::string text;
    for (const std::string& value : values) {
        text += text.empty() ? "" : ", ";
        text += value;
    }
    return text;
}

std::string suggestion(std::string_view name, const std::vector<std::string_view>& known) {
    const std::string_view nearest = text::closest(name, known);
    return nearest.empty() ? std::string() : "; did you mean '" + std::string(nearest) + "'?";
}

}  // namespace

Property& Property::required() {
    required_ = true;
    return *this;
}

Property& Property::describe(std::string text) {
    description_ = std::move(text);
    return *this;
}

Property& Property::range(double minimum, double maximum, Listing listing) {
    minimum_ = minimum;
    maximum_ = maximum;
    range_listing_ = listing;
    return *this;
}

Property& Property::max_length(std::size_t characters, Listing listing) {
    max_length_ = characters;
    length_listing_ = listing;
    return *this;
}

Property& Property::max_items(std::size_t count) {
    max_items_ = count;
    return *this;
}

Property& Property::one_of(std::vector<std::string> values, Listing listing) {
    values_ = std::move(values);
    values_listing_ = listing;
    return *this;
}

struct ObjectSchema::Field {
    Field(std::string name, Property::Type type) : rule(std::move(name), type) {}

    Property rule;
    Setter set;
    Locator locate;                        ///< of an object with a schema
    std::unique_ptr<ObjectSchema> nested;  ///< the same
};

ObjectSchema::ObjectSchema() = default;
ObjectSchema::ObjectSchema(ObjectSchema&&) noexcept = default;
ObjectSchema& ObjectSchema::operator=(ObjectSchema&&) noexcept = default;
ObjectSchema::~ObjectSchema() = default;

Property& ObjectSchema::add(std::string name, Property::Type type, Setter setter) {
    if (find(name) != nullptr) {
        throw Error("two arguments are named " + name);
    }
    fields_.push_back(std::make_unique<Field>(std::move(name), type));
    fields_.back()->set = std::move(setter);
    return fields_.back()->rule;
}

Property& ObjectSchema::add_object(
    std::string name, ObjectSchema schema, Locator locate, Listing listing
) {
    Property& rule = add(std::move(name), Property::Type::object, {});
    rule.members_listing_ = listing;
    fields_.back()->locate = std::move(locate);
    fields_.back()->nested = std::make_unique<ObjectSchema>(std::move(schema));
    return rule;
}

Property& ObjectSchema::add_rest(std::string name, Setter setter) {
    unknown_ = Unknown::kept;
    return add(std::move(name), Property::Type::any_object, std::move(setter));
}

const ObjectSchema::Field* ObjectSchema::find(std::string_view name) const noexcept {
    const auto named = [&](const std::unique_ptr<Field>& field) {
        return field->rule.name() == name;
    };
    const auto found = std::ranges::find_if(fields_, named);
    return found == fields_.end() ? nullptr : found->get();
}

/// One pass over an object's members: checks, fills, and gathers what is wrong.
class ObjectSchema::Reader {
  public:
    explicit Reader(std::vector<std::string>& problems) : problems_(problems) {}

    /// `path` is put before the names of members, e.g. `context.`.
    void read(
        const ObjectSchema& schema, const json::Value& object, void* target, const std::string& path
    ) {
        std::vector<const Field*> seen;
        json::Value rest = json::Value::object();
        for (const auto& [name, value] : object.items()) {
            const Field* field = schema.find(name);
            if (field == nullptr) {
                unknown_member(schema, name, value, path, rest);
            } else if (!value.is_null()) {
                seen.push_back(field);
                read_member(*field, value, target, path, rest);
            }
        }
        for (const auto& field : schema.fields_) {
            if (field->rule.required_ && std::ranges::find(seen, field.get()) == seen.end()) {
                report("Error: Missing required field: '" + path + field->rule.name_ + "'");
            }
            if (field->rule.type_ == Property::Type::any_object && !rest.empty()) {
                field->set(target, Value(json::dump(rest)));
            }
        }
    }

  private:
    void report(std::string problem) { problems_.push_back(std::move(problem)); }

    void wrong(const std::string& name, const std::string& expected) {
        report("Validation error: '" + name + "' " + expected);
    }

    void unknown_member(
        const ObjectSchema& schema,
        const std::string& name,
        const json::Value& value,
        const std::string& path,
        json::Value& rest
    ) {
        if (schema.unknown_ == Unknown::kept) {
            rest[name] = value;
            return;
        }
        std::vector<std::string_view> known;
        std::string list;
        for (const auto& field : schema.fields_) {
            known.push_back(field->rule.name_);
            list += list.empty() ? "" : ", ";
            list += field->rule.name_;
        }
        std::string shown_name = shown(json::Value(path + name));
        report(
            "Validation error: unknown argument " + shown_name + suggestion(name, known) +
            (list.empty() ? " (there are none)" : " (known: " + list + ")")
        );
    }

    void read_member(
        const Field& field,
        const json::Value& value,
        void* target,
        const std::string& path,
        json::Value& rest
    ) {
        const Property& rule = field.rule;
        const std::string name = path + rule.name_;
        switch (rule.type_) {
            case Property::Type::text:
                return read_text(field, name, value, target);
            case Property::Type::integer:
                return read_integer(field, name, value, target);
            case Property::Type::number:
                return read_number(field, name, value, target);
            case Property::Type::boolean:
                if (!value.is_boolean()) {
                    return wrong_type(rule, name, value);
                }
                return field.set(target, Value(value.get<bool>()));
            case Property::Type::text_list:
                return read_list(field, name, value, target);
            case Property::Type::object:
                if (!value.is_object()) {
                    return wrong_type(rule, name, value);
                }
                return read(*field.nested, value, field.locate(target), name + ".");
            case Property::Type::any_object:
                if (!value.is_object()) {
                    return wrong_type(rule, name, value);
                }
                rest.update(value);
                return;
        }
    }

    void wrong_type(const Property& rule, const std::string& name, const json::Value& value) {
        wrong(name, "must be " + std::string(type_name(rule.type_)) + ", not " + shown(value));
    }

    /// True when the text keeps the rules of its property.
    bool check_text(const Property& rule, const std::string& name, const std::string& text) {
        if (rule.max_length_ && text.size() > *rule.max_length_) {
            const std::size_t length = count_characters(text);
            if (length > *rule.max_length_) {
                wrong(
                    name,
                    "must have at most " + std::to_string(*rule.max_length_) +
                        " characters, it has " + std::to_string(length)
                );
                return false;
            }
        }
        if (!rule.values_.empty() && std::ranges::find(rule.values_, text) == rule.values_.end()) {
            const std::vector<std::string_view> known(rule.values_.begin(), rule.values_.end());
            wrong(
                name,
                "must be one of " + join(rule.values_) + "; not " + shown(json::Value(text)) +
                    suggestion(text, known)
            );
            return false;
        }
        return true;
    }

    void read_text(
        const Field& field, const std::string& name, const json::Value& value, void* target
    ) {
        if (!value.is_string()) {
            return wrong_type(field.rule, name, value);
        }
        const auto& text = value.get_ref<const std::string&>();
        if (check_text(field.rule, name, text)) {
            field.set(target, Value(text));
        }
    }

    bool check_range(const Property& rule, const std::string& name, double number) {
        if (rule.minimum_ && (number < *rule.minimum_ || number > *rule.maximum_)) {
            wrong(
                name,
                "must be from " + format_number(*rule.minimum_) + " to " +
                    format_number(*rule.maximum_) + ", not " + format_number(number)
            );
            return false;
        }
        return true;
    }

    void read_integer(
        const Field& field, const std::string& name, const json::Value& value, void* target
    ) {
        const double number = value.is_number() ? value.get<double>() : 0.5;
        constexpr double kExact = 9'007'199'254'740'992.0;  // 2^53: beyond it doubles skip integers
        if (number != std::floor(number) || std::abs(number) > kExact) {
            return wrong_type(field.rule, name, value);  // 5.0 is an integer, as in JSON Schema
        }
        if (check_range(field.rule, name, number)) {
            field.set(target, Value(static_cast<std::int64_t>(number)));
        }
    }

    void read_number(
        const Field& field, const std::string& name, const json::Value& value, void* target
    ) {
        if (!value.is_number()) {
            return wrong_type(field.rule, name, value);
        }
        if (check_range(field.rule, name, value.get<double>())) {
            field.set(target, Value(value.get<double>()));
        }
    }

    void read_list(
        const Field& field, const std::string& name, const json::Value& value, void* target
    ) {
        const Property& rule = field.rule;
        if (!value.is_array()) {
            return wrong_type(rule, name, value);
        }
        if (rule.max_items_ && value.size() > *rule.max_items_) {
            return wrong(
                name,
                "must have at most " + std::to_string(*rule.max_items_) + " items, it has " +
                    std::to_string(value.size())
            );
        }
        std::vector<std::string> items;
        items.reserve(value.size());
        for (const json::Value& item : value) {
            const std::string item_name = name + "[" + std::to_string(items.size()) + "]";
            if (!item.is_string()) {
                return wrong(item_name, "must be a string, not " + shown(item));
            }
            if (!check_text(rule, item_name, item.get_ref<const std::string&>())) {
                return;
            }
            items.push_back(item.get<std::string>());
        }
        field.set(target, Value(std::move(items)));
    }

    std::vector<std::string>& problems_;
};

std::string ObjectSchema::read(const JsonObject& arguments, void* target) const {
    if (!arguments.is_object()) {
        return "Validation error: the arguments must be an object, not " + shown(arguments);
    }
    std::vector<std::string> problems;
    Reader(problems).read(*this, arguments, target, {});
    if (problems.size() > kMaxProblems) {
        const std::size_t more = problems.size() - kMaxProblems;
        problems.resize(kMaxProblems);
        problems.push_back("... and " + std::to_string(more) + " more problems");
    }
    std::string text;
    for (const std::string& problem : problems) {
        text += text.empty() ? "" : "\n";
        text += problem;
    }
    return text;
}

void ObjectSchema::append_property(std::string& out, const Field& field) {
    const Property& rule = field.rule;
    json::append_string(out, rule.name_);
    out += ':';
    if (field.nested != nullptr && rule.members_listing_ == Listing::shown) {
        std::string nested = field.nested->to_json();
        if (!rule.description_.empty()) {
            std::string text = R"(,"description":)";
            json::append_string(text, rule.description_);
            nested.insert(nested.size() - 1, text);
        }
        out += nested;
        return;
    }
    static constexpr std::string_view kTypes[] = {
        "string", "integer", "number", "boolean", "array", "object", "object"
    };
    out += R"({"type":")";
    out += kTypes[static_cast<std::size_t>(rule.type_)];
    out += '"';
    if (rule.type_ == Property::Type::text_list) {
        out += R"(,"items":{"type":"string")";
    }
    if (!rule.values_.empty() && rule.values_listing_ == Listing::shown) {
        out += R"(,"enum":[)";
        for (const std::string& value : rule.values_) {
            out += out.back() == '[' ? "" : ",";
            json::append_string(out, value);
        }
        out += ']';
    }
    if (rule.type_ == Property::Type::text_list) {
        out += '}';
    } else if (rule.max_length_ && rule.length_listing_ == Listing::shown) {
        out += R"(,"maxLength":)" + std::to_string(*rule.max_length_);
    }
    if (rule.minimum_ && rule.range_listing_ == Listing::shown) {
        out += R"(,"minimum":)" + format_number(*rule.minimum_);
        out += R"(,"maximum":)" + format_number(*rule.maximum_);
    }
    if (!rule.description_.empty()) {
        out += R"(,"description":)";
        json::append_string(out, rule.description_);
    }
    out += '}';
}

std::string ObjectSchema::to_json() const {
    std::string out = R"({"type":"object","properties":{)";
    std::string required;
    for (const auto& field : fields_) {
        out += out.back() == '{' ? "" : ",";
        append_property(out, *field);
        if (field->rule.required_) {
            required += required.empty() ? "" : ",";
            json::append_string(required, field->rule.name_);
        }
    }
    out += '}';
    if (!required.empty()) {
        out += R"(,"required":[)" + required + "]";
    }
    out += '}';
    return out;
}

}  // namespace mcp
