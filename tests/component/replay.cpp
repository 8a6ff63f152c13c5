// Playing a feature's script, and judging what came of it; see replay.hpp.
// A step is a read or a write of the server on the first connection. Later ones are left in peace.

#include "component/replay.hpp"

#include "support/catch.hpp"
#include "support/fake_environment.hpp"

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>

namespace component {

namespace {

using support::ServerStep;

constexpr std::size_t kNever = static_cast<std::size_t>(-1);
/// So long a silence ends a request. Short, because each silence costs it.
constexpr std::chrono::milliseconds kSilence{10};

/// What happens to the first connection, and when.
struct Harm {
    Harm() = default;

    Harm(Ending what, std::size_t when, std::size_t bytes)
        : ending(what), step(when), piece(bytes) {}

    Ending ending = Ending::none;
    std::size_t step = kNever;
    std::size_t piece = 0;  ///< a step is so many bytes; 0 = a message
    bool gather = false;    ///< what comes before the harm leaves together
};

/// A server with the feature's scripts, and a driver.
class Play {
  public:
    Play(const Feature& feature, const Harm& harm)
        : feature_(feature),
          harm_(harm),
          server_(
              runner_.executor(),
              [this](std::size_t connection) { return script_of(connection); },
              options()
          ),
          driver_(
              runner_.executor(), server_.uri(feature.routing ? "neo4j" : "bolt"), auth_, config()
          ) {}

    /// The work's result; nothing when it failed, and then failure() says why.
    std::optional<std::string> run() {
        failure_.reset();
        Stage stage(driver_, *auth_);
        try {
            return runner_.run(feature_.work(stage));
        } catch (const bolt::Error& error) {
            failure_ = error;
        }
        return std::nullopt;
    }

    [[nodiscard]] const bolt::Error& failure() const { return *failure_; }

    [[nodiscard]] const std::vector<ServerStep>& steps() const { return steps_; }

    /// What connection `number` saw that it should not have, or missed.
    [[nodiscard]] std::string verdict(std::size_t number) const {
        const auto script = scripts_.find(number);
        return script == scripts_.end() ? "never made" : script->second->verdict();
    }

    [[nodiscard]] std::size_t accepted() const { return server_.accepted(); }

    /// Nothing is lent, nobody waits, and every connection is accounted for.
    void check_whole() const {
        const bolt::PoolMetrics pool = driver_.metrics().pool;
        CHECK(pool.in_use == 0);
        CHECK(pool.waiters == 0);
        CHECK(pool.opened == pool.idle + pool.closed);
        CHECK(server_.problem().empty());
    }

  private:
    [[nodiscard]] support::BoltServerOptions options() {
        support::BoltServerOptions options;
        options.version = feature_.version;
        options.manifest = feature_.manifest;
        options.piece = harm_.piece;
        options.gather = harm_.gather;
        options.on_step = [this](const ServerStep& step) {
            if (step.connection != 0) {
                return Ending::none;
            }
            steps_.push_back(step);
            return steps_.size() - 1 == harm_.step ? harm_.ending : Ending::none;
        };
        return options;
    }

    [[nodiscard]] bolt::DriverConfig config() const {
        bolt::DriverConfig config = feature_.config;
        config.environment = std::make_shared<support::FakeEnvironment>();
        if (harm_.ending == Ending::stall) {
            config.receive_timeout = kSilence;
            config.connection_timeout = kSilence;
            config.pool.acquisition_timeout = 2 * kSilence;  // of the log-on, among others
        }
        return config;
    }

    std::shared_ptr<support::Brain> script_of(std::size_t connection) {
        auto script = std::make_shared<Script>();
        Place place;
        place.connection = connection;
        place.address = bolt::Address("127.0.0.1", server_.port());
        feature_.script(*script, place);
        scripts_[connection] = script;
        return script;
    }

