// The table of revisions and the reading of the modern envelope.
// Keys are those of revision 2026-07-28, section "per-request metadata".

#include "protocol/era.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace mcp::protocol {
namespace {

constexpr const char* kVersionKey = "io.modelcontextprotocol/protocolVersion";
constexpr const char* kCapabilitiesKey = "io.modelcontextprotocol/clientCapabilities";
constexpr const char* kClientKey = "io.modelcontextprotocol/clientInfo";
constexpr const char* kLogLevelKey = "io.modelcontextprotocol/logLevel";

Envelope malformed(std::string problem) {
    Envelope envelope;
    envelope.status = Envelope::Status::malformed;
    envelope.problem = std::move(problem);
    return envelope;
}

}  // namespace

const Revision* find_revision(std::string_view name) noexcept {
    const auto* found = std::ranges::find(kRevisions, name, &Revision::name);
    return found == kRevisions.end() ? nullptr : found;
}

const Revision& latest(Era era) noexcept {
    return *std::ranges::find(kRevisions, era, &Revision::era);
}

Envelope read_envelope(const json::Value& params) {
    if (!params.is_object()) {
        return {};
    }
    const auto meta = params.find("_meta");
    if (meta == params.end() || !meta->is_object()) {
        return {};
    }
    const auto version = meta->find(kVersionKey);
    if (version == meta->end()) {
        return {};
    }
    if (!version->is_string()) {
        return malformed(std::string("_meta[\"") + kVersionKey + "\"] must be a string");
    }
    const auto capabilities = meta->find(kCapabilitiesKey);
    if (capabilities == meta->end() || !capabilities->is_object()) {
        return malformed(
            std::string("_meta[\"") + kCapabilitiesKey + "\"] is required and must be an object"
        );
    }
    const auto client = meta->find(kClientKey);
    if (client != meta->end() && !client->is_object()) {
        return malformed(std::string("_meta[\"") + kClientKey + "\"] must be an object");
    }
    Envelope envelope;
    const auto level = meta->find(kLogLevelKey);
    if (level != meta->end()) {
        if (level->is_string()) {
            envelope.log_level = parse_log_level(level->get_ref<const std::string&>());
        }
        if (!envelope.log_level) {
            return malformed(
                std::string("_meta[\"") + kLogLevelKey +
                "\"] must be one of debug, info, notice, warning, error, critical, alert, emergency"
            );
        }
    }
    envelope.capabilities = &*capabilities;
    envelope.version = version->get<std::string>();
    const Revision* revision = find_revision(envelope.version);
    const bool spoken = revision != nullptr && revision->era == Era::modern;
    envelope.status = spoken ? Envelope::Status::valid : Envelope::Status::unsupported;
    return envelope;
}

}  // namespace mcp::protocol
