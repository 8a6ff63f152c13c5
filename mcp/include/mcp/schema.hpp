#pragma once
// Declares the arguments of a tool once: names, types and limits for the JSON Schema that clients
// see, the checks before the handler runs, and the struct members that receive the values.
// Object schemas without root combinators (oneOf, anyOf, $ref), which several hosts reject.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace mcp {

/// A parsed JSON object; opaque to tools, which see their own structs.
using JsonObject = nlohmann::json;

/// Whether the schema that clients see spells a rule out, or it is only checked. Every rule shown
/// costs every client tokens, so far limits and lists that another tool shows are left out.
enum class Listing : std::uint8_t { shown, checked_only };

/// Rules of one argument; made by InputSchema::add, refined by chaining.
class Property {
  public:
    enum class Type : std::uint8_t {
        text,
        integer,
        number,
        boolean,
        text_list,
        object,
        any_object
    };

    Property(std::string name, Type type) : name_(std::move(name)), type_(type) {}

    Property& required();
    /// What the argument means, with units and default; shown to the model.
    Property& describe(std::string text);
    /// Inclusive bounds of a number or integer.
    Property& range(double minimum, double maximum, Listing listing = Listing::shown);
    /// Bound of a text, or of each item of a list (never shown), in characters (code points).
    Property& max_length(std::size_t characters, Listing listing = Listing::shown);
    /// Bound of a list; never shown.
    Property& max_items(std::size_t count);
    /// Permitted values of a text, or of each item of a list.
    Property& one_of(std::vector<std::string> values, Listing listing = Listing::shown);

    [[nodiscard]] const std::string& name() const noexcept { return name_; }

  private:
    friend class ObjectSchema;

    std::string name_;
    Type type_;
    bool required_ = false;
    std::string description_;
    std::optional<double> minimum_;
    std::optional<double> maximum_;
    Listing range_listing_ = Listing::shown;
    std::optional<std::size_t> max_length_;
    Listing length_listing_ = Listing::shown;
    std::optional<std::size_t> max_items_;
    std::vector<std::string> values_;
    Listing values_listing_ = Listing::shown;
    Listing members_listing_ = Listing::shown;
};

/// The untyped half of InputSchema: rules, checks and rendering.
/// Thread contract: built on one thread, then const.
class ObjectSchema {
  public:
    /// A checked value on its way into a struct member. An object property arrives as its text.
    using Value = std::variant<std::string, std::int64_t, double, bool, std::vector<std::string>>;
    using Setter = std::function<void(void* target, Value&& value)>;
    using Locator = std::function<void*(void* target)>;

    /// What happens to members of the object that no property names.
    enum class Unknown : std::uint8_t {
        refused,  ///< a problem: most are misspelt arguments
        kept,     ///< collected into the any_object property
    };

    ObjectSchema();
    ObjectSchema(ObjectSchema&&) noexcept;
    ObjectSchema& operator=(ObjectSchema&&) noexcept;
    ~ObjectSchema();

    Property& add(std::string name, Property::Type type, Setter setter);
    Property& add_object(std::string name, ObjectSchema schema, Locator locate, Listing listing);
    /// Object members that are kept as JSON text: those of `name` and those nobody names.
    Property& add_rest(std::string name, Setter setter);

    /// Checks `arguments` and fills `target`. Empty = all is well; else a text for the model with
    /// every problem found (at most five), and `target` is not to be used.
    [[nodiscard]] std::string read(const JsonObject& arguments, void* target) const;

    /// JSON Schema text, properties in the order they were added.
    [[nodiscard]] std::string to_json() const;

  private:
    struct Field;
    class Reader;
    [[nodiscard]] const Field* find(std::string_view name) const noexcept;
    static void append_property(std::string& out, const Field& field);

    std::vector<std::unique_ptr<Field>> fields_;
    Unknown unknown_ = Unknown::refused;
};

/// The arguments of a tool as members of struct `In`. A member that is not optional keeps its
/// initial value when the argument is absent or null.
template <class In>
class InputSchema {
  public:
    Property& add(std::string name, std::string In::* member) {
        return scalar<std::string>(std::move(name), Property::Type::text, member);
    }

    Property& add(std::string name, std::optional<std::string> In::* member) {
        return scalar<std::string>(std::move(name), Property::Type::text, member);
    }

    Property& add(std::string name, std::int64_t In::* member) {
        return scalar<std::int64_t>(std::move(name), Property::Type::integer, member);
    }

    Property& add(std::string name, std::optional<std::int64_t> In::* member) {
        return scalar<std::int64_t>(std::move(name), Property::Type::integer, member);
    }

    Property& add(std::string name, double In::* member) {
        return scalar<double>(std::move(name), Property::Type::number, member);
    }

    Property& add(std::string name, std::optional<double> In::* member) {
        return scalar<double>(std::move(name), Property::Type::number, member);
    }

    Property& add(std::string name, bool In::* member) {
        return scalar<bool>(std::move(name), Property::Type::boolean, member);
    }

    Property& add(std::string name, std::vector<std::string> In::* member) {
        return scalar<std::vector<std::string>>(std::move(name), Property::Type::text_list, member);
    }

    Property& add(std::string name, std::optional<std::vector<std::string>> In::* member) {
        return scalar<std::vector<std::string>>(std::move(name), Property::Type::text_list, member);
    }

    /// A nested object with a schema of its own; members that are not listed belong into the
    /// description.
    template <class Sub>
    Property& add(
        std::string name,
        Sub In::* member,
        InputSchema<Sub> schema,
        Listing listing = Listing::shown
    ) {
        auto locate = [member](void* target) -> void* {
            return &(static_cast<In*>(target)->*member);
        };
        return rules_.add_object(std::move(name), std::move(schema.rules_), locate, listing);
    }

    /// Keeps the object `name`, and all members that no other property names, as JSON text.
    Property& add_rest(std::string name, std::string In::* member) {
        auto set = [member](void* target, ObjectSchema::Value&& value) {
            static_cast<In*>(target)->*member = std::get<std::string>(std::move(value));
        };
        return rules_.add_rest(std::move(name), set);
    }

    [[nodiscard]] std::string read(const JsonObject& arguments, In& in) const {
        return rules_.read(arguments, &in);
    }

    [[nodiscard]] std::string to_json() const { return rules_.to_json(); }

  private:
    template <class>
    friend class InputSchema;

    template <class T, class Member>
    Property& scalar(std::string name, Property::Type type, Member In::* member) {
        auto set = [member](void* target, ObjectSchema::Value&& value) {
            static_cast<In*>(target)->*member = std::get<T>(std::move(value));
        };
        return rules_.add(std::move(name), type, set);
    }

    ObjectSchema rules_;
};

}  // namespace mcp
