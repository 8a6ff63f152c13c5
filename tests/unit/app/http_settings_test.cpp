// The settings of `serve --http`: addresses, lists, switches, files, and what is refused.
// As in settings_test.cpp no test reads the real environment.
#include "app/http_settings.hpp"

#include "app/options.hpp"
#include "app/usage_error.hpp"
#include "support/catch.hpp"

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace {

using mcp::HttpConfig;
using mcp::app::Environment;
using mcp::app::HttpFlags;
using mcp::app::SettingFlags;
using mcp::app::Settings;
using mcp::app::Surroundings;
using mcp::app::UsageError;

Settings resolve(Environment variables, const HttpFlags& http = {}) {
    Surroundings around;
    around.variables = std::move(variables);
    around.variables.emplace("HOME", "/home/ann");
    around.working_folder = "/srv/project";
    SettingFlags flags;
    flags.http = http;
    around.read_secret = [](const std::filesystem::path& path) {
        return path == "/secret/key" ? std::string(64, 'k') : std::string("short");
    };
    return mcp::app::resolve_settings(flags, around);
}

HttpFlags listening(const std::string& where) {
    HttpFlags flags;
    flags.listen = where;
    return flags;
}

std::string refusal(Environment variables, const HttpFlags& http = {}) {
    try {
        static_cast<void>(resolve(std::move(variables), http));
    } catch (const UsageError& error) {
        return error.what();
    }
    return "accepted";
}

}  // namespace

TEST_CASE("without an address there is no HTTP, whatever else is set", "[settings]") {
    CHECK_FALSE(resolve({}).http.has_value());
    CHECK_FALSE(resolve({{"BOLTMEM_HTTP_PATH", "/x"}, {"BOLTMEM_HTTP", ""}}).http.has_value());
}

TEST_CASE("addresses and ports", "[settings]") {
    const auto [text, address, port] = GENERATE(table<std::string, std::string, int>({
        {"8080", "127.0.0.1", 8080},
        {"127.0.0.1:0", "127.0.0.1", 0},
        {"localhost:80", "127.0.0.1", 80},
        {"0.0.0.0:65535", "0.0.0.0", 65535},
        {"[::1]:8080", "::1", 8080},
    }));
    const auto http = resolve({}, listening(text)).http;
    REQUIRE(http.has_value());
    CHECK(http->address == address);
    CHECK(http->port == port);
}

TEST_CASE("what is no address and port is refused", "[settings]") {
    for (const char* text :
         {"host", ":8080", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "::1:80", "1:2:3", "80x"
         }) {
        CAPTURE(text);
        CHECK(refusal({}, listening(text)).find("--http is") != std::string::npos);
        CHECK(refusal({{"BOLTMEM_HTTP", text}}).find("BOLTMEM_HTTP is") != std::string::npos);
    }
}

TEST_CASE("flags go before variables; lists are separated by commas", "[settings]") {
    const Environment variables = {
        {"BOLTMEM_HTTP", "1"},
        {"BOLTMEM_HTTP_PATH", "/variable"},
        {"BOLTMEM_HTTP_ALLOWED_HOSTS", "a.example, b.example,"},
        {"BOLTMEM_HTTP_ALLOWED_ORIGINS", "https://a.example"},
        {"BOLTMEM_HTTP_TLS_CERTIFICATE", "cert.pem"},
        {"BOLTMEM_HTTP_TLS_KEY", "~/key.pem"},
        {"BOLTMEM_HTTP_SESSIONS", "yes"},
        {"BOLTMEM_HTTP_REUSE_PORT", "off"},
        {"BOLTMEM_HTTP_ALLOW_PUBLIC", "1"},
        {"BOLTMEM_HTTP_BODY_BYTES", "1000"},
        {"BOLTMEM_HTTP_RATE_PER_SECOND", "5"},
    };
    const HttpConfig plain = *resolve(variables).http;
    CHECK(plain.port == 1);
    CHECK(plain.path == "/variable");
    CHECK(plain.allowed_hosts == std::vector<std::string>{"a.example", "b.example"});
    CHECK(plain.allowed_origins == std::vector<std::string>{"https://a.example"});
    CHECK(plain.tls_certificate == "/srv/project/cert.pem");
    CHECK(plain.tls_key == "/home/ann/key.pem");
    CHECK(plain.sessions);
    CHECK_FALSE(plain.reuse_port);
    CHECK(plain.allow_public_without_authorization);
    CHECK(plain.limits.max_body == 1000);
    CHECK(plain.limits.rate_per_second == 5);

    HttpFlags flags = listening("2");
    flags.path = "/flag";
    flags.hosts = {"c.example"};
    flags.reuse_port = true;
    const Settings settings = resolve(variables, flags);
    CHECK(settings.http->port == 2);
    CHECK(settings.http->path == "/flag");
    CHECK(settings.http->allowed_hosts == std::vector<std::string>{"c.example"});
    CHECK(settings.http->reuse_port);
}

