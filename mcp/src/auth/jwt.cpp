// Checking an access token, in the order that costs least: its outside, the memory of tokens seen,
// the key, the signature, the claims.
#include "auth/bearer_header.hpp"
#include "auth/jwt_algorithms.hpp"
#include "auth/jwt_claims.hpp"
#include "auth/jwt_header.hpp"
#include "auth/key_source.hpp"
#include "auth/refusal.hpp"
#include "auth/verified_tokens.hpp"
#include "crypto/digest.hpp"

#include <mcp/error.hpp>
#include <mcp/jwt.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace mcp {
namespace {

/// A token that names no key is tried with so many that fit; more would be work for a forger's
/// sake.
constexpr std::size_t kMaxTried = 4;

using Status = Authorization::Status;
using Keys = std::shared_ptr<const auth::KeySet>;

void require(bool good, const std::string& what) {
    if (!good) {
        throw Error("JWT authorization: " + what);
    }
}

void check_config(const JwtConfig& config) {
    require(!config.issuer.empty(), "give the issuer, as tokens name it in iss");
    require(
        !config.audiences.empty() && std::ranges::none_of(config.audiences, &std::string::empty),
        "give an audience, as tokens name this server in aud"
    );
    require(!config.keys.empty(), "give the issuer's key set, a file or an https URL");
    require(!config.algorithms.empty(), "allow an algorithm, of " + auth::jwt_algorithm_names());
    for (const std::string& name : config.algorithms) {
        require(
            auth::find_jwt_algorithm(name) != nullptr,
            "the algorithm \"" + name + "\" cannot be allowed; allow some of " +
                auth::jwt_algorithm_names()
        );
    }
    require(
        config.leeway.count() >= 0 && config.leeway.count() <= 300, "the leeway is 0 to 300 seconds"
    );
    require(
        config.key_lifetime.count() > 0 && config.key_usable >= config.key_lifetime &&
            config.fetch_timeout.count() > 0,
        "key_lifetime and fetch_timeout are positive, key_usable is not below key_lifetime"
    );
}

auth::KeySourceConfig source_config(const JwtConfig& config) {
    auth::KeySourceConfig source;
    source.location = config.keys;
    source.authorities = config.authorities;
    source.times.lifetime = config.key_lifetime;
    source.times.usable = config.key_usable;
    source.timeout = config.fetch_timeout;
    source.now = config.now;
    source.log = config.log;
    return source;
}

JwtConfig with_clocks(JwtConfig config) {
    if (!config.wall_clock) {
        config.wall_clock = std::chrono::system_clock::now;
    }
    if (!config.now) {
        config.now = std::chrono::steady_clock::now;
    }
    check_config(config);
    return config;
}

Authorization invalid(const std::string& reason) {
    return Authorization::refused(Status::invalid, reason);
}

/// Keys that the token may be signed with, at most kMaxTried.
std::vector<const auth::LoadedKey*> candidates(
    const auth::KeySet& keys, const auth::JwtHeader& header, const auth::JwtAlgorithm& algorithm
) {
    std::vector<const auth::LoadedKey*> found;
    for (const auth::LoadedKey& key : keys) {
        const bool named = !header.key_id.has_value() || key.description.id == *header.key_id;
        if (named && auth::fits(key.description, algorithm) && found.size() < kMaxTried) {
            found.push_back(&key);
        }
    }
    return found;
}

}  // namespace

class JwtAuthorizer::Impl {
  public:
    Impl(boost::asio::any_io_executor ex, JwtConfig config)
        : config_(with_clocks(std::move(config))),
          source_(auth::make_key_source(std::move(ex), source_config(config_))),
          verified_(config_.remembered_tokens) {
        rules_.issuer = config_.issuer;
        rules_.audiences = config_.audiences;
        rules_.leeway = config_.leeway;
    }

