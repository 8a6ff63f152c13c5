// What a client asks: each request becomes one message in the output, encoded at once.
// Encoded into one buffer, so that what is enqueued together leaves in one write.

#include "packstream/encoder.hpp"
#include "protocol/client.hpp"
#include "wire/chunker.hpp"

#include <algorithm>
#include <utility>

namespace bolt::protocol {

namespace {

std::uint8_t tag_of(Request request) noexcept {
    switch (request) {
        case Request::hello:
            return 0x01;
        case Request::goodbye:
            return 0x02;
        case Request::reset:
            return 0x0F;
        case Request::run:
            return 0x10;
        case Request::begin:
            return 0x11;
        case Request::commit:
            return 0x12;
        case Request::rollback:
            return 0x13;
        case Request::discard:
            return 0x2F;
        case Request::pull:
            return 0x3F;
        case Request::telemetry:
            return 0x54;
        case Request::route:
            return 0x66;
        case Request::logon:
            return 0x6A;
        case Request::logoff:
            return 0x6B;
    }
    return 0;
}

/// The encoder for the message that is being built.
packstream::Encoder encoder_for(std::vector<std::uint8_t>& body, const Dialect& dialect) {
    packstream::Dialect encoding;
    encoding.utc_datetimes = dialect.utc_datetimes;
    encoding.vectors = dialect.vectors;
    encoding.uuids = dialect.uuids;
    return {body, encoding};
}

}  // namespace

/// Sending a message that the version lacks would only end the connection.
void Client::require(bool feature, Request request) const {
    if (!feature) {
        throw Error(
            ErrorKind::configuration,
            "Bolt " + version_.to_string() + " has no " + std::string(to_string(request))
        );
    }
}

void Client::send(Request request) {
    if (sent_ == output_.size()) {
        output_.clear();
        sent_ = 0;
    }
    if (trace_sent_) {
        trace_sent_(body_);
    }
    wire::append_chunked(output_, body_);
    body_.clear();
    if (request != Request::goodbye) {
        pending_.push_back(request);
    }
}

std::size_t Client::notification_entries(const NotificationFilter& filter) const {
    if (!features_.notification_filters) {
        return 0;
    }
    return (filter.minimum_severity.empty() ? 0U : 1U) + (filter.disabled ? 1U : 0U);
}

void Client::append_notifications(const NotificationFilter& filter) {
    if (!features_.notification_filters) {
        return;
    }
    auto out = encoder_for(body_, dialect_);
    if (!filter.minimum_severity.empty()) {
        out.string("notifications_minimum_severity");
        out.string(filter.minimum_severity);
    }
    if (filter.disabled) {
        out.string(
            features_.notification_classifications ? "notifications_disabled_classifications"
                                                   : "notifications_disabled_categories"
        );
        out.list(filter.disabled->size());
        for (const std::string& name : *filter.disabled) {
            out.string(name);
        }
    }
}

void Client::hello(const HelloRequest& request, const AuthToken& auth) {
    TransactionExtra extra;
    extra.notifications = request.notifications;
    require_extra(extra);
    body_.clear();
    auto out = encoder_for(body_, dialect_);
    Map entries;
    entries.set("user_agent", request.user_agent);
    if (features_.bolt_agent) {
        Map agent;
        agent.set("product", request.product);
        auto add = [&agent](std::string_view key, const std::string& text) {
            if (!text.empty()) {
                agent.set(std::string(key), text);
            }
        };
        add("platform", request.platform);
        add("language", request.language);
        add("language_details", request.language_details);
        entries.set("bolt_agent", std::move(agent));
    }
    if (request.routing && features_.routing_in_hello) {
        entries.set("routing", *request.routing);
    }
    if (features_.offers_utc_patch) {
        List patches;
        patches.emplace_back("utc");
        entries.set("patch_bolt", std::move(patches));
    }
    if (!features_.logon) {
        for (const MapEntry& entry : auth.entries()) {
            entries.set(entry.key, entry.value);
        }
    }
    out.structure(tag_of(Request::hello), 1);
    out.map(entries.size() + notification_entries(request.notifications));
    for (const MapEntry& entry : entries) {
        out.string(entry.key);
        out.value(entry.value);
    }
    append_notifications(request.notifications);
    send(Request::hello);
}

void Client::logon(const AuthToken& auth) {
    require(features_.logon, Request::logon);
    body_.clear();
    auto out = encoder_for(body_, dialect_);
    out.structure(tag_of(Request::logon), 1);
    out.map(auth.entries());
    send(Request::logon);
}

void Client::logoff() {
    require(features_.logon, Request::logoff);
    body_.clear();
    encoder_for(body_, dialect_).structure(tag_of(Request::logoff), 0);
    send(Request::logoff);
}

void Client::goodbye() {
    body_.clear();
    encoder_for(body_, dialect_).structure(tag_of(Request::goodbye), 0);
    send(Request::goodbye);
    state_ = ServerState::defunct;
}

void Client::reset() {
    body_.clear();
    encoder_for(body_, dialect_).structure(tag_of(Request::reset), 0);
    send(Request::reset);
}

/// What is asked for and cannot be had must not be left out in silence: the query would run on
/// another database, as another user.
void Client::require_extra(const TransactionExtra& extra) const {
    const auto unsupported = [this](const std::string& what, const std::string& since) {
        throw Error(
            ErrorKind::configuration,
            what + " is not supported in Bolt Protocol Version(" + std::to_string(version_.major) +
                ", " + std::to_string(version_.minor) + "); it needs " + since
        );
    };
    if (!extra.database.empty() && !features_.databases) {
        unsupported("database", "Neo4j 4.0");
    }
    if (!extra.impersonated_user.empty() && !features_.impersonation) {
        unsupported("impersonation of user '" + extra.impersonated_user + "'", "Neo4j 4.4");
    }
    if (!features_.notification_filters &&
        (!extra.notifications.minimum_severity.empty() || extra.notifications.disabled)) {
        unsupported("notification filtering", "Neo4j 5.7");
    }
}

void Client::append_extra(const TransactionExtra& extra) {
    Map entries;
    if (!extra.bookmarks.empty()) {
        List bookmarks;
        for (const std::string& bookmark : extra.bookmarks.values()) {
            bookmarks.emplace_back(bookmark);
        }
        entries.set("bookmarks", std::move(bookmarks));
    }
    if (extra.timeout) {
        entries.set("tx_timeout", extra.timeout->count());
    }
    if (!extra.metadata.empty()) {
        entries.set("tx_metadata", extra.metadata);
    }
    if (extra.read) {
        entries.set("mode", "r");
    }
    if (!extra.database.empty()) {
        entries.set("db", extra.database);
    }
    if (!extra.impersonated_user.empty()) {
        entries.set("imp_user", extra.impersonated_user);
    }
    auto out = encoder_for(body_, dialect_);
    out.map(entries.size() + notification_entries(extra.notifications));
    for (const MapEntry& entry : entries) {
        out.string(entry.key);
        out.value(entry.value);
    }
    append_notifications(extra.notifications);
}

void Client::run(const std::string& query, const Map& parameters, const TransactionExtra* extra) {
    if (extra != nullptr) {
        require_extra(*extra);
    }
    body_.clear();
    auto out = encoder_for(body_, dialect_);
    out.structure(tag_of(Request::run), 3);
    out.string(query);
    out.map(parameters);
    if (extra != nullptr) {
        append_extra(*extra);
    } else {
        out.map(0);
    }
    send(Request::run);
}

void Client::begin(const TransactionExtra& extra) {
    require_extra(extra);
    body_.clear();
    encoder_for(body_, dialect_).structure(tag_of(Request::begin), 1);
    append_extra(extra);
    send(Request::begin);
}

void Client::commit() {
    body_.clear();
    encoder_for(body_, dialect_).structure(tag_of(Request::commit), 0);
    send(Request::commit);
}

void Client::rollback() {
    body_.clear();
    encoder_for(body_, dialect_).structure(tag_of(Request::rollback), 0);
    send(Request::rollback);
}

void Client::stream_request(Request request, std::int64_t n, std::optional<std::int64_t> query_id) {
    body_.clear();
    auto out = encoder_for(body_, dialect_);
    if (!features_.pull_portions) {
        out.structure(tag_of(request), 0);
        return send(request);
    }
    out.structure(tag_of(request), 1);
    out.map(query_id ? 2 : 1);
    out.string("n");
    out.integer(n);
    if (query_id) {
        out.string("qid");
        out.integer(*query_id);
    }
    send(request);
}

void Client::pull(std::int64_t n, std::optional<std::int64_t> query_id) {
    stream_request(Request::pull, n, query_id);
    records_due_.push_back(features_.pull_portions ? n : -1);
}

void Client::discard(std::int64_t n, std::optional<std::int64_t> query_id) {
    stream_request(Request::discard, n, query_id);
}

void Client::route(const RouteRequest& request) {
    require(features_.route, Request::route);
    if (!request.impersonated_user.empty() && !features_.impersonation) {
        TransactionExtra extra;
        extra.impersonated_user = request.impersonated_user;
        require_extra(extra);
    }
    body_.clear();
    auto out = encoder_for(body_, dialect_);
    out.structure(tag_of(Request::route), 3);
    out.map(request.context);
    out.list(request.bookmarks.values().size());
    for (const std::string& bookmark : request.bookmarks.values()) {
        out.string(bookmark);
    }
    if (features_.route_extra) {
        Map extra;
        if (!request.database.empty()) {
            extra.set("db", request.database);
        }
        if (!request.impersonated_user.empty()) {
            extra.set("imp_user", request.impersonated_user);
        }
        out.map(extra);
    } else if (request.database.empty()) {
        out.null();
    } else {
        out.string(request.database);
    }
    send(Request::route);
}

void Client::telemetry(TelemetryApi api) {
    require(features_.telemetry, Request::telemetry);
    body_.clear();
    auto out = encoder_for(body_, dialect_);
    out.structure(tag_of(Request::telemetry), 1);
    out.integer(static_cast<std::int64_t>(api));
    send(Request::telemetry);
}

}  // namespace bolt::protocol
