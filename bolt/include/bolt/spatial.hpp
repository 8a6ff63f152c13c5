#pragma once
// Cypher's points in two or three dimensions.
// The spatial reference system says what the coordinates mean.

#include <cstdint>
#include <optional>

namespace bolt {

/// Spatial reference identifiers that Neo4j knows.
inline constexpr std::int32_t kSridCartesian2d = 7203;
inline constexpr std::int32_t kSridCartesian3d = 9157;
inline constexpr std::int32_t kSridWgs84_2d = 4326;
inline constexpr std::int32_t kSridWgs84_3d = 4979;

/// A point. With WGS 84, x is the longitude and y the latitude in degrees, z the height in metres.
struct Point {
    Point() = default;

    /// Reference system and two coordinates.
    Point(std::int32_t system, double px, double py) : srid(system), x(px), y(py) {}

    /// Reference system and three coordinates.
    Point(std::int32_t system, double px, double py, double pz)
        : srid(system), x(px), y(py), z(pz) {}

    friend bool operator==(const Point&, const Point&) = default;
    std::int32_t srid = kSridCartesian2d;  ///< reference system; the server checks it
    double x = 0;                          ///< or the longitude, in degrees
    double y = 0;                          ///< or the latitude, in degrees
    std::optional<double> z;               ///< set for three-dimensional systems
};

}  // namespace bolt
