// The lists of features; see features.hpp.
// Left out for good: TLS 1.1 (refused on purpose), Bolt 4.1 and 5.5 (never offered),
// NumberIsNumber.

#include "testkit/features.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace testkit {

namespace {

constexpr std::array<std::string_view, 65> kFebruary2025{
    "Feature:API:BookmarkManager",
    "Feature:API:ConnectionAcquisitionTimeout",
    "Feature:API:Driver.ExecuteQuery",
    "Feature:API:Driver.ExecuteQuery:WithAuth",
    "Feature:API:Driver:GetServerInfo",
    "Feature:API:Driver.IsEncrypted",
    "Feature:API:Driver:MaxConnectionLifetime",
    "Feature:API:Driver:NotificationsConfig",
    "Feature:API:Driver.VerifyAuthentication",
    "Feature:API:Driver.VerifyConnectivity",
    "Feature:API:Driver.SupportsSessionAuth",
    "Feature:API:Liveness.Check",
    "Feature:API:Result.List",
    "Feature:API:Result.Peek",
    "Feature:API:Result.Single",
    "Feature:API:Result.SingleOptional",
    "Feature:API:RetryableExceptions",
    "Feature:API:Session:AuthConfig",
    "Feature:API:Session:NotificationsConfig",
    "Feature:API:SSLClientCertificate",
    "Feature:API:SSLConfig",
    "Feature:API:SSLSchemes",
    "Feature:API:Summary:GqlStatusObjects",
    "Feature:API:Type.Spatial",
    "Feature:API:Type.Temporal",
    "Feature:Auth:Bearer",
    "Feature:Auth:Custom",
    "Feature:Auth:Kerberos",
    "Feature:Auth:Managed",
    "Feature:Bolt:3.0",
    "Feature:Bolt:4.2",
    "Feature:Bolt:4.3",
    "Feature:Bolt:4.4",
    "Feature:Bolt:5.0",
    "Feature:Bolt:5.1",
    "Feature:Bolt:5.2",
    "Feature:Bolt:5.3",
    "Feature:Bolt:5.4",
    "Feature:Bolt:5.6",
    "Feature:Bolt:5.7",
    "Feature:Bolt:5.8",
    "Feature:Bolt:HandshakeManifestV1",
    "Feature:Bolt:Patch:UTC",
    "Feature:Impersonation",
    "Feature:TLS:1.2",
    "Feature:TLS:1.3",
    "AuthorizationExpiredTreatment",
    "Optimization:AuthPipelining",
    "Optimization:ConnectionReuse",
    "Optimization:EagerTransactionBegin",
    "Optimization:ExecuteQueryPipelining",
    "Optimization:HomeDatabaseCache",
    "Optimization:HomeDbCacheBasicPrincipalIsImpersonatedUser",
    "Optimization:ImplicitDefaultArguments",
    "Optimization:MinimalBookmarksSet",
    "Optimization:MinimalResets",
    "Optimization:MinimalVerifyAuthentication",
    "Optimization:PullPipelining",
    "Optimization:ResultListFetchAll",
    "Detail:ClosedDriverIsEncrypted",
    "Detail:DefaultSecurityConfigValueEquality",
    "ConfHint:connection.recv_timeout_seconds",
    "Backend:MockTime",
    "Backend:RTFetch",
    "Backend:RTForceUpdate",
};

constexpr std::array<std::string_view, 3> kBolt6{
    "Feature:Bolt:6.0",
    "Feature:API:Type.Vector",
    "Feature:API:Type.UnsupportedType",
};

}  // namespace

std::vector<std::string> feature_list(bool bolt_6, std::string_view changes) {
    std::vector<std::string> features(kFebruary2025.begin(), kFebruary2025.end());
    if (bolt_6) {
        features.insert(features.end(), kBolt6.begin(), kBolt6.end());
    }
    while (!changes.empty()) {
        const std::size_t comma = std::min(changes.find(','), changes.size());
        const std::string_view word = changes.substr(0, comma);
        changes.remove_prefix(std::min(comma + 1, changes.size()));
        if (word.starts_with('-')) {
            features.erase(
                std::remove(features.begin(), features.end(), word.substr(1)), features.end()
            );
        } else if (!word.empty()) {
            features.emplace_back(word);
        }
    }
    return features;
}

}  // namespace testkit
