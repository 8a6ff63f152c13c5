// The entries of the authentication schemes.
// Empty texts are left out: servers take a present but empty realm for another realm.

#include <bolt/auth.hpp>

namespace bolt {

namespace {

void set_text(Map& entries, std::string key, std::string text) {
    if (!text.empty()) {
        entries.set(std::move(key), std::move(text));
    }
}

Map scheme(std::string name) {
    Map entries;
    entries.set("scheme", std::move(name));
    return entries;
}

}  // namespace

AuthToken AuthToken::none() {
    return AuthToken(scheme("none"));
}

AuthToken AuthToken::basic(std::string user, std::string password, std::string realm) {
    Map entries = scheme("basic");
    entries.set("principal", std::move(user));
    entries.set("credentials", std::move(password));
    set_text(entries, "realm", std::move(realm));
    return AuthToken(std::move(entries));
}

AuthToken AuthToken::bearer(std::string token) {
    Map entries = scheme("bearer");
    entries.set("credentials", std::move(token));
    return AuthToken(std::move(entries));
}

AuthToken AuthToken::kerberos(std::string base64_ticket) {
    Map entries = scheme("kerberos");
    entries.set("principal", "");
    entries.set("credentials", std::move(base64_ticket));
    return AuthToken(std::move(entries));
}

AuthToken AuthToken::custom(
    std::string scheme_name,
    std::string principal,
    std::string credentials,
    std::string realm,
    Map parameters
) {
    Map entries = scheme(std::move(scheme_name));
    // Also an empty one: servers before 4.4 insist on the entry.
    entries.set("principal", std::move(principal));
    set_text(entries, "credentials", std::move(credentials));
    set_text(entries, "realm", std::move(realm));
    if (!parameters.empty()) {
        entries.set("parameters", std::move(parameters));
    }
    return AuthToken(std::move(entries));
}

}  // namespace bolt