    const Feature& feature_;
    const Harm harm_;
    support::TaskRunner runner_;
    std::vector<ServerStep> steps_;
    std::map<std::size_t, std::shared_ptr<Script>> scripts_;
    std::shared_ptr<SettableAuth> auth_ = std::make_shared<SettableAuth>();
    support::BoltServer server_;
    bolt::Driver driver_;
    std::optional<bolt::Error> failure_;
};

/// The undisturbed conversation, and what a cut at each of its steps means.
class Course {
  public:
    Course(const Feature& feature, std::size_t piece) {
        Harm none(Ending::none, kNever, piece);
        none.gather = true;
        Play play(feature, none);
        const std::optional<std::string> result = play.run();
        if (!result) {
            FAIL(feature.title() << ": " << play.failure().what());
        }
        REQUIRE(*result == feature.result);
        steps_ = play.steps();
        pauses_ = feature.pauses;
        find_log_on();
        find_end();
        find_doubt(feature);
    }

    /// The first step after the connection was opened.
    [[nodiscard]] std::size_t opened() const { return opened_; }

    /// The last answer that the work waits for, and cannot do without.
    [[nodiscard]] std::size_t last() const { return last_; }

    [[nodiscard]] std::size_t size() const { return steps_.size(); }

    [[nodiscard]] bool is_doubtful(std::size_t step) const {
        return step >= doubt_ && step <= last_;
    }

    /// The server has told a failure, ignores the PULL behind it, and is asked to begin anew:
    /// another connection can take its place.
    [[nodiscard]] bool is_reset(std::size_t step) const {
        std::size_t next = next_write(step);
        while (next < steps_.size() && (steps_[next].is_read || steps_[next].name == "PULL")) {
            ++next;
        }
        return next < steps_.size() && steps_[next].name == "RESET";
    }

    /// The connection is idle: whether its end is noticed before its next use is a matter of
    /// chance.
    [[nodiscard]] bool is_idle(std::size_t step) const {
        const std::size_t next = next_write(step);
        if (step == 0 || !steps_[step].is_read || next == steps_.size()) {
            return false;
        }
        const std::string& before = steps_[step - 1].name;
        const std::string& after = steps_[next].name;
        return before == "RESET" || (pauses_ && (before == "ROUTE" || before == "PULL") &&
                                     (after == "RUN" || after == "LOGOFF"));
    }

    [[nodiscard]] bool has_reset() const {
        return std::any_of(steps_.begin(), steps_.end(), [](const ServerStep& step) {
            return step.name == "RESET";
        });
    }

    [[nodiscard]] std::string describe(std::size_t step) const {
        const ServerStep& at = steps_[step];
        return "step " + std::to_string(step) + " of " + std::to_string(steps_.size()) + ", " +
               (at.is_read ? "a read" : "an answer to " + at.name);
    }

  private:
    [[nodiscard]] std::size_t next_write(std::size_t step) const {
        while (step < steps_.size() && steps_[step].is_read) {
            ++step;
        }
        return step;
    }

    void find_log_on() {
        const auto opening = [](const std::string& name) {
            return name == "handshake" || name == "HELLO" || name == "LOGON" || name.empty();
        };
        while (opened_ < steps_.size() && opening(steps_[opened_].name)) {
            ++opened_;
        }
        // The read before the first other answer belongs to what follows.
        while (opened_ > 0 && steps_[opened_ - 1].is_read) {
            --opened_;
        }
    }

    void find_end() {
        for (std::size_t i = 0; i < steps_.size(); ++i) {
            if (!steps_[i].is_read && steps_[i].name != "RESET") {
                last_ = i;
            }
        }
    }

    /// A request is in doubt from where the server may not have read it.
    void find_doubt(const Feature& feature) {
        if (feature.commits == Commits::by_query) {
            doubt_ = opened_;
        }
        if (feature.commits == Commits::at_end) {
            const auto commit =
                std::find_if(steps_.begin(), steps_.end(), [](const ServerStep& step) {
                    return step.name == "COMMIT";
                });
            REQUIRE(commit != steps_.end());
            doubt_ = static_cast<std::size_t>(commit - steps_.begin());
            while (steps_[doubt_ - 1].is_read) {
                --doubt_;
            }
        }
    }

