// Temporal values to and from JSON; see temporal_json.hpp.
// Calendar and zones are the driver's own, which is tried out on the way.

#include "testkit/temporal_json.hpp"

#include <bolt/temporal.hpp>
#include <bolt/time_zone.hpp>

#include <cstdint>
#include <string>
#include <utility>

namespace testkit {

namespace {

void put_date(Json& data, const bolt::CivilDate& date) {
    data["year"] = date.year;
    data["month"] = date.month;
    data["day"] = date.day;
}

void put_time(Json& data, const bolt::CivilTime& time) {
    data["hour"] = time.hour;
    data["minute"] = time.minute;
    data["second"] = time.second;
    data["nanosecond"] = time.nanosecond;
}

TemporalJson date_json(const bolt::Date& value) {
    TemporalJson result("CypherDate", Json::object());
    put_date(result.data, bolt::civil(value));
    return result;
}

TemporalJson time_json(const bolt::CivilTime& time) {
    TemporalJson result("CypherTime", Json::object());
    put_time(result.data, time);
    return result;
}

TemporalJson date_time_json(const bolt::CivilDateTime& date_time) {
    TemporalJson result("CypherDateTime", Json::object());
    put_date(result.data, date_time.date);
    put_time(result.data, date_time.time);
    return result;
}

/// Testkit knows zones through pytz, which rounds the offsets of old local mean times to minutes.
std::int32_t in_minutes(std::int32_t offset) {
    const std::int32_t shifted = offset + 30;
    const std::int32_t floor = shifted >= 0 ? shifted / 60 : -((59 - shifted) / 60);
    return floor * 60;
}

/// The same moment with the offset that testkit sees.
bolt::ZonedCivil as_testkit_sees(const bolt::DateTime& value) {
    const bolt::ZonedCivil there = bolt::civil(value);
    if (value.zone.empty() || there.utc_offset % 60 == 0) {
        return there;
    }
    const std::int64_t instant = bolt::with_utc_seconds(value).seconds;
    return bolt::civil(bolt::DateTime(instant, value.nanoseconds, in_minutes(there.utc_offset)));
}

TemporalJson zoned_json(const bolt::DateTime& value) {
    const bolt::ZonedCivil there = as_testkit_sees(value);
    TemporalJson result = date_time_json(there.local);
    result.data["utc_offset_s"] = there.utc_offset;
    if (!value.zone.empty()) {
        result.data["timezone_id"] = value.zone;
    }
    return result;
}

TemporalJson duration_json(const bolt::Duration& value) {
    TemporalJson result("CypherDuration", Json::object());
    result.data["months"] = value.months;
    result.data["days"] = value.days;
    result.data["seconds"] = value.seconds;
    result.data["nanoseconds"] = value.nanoseconds;
    return result;
}

bolt::CivilDate date_of(const Json& data) {
    return {
        data.at("year").get<std::int32_t>(),
        data.at("month").get<std::int32_t>(),
        data.at("day").get<std::int32_t>()
    };
}

bolt::CivilTime time_of(const Json& data) {
    return {
        data.at("hour").get<std::int32_t>(),
        data.at("minute").get<std::int32_t>(),
        data.at("second").get<std::int32_t>(),
        data.at("nanosecond").get<std::int32_t>()
    };
}

bolt::Value time_value(const Json& data) {
    if (const Json* offset = given(data, "utc_offset_s")) {
        return bolt::time_of(time_of(data), offset->get<std::int32_t>());
    }
    return bolt::local_time_of(time_of(data));
}

bolt::Value date_time_value(const Json& data) {
    const bolt::CivilDateTime local(date_of(data), time_of(data));
    const Json* offset = given(data, "utc_offset_s");
    if (offset == nullptr) {
        return bolt::local_date_time_of(local);
    }
    const auto utc_offset = offset->get<std::int32_t>();
    const bolt::DateTime by_offset = bolt::date_time_of(local, utc_offset);
    if (const Json* zone = given(data, "timezone_id")) {
        const auto name = zone->get<std::string>();
        const bolt::DateTime rounded(by_offset.seconds, by_offset.nanoseconds, name);
        if (as_testkit_sees(rounded).utc_offset == utc_offset) {
            return rounded;
        }
        return bolt::date_time_of(local, name, utc_offset);
    }
    return by_offset;
}

bolt::Value duration_value(const Json& data) {
    return bolt::Duration(
        data.at("months").get<std::int64_t>(),
        data.at("days").get<std::int64_t>(),
        data.at("seconds").get<std::int64_t>(),
        data.at("nanoseconds").get<std::int32_t>()
    );
}

}  // namespace

std::optional<TemporalJson> temporal_json(const bolt::Value& value) {
    if (const auto* date = value.get_if<bolt::Date>()) {
        return date_json(*date);
    }
    if (const auto* time = value.get_if<bolt::Time>()) {
        TemporalJson result = time_json(bolt::civil(*time));
        result.data["utc_offset_s"] = time->utc_offset;
        return result;
    }
    if (const auto* time = value.get_if<bolt::LocalTime>()) {
        return time_json(bolt::civil(*time));
    }
    if (const auto* zoned = value.get_if<bolt::DateTime>()) {
        return zoned_json(*zoned);
    }
    if (const auto* local = value.get_if<bolt::LocalDateTime>()) {
        return date_time_json(bolt::civil(*local));
    }
    if (const auto* duration = value.get_if<bolt::Duration>()) {
        return duration_json(*duration);
    }
    return std::nullopt;
}

std::optional<bolt::Value> temporal_value(const std::string& name, const Json& data) {
    if (name == "CypherDate") {
        return bolt::Value(bolt::date_of(date_of(data)));
    }
    if (name == "CypherTime") {
        return time_value(data);
    }
    if (name == "CypherDateTime") {
        return date_time_value(data);
    }
    if (name == "CypherDuration") {
        return duration_value(data);
    }
    return std::nullopt;
}

}  // namespace testkit
