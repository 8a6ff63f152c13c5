// Named zones by Howard Hinnant's date library, which reads the system's files (package tzdata).
// Version 3.0.1 knows no more than the changes that a file lists, to 2037 as a rule; what holds
// after them stands in the file's last line, which is read here.

#include "value/posix_zone.hpp"
#include "value/zone.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <date/tz.h>
#include <fstream>
#include <map>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace bolt::detail {

namespace {

/// Where the library looks, too.
constexpr std::string_view kFolder = "/usr/share/zoneinfo/";

/// The rule in the file's last line; nullopt for files without one.
std::optional<PosixZone> rule_of(const std::string& name) {
    std::ifstream file(std::string(kFolder) + name, std::ios::binary | std::ios::ate);
    std::array<char, 128> tail{};
    const std::streamoff size = file.tellg();
    const std::streamoff taken = std::min<std::streamoff>(size, tail.size());
    if (!file || taken < 2 || !file.seekg(size - taken) || !file.read(tail.data(), taken)) {
        return std::nullopt;
    }
    std::string_view text(tail.data(), static_cast<std::size_t>(taken));
    if (!text.ends_with('\n')) {
        return std::nullopt;
    }
    text.remove_suffix(1);
    const std::size_t before = text.rfind('\n');
    return before == std::string_view::npos ? std::nullopt
                                            : PosixZone::parse(text.substr(before + 1));
}

}  // namespace

struct Zone::Rules {
    Rules() = default;
    const date::time_zone* listed = nullptr;
    std::optional<PosixZone> after;  ///< the last listed change
};

namespace {

/// Zones found so far. Names that are not known are not kept: a server may send any number.
class Cache {
  public:
    const Zone* find(const std::string& name) {
        {
            const std::shared_lock lock(mutex_);
            if (const auto place = zones_.find(name); place != zones_.end()) {
                return &place->second;
            }
        }
        auto rules = std::make_unique<Zone::Rules>();
        rules->listed = listed(name);
        if (rules->listed == nullptr) {
            return nullptr;
        }
        rules->after = rule_of(rules->listed->name());
        const std::unique_lock lock(mutex_);
        return &zones_.try_emplace(name, std::move(rules)).first->second;
    }

  private:
    static const date::time_zone* listed(const std::string& name) {
        try {
            const date::time_zone* const zone = date::locate_zone(name);
            (void)zone->get_info(date::sys_seconds());  // its file is read now, or never
            return zone;
        } catch (const std::runtime_error&) {
            return nullptr;  // no such zone, or no database at all
        }
    }

    std::shared_mutex mutex_;
    std::map<std::string, Zone> zones_;
};

bool has_database() {
    try {
        return !date::get_tzdb().zones.empty();
    } catch (const std::runtime_error&) {
        return false;
    }
}

}  // namespace

Zone::Zone(std::unique_ptr<const Rules> rules) : rules_(std::move(rules)) {}

Zone::~Zone() = default;

const Zone* Zone::find(const std::string& name) {
    // Never destroyed: a program may still write a log when its statics are gone.
    static Cache& cache = *new Cache();
    return cache.find(name);
}

const Zone& Zone::get(const std::string& name, ErrorKind kind) {
    const Zone* zone = find(name);
    if (zone == nullptr) {
        throw Error(
            kind,
            "the time zone '" + name + "' is not known" +
                (has_database() ? " to this system"
                                : ": this system has no time-zone database (package tzdata)")
        );
    }
    return *zone;
}

std::int32_t Zone::offset_at(std::int64_t utc_seconds) const {
    const date::sys_seconds moment{std::chrono::seconds(utc_seconds)};
    const date::sys_info info = rules_->listed->get_info(moment);
    // The last listed period ends with the library's last year.
    constexpr date::sys_seconds kFar = date::sys_days(date::year(10'000) / 1 / 1);
    if (rules_->after && info.end >= kFar) {
        return rules_->after->offset_at(utc_seconds);
    }
    return static_cast<std::int32_t>(info.offset.count());
}

LocalOffsets Zone::offsets_for(std::int64_t local_seconds) const {
    // Offsets are less than a day; changes are rarely less than a day apart.
    constexpr std::array<std::int64_t, 5> kAround{-86'400, -43'200, 0, 43'200, 86'400};
    std::array<std::int32_t, kAround.size()> offsets{};
    std::transform(kAround.begin(), kAround.end(), offsets.begin(), [&](std::int64_t distance) {
        return offset_at(local_seconds + distance);
    });
    std::optional<LocalOffsets> found;
    for (const std::int32_t offset : offsets) {
        if (offset_at(local_seconds - offset) != offset) {
            continue;
        }
        if (!found) {
            found.emplace();
            found->earlier = found->later = offset;
        }
        // Farther east is earlier.
        found->earlier = std::max(found->earlier, offset);
        found->later = std::min(found->later, offset);
    }
    if (found) {
        return *found;
    }
    LocalOffsets gap;
    gap.exists = false;
    gap.earlier = gap.later = *std::min_element(offsets.begin(), offsets.end());
    return gap;
}

}  // namespace bolt::detail
