// The registry of resources: URIs checked, the answers of the fixed lists rendered once, and the
// way from a URI to its reader.

#include "json/json_io.hpp"
#include "protocol/results.hpp"
#include "protocol/uri_template.hpp"

#include <mcp/error.hpp>
#include <mcp/resource.hpp>

#include <utility>

namespace mcp {

struct ResourceRegistry::Entry {
    ResourceSpec spec;
    Reader reader;
    protocol::UriTemplate uri_template;  ///< empty of a fixed resource
};

namespace {

void append_item(std::string& list, const ResourceSpec& spec, std::string_view uri_member) {
    list.pop_back();
    list += list.size() > 1 ? "," : "";
    protocol::append_resource(list, spec, uri_member);
    list += ']';
}

void check(const ResourceSpec& spec) {
    if (spec.uri.empty() || spec.name.empty()) {
        throw Error("a resource needs a URI and a name");
    }
}

}  // namespace

ResourceRegistry::ResourceRegistry() = default;
ResourceRegistry::~ResourceRegistry() = default;

void ResourceRegistry::add(ResourceSpec spec, Reader reader) {
    check(spec);
    for (const Entry& entry : fixed_) {
        if (entry.spec.uri == spec.uri) {
            throw Error("two resources have the URI " + spec.uri);
        }
    }
    append_item(list_json_, spec, "uri");
    fixed_.push_back(Entry{std::move(spec), std::move(reader), {}});
}

void ResourceRegistry::add_template(ResourceSpec spec, Reader reader) {
    check(spec);
    if (find_template(spec.uri) != nullptr) {
        throw Error("two resources have the URI template " + spec.uri);
    }
    protocol::UriTemplate uri_template(spec.uri);
    append_item(templates_json_, spec, "uriTemplate");
    templates_.push_back(Entry{std::move(spec), std::move(reader), std::move(uri_template)});
}

void ResourceRegistry::set_lister(Lister lister, std::string scope) {
    lister_ = std::move(lister);
    lister_scope_ = std::move(scope);
}

bool ResourceRegistry::has_lister() const noexcept {
    return static_cast<bool>(lister_);
}

std::optional<ResourceRegistry::Match> ResourceRegistry::find(std::string_view uri) const {
    Match match;
    for (const Entry& entry : fixed_) {
        if (entry.spec.uri == uri) {
            match.spec = &entry.spec;
            match.reader = &entry.reader;
            return match;
        }
    }
    for (const Entry& entry : templates_) {
        if (auto variables = entry.uri_template.match(uri)) {
            match.spec = &entry.spec;
            match.reader = &entry.reader;
            match.variables = std::move(*variables);
            return match;
        }
    }
    return std::nullopt;
}

const ResourceRegistry::Lister& ResourceRegistry::lister() const noexcept {
    return lister_;
}

const std::string& ResourceRegistry::lister_scope() const noexcept {
    return lister_scope_;
}

const std::string& ResourceRegistry::list_json() const noexcept {
    return list_json_;
}

const std::string& ResourceRegistry::templates_json() const noexcept {
    return templates_json_;
}

const ResourceSpec* ResourceRegistry::find_template(std::string_view uri_template) const noexcept {
    for (const Entry& entry : templates_) {
        if (entry.spec.uri == uri_template) {
            return &entry.spec;
        }
    }
    return nullptr;
}

}  // namespace mcp
