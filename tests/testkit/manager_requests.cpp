// Requests that make and drop what drivers are given: managers of credentials and bookmarks, and
// providers of client certificates. Their hooks are in hooks.cpp.

#include "testkit/handlers.hpp"
#include "testkit/hooks.hpp"

#include <memory>
#include <utility>

namespace testkit {

namespace {

bolt::Task<Reply> new_auth_manager(Backend& backend, const Json& /*data*/) {
    const Id id = backend.conversation->next_id();
    backend.objects.auth_managers.add(id, make_auth_manager(backend.conversation, id));
    co_return Reply("AuthTokenManager", entry("id", id));
}

bolt::Task<Reply> new_basic_manager(Backend& backend, const Json& /*data*/) {
    const Id id = backend.conversation->next_id();
    backend.objects.auth_managers.add(id, make_basic_manager(backend.conversation, id));
    co_return Reply("BasicAuthTokenManager", entry("id", id));
}

bolt::Task<Reply> new_bearer_manager(Backend& backend, const Json& /*data*/) {
    const Id id = backend.conversation->next_id();
    backend.objects.auth_managers.add(
        id, make_bearer_manager(backend.conversation, id, backend.clock)
    );
    co_return Reply("BearerAuthTokenManager", entry("id", id));
}

bolt::Task<Reply> close_auth_manager(Backend& backend, const Json& data) {
    backend.objects.auth_managers.remove(data.at("id"));
    co_return Reply("AuthTokenManager", entry("id", data.at("id")));
}

bolt::Task<Reply> new_bookmark_manager(Backend& backend, const Json& data) {
    const Id id = backend.conversation->next_id();
    backend.objects.bookmark_managers.add(id, make_bookmarks(backend.conversation, id, data));
    co_return Reply("BookmarkManager", entry("id", id));
}

bolt::Task<Reply> close_bookmark_manager(Backend& backend, const Json& data) {
    backend.objects.bookmark_managers.remove(data.at("id"));
    co_return Reply("BookmarkManager", entry("id", data.at("id")));
}

bolt::Task<Reply> new_certificate_provider(Backend& backend, const Json& /*data*/) {
    const Id id = backend.conversation->next_id();
    backend.objects.certificate_providers.add(
        id, make_certificate_provider(backend.conversation, id)
    );
    co_return Reply("ClientCertificateProvider", entry("id", id));
}

bolt::Task<Reply> close_certificate_provider(Backend& backend, const Json& data) {
    backend.objects.certificate_providers.remove(data.at("id"));
    co_return Reply("ClientCertificateProvider", entry("id", data.at("id")));
}

}  // namespace

void add_manager_requests(Handlers& handlers) {
    handlers["NewAuthTokenManager"] = new_auth_manager;
    handlers["NewBasicAuthTokenManager"] = new_basic_manager;
    handlers["NewBearerAuthTokenManager"] = new_bearer_manager;
    handlers["AuthTokenManagerClose"] = close_auth_manager;
    handlers["NewBookmarkManager"] = new_bookmark_manager;
    handlers["BookmarkManagerClose"] = close_bookmark_manager;
    handlers["NewClientCertificateProvider"] = new_certificate_provider;
    handlers["ClientCertificateProviderClose"] = close_certificate_provider;
}

}  // namespace testkit
