#pragma once
// The offsets of one named zone: a wall around the time-zone library, which one file knows.
// Zones are read once and kept; they may be used from any thread.

#include <bolt/error.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace bolt::detail {

/// What a zone's clocks show at a local time.
struct LocalOffsets {
    /// Of the earlier moment when the time comes twice; of the time before the gap when it is left
    /// out.
    std::int32_t earlier = 0;
    /// The same, unless the time comes twice.
    std::int32_t later = 0;
    bool exists = true;  ///< false when clocks jump over this time
};

class Zone {
  public:
    /// nullptr when the system does not know the zone. Zones live as long as the program.
    [[nodiscard]] static const Zone* find(const std::string& name);
    /// Throws Error of this kind, which names the zone.
    [[nodiscard]] static const Zone& get(const std::string& name, ErrorKind kind);

    /// Seconds east of UTC in force at a moment.
    [[nodiscard]] std::int32_t offset_at(std::int64_t utc_seconds) const;
    /// Offsets for a time on the zone's clocks, in seconds as if it were UTC.
    [[nodiscard]] LocalOffsets offsets_for(std::int64_t local_seconds) const;

    struct Rules;
    explicit Zone(std::unique_ptr<const Rules> rules);
    ~Zone();
    Zone(const Zone&) = delete;
    Zone& operator=(const Zone&) = delete;

  private:
    std::unique_ptr<const Rules> rules_;
};

}  // namespace bolt::detail
