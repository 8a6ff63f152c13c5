#pragma once
// Values to PackStream, always in the smallest form. What cannot be sent throws Error (usage):
// sizes beyond 31 bits, texts that are not UTF-8, values nested without end.
// Which structures stand for date-times depends on the version: see Dialect.

#include <bolt/value.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace bolt::packstream {

/// What of the encoding depends on the negotiated version.
struct Dialect {
    Dialect() = default;
    bool utc_datetimes = true;  ///< structures 49/69 in UTC; else 46/66 in local time
    bool vectors = false;       ///< 6.0: structure 56
    bool uuids = false;         ///< 6.1: marker E0
};

/// Appends to a byte vector that the caller owns.
class Encoder {
  public:
    Encoder(std::vector<std::uint8_t>& out, Dialect dialect) noexcept
        : out_(out), dialect_(dialect) {}

    void null();
    void boolean(bool value);
    void integer(std::int64_t value);
    void floating(double value);
    /// Throws Error (usage) when it is not UTF-8: the server would store something else instead.
    void string(std::string_view value);
    void bytes(std::span<const std::uint8_t> value);
    /// Header of a list of `size` values, which must follow.
    void list(std::size_t size);
    /// Header of a map of `size` pairs, which must follow: string(key), then a value.
    void map(std::size_t size);
    /// Header of a structure of up to 15 fields, which must follow.
    void structure(std::uint8_t tag, std::size_t fields);

    /// Any value that may be sent. Graph values, unsupported types and what the dialect does not
    /// have cannot be: Error (usage) that says so. Nor can a date-time whose seconds have to be
    /// converted for the dialect, when the system does not know its zone.
    void value(const Value& value);
    void map(const Map& value);

  private:
    void value(const Value& value, std::size_t depth);
    void map(const Map& value, std::size_t depth);
    void big_endian(std::uint64_t value, std::size_t width);
    void sized(std::size_t size, std::uint8_t tiny, std::uint8_t first, bool has_tiny);
    void date_time(const DateTime& value);
    void point(const Point& value);
    void vector(const Vector& value);
    void uuid(const Uuid& value);

    std::vector<std::uint8_t>& out_;
    Dialect dialect_;
};

}  // namespace bolt::packstream