    Task<Authorization> check(std::string token) {
        Keys keys = co_await source_->current();
        const std::string digest = crypto::sha256(token);
        if (keys != nullptr) {
            use(keys);
            if (const std::optional<Authorization> known = remembered(digest)) {
                co_return *known;
            }
        }
        auth::JwtHeader header;
        if (const std::string problem = auth::read_jwt_header(token, header); !problem.empty()) {
            co_return invalid("not a JWT that can be read: " + problem);
        }
        const auth::JwtAlgorithm* algorithm = allowed(header.algorithm);
        if (algorithm == nullptr) {
            co_return invalid("its algorithm is not allowed");
        }
        if (keys != nullptr && candidates(*keys, header, *algorithm).empty()) {
            keys = co_await source_->renewed();
        }
        if (keys == nullptr) {
            co_return unavailable();
        }
        use(keys);
        co_return verify(token, digest, header, *algorithm, *keys);
    }

  private:
    static Authorization unavailable() {
        return Authorization::refused(
            Status::unavailable, "the keys that tokens are checked with are out of reach"
        );
    }

    /// Other keys than last time: what was verified with those counts no more.
    void use(const Keys& keys) {
        if (keys != keys_) {
            verified_.clear();
            keys_ = keys;
        }
    }

    [[nodiscard]] auth::EpochSeconds now() const {
        return std::chrono::duration_cast<auth::EpochSeconds>(config_.wall_clock().time_since_epoch(
        ));
    }

    std::optional<Authorization> remembered(const std::string& digest) {
        const auth::VerifiedToken* known = verified_.find(digest);
        if (known == nullptr) {
            return std::nullopt;
        }
        if (const std::string problem = auth::check_time(known->claims, now()); !problem.empty()) {
            verified_.forget(digest);
            return invalid(problem);
        }
        return Authorization::granted(known->principal);
    }

    [[nodiscard]] const auth::JwtAlgorithm* allowed(const std::string& name) const {
        const bool is = std::ranges::find(config_.algorithms, name) != config_.algorithms.end();
        return is ? auth::find_jwt_algorithm(name) : nullptr;
    }

    Authorization verify(
        const std::string& token,
        const std::string& digest,
        const auth::JwtHeader& header,
        const auth::JwtAlgorithm& algorithm,
        const auth::KeySet& keys
    ) {
        const std::vector<const auth::LoadedKey*> fitting = candidates(keys, header, algorithm);
        if (fitting.empty()) {
            return invalid("it names a key that the issuer does not have, or not for its algorithm"
            );
        }
        if (algorithm.signature != 0 && header.signature_bytes != algorithm.signature) {
            return invalid("its signature has not the algorithm's length");
        }
        for (const auth::LoadedKey* key : fitting) {
            const auto payload = key->verification.verified_payload(token, algorithm.name);
            if (payload.has_value()) {
                return accept(digest, *payload);
            }
        }
        return invalid("its signature is wrong");
    }

    Authorization accept(const std::string& digest, const std::string& payload) {
        auth::VerifiedToken token;
        std::string problem = auth::read_claims(payload, rules_, token.claims);
        if (problem.empty()) {
            problem = auth::check_time(token.claims, now());
        }
        if (!problem.empty()) {
            return invalid(problem);
        }
        auto principal = std::make_shared<Principal>();
        principal->id = config_.issuer + "|" + token.claims.subject;
        principal->scopes = with_included(token.claims.scopes, config_.scopes);
        token.principal = principal;
        verified_.add(digest, token);
        return Authorization::granted(std::move(principal));
    }

    JwtConfig config_;
    auth::ClaimRules rules_;
    std::unique_ptr<auth::KeySource> source_;
    auth::VerifiedTokens verified_;
    Keys keys_;  // that `verified_` was made with
};

JwtAuthorizer::JwtAuthorizer(boost::asio::any_io_executor ex, JwtConfig config)
    : impl_(std::make_unique<Impl>(std::move(ex), std::move(config))) {}

JwtAuthorizer::~JwtAuthorizer() = default;

Task<Authorization> JwtAuthorizer::check(std::string_view header) {
    // No coroutine itself: the header is read before anything can wait.
    std::string token;
    const auth::BearerHeader found = auth::read_bearer_header(header, token);
    if (found != auth::BearerHeader::token) {
        return auth::answer(auth::refuse_header(found));
    }
    return impl_->check(std::move(token));
}

}  // namespace mcp
