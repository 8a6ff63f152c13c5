// Requests to drivers: making and closing them, what they know of their servers, whole queries.
// Making one calls no hook; testkit would not answer then.

#include "testkit/cypher_json.hpp"
#include "testkit/handlers.hpp"
#include "testkit/hooks.hpp"
#include "testkit/settings_json.hpp"
#include "testkit/summary_json.hpp"

#include <bolt/address.hpp>
#include <bolt/config.hpp>
#include <bolt/driver.hpp>
#include <bolt/log.hpp>

#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/this_coro.hpp>

namespace testkit {

namespace {

namespace asio = boost::asio;

bolt::Driver& driver_of(Backend& backend, const Json& data) {
    return backend.objects.drivers.at(data.at("driverId"));
}

void check_driver_fields(const Json& data) {
    only_known(
        data,
        {
            "uri",
            "authorizationToken",
            "authTokenManagerId",
            "userAgent",
            "resolverRegistered",
            "domainNameResolverRegistered",
            "connectionTimeoutMs",
            "fetchSize",
            "maxTxRetryTimeMs",
            "livenessCheckTimeoutMs",
            "maxConnectionLifetimeMs",
            "maxConnectionPoolSize",
            "connectionAcquisitionTimeoutMs",
            "clientCertificate",
            "clientCertificateProviderId",
            "notificationsMinSeverity",
            "notificationsDisabledCategories",
            "notificationsDisabledClassifications",
            "telemetryDisabled",
            "encrypted",
            "trustedCertificates",
            "disableAutoCommitRetries",
        }
    );
}

void set_times(bolt::DriverConfig& config, const Json& data) {
    config.connection_timeout =
        milliseconds_of(data, "connectionTimeoutMs").value_or(config.connection_timeout);
    config.max_transaction_retry_time =
        milliseconds_of(data, "maxTxRetryTimeMs").value_or(config.max_transaction_retry_time);
    config.pool.acquisition_timeout = milliseconds_of(data, "connectionAcquisitionTimeoutMs")
                                          .value_or(config.pool.acquisition_timeout);
    config.pool.max_lifetime =
        milliseconds_of(data, "maxConnectionLifetimeMs").value_or(config.pool.max_lifetime);
    config.pool.liveness_check_after = milliseconds_of(data, "livenessCheckTimeoutMs");
}

void set_hooks(bolt::DriverConfig& config, Backend& backend, const Json& data) {
    if (is_set(data, "resolverRegistered")) {
        config.resolver = make_resolver(backend.conversation);
    }
    if (is_set(data, "domainNameResolverRegistered")) {
        config.domain_name_resolver = make_domain_name_resolver(backend.conversation);
    }
    if (const Json* id = given(data, "clientCertificateProviderId")) {
        config.tls.client_certificates = backend.objects.certificate_providers.at(*id);
    } else if (const Json* certificate = given(data, "clientCertificate")) {
        config.tls.client_certificates =
            bolt::static_client_certificate(client_certificate(*certificate));
    }
}

bolt::DriverConfig driver_config(Backend& backend, const Json& data) {
    check_driver_fields(data);
    bolt::DriverConfig config;
    config.environment = backend.clock;
    config.tls = tls_config(data);
    config.notifications = notification_config(data);
    config.telemetry = !is_set(data, "telemetryDisabled");
    config.auto_commit_retries = !is_set(data, "disableAutoCommitRetries");
    if (const Json* agent = given(data, "userAgent")) {
        config.user_agent = agent->get<std::string>();
    }
    if (const Json* size = given(data, "fetchSize")) {
        config.fetch_size = size->get<std::int64_t>();
    }
    if (const Json* size = given(data, "maxConnectionPoolSize")) {
        config.pool.max_size = size->get<std::size_t>();
    }
    set_times(config, data);
    set_hooks(config, backend, data);
    if (backend.options.verbose) {
        config.log_level = bolt::LogLevel::debug;
        config.log = [](bolt::LogLevel /*level*/, std::string_view line) {
            std::cerr << "    " << line << '\n';
        };
    }
    return config;
}

std::shared_ptr<bolt::AuthTokenManager> auth_manager(Backend& backend, const Json& data) {
    if (const Json* id = given(data, "authTokenManagerId")) {
        return backend.objects.auth_managers.at(*id);
    }
    const Json* token = given(data, "authorizationToken");
    return bolt::static_auth_manager(
        token == nullptr ? bolt::AuthToken::none() : auth_token(*token)
    );
}

bolt::Task<Reply> new_driver(Backend& backend, const Json& data) {
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    bolt::Driver driver(
        executor, text_of(data, "uri"), auth_manager(backend, data), driver_config(backend, data)
    );
    const Id id = backend.conversation->next_id();
    backend.objects.drivers.add(id, std::move(driver));
    co_return Reply("Driver", entry("id", id));
}

bolt::Task<Reply> driver_close(Backend& backend, const Json& data) {
    co_await driver_of(backend, data).close();
    co_return Reply("Driver", entry("id", data.at("driverId")));
}

/// The suite takes it for granted that these look for a reader.
bolt::SessionConfig for_reading() {
    bolt::SessionConfig config;
    config.access_mode = bolt::AccessMode::read;
    return config;
}

bolt::Task<Reply> verify_connectivity(Backend& backend, const Json& data) {
    co_await driver_of(backend, data).verify_connectivity(for_reading());
    co_return Reply("Driver", entry("id", data.at("driverId")));
}

bolt::Task<Reply> get_server_info(Backend& backend, const Json& data) {
    const bolt::ServerInfo server =
        co_await driver_of(backend, data).verify_connectivity(for_reading());
    co_return Reply("ServerInfo", server_json(server));
}

bolt::Task<Reply> verify_authentication(Backend& backend, const Json& data) {
    bolt::AuthToken token = auth_token(data.at("authorizationToken"));
    const bool good =
        co_await driver_of(backend, data).verify_authentication(std::move(token), for_reading());
    Json reply = entry("id", backend.conversation->next_id());
    reply["authenticated"] = good;
    co_return Reply("DriverIsAuthenticated", std::move(reply));
}

bolt::Task<Reply> check_multi_db_support(Backend& backend, const Json& data) {
    const bool available = co_await driver_of(backend, data).supports_multi_db();
    Json reply = entry("id", backend.conversation->next_id());
    reply["available"] = available;
    co_return Reply("MultiDBSupport", std::move(reply));
}

bolt::Task<Reply> check_session_auth_support(Backend& backend, const Json& data) {
    const bool available = co_await driver_of(backend, data).supports_session_auth();
    Json reply = entry("id", backend.conversation->next_id());
    reply["available"] = available;
    co_return Reply("SessionAuthSupport", std::move(reply));
}

bolt::Task<Reply> check_driver_is_encrypted(Backend& backend, const Json& data) {
    const bool encrypted = driver_of(backend, data).is_encrypted();
    co_return Reply("DriverIsEncrypted", entry("encrypted", encrypted));
}

bolt::QueryConfig query_config(Backend& backend, const Json& data) {
    only_known(
        data,
        {
            "routing",
            "database",
            "impersonatedUser",
            "bookmarkManagerId",
            "txMeta",
            "timeout",
            "authorizationToken",
        }
    );
    bolt::QueryConfig config;
    read_work_settings(data, config);
    config.routing = access_mode(data, "routing");
    if (const Json* id = given(data, "bookmarkManagerId")) {
        if (*id == Json(-1)) {
            config.bookmark_manager = std::shared_ptr<bolt::BookmarkManager>();
        } else {
            config.bookmark_manager = backend.objects.bookmark_managers.at(*id);
        }
    }
    config.transaction = tx_config(data);
    return config;
}

bolt::Task<Reply> execute_query(Backend& backend, const Json& data) {
    const std::string cypher = text_of(data, "cypher");
    bolt::QueryConfig config = query_config(backend, data.value("config", Json::object()));
    const bolt::EagerResult result =
        co_await driver_of(backend, data).execute_query(cypher, params_of(data), std::move(config));
    Json records = Json::array();
    for (const bolt::Record& record : result.records) {
        records.push_back(record_json(record));
    }
    Json reply = entry("keys", result.keys);
    reply["records"] = std::move(records);
    reply["summary"] = summary_json(result.summary, cypher, data.value("params", Json()));
    co_return Reply("EagerResult", std::move(reply));
}

bolt::Task<Reply> forced_routing_table_update(Backend& backend, const Json& data) {
    co_await driver_of(backend, data)
        .update_routing_table(text_of(data, "database"), bookmarks_of(given(data, "bookmarks")));
    co_return Reply("Driver", entry("id", data.at("driverId")));
}

Json addresses_json(const std::vector<bolt::Address>& addresses) {
    Json list = Json::array();
    for (const bolt::Address& address : addresses) {
        list.push_back(address.to_string());
    }
    return list;
}

bolt::Task<Reply> get_routing_table(Backend& backend, const Json& data) {
    const std::string database = text_of(data, "database");
    // A table that was never had is told as an empty one.
    const bolt::RoutingTable table =
        driver_of(backend, data).routing_table(database).value_or(bolt::RoutingTable());
    const std::string& name = table.database.empty() ? database : table.database;
    Json reply = entry("database", nullptr);
    if (!name.empty()) {
        reply["database"] = name;
    }
    reply["ttl"] = table.time_to_live.count();
    reply["routers"] = addresses_json(table.routers);
    reply["readers"] = addresses_json(table.readers);
    reply["writers"] = addresses_json(table.writers);
    co_return Reply("RoutingTable", std::move(reply));
}

bolt::Task<Reply> get_connection_pool_metrics(Backend& backend, const Json& data) {
    const bolt::Address address = bolt::Address::parse(text_of(data, "address"));
    const bolt::PoolMetrics metrics = driver_of(backend, data).metrics(address);
    Json reply = entry("inUse", metrics.in_use);
    reply["idle"] = metrics.idle;
    co_return Reply("ConnectionPoolMetrics", std::move(reply));
}

}  // namespace

void add_driver_requests(Handlers& handlers) {
    handlers["NewDriver"] = new_driver;
    handlers["DriverClose"] = driver_close;
    handlers["VerifyConnectivity"] = verify_connectivity;
    handlers["GetServerInfo"] = get_server_info;
    handlers["VerifyAuthentication"] = verify_authentication;
    handlers["CheckMultiDBSupport"] = check_multi_db_support;
    handlers["CheckSessionAuthSupport"] = check_session_auth_support;
    handlers["CheckDriverIsEncrypted"] = check_driver_is_encrypted;
    handlers["ExecuteQuery"] = execute_query;
    handlers["ForcedRoutingTableUpdate"] = forced_routing_table_update;
    handlers["GetRoutingTable"] = get_routing_table;
    handlers["GetConnectionPoolMetrics"] = get_connection_pool_metrics;
}

}  // namespace testkit
