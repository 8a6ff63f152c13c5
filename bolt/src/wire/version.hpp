#pragma once
// Bolt versions and what each of them can do, as one table of data. [bolt-version-bump]
// One client serves all versions; nothing else in the driver compares version numbers.

#include <compare>
#include <cstdint>
#include <string>

namespace bolt::wire {

struct Version {
    constexpr Version() = default;

    constexpr Version(std::uint8_t major_number, std::uint8_t minor_number)
        : major(major_number), minor(minor_number) {}

    friend constexpr auto operator<=>(const Version&, const Version&) = default;

    [[nodiscard]] std::string to_string() const {
        return std::to_string(major) + "." + std::to_string(minor);
    }

    std::uint8_t major = 0;
    std::uint8_t minor = 0;
};

/// What a version allows. Source: the Bolt documentation's message pages, and bolt-compatibility.
struct Features {
    bool pull_portions = false;         ///< 4.0: PULL and DISCARD say how many and of which query
    bool databases = false;             ///< 4.0: RUN and BEGIN may name a database
    bool routing_in_hello = false;      ///< 4.1: HELLO carries the routing context
    bool route = false;                 ///< 4.3: ROUTE; before, a procedure is called
    bool route_extra = false;           ///< 4.4: ROUTE's third field is a map
    bool impersonation = false;         ///< 4.4
    bool offers_utc_patch = false;      ///< 4.3, 4.4: HELLO may ask for the patch
    bool element_ids = false;           ///< 5.0: graph values carry element ids
    bool utc_datetimes = false;         ///< 5.0: structures 49/69; 4.4 only with the "utc" patch
    bool logon = false;                 ///< 5.1: LOGON and LOGOFF; before, HELLO carries the auth
    bool notification_filters = false;  ///< 5.2
    bool bolt_agent = false;            ///< 5.3: HELLO must say the product
    bool telemetry = false;             ///< 5.4
    bool notification_classifications = false;  ///< 5.6: filter key's newer name
    bool gql_statuses = false;                  ///< 5.6: statuses instead of notifications
    bool gql_errors = false;                    ///< 5.7: FAILURE with GQL fields
    bool home_database_in_success = false;      ///< 5.8: BEGIN and RUN tell the database
    bool vectors = false;                       ///< 6.0: vectors and unsupported types
    bool uuids = false;                         ///< 6.1: UUIDs, marker E0
};

[[nodiscard]] constexpr Features features(Version version) noexcept {
    Features f;
    const auto since = [version](std::uint8_t major, std::uint8_t minor) {
        return version >= Version(major, minor);
    };
    f.pull_portions = since(4, 0);
    f.databases = since(4, 0);
    f.routing_in_hello = since(4, 1);
    f.route = since(4, 3);
    f.route_extra = since(4, 4);
    f.impersonation = since(4, 4);
    f.offers_utc_patch = version.major == 4 && since(4, 3);
    f.element_ids = since(5, 0);
    f.utc_datetimes = since(5, 0);
    f.logon = since(5, 1);
    f.notification_filters = since(5, 2);
    f.bolt_agent = since(5, 3);
    f.telemetry = since(5, 4);
    f.notification_classifications = since(5, 6);
    f.gql_statuses = since(5, 6);
    f.gql_errors = since(5, 7);
    f.home_database_in_success = since(5, 8);
    f.vectors = since(6, 0);
    f.uuids = since(6, 1);
    return f;
}

/// Whether this driver speaks the version: 3.0, 4.2 to 4.4, 5.0 to 5.8 except 5.5, which no server
/// chooses, 6.0 and 6.1.
[[nodiscard]] constexpr bool is_supported(Version version) noexcept {
    switch (version.major) {
        case 3:
            return version.minor == 0;
        case 4:
            return version.minor >= 2 && version.minor <= 4;
        case 5:
            return version.minor <= 8 && version.minor != 5;
        case 6:
            return version.minor <= 1;
        default:
            return false;
    }
}

/// The supported versions in words, for messages.
inline constexpr const char* kSupportedVersions = "Bolt 3.0, 4.2 to 4.4, 5.0 to 5.8, 6.0 and 6.1";

}  // namespace bolt::wire