TEST_CASE("values that cannot be used name their variable", "[settings]") {
    const auto one = [](const char* name, const char* value) {
        return refusal({{"BOLTMEM_HTTP", "1"}, {name, value}});
    };
    CHECK(one("BOLTMEM_HTTP_SESSIONS", "maybe").find("BOLTMEM_HTTP_SESSIONS") == 0);
    CHECK(one("BOLTMEM_HTTP_BODY_BYTES", "0").find("BOLTMEM_HTTP_BODY_BYTES") == 0);
    CHECK(one("BOLTMEM_HTTP_CONNECTIONS", "many").find("BOLTMEM_HTTP_CONNECTIONS") == 0);
}

TEST_CASE("every variable of HTTP is known as one", "[settings]") {
    CHECK(resolve({{"BOLTMEM_HTTP", "1"}, {"BOLTMEM_HTTP_RATE_BURST", "1"}}).warnings.empty());
    CHECK(resolve({{"BOLTMEM_HTTP_SESSION", "1"}}).warnings.size() == 1);
}

TEST_CASE("the URL that is printed is one that clients can use", "[settings]") {
    HttpConfig config;
    CHECK(mcp::app::http_url(config, 80) == "http://127.0.0.1:80/mcp");
    config.address = "::1";
    config.tls_certificate = "cert.pem";
    CHECK(mcp::app::http_url(config, 443) == "https://[::1]:443/mcp");
    config.address = "0.0.0.0";
    CHECK(mcp::app::http_url(config, 443) == "https://localhost:443/mcp");
}

TEST_CASE("serve takes the flags of HTTP", "[options]") {
    const auto line = mcp::app::parse_line(
        {"serve", "--http", "[::1]:1", "--allow-host", "a", "--allow-host", "b", "--sessions"},
        mcp::app::Input::other
    );
    REQUIRE(line.options.has_value());
    const HttpFlags& http = line.options->settings.http;
    CHECK(http.listen == "[::1]:1");
    CHECK(http.hosts == std::vector<std::string>{"a", "b"});
    CHECK(http.sessions);
    CHECK_FALSE(http.allow_public);
}

TEST_CASE(
    "a key that signs state is read from its file, long enough, and never shown", "[settings]"
) {
    const Settings settings =
        resolve({{"BOLTMEM_HTTP", "1"}, {"BOLTMEM_HTTP_STATE_KEY_FILE", "/secret/key"}});
    CHECK(settings.state_key == std::string(64, 'k'));
    for (const mcp::app::Setting& setting : settings.shown) {
        CHECK(setting.value.find("kkk") == std::string::npos);
    }
    const std::string problem =
        refusal({{"BOLTMEM_HTTP", "1"}, {"BOLTMEM_HTTP_STATE_KEY_FILE", "/secret/other"}});
    CHECK(problem.find("BOLTMEM_HTTP_STATE_KEY_FILE") != std::string::npos);
    CHECK(problem.find("32 bytes") != std::string::npos);
    CHECK(resolve({{"BOLTMEM_HTTP", "1"}}).state_key.empty());
    CHECK(resolve({{"BOLTMEM_HTTP_STATE_KEY_FILE", "/secret/other"}}).state_key.empty());
}
