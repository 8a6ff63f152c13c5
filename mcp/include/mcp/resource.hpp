#pragma once
// Resources: what a client may read by its URI, fixed ones and families described by a template.
// Fill the registry, then share it as const.

#include <mcp/call.hpp>
#include <mcp/content.hpp>
#include <mcp/resource_spec.hpp>
#include <mcp/task.hpp>

#include <cstddef>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mcp {

/// A page of a listing that the program makes.
struct ResourcePage {
    ResourcePage() = default;
    std::vector<ResourceSpec> resources;
    std::optional<std::string> next_cursor;  ///< opaque to clients; absent at the end
};

/// The resources of a server. Immutable once shared; may serve any number of connections.
class ResourceRegistry {
  public:
    using Variables = std::map<std::string, std::string, std::less<>>;
    /// Reads the resource at Call::target(); `variables` are the template's, percent-decoded.
    /// They live until the task is done. Throws ResourceNotFound when there is no such resource.
    using Reader =
        std::function<Task<std::vector<ResourceContents>>(Call&, const Variables& variables)>;
    /// Makes the page after `cursor` (absent: the first). Throws ProtocolError (invalid_params) for
    /// a cursor that it did not make.
    using Lister =
        std::function<Task<ResourcePage>(Call&, const std::optional<std::string>& cursor)>;

    ResourceRegistry();
    ResourceRegistry(const ResourceRegistry&) = delete;
    ResourceRegistry& operator=(const ResourceRegistry&) = delete;
    ~ResourceRegistry();

    /// Throws Error for a doubled or empty URI and for an empty name.
    void add(ResourceSpec spec, Reader reader);
    /// As add(), for all URIs that match the template `spec.uri`; fixed resources come first, then
    /// templates in the order they were added. A variable matches one or more characters, none of
    /// them a slash.
    void add_template(ResourceSpec spec, Reader reader);
    /// Lists what is there beside the fixed resources, after them.
    void set_lister(Lister lister, std::string scope = {});

    [[nodiscard]] bool has_lister() const noexcept;

    /// Where a URI leads.
    struct Match {
        Match() = default;
        const ResourceSpec* spec = nullptr;
        const Reader* reader = nullptr;
        Variables variables;
    };

    [[nodiscard]] std::optional<Match> find(std::string_view uri) const;
    [[nodiscard]] const Lister& lister() const noexcept;
    [[nodiscard]] const std::string& lister_scope() const noexcept;
    /// The JSON arrays of resources/list (fixed ones) and resources/templates/list.
    [[nodiscard]] const std::string& list_json() const noexcept;
    [[nodiscard]] const std::string& templates_json() const noexcept;
    /// The family of this template, or nullptr.
    [[nodiscard]] const ResourceSpec* find_template(std::string_view uri_template) const noexcept;

  private:
    struct Entry;
    std::vector<Entry> fixed_;
    std::vector<Entry> templates_;
    std::string list_json_ = "[]";
    std::string templates_json_ = "[]";
    Lister lister_;
    std::string lister_scope_;
};

}  // namespace mcp
