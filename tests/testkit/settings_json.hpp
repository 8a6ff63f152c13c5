#pragma once
// The driver's settings from testkit's fields, where no hook and no object of the conversation is
// needed: credentials, certificates, bookmarks, notifications, TLS, transactions, parameters.

#include "testkit/protocol.hpp"

#include <bolt/auth.hpp>
#include <bolt/bookmarks.hpp>
#include <bolt/config.hpp>
#include <bolt/params.hpp>
#include <bolt/tls.hpp>

#include <chrono>
#include <initializer_list>
#include <optional>
#include <string_view>

namespace testkit {

/// Throws BackendError when `data` has a field, not null, that is not in the list: better than
/// answering as if it had been heeded.
void only_known(const Json& data, std::initializer_list<std::string_view> fields);

/// Of {"name": "AuthorizationToken", "data": {...}}.
[[nodiscard]] bolt::AuthToken auth_token(const Json& json);
/// The way back.
[[nodiscard]] Json auth_json(const bolt::AuthToken& token);

/// Of {"name": "ClientCertificate", "data": {...}}.
[[nodiscard]] bolt::ClientCertificate client_certificate(const Json& json);

/// Of a list of texts; nullptr gives none.
[[nodiscard]] bolt::Bookmarks bookmarks_of(const Json* texts);

/// "notificationsMinSeverity" and "notificationsDisabledCategories".
[[nodiscard]] bolt::NotificationConfig notification_config(const Json& data);
/// "encrypted" and "trustedCertificates".
[[nodiscard]] bolt::TlsConfig tls_config(const Json& data);
/// "r" is reading, anything else writing.
[[nodiscard]] bolt::AccessMode access_mode(const Json& data, const char* key);

/// "database", "impersonatedUser" and "authorizationToken", which sessions and single queries have.
template <class Config>
void read_work_settings(const Json& data, Config& config) {
    config.database = text_of(data, "database");
    config.impersonated_user = text_of(data, "impersonatedUser");
    if (const Json* token = given(data, "authorizationToken")) {
        config.auth = auth_token(*token);
    }
}

/// "txMeta" and "timeout". Throws bolt::Error (usage) for a negative timeout.
[[nodiscard]] bolt::TxConfig tx_config(const Json& data);
/// "params".
[[nodiscard]] bolt::Params params_of(const Json& data);

/// A number of milliseconds; nullopt when it is absent or null.
[[nodiscard]] std::optional<std::chrono::milliseconds> milliseconds_of(
    const Json& data, const char* key
);

}  // namespace testkit