    std::vector<ServerStep> steps_;
    bool pauses_ = false;
    std::size_t opened_ = 0;
    std::size_t last_ = 0;
    std::size_t doubt_ = kNever;
};

/// A connection that broke at `step`: retried where that is safe, told where it is not, in doubt
/// where nobody knows; and the next connection works.
void check_cut(const Feature& feature, const Course& course, const Harm& harm) {
    const std::size_t step = harm.step;
    INFO(feature.title() << ": cut at " << course.describe(step));
    Play play(feature, harm);
    const std::optional<std::string> result = play.run();
    play.check_whole();
    const bool doubtful = course.is_doubtful(step);
    const bool survived = step > course.last() || course.is_reset(step);
    if (survived || (feature.retried && !doubtful) || (result && course.is_idle(step))) {
        if (!result) {
            FAIL("it failed: " << play.failure().what());
        }
        CHECK(*result == feature.result);
        return;
    }
    REQUIRE_FALSE(result);
    const bolt::Error& error = play.failure();
    INFO(error.what());
    CHECK(
        (error.kind() == bolt::ErrorKind::connectivity ||
         error.kind() == bolt::ErrorKind::session_expired)
    );
    CHECK(error.commit_outcome_unknown() == doubtful);
    CHECK(error.retryable() == !doubtful);
    CHECK(error.server() == nullptr);
    const std::optional<std::string> again = play.run();
    if (!again) {
        FAIL("it does not work again: " << play.failure().what());
    }
    CHECK(*again == feature.result);
    CHECK(play.verdict(1).empty());
    play.check_whole();
}

}  // namespace

void check_undisturbed(const Feature& feature) {
    for (const std::size_t piece : {0U, 1U}) {
        INFO(feature.title() << ", " << (piece == 0 ? "whole" : "in single bytes"));
        Play play(feature, Harm(Ending::none, kNever, piece));
        const std::optional<std::string> result = play.run();
        if (!result) {
            FAIL("it failed: " << play.failure().what() << "; " << play.verdict(0));
        }
        CHECK(*result == feature.result);
        CHECK(play.verdict(0).empty());
        CHECK(play.accepted() == 1);
        play.check_whole();
    }
}

void check_cuts(const Feature& feature, Ending ending) {
    const Course course(feature, 0);
    for (std::size_t step = 0; step < course.size(); ++step) {
        check_cut(feature, course, Harm(ending, step, 0));
    }
}

void check_byte_cuts(const Feature& feature, std::size_t first, std::size_t stride) {
    const Course course(feature, 1);
    // The opening has the same bytes for all but those whose matter it is.
    const std::size_t begin = feature.log_on ? 0 : course.opened();
    for (std::size_t step = begin + first; step < course.size(); step += stride) {
        Harm harm(Ending::close, step, 1);
        harm.gather = true;
        check_cut(feature, course, harm);
    }
}

void check_silence(const Feature& feature) {
    const Course course(feature, 0);
    const std::size_t first = feature.log_on ? 0 : course.opened();
    for (std::size_t step = first; step <= course.last(); ++step) {
        INFO(feature.title() << ": silent at " << course.describe(step));
        Play play(feature, Harm(Ending::stall, step, 0));
        const std::optional<std::string> result = play.run();
        play.check_whole();
        if (result) {
            // Another router was asked, or a RESET without an answer replaced the connection.
            CHECK((feature.routing || course.has_reset()));
            CHECK(*result == feature.result);
            continue;
        }
        const bolt::Error& error = play.failure();
        INFO(error.what());
        CHECK((error.kind() == bolt::ErrorKind::timeout || feature.routing));
        // On a slow machine it may have been silent earlier: so it need not be in doubt.
        CHECK((course.is_doubtful(step) || !error.commit_outcome_unknown()));
        CHECK_FALSE((error.retryable() && error.kind() == bolt::ErrorKind::timeout));
    }
}

}  // namespace component
