// Features of values that only some versions have: graph values with and without element ids,
// date-times in both forms, vectors, UUIDs and types of the future; see replay.hpp.

#include "component/replay.hpp"
#include "packstream/encoder.hpp"

#include <bolt/graph.hpp>
#include <bolt/spatial.hpp>
#include <bolt/temporal.hpp>
#include <bolt/time_zone.hpp>
#include <bolt/unsupported.hpp>
#include <bolt/uuid.hpp>
#include <bolt/vector.hpp>

namespace component {

namespace {

using bolt::packstream::Encoder;
using bolt::wire::Version;
using Write = std::function<void(Encoder& out)>;
using Show = std::string (*)(const bolt::Record& record);

/// A query whose one value the server writes and `show` reads.
Feature value_feature(std::string name, Version version, Write write, Show show) {
    Feature f;
    f.name = std::move(name);
    f.version = version;
    f.manifest = version.major >= 6;
    f.script = [version, write](Script& script, const Place&) {
        script.log_on(version)
            .expect("RUN 'Q' {} {mode: 'r'}")
            .success(map_of("fields", list_of("x")))
            .expect("PULL {n: 1000}")
            .record(write)
            .success();
    };
    f.work = [show](Stage& stage) -> bolt::Task<std::string> {
        bolt::SessionConfig config;
        config.access_mode = bolt::AccessMode::read;
        bolt::Session session = stage.driver.session(config);
        bolt::Result result = co_await session.run("Q");
        const bolt::Record record = co_await result.single();
        co_return show(record);
    };
    return f;
}

void write_node(Encoder& out, std::int64_t id, bool element_ids) {
    out.structure(0x4E, element_ids ? 4 : 3);
    out.integer(id);
    out.list(1);
    out.string("Person");
    out.map(map_of("age", 36));
    if (element_ids) {
        out.string("n" + std::to_string(id));
    }
}

/// Two nodes and what is between them.
void write_path(Encoder& out, bool element_ids) {
    out.structure(0x50, 3);
    out.list(2);
    write_node(out, 1, element_ids);
    write_node(out, 2, element_ids);
    out.list(1);
    out.structure(0x72, element_ids ? 4 : 3);
    out.integer(3);
    out.string("KNOWS");
    out.map(0);
    if (element_ids) {
        out.string("r3");
    }
    out.list(2);
    out.integer(-1);  // against its direction
    out.integer(1);
}

std::string show_path(const bolt::Record& record) {
    const auto path = record.at<bolt::Path>("x");
    const bolt::Relationship& between = path.relationships.at(0);
    std::string text;
    for (const bolt::Node& node : path.nodes) {
        text += node.element_id + ":" + node.labels.at(0) + " " + support::render(node.properties) +
                " ";
    }
    return text + between.start_element_id + "-" + between.type + "->" + between.end_element_id;
}

Feature path(Version version, std::string result) {
    const bool element_ids = bolt::wire::features(version).element_ids;
    auto write = [element_ids](Encoder& out) { write_path(out, element_ids); };
    Feature f = value_feature("a path", version, write, show_path);
    f.result = std::move(result);
    return f;
}

/// 7:08:09 in the morning, two hours east of Greenwich.
Feature date_time(Version version) {
    const bool utc = bolt::wire::features(version).utc_datetimes;
    auto write = [utc](Encoder& out) {
        out.structure(utc ? 0x49 : 0x46, 3);
        out.integer(utc ? 1'714'972'089 : 1'714'979'289);
        out.integer(0);
        out.integer(7'200);
    };
    Feature f = value_feature("a date-time", version, write, [](const bolt::Record& record) {
        return bolt::to_string(record.at<bolt::DateTime>("x"));
    });
    f.result = "2024-05-06T07:08:09+02:00";
    return f;
}

Feature vector(Version version) {
    auto write = [](Encoder& out) { out.value(bolt::Vector(std::vector<double>{0.5, -2})); };
    Feature f = value_feature("a vector", version, write, [](const bolt::Record& record) {
        std::string text;
        for (const double element : record.at<bolt::Vector>("x").to<double>()) {
            text += std::to_string(element) + " ";
        }
        return text;
    });
    f.result = "0.500000 -2.000000 ";
    return f;
}

Feature unsupported(Version version) {
    auto write = [](Encoder& out) {
        out.structure(0x3F, 4);
        out.string("QUATERNION");
        out.integer(6);
        out.integer(9);
        out.map(map_of("message", "wait for it"));
    };
    Feature f =
        value_feature("a type of the future", version, write, [](const bolt::Record& record) {
            const auto type = record.at<bolt::UnsupportedType>("x");
            return type.name + " " + std::to_string(type.minimum_major) + "." +
                   std::to_string(type.minimum_minor) + " " + type.message.value_or("");
        });
    f.result = "QUATERNION 6.9 wait for it";
    return f;
}

Feature uuid() {
    const std::string text = "01234567-89ab-cdef-0123-456789abcdef";
    auto write = [text](Encoder& out) { out.value(bolt::Uuid::parse(text).value()); };
    Feature f = value_feature("a UUID", {6, 1}, write, [](const bolt::Record& record) {
        return bolt::to_string(record.at<bolt::Uuid>("x"));
    });
    f.result = text;
    return f;
}

}  // namespace

std::vector<Feature> value_features() {
    return {
        path({4, 4}, "1:Person {age: 36} 2:Person {age: 36} 2-KNOWS->1"),
        path({5, 0}, "n1:Person {age: 36} n2:Person {age: 36} n2-KNOWS->n1"),
        path({6, 0}, "n1:Person {age: 36} n2:Person {age: 36} n2-KNOWS->n1"),
        date_time({4, 4}),
        date_time({5, 8}),
        date_time({6, 1}),
        vector({6, 0}),
        vector({6, 1}),
        unsupported({6, 0}),
        unsupported({6, 1}),
        uuid(),
    };
}

}  // namespace component
