// Questions to testkit; see hooks.hpp. The function objects that drivers are given only call
// coroutines that own their arguments, so that it does not matter when the objects are destroyed.

#include "testkit/hooks.hpp"

#include "testkit/settings_json.hpp"

#include <bolt/address.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace testkit {

namespace {

bolt::Task<std::vector<bolt::Address>> resolve(
    SharedConversation conversation, bolt::Address address
) {
    Reply question("ResolverResolutionRequired", entry("address", address.to_string()));
    const Json answer =
        co_await conversation->ask(std::move(question), "ResolverResolutionCompleted");
    std::vector<bolt::Address> addresses;
    for (const Json& text : answer.at("addresses")) {
        addresses.push_back(bolt::Address::parse(text.get<std::string>()));
    }
    co_return addresses;
}

bolt::Task<std::vector<std::string>> resolve_name(
    SharedConversation conversation, std::string host
) {
    Reply question("DomainNameResolutionRequired", entry("name", std::move(host)));
    const Json answer =
        co_await conversation->ask(std::move(question), "DomainNameResolutionCompleted");
    co_return answer.at("addresses").get<std::vector<std::string>>();
}

/// NewAuthTokenManager: testkit's test decides everything.
class AuthManager final : public bolt::AuthTokenManager {
  public:
    AuthManager(SharedConversation conversation, Id id)
        : conversation_(std::move(conversation)), id_(id) {}

    bolt::Task<bolt::AuthToken> get_auth() override {
        Reply question("AuthTokenManagerGetAuthRequest", entry("authTokenManagerId", id_));
        const Json answer =
            co_await conversation_->ask(std::move(question), "AuthTokenManagerGetAuthCompleted");
        co_return auth_token(answer.at("auth"));
    }

    bolt::Task<bool> handle_security_exception(bolt::AuthToken token, std::string code) override {
        Reply question(
            "AuthTokenManagerHandleSecurityExceptionRequest", entry("authTokenManagerId", id_)
        );
        question.data["auth"] = auth_json(token);
        question.data["errorCode"] = std::move(code);
        const Json answer = co_await conversation_->ask(
            std::move(question), "AuthTokenManagerHandleSecurityExceptionCompleted"
        );
        co_return is_set(answer, "handled");
    }

  private:
    SharedConversation conversation_;
    Id id_;
};

bolt::Task<bolt::AuthToken> basic_token(SharedConversation conversation, Id id) {
    Reply question("BasicAuthTokenProviderRequest", entry("basicAuthTokenManagerId", id));
    const Json answer =
        co_await conversation->ask(std::move(question), "BasicAuthTokenProviderCompleted");
    co_return auth_token(answer.at("auth"));
}

bolt::Task<bolt::ExpiringAuth> bearer_token(
    SharedConversation conversation, Id id, std::shared_ptr<bolt::Environment> clock
) {
    Reply question("BearerAuthTokenProviderRequest", entry("bearerAuthTokenManagerId", id));
    const Json answer =
        co_await conversation->ask(std::move(question), "BearerAuthTokenProviderCompleted");
    const Json& expiring = answer.at("auth").at("data");
    bolt::ExpiringAuth result(auth_token(expiring.at("auth")));
    if (const auto lifetime = milliseconds_of(expiring, "expiresInMs")) {
        result.expires_at = clock->now() + *lifetime;
    }
    co_return result;
}

bolt::Task<bolt::Bookmarks> supplied_bookmarks(SharedConversation conversation, Id id) {
    Reply question("BookmarksSupplierRequest", entry("bookmarkManagerId", id));
    const Json answer =
        co_await conversation->ask(std::move(question), "BookmarksSupplierCompleted");
    co_return bookmarks_of(given(answer, "bookmarks"));
}

bolt::Task<> consume_bookmarks(SharedConversation conversation, Id id, bolt::Bookmarks bookmarks) {
    Reply question("BookmarksConsumerRequest", entry("bookmarkManagerId", id));
    question.data["bookmarks"] = bookmarks.values();
    co_await conversation->ask(std::move(question), "BookmarksConsumerCompleted");
}

class CertificateProvider final : public bolt::ClientCertificateProvider {
  public:
    CertificateProvider(SharedConversation conversation, Id id)
        : conversation_(std::move(conversation)), id_(id) {}

    bolt::Task<std::optional<bolt::ClientCertificate>> get_certificate() override {
        Reply question(
            "ClientCertificateProviderRequest", entry("clientCertificateProviderId", id_)
        );
        const Json answer =
            co_await conversation_->ask(std::move(question), "ClientCertificateProviderCompleted");
        if (!is_set(answer, "hasUpdate")) {
            co_return std::nullopt;
        }
        co_return client_certificate(answer.at("clientCertificate"));
    }

  private:
    SharedConversation conversation_;
    Id id_;
};

}  // namespace

bolt::AddressResolver make_resolver(SharedConversation conversation) {
    return [conversation = std::move(conversation)](bolt::Address address) {
        return resolve(conversation, std::move(address));
    };
}

bolt::DomainNameResolver make_domain_name_resolver(SharedConversation conversation) {
    return [conversation = std::move(conversation)](std::string host) {
        return resolve_name(conversation, std::move(host));
    };
}

std::shared_ptr<bolt::AuthTokenManager> make_auth_manager(SharedConversation conversation, Id id) {
    return std::make_shared<AuthManager>(std::move(conversation), id);
}

std::shared_ptr<bolt::AuthTokenManager> make_basic_manager(SharedConversation conversation, Id id) {
    return bolt::basic_auth_manager([conversation = std::move(conversation), id] {
        return basic_token(conversation, id);
    });
}

std::shared_ptr<bolt::AuthTokenManager> make_bearer_manager(
    SharedConversation conversation, Id id, std::shared_ptr<bolt::Environment> clock
) {
    auto provider = [conversation = std::move(conversation), id, clock] {
        return bearer_token(conversation, id, clock);
    };
    return bolt::bearer_auth_manager(std::move(provider), clock);
}

std::shared_ptr<bolt::BookmarkManager> make_bookmarks(
    SharedConversation conversation, Id id, const Json& data
) {
    bolt::BookmarkManagerConfig config;
    config.initial = bookmarks_of(given(data, "initialBookmarks"));
    if (is_set(data, "bookmarksSupplierRegistered")) {
        config.supplier = [conversation, id] { return supplied_bookmarks(conversation, id); };
    }
    if (is_set(data, "bookmarksConsumerRegistered")) {
        config.consumer = [conversation, id](bolt::Bookmarks bookmarks) {
            return consume_bookmarks(conversation, id, std::move(bookmarks));
        };
    }
    return bolt::make_bookmark_manager(std::move(config));
}

std::shared_ptr<bolt::ClientCertificateProvider> make_certificate_provider(
    SharedConversation conversation, Id id
) {
    return std::make_shared<CertificateProvider>(std::move(conversation), id);
}

}  // namespace testkit
