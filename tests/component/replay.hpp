#pragma once
// One script for each feature, and ways to play it: undisturbed, byte by byte, and with the
// connection cut, or the server silent, at each step of the server. See bolt_replay_test.cpp.

#include "component/driver_fixture.hpp"

#include <bolt/address.hpp>
#include <bolt/auth_manager.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace component {

/// Answers the token that the work has put in.
class SettableAuth final : public bolt::AuthTokenManager {
  public:
    bolt::Task<bolt::AuthToken> get_auth() override { co_return token; }

    bolt::Task<bool> handle_security_exception(bolt::AuthToken, std::string) override {
        co_return false;
    }

    bolt::AuthToken token = test_auth();
};

/// What a feature's work has at hand.
struct Stage {
    Stage(bolt::Driver& of, SettableAuth& from) : driver(of), auth(from) {}

    bolt::Driver& driver;
    SettableAuth& auth;
};

/// Where a script is played.
struct Place {
    Place() = default;
    std::size_t connection = 0;  ///< from 0; later ones are there because of a cut
    bolt::Address address;       ///< of the server
};

/// What a lost connection may leave in doubt.
enum class Commits : std::uint8_t {
    nothing,   ///< reading, or a transaction that is not committed
    at_end,    ///< by COMMIT
    by_query,  ///< the server does, when the query ends
};

struct Feature {
    Feature() = default;

    [[nodiscard]] std::string title() const {
        return name + ", Bolt " + version.to_string() + (manifest ? " by manifest" : "");
    }

    std::string name;
    bolt::wire::Version version{5, 8};
    bool manifest = false;
    bool routing = false;  ///< neo4j://
    bool retried = false;  ///< the work runs again when a connection is lost
    bool pauses = false;   ///< its connection is idle between its requests
    bool log_on = false;   ///< the opening of the connection is part of the matter
    Commits commits = Commits::nothing;
    bolt::DriverConfig config = test_config();
    /// What one connection sees.
    std::function<void(Script& script, const Place& place)> script;
    std::function<bolt::Task<std::string>(Stage& stage)> work;
    std::string result;  ///< what the work comes to
};

/// One connection and the expected result, whole and in single bytes.
void check_undisturbed(const Feature& feature);
/// Cut at each step, message by message.
void check_cuts(const Feature& feature, Ending ending);
/// Closed before the byte `first`, and before each that is `stride` further.
void check_byte_cuts(const Feature& feature, std::size_t first, std::size_t stride);
/// Silent at each step.
void check_silence(const Feature& feature);

// The features, by what they are about.
[[nodiscard]] std::vector<Feature> query_features();
[[nodiscard]] std::vector<Feature> transaction_features();
[[nodiscard]] std::vector<Feature> value_features();
[[nodiscard]] std::vector<Feature> version_features();

}  // namespace component
