// The shared part of a server: its description, made once, and the telling of changes.
// Peers are told in no particular order.

#include "api/hub.hpp"

#include "api/peer.hpp"

#include <mcp/error.hpp>

#include <utility>

namespace mcp::api {
namespace {

protocol::Description describe(const ServerConfig& config, const Features& features) {
    protocol::Description out;
    out.name = config.name;
    out.title = config.title;
    out.version = config.version;
    out.instructions = config.instructions;
    if (const ToolRegistry* tools = features.tools.get()) {
        out.has_tools = true;
        out.tools_json = tools->list_json();
        for (std::size_t index = 0; index < tools->size(); ++index) {
            out.tools.emplace(tools->spec(index).name, index);
            out.tool_headers.push_back(tools->header_arguments(index));
        }
    }
    if (const PromptRegistry* prompts = features.prompts.get()) {
        out.has_prompts = true;
        out.prompts_json = prompts->list_json();
        for (std::size_t index = 0; index < prompts->size(); ++index) {
            out.prompts.emplace(prompts->spec(index).name, index);
        }
    }
    if (const ResourceRegistry* resources = features.resources.get()) {
        out.has_resources = true;
        out.lists_resources = resources->has_lister();
        out.resources_json = resources->list_json();
        out.templates_json = resources->templates_json();
    }
    out.completes = static_cast<bool>(features.complete);
    out.logs = features.logging;
    out.resource_subscriptions = out.has_resources && features.resource_subscriptions;
    out.resource_list_changes = out.has_resources && features.resource_list_changes;
    out.tool_list_changes = out.has_tools && features.tool_list_changes;
    out.prompt_list_changes = out.has_prompts && features.prompt_list_changes;
    return out;
}

ServerConfig checked(ServerConfig config) {
    if (config.name.empty() || config.version.empty()) {
        throw Error("a server needs a name and a version");
    }
    const ServerLimits& limits = config.limits;
    const bool sizes = limits.max_depth > 0 && limits.max_values > 0 && limits.max_batch > 0 &&
                       limits.max_in_flight > 0 && limits.max_subscriptions > 0 &&
                       limits.max_watched_uris > 0;
    const bool times = limits.call_timeout.count() > 0 && limits.drain_timeout.count() > 0 &&
                       limits.stop_timeout.count() > 0 && limits.state_lifetime.count() > 0 &&
                       limits.question_timeout.count() > 0;
    if (!sizes || !times) {
        throw Error("every limit of a server must be positive");
    }
    return config;
}

Features checked(Features features) {
    if (features.tools == nullptr && features.resources == nullptr && features.prompts == nullptr) {
        throw Error("a server needs a registry of tools, resources or prompts");
    }
    return features;
}

std::vector<std::string> tool_names(const Features& features) {
    std::vector<std::string> names;
    for (std::size_t index = 0; features.tools && index < features.tools->size(); ++index) {
        names.push_back(features.tools->spec(index).name);
    }
    return names;
}

}  // namespace

Hub::Hub(ServerConfig config, Features features)
    : config_(checked(std::move(config))),
      features_(checked(std::move(features))),
      description_(describe(config_, features_)),
      modern_(description_),
      seal_(config_.state_key),
      metrics_(tool_names(features_)) {}

Hub::~Hub() = default;

protocol::DispatcherLimits Hub::dispatcher_limits() const {
    const ServerLimits& limits = config_.limits;
    protocol::DispatcherLimits out;
    out.json.max_depth = limits.max_depth;
    out.json.max_values = limits.max_values;
    out.max_batch = limits.max_batch;
    out.max_in_flight = limits.max_in_flight;
    out.max_watched_uris = limits.max_watched_uris;
    return out;
}

void Hub::log(std::string_view line) const {
    if (config_.log) {
        config_.log(line);
    }
}

void Hub::join(Peer& peer) {
    listeners_.insert(&peer);
}

void Hub::leave(Peer& peer) noexcept {
    listeners_.erase(&peer);
}

bool Hub::take_subscription() noexcept {
    if (subscriptions_ >= config_.limits.max_subscriptions) {
        return false;
    }
    ++subscriptions_;
    return true;
}

void Hub::return_subscription() noexcept {
    --subscriptions_;
}

void Hub::resource_updated(std::string_view uri) {
    for (Peer* peer : listeners_) {
        peer->tell_updated(uri);
    }
}

void Hub::list_changed(ListKind kind) {
    for (Peer* peer : listeners_) {
        peer->tell_list_changed(kind);
    }
}

std::vector<std::string> Hub::watched_resources() const {
    std::set<std::string, std::less<>> uris;
    for (const Peer* peer : listeners_) {
        peer->collect_watched(uris);
    }
    return {uris.begin(), uris.end()};
}

void Hub::on_watch_change(std::function<void()> changed) {
    watch_changed_ = std::move(changed);
}

void Hub::watch_changed() const {
    if (watch_changed_) {
        watch_changed_();
    }
}

}  // namespace mcp::api
