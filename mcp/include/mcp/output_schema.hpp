#pragma once
// Declares what a tool answers once: the outputSchema that clients see, and how the members of the
// struct become structuredContent.
// Object schemas of flat members, lists and nested structs; every member is always written, except
// an empty optional.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mcp {

/// The untyped half of OutputSchema. Thread contract: built on one thread, then const.
class ObjectShape {
  public:
    /// Appends the JSON of one member, or nothing when it is absent.
    using Writer = std::function<void(const void* source, std::string& out)>;

    /// `type_json` is the member's JSON Schema without braces, e.g. `"type":"string"`.
    void add(
        std::string name, std::string type_json, bool required, std::string text, Writer writer
    );

    [[nodiscard]] std::string to_json() const;
    void write(const void* source, std::string& out) const;

    static void write_value(std::string& out, const std::string& value);
    static void write_value(std::string& out, std::int64_t value);
    static void write_value(std::string& out, double value);
    static void write_value(std::string& out, bool value);

  private:
    struct Member {
        std::string name;
        std::string type_json;
        std::string description;
        bool required = true;
        Writer writer;
    };

    std::vector<Member> members_;
};

/// The answer of a tool as members of struct `Out`: std::string, std::int64_t, double, bool,
/// optionals and vectors of these, and vectors of structs with a schema of their own.
template <class Out>
class OutputSchema {
  public:
    template <class T>
    OutputSchema& add(std::string name, T Out::* member, std::string description = {}) {
        auto write = [member](const void* source, std::string& out) {
            ObjectShape::write_value(out, static_cast<const Out*>(source)->*member);
        };
        shape_.add(std::move(name), type_of(Tag<T>()), true, std::move(description), write);
        return *this;
    }

    template <class T>
    OutputSchema& add(
        std::string name, std::optional<T> Out::* member, std::string description = {}
    ) {
        auto write = [member](const void* source, std::string& out) {
            if (const auto& value = static_cast<const Out*>(source)->*member) {
                ObjectShape::write_value(out, *value);
            }
        };
        shape_.add(std::move(name), type_of(Tag<T>()), false, std::move(description), write);
        return *this;
    }

    template <class T>
    OutputSchema& add(
        std::string name, std::vector<T> Out::* member, std::string description = {}
    ) {
        auto write = [member](const void* source, std::string& out) {
            out += '[';
            bool first = true;
            for (const T& item : static_cast<const Out*>(source)->*member) {
                out += first ? "" : ",";
                first = false;
                ObjectShape::write_value(out, item);
            }
            out += ']';
        };
        const std::string type = R"("type":"array","items":{)" + type_of(Tag<T>()) + "}";
        shape_.add(std::move(name), type, true, std::move(description), write);
        return *this;
    }

    template <class Sub>
    OutputSchema& add(
        std::string name,
        std::vector<Sub> Out::* member,
        OutputSchema<Sub> schema,
        std::string description = {}
    ) {
        const std::string items = schema.to_json();
        auto write = [member,
                      sub = std::move(schema.shape_)](const void* source, std::string& out) {
            out += '[';
            bool first = true;
            for (const Sub& item : static_cast<const Out*>(source)->*member) {
                out += first ? "" : ",";
                first = false;
                sub.write(&item, out);
            }
            out += ']';
        };
        shape_.add(
            std::move(name),
            R"("type":"array","items":)" + items,
            true,
            std::move(description),
            write
        );
        return *this;
    }

    /// JSON Schema text, root of type object.
    [[nodiscard]] std::string to_json() const { return shape_.to_json(); }

    /// The JSON text of `out`.
    [[nodiscard]] std::string write(const Out& out) const {
        std::string text;
        shape_.write(&out, text);
        return text;
    }

  private:
    template <class>
    friend class OutputSchema;

    template <class T>
    struct Tag {};

    static std::string type_of(Tag<std::string> /*tag*/) { return R"("type":"string")"; }

    static std::string type_of(Tag<std::int64_t> /*tag*/) { return R"("type":"integer")"; }

    static std::string type_of(Tag<double> /*tag*/) { return R"("type":"number")"; }

    static std::string type_of(Tag<bool> /*tag*/) { return R"("type":"boolean")"; }

    ObjectShape shape_;
};

}  // namespace mcp
