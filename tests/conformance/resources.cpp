// Resources and the template of the conformance suite.
// test://watched-resource never changes by itself; test_trigger_resource_update says it did.
#include "conformance/fixtures.hpp"

#include <mcp/content.hpp>

#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace conformance {
namespace {

using mcp::Call;
using mcp::ResourceContents;
using mcp::ResourceRegistry;
using mcp::ResourceSpec;
using mcp::Task;

using Contents = std::vector<ResourceContents>;

ResourceSpec described(
    const char* uri, const char* name, const char* description, const char* mime_type
) {
    ResourceSpec spec(uri, name);
    spec.description = description;
    spec.mime_type = mime_type;
    return spec;
}

void add_constant(ResourceRegistry& resources, ResourceSpec spec, ResourceContents contents) {
    auto reader = [piece = std::move(contents)](
                      Call& /*call*/, ResourceRegistry::Variables /*variables*/
                  ) -> Task<Contents> {
        Contents all;
        all.push_back(piece);
        co_return all;
    };
    resources.add(std::move(spec), reader);
}

Task<Contents> read_template(Call& call, ResourceRegistry::Variables variables) {
    const std::string& id = variables.at("id");
    nlohmann::json value = nlohmann::json::object();
    value["id"] = id;
    value["templateTest"] = true;
    value["data"] = "Data for ID: " + id;
    Contents all;
    all.push_back(
        ResourceContents::text(std::string(call.target()), "application/json", value.dump())
    );
    co_return all;
}

}  // namespace

void add_resources(ResourceRegistry& resources) {
    add_constant(
        resources,
        described("test://static-text", "Static text", "A text that stays", "text/plain"),
        ResourceContents::text(
            "test://static-text", "text/plain", "This is the content of the static text resource."
        )
    );
    add_constant(
        resources,
        described("test://static-binary", "Static image", "One pixel", "image/png"),
        ResourceContents::blob("test://static-binary", "image/png", one_pixel_png())
    );
    add_constant(
        resources,
        described(kWatchedResource, "Watched", "A resource to subscribe to", "text/plain"),
        ResourceContents::text(kWatchedResource, "text/plain", "Watched resource content")
    );
    resources.add_template(
        described("test://template/{id}/data", "Template", "Data of any id", "application/json"),
        read_template
    );
}

}  // namespace conformance
