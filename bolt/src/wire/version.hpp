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
    bool element_ids = false;           ///< 5.0: graph values carry element ids
    bool utc_datetimes = false;         ///< 5.0: structures 49/69; 4.4 only with the "utc" patch
    bool offers_utc_patch = false;      ///< 4.3, 4.4: HELLO may ask for the patch
    bool logon = false;                 ///< 5.1: LOGON and LOGOFF; before, HELLO carries the auth
    bool notification_filters = false;  ///< 5.2
    bool bolt_agent = false;            ///< 5.3: HELLO must say the product
    bool telemetry = false;             ///< 5.4
    bool notification_classifications = false;  ///< 5.6: filter key's newer name
    bool gql_statuses = false;                  ///< 5.6: statuses instead of notifications
    bool gql_errors = false;                    ///< 5.7: FAILURE with GQL fields
    bool home_database_in_success = false;      ///< 5.8: BEGIN and RUN tell the database
};

[[nodiscard]] constexpr Features features(Version version) noexcept {
    Features f;
    const bool v5 = version.major >= 5;
    const auto since = [version](std::uint8_t minor) { return version >= Version(5, minor); };
    f.element_ids = v5;
    f.utc_datetimes = v5;
    f.offers_utc_patch = version.major == 4 && version.minor >= 3;
    f.logon = since(1);
    f.notification_filters = since(2);
    f.bolt_agent = since(3);
    f.telemetry = since(4);
    f.notification_classifications = since(6);
    f.gql_statuses = since(6);
    f.gql_errors = since(7);
    f.home_database_in_success = since(8);
    return f;
}

/// Whether this driver speaks the version: 4.4, 5.0 to 5.8 except 5.5, which no server chooses.
[[nodiscard]] constexpr bool is_supported(Version version) noexcept {
    if (version.major == 4) {
        return version.minor == 4;
    }
    return version.major == 5 && version.minor <= 8 && version.minor != 5;
}

}  // namespace bolt::wire
