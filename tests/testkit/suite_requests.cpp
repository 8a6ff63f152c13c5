// Requests about the tests themselves: what there is, what to run, what time it is.
// None of them reaches the driver.

#include "testkit/handlers.hpp"
#include "testkit/settings_json.hpp"
#include "testkit/skips.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <utility>

namespace testkit {

namespace {

bolt::Task<Reply> start_test(Backend& /*backend*/, const Json& data) {
    const std::string test = text_of(data, "testName");
    if (std::optional<std::string> reason = reason_to_skip(test)) {
        co_return Reply("SkipTest", entry("reason", std::move(*reason)));
    }
    if (has_skipped_subtests(test)) {
        co_return Reply("RunSubTests", Json::object());
    }
    co_return Reply("RunTest", Json::object());
}

bolt::Task<Reply> start_subtest(Backend& /*backend*/, const Json& data) {
    const std::string arguments = data.at("subtestArguments").dump();
    std::optional<std::string> reason =
        reason_to_skip_subtest(text_of(data, "testName"), arguments);
    if (reason) {
        co_return Reply("SkipTest", entry("reason", std::move(*reason)));
    }
    co_return Reply("RunTest", Json::object());
}

bolt::Task<Reply> get_features(Backend& backend, const Json& /*data*/) {
    co_return Reply("FeatureList", entry("features", backend.options.features));
}

bolt::Task<Reply> fake_time_install(Backend& backend, const Json& /*data*/) {
    backend.clock->freeze();
    co_return Reply("FakeTimeAck", Json::object());
}

bolt::Task<Reply> fake_time_tick(Backend& backend, const Json& data) {
    const auto step = milliseconds_of(data, "incrementMs");
    if (!step || !backend.clock->frozen()) {
        throw BackendError("FakeTimeTick needs FakeTimeInstall before it, and incrementMs");
    }
    backend.clock->advance(*step);
    co_return Reply("FakeTimeAck", Json::object());
}

bolt::Task<Reply> fake_time_uninstall(Backend& backend, const Json& /*data*/) {
    backend.clock->thaw();
    co_return Reply("FakeTimeAck", Json::object());
}

}  // namespace

void add_suite_requests(Handlers& handlers) {
    handlers["StartTest"] = start_test;
    handlers["StartSubTest"] = start_subtest;
    handlers["GetFeatures"] = get_features;
    handlers["FakeTimeInstall"] = fake_time_install;
    handlers["FakeTimeTick"] = fake_time_tick;
    handlers["FakeTimeUninstall"] = fake_time_uninstall;
}

}  // namespace testkit
