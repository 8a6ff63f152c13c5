// Settings from JSON; see settings_json.hpp.
// Custom CA files come as bare names: all backends look for them in the folder that testkit fills.

#include "testkit/settings_json.hpp"

#include "testkit/cypher_json.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace testkit {

namespace {

constexpr std::string_view kCustomAuthorities = "/usr/local/share/custom-ca-certificates/";

const Json& data_of(const Json& json, const char* name) {
    if (text_of(json, "name") != name) {
        throw BackendError("expected a " + std::string(name) + ", but got " + json.dump());
    }
    return json.at("data");
}

}  // namespace

void only_known(const Json& data, std::initializer_list<std::string_view> fields) {
    for (const auto& [key, value] : data.items()) {
        if (!value.is_null() && std::find(fields.begin(), fields.end(), key) == fields.end()) {
            throw BackendError("this backend does not heed the field '" + key + "'");
        }
    }
}

bolt::AuthToken auth_token(const Json& json) {
    const Json& data = data_of(json, "AuthorizationToken");
    std::string scheme = text_of(data, "scheme");
    if (scheme == "none") {
        return bolt::AuthToken::none();
    }
    if (scheme == "basic") {
        return bolt::AuthToken::basic(
            text_of(data, "principal"), text_of(data, "credentials"), text_of(data, "realm")
        );
    }
    if (scheme == "bearer") {
        return bolt::AuthToken::bearer(text_of(data, "credentials"));
    }
    if (scheme == "kerberos") {
        return bolt::AuthToken::kerberos(text_of(data, "credentials"));
    }
    bolt::Map parameters;
    if (const Json* plain = given(data, "parameters")) {
        parameters = plain_value(*plain).as<bolt::Map>();
    }
    return bolt::AuthToken::custom(
        std::move(scheme),
        text_of(data, "principal"),
        text_of(data, "credentials"),
        text_of(data, "realm"),
        std::move(parameters)
    );
}

Json auth_json(const bolt::AuthToken& token) {
    Json json = entry("name", "AuthorizationToken");
    json["data"] = plain_json(token.entries());
    return json;
}

bolt::ClientCertificate client_certificate(const Json& json) {
    const Json& data = data_of(json, "ClientCertificate");
    return {text_of(data, "certfile"), text_of(data, "keyfile"), text_of(data, "password")};
}

bolt::Bookmarks bookmarks_of(const Json* texts) {
    if (texts == nullptr) {
        return {};
    }
    return bolt::Bookmarks(texts->get<std::vector<std::string>>());
}

bolt::NotificationConfig notification_config(const Json& data) {
    bolt::NotificationConfig config;
    config.minimum_severity = text_of(data, "notificationsMinSeverity");
    // Later suites say "classifications"; both mean the same thing.
    for (const char* key :
         {"notificationsDisabledCategories", "notificationsDisabledClassifications"}) {
        if (const Json* disabled = given(data, key)) {
            config.disabled_classifications = disabled->get<std::vector<std::string>>();
        }
    }
    return config;
}

bolt::TlsConfig tls_config(const Json& data) {
    bolt::TlsConfig config;
    config.encrypted = is_set(data, "encrypted");
    const auto trusted = data.find("trustedCertificates");
    if (trusted == data.end()) {
        return config;
    }
    if (trusted->is_null()) {
        config.trust = bolt::Trust::system;
    } else if (trusted->empty()) {
        config.trust = bolt::Trust::any;
    } else {
        config.trust = bolt::Trust::custom;
        for (const Json& file : *trusted) {
            config.ca_files.push_back(
                std::string(kCustomAuthorities) + file.get_ref<const std::string&>()
            );
        }
    }
    return config;
}

bolt::AccessMode access_mode(const Json& data, const char* key) {
    return text_of(data, key) == "r" ? bolt::AccessMode::read : bolt::AccessMode::write;
}

bolt::TxConfig tx_config(const Json& data) {
    bolt::TxConfig config;
    if (const Json* metadata = given(data, "txMeta")) {
        config.metadata(cypher_map(metadata));
    }
    if (const auto timeout = milliseconds_of(data, "timeout")) {
        config.timeout(*timeout);
    }
    return config;
}

bolt::Params params_of(const Json& data) {
    return bolt::Params(cypher_map(given(data, "params")));
}

std::optional<std::chrono::milliseconds> milliseconds_of(const Json& data, const char* key) {
    const Json* value = given(data, key);
    if (value == nullptr) {
        return std::nullopt;
    }
    return std::chrono::milliseconds(value->get<std::int64_t>());
}

}  // namespace testkit
