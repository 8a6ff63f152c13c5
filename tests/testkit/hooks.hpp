#pragma once
// What a driver asks its user for, asked of testkit: addresses, credentials, certificates,
// bookmarks. Each call of a hook is a question to testkit and its answer, in the midst of whatever
// request made the driver call it.

#include "testkit/conversation.hpp"
#include "testkit/protocol.hpp"

#include <bolt/auth_manager.hpp>
#include <bolt/bookmark_manager.hpp>
#include <bolt/environment.hpp>
#include <bolt/resolver.hpp>
#include <bolt/tls.hpp>

#include <memory>

namespace testkit {

using SharedConversation = std::shared_ptr<Conversation>;

[[nodiscard]] bolt::AddressResolver make_resolver(SharedConversation conversation);
[[nodiscard]] bolt::DomainNameResolver make_domain_name_resolver(SharedConversation conversation);

/// `id`: under which testkit knows the manager.
[[nodiscard]] std::shared_ptr<bolt::AuthTokenManager> make_auth_manager(
    SharedConversation conversation, Id id
);
[[nodiscard]] std::shared_ptr<bolt::AuthTokenManager> make_basic_manager(
    SharedConversation conversation, Id id
);
[[nodiscard]] std::shared_ptr<bolt::AuthTokenManager> make_bearer_manager(
    SharedConversation conversation, Id id, std::shared_ptr<bolt::Environment> clock
);

/// `data`: of NewBookmarkManager.
[[nodiscard]] std::shared_ptr<bolt::BookmarkManager> make_bookmarks(
    SharedConversation conversation, Id id, const Json& data
);

[[nodiscard]] std::shared_ptr<bolt::ClientCertificateProvider> make_certificate_provider(
    SharedConversation conversation, Id id
);

}  // namespace testkit
