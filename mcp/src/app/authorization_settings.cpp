// Reading the settings of authorization.
// Names of algorithms and the URL are checked here, so that a slip is told with its variable.
#include "app/authorization_settings.hpp"

#include "app/setting_reader.hpp"
#include "app/usage_error.hpp"
#include "auth/jwt_algorithms.hpp"
#include "auth/key_url.hpp"

#include <algorithm>
#include <utility>

namespace mcp::app {
namespace {

/// Parts between commas and blanks.
std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    constexpr std::string_view kSeparators = ", \t";
    std::size_t begin = text.find_first_not_of(kSeparators);
    while (begin != std::string_view::npos) {
        const std::size_t end = std::min(text.find_first_of(kSeparators, begin), text.size());
        words.emplace_back(text.substr(begin, end - begin));
        begin = text.find_first_not_of(kSeparators, end);
    }
    return words;
}

/// Where a program's configuration belongs (XDG base directory specification: a relative path in
/// the variable is to be ignored); empty when there is no home.
std::filesystem::path config_folder(const SettingReader& reader) {
    const auto given = reader.variable({"XDG_CONFIG_HOME"});
    std::filesystem::path base = given.has_value() ? given->value : std::string();
    if (!base.is_absolute()) {
        if (reader.home().empty()) {
            return {};
        }
        base = reader.home() / ".config";
    }
    return (base / "boltmem").lexically_normal();
}

class AuthorizationReader {
  public:
    AuthorizationReader(const AuthorizationFlags& flags, SettingReader& reader)
        : flags_(flags), reader_(reader) {}

    AuthorizationSettings read() {
        read_tokens_file();
        read_issuer();
        read_audience();
        read_keys();
        read_algorithms();
        read_authorities();
        check_together();
        return std::move(settings_);
    }

  private:
    void show(std::string name, std::string value, const std::optional<Given>& given) {
        reader_.show(
            std::move(name),
            std::move(value),
            given.has_value() ? given->origin : std::string(kDefaultOrigin)
        );
    }

    void read_tokens_file() {
        const auto given =
            reader_.flag_or_variable(flags_.tokens_file, "--tokens-file", {"BOLTMEM_TOKENS_FILE"});
        if (given.has_value()) {
            settings_.tokens_file = reader_.absolute(given->value, given->origin);
        }
        show("tokens file", given ? settings_.tokens_file.string() : "none", given);
    }

    void read_issuer() {
        issuer_ =
            reader_.flag_or_variable(flags_.jwt_issuer, "--jwt-issuer", {"BOLTMEM_JWT_ISSUER"});
        if (issuer_.has_value()) {
            settings_.jwt_issuer = issuer_->value;
        }
        show("token issuer", issuer_ ? issuer_->value : "none", issuer_);
    }

    void read_audience() {
        audience_ = reader_.flag_or_variable(
            flags_.jwt_audience, "--jwt-audience", {"BOLTMEM_JWT_AUDIENCE"}
        );
        if (audience_.has_value()) {
            settings_.jwt_audiences = words_of(audience_->value);
            show("token audience", audience_->value, audience_);
        }
    }

    void read_keys() {
        keys_ = reader_.flag_or_variable(flags_.jwt_keys, "--jwt-jwks", {"BOLTMEM_JWT_JWKS"});
        if (!keys_.has_value()) {
            return;
        }
        if (keys_->value.find("://") == std::string::npos) {
            settings_.jwt_keys = reader_.absolute(keys_->value, keys_->origin).string();
        } else {
            auth::KeyUrl url;
            const std::string problem = auth::parse_key_url(keys_->value, url);
            if (!problem.empty()) {
                throw UsageError(keys_->origin + ": " + problem);
            }
            settings_.jwt_keys = keys_->value;
        }
        // What stands behind a ? is nobody's business but the issuer's.
        show("token keys", settings_.jwt_keys.substr(0, settings_.jwt_keys.find('?')), keys_);
    }

    void read_algorithms() {
        const auto given = reader_.flag_or_variable(
            flags_.jwt_algorithms, "--jwt-algorithms", {"BOLTMEM_JWT_ALGORITHMS"}
        );
        if (!given.has_value()) {
            return;
        }
        settings_.jwt_algorithms = words_of(given->value);
        for (const std::string& name : settings_.jwt_algorithms) {
            if (auth::find_jwt_algorithm(name) == nullptr) {
                throw UsageError(
                    given->origin + ": \"" + name +
                    "\" is no algorithm that can be allowed; give some of " +
                    auth::jwt_algorithm_names()
                );
            }
        }
        if (settings_.jwt_algorithms.empty()) {
            throw UsageError(given->origin + ": give some of " + auth::jwt_algorithm_names());
        }
        show("token algorithms", given->value, given);
        other_ = given;
    }

    void read_authorities() {
        const auto given = reader_.flag_or_variable(
            flags_.jwt_authorities, "--jwt-ca-file", {"BOLTMEM_JWT_CA_FILE"}
        );
        if (given.has_value()) {
            settings_.jwt_authorities = reader_.absolute(given->value, given->origin);
            show("token issuer's authorities", settings_.jwt_authorities.string(), given);
            other_ = given;
        }
    }

    /// Half of an issuer would let in nobody, or be no check at all.
    void check_together() const {
        if (issuer_.has_value()) {
            if (settings_.jwt_audiences.empty()) {
                throw UsageError(
                    issuer_->origin +
                    " needs BOLTMEM_JWT_AUDIENCE (--jwt-audience): how its tokens name this server"
                );
            }
            if (!keys_.has_value()) {
                throw UsageError(
                    issuer_->origin +
                    " needs BOLTMEM_JWT_JWKS (--jwt-jwks): the file or https URL of its key set"
                );
            }
            return;
        }
        for (const auto& given : {audience_, keys_, other_}) {
            if (given.has_value()) {
                throw UsageError(
                    given->origin + " needs BOLTMEM_JWT_ISSUER (--jwt-issuer): who signs the tokens"
                );
            }
        }
    }

    const AuthorizationFlags& flags_;
    SettingReader& reader_;
    AuthorizationSettings settings_;
    std::optional<Given> issuer_;
    std::optional<Given> audience_;
    std::optional<Given> keys_;
    std::optional<Given> other_;
};

}  // namespace

AuthorizationSettings resolve_authorization(
    const AuthorizationFlags& flags, SettingReader& reader
) {
    AuthorizationSettings settings = AuthorizationReader(flags, reader).read();
    const std::filesystem::path folder = config_folder(reader);
    if (!folder.empty()) {
        settings.default_tokens_file = folder / "tokens";
    }
    return settings;
}

const std::vector<std::string>& authorization_variables() {
    static const std::vector<std::string> names = {
        "BOLTMEM_TOKENS_FILE",
        "BOLTMEM_JWT_ISSUER",
        "BOLTMEM_JWT_AUDIENCE",
        "BOLTMEM_JWT_JWKS",
        "BOLTMEM_JWT_ALGORITHMS",
        "BOLTMEM_JWT_CA_FILE",
    };
    return names;
}

}  // namespace mcp::app
