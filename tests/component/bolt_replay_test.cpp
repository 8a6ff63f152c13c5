// Every feature's script, played with every step of the server failing: whatever breaks, the caller
// gets the result or an error of the right kind, nothing hangs or leaks, and the next try works.

#include "component/replay.hpp"
#include "support/catch.hpp"

#include <vector>

using namespace component;

namespace {

void join(std::vector<Feature>& all, const std::vector<Feature>& more) {
    all.insert(all.end(), more.begin(), more.end());
}

/// Features of the driver's own making, where it matters how a connection ends.
std::vector<Feature> behaviour() {
    std::vector<Feature> all = query_features();
    join(all, transaction_features());
    return all;
}

std::vector<Feature> all_features() {
    std::vector<Feature> all = behaviour();
    join(all, value_features());
    join(all, version_features());
    return all;
}

}  // namespace

TEST_CASE("every feature comes to its result, all at once and byte by byte") {
    for (const Feature& feature : all_features()) {
        check_undisturbed(feature);
    }
}

TEST_CASE("every feature survives a cut at each step: retried, told, or in doubt") {
    for (const Feature& feature : all_features()) {
        check_cuts(feature, Ending::close);
    }
    for (const Ending ending : {Ending::reset, Ending::half_close}) {
        INFO("ending " << static_cast<int>(ending));
        for (const Feature& feature : behaviour()) {
            check_cuts(feature, ending);
        }
    }
}

TEST_CASE("every feature survives a cut in the midst of its messages") {
    // Every byte of all would take a minute: each feature gets every third, from another one on.
    constexpr std::size_t kStride = 3;
    std::size_t first = 0;
    for (const Feature& feature : all_features()) {
        check_byte_cuts(feature, first++ % kStride, kStride);
    }
}

TEST_CASE("every feature ends in time when the server falls silent at any step") {
    for (const Feature& feature : all_features()) {
        check_silence(feature);
    }
}
