// The registry of prompts: names checked, the answer of prompts/list rendered once.
// Everything here happens before serving.

#include "json/json_io.hpp"
#include "protocol/results.hpp"

#include <mcp/error.hpp>
#include <mcp/prompt.hpp>

#include <utility>

namespace mcp {
namespace {

void append_argument(std::string& out, const PromptArgument& argument) {
    out += '{';
    protocol::append_member(out, "name", argument.name);
    protocol::append_member(out, "description", argument.description);
    out += R"(,"required":)";
    out += argument.required ? "true}" : "false}";
}

}  // namespace

struct PromptRegistry::Entry {
    PromptSpec spec;
    Handler handler;
};

PromptRegistry::PromptRegistry() = default;
PromptRegistry::~PromptRegistry() = default;

void PromptRegistry::add(PromptSpec spec, Handler handler) {
    if (spec.name.empty() || spec.description.empty()) {
        throw Error("a prompt needs a name and a description");
    }
    if (find(spec.name).has_value()) {
        throw Error("two prompts are named " + spec.name);
    }
    std::string item = "{";
    protocol::append_member(item, "name", spec.name);
    protocol::append_member(item, "title", spec.title);
    protocol::append_member(item, "description", spec.description);
    if (!spec.arguments.empty()) {
        item += R"(,"arguments":[)";
        bool first = true;
        for (const PromptArgument& argument : spec.arguments) {
            item += first ? "" : ",";
            first = false;
            append_argument(item, argument);
        }
        item += ']';
    }
    item += "}]";
    list_json_.pop_back();
    list_json_ += entries_.empty() ? "" : ",";
    list_json_ += item;
    entries_.push_back(Entry{std::move(spec), std::move(handler)});
}

std::size_t PromptRegistry::size() const noexcept {
    return entries_.size();
}

std::optional<std::size_t> PromptRegistry::find(std::string_view name) const noexcept {
    for (std::size_t index = 0; index < entries_.size(); ++index) {
        if (entries_[index].spec.name == name) {
            return index;
        }
    }
    return std::nullopt;
}

const PromptSpec& PromptRegistry::spec(std::size_t index) const {
    return entries_.at(index).spec;
}

const PromptRegistry::Handler& PromptRegistry::handler(std::size_t index) const {
    return entries_.at(index).handler;
}

const std::string& PromptRegistry::list_json() const noexcept {
    return list_json_;
}

}  // namespace mcp
