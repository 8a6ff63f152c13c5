#pragma once
// The objects that testkit has asked for on one connection, by the ids that it knows them by.
// They die with the connection.

#include "testkit/protocol.hpp"

#include <bolt/auth_manager.hpp>
#include <bolt/bookmark_manager.hpp>
#include <bolt/driver.hpp>
#include <bolt/result.hpp>
#include <bolt/session.hpp>
#include <bolt/tls.hpp>
#include <bolt/transaction.hpp>

#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace testkit {

/// Objects of one type. References stay good while others come and go.
template <class T>
class Objects {
  public:
    /// `what`: for messages, e.g. "session".
    explicit Objects(std::string what) : what_(std::move(what)) {}

    T& add(Id id, T object) {
        return objects_.insert_or_assign(id, std::move(object)).first->second;
    }

    /// nullptr when there is none.
    [[nodiscard]] T* find(const Json& id) {
        const auto found = id.is_number_integer() ? objects_.find(id.get<Id>()) : objects_.end();
        return found == objects_.end() ? nullptr : &found->second;
    }

    /// Throws BackendError when there is none.
    [[nodiscard]] T& at(const Json& id) {
        T* object = find(id);
        if (object == nullptr) {
            throw BackendError("there is no " + what_ + " " + id.dump());
        }
        return *object;
    }

    void remove(const Json& id) {
        static_cast<void>(at(id));
        objects_.erase(id.get<Id>());
    }

    void clear() noexcept { objects_.clear(); }

    [[nodiscard]] auto begin() noexcept { return objects_.begin(); }

    [[nodiscard]] auto end() noexcept { return objects_.end(); }

  private:
    std::string what_;
    std::map<Id, T> objects_;
};

struct TransactionEntry {
    TransactionEntry() = default;

    std::optional<bolt::Transaction> own;         ///< unset for a managed one
    bolt::ManagedTransaction* managed = nullptr;  ///< while its work runs
    std::string first_failure;                    ///< as in ErrorPlace
};

struct ResultEntry {
    explicit ResultEntry(bolt::Result made) : result(std::move(made)) {}

    bolt::Result result;
    std::string first_failure;  ///< as in ErrorPlace
    Json transaction;           ///< id; null for one of Session::run
    std::string cypher;
    Json parameters;  ///< as testkit sent them
};

struct Registry {
    Registry() = default;

    Objects<bolt::Driver> drivers{"driver"};
    Objects<bolt::Session> sessions{"session"};
    Objects<TransactionEntry> transactions{"transaction"};
    Objects<ResultEntry> results{"result"};
    Objects<std::exception_ptr> errors{"error"};
    Objects<std::shared_ptr<bolt::AuthTokenManager>> auth_managers{"auth token manager"};
    Objects<std::shared_ptr<bolt::BookmarkManager>> bookmark_managers{"bookmark manager"};
    Objects<std::shared_ptr<bolt::ClientCertificateProvider>> certificate_providers{
        "client certificate provider"
    };
};

}  // namespace testkit
