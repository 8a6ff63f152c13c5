// The same small conversation in every version, by handshake and by manifest; see replay.hpp.
// 3.0 has no portions, and 6.x is reached through manifests only.

#include "component/replay.hpp"

#include <algorithm>
#include <array>

namespace component {

namespace {

using bolt::wire::Version;

Feature query_in(Version version, bool manifest) {
    Feature f;
    f.name = "a query";
    f.version = version;
    f.manifest = manifest;
    // Every byte of every opening would take long, and most of them are the same.
    const std::array<Version, 5> openings{
        Version(4, 2), Version(5, 0), Version(5, 1), Version(5, 8), Version(6, 1)
    };
    f.log_on = std::find(openings.begin(), openings.end(), version) != openings.end();
    f.script = [version](Script& script, const Place&) {
        script.log_on(version)
            .expect("RUN 'Q' {} {mode: 'r'}")
            .success(map_of("fields", list_of("n")))
            .expect(version.major == 3 ? "PULL" : "PULL {n: 1000}")
            .record(list_of(1))
            .success();
    };
    f.work = [](Stage& stage) -> bolt::Task<std::string> {
        bolt::SessionConfig config;
        config.access_mode = bolt::AccessMode::read;
        bolt::Session session = stage.driver.session(config);
        bolt::Result result = co_await session.run("Q");
        const bolt::Summary summary = co_await result.consume();
        co_return summary.server.protocol_version;
    };
    f.result = version.to_string();
    return f;
}

}  // namespace

std::vector<Feature> version_features() {
    std::vector<Feature> features;
    for (const Version version :
         {Version(3, 0),
          Version(4, 2),
          Version(4, 3),
          Version(4, 4),
          Version(5, 0),
          Version(5, 1),
          Version(5, 2),
          Version(5, 3),
          Version(5, 4),
          Version(5, 6),
          Version(5, 7),
          Version(5, 8),
          Version(6, 0),
          Version(6, 1)}) {
        if (version.major < 6) {
            features.push_back(query_in(version, false));
        }
        features.push_back(query_in(version, true));
    }
    return features;
}

}  // namespace component
