// Reading of the HTTP settings. Each is a flag of `serve` or a variable; lists come as repeated
// flags or as one variable with commas.
#include "app/http_settings.hpp"

#include "app/usage_error.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace mcp::app {
namespace {

constexpr std::string_view kLoopback = "127.0.0.1";

/// `127.0.0.1:8080`, `[::1]:8080`, or a port alone.
void read_listen(const Given& given, HttpConfig& config) {
    std::string_view text = given.value;
    std::string_view address = kLoopback;
    if (const std::size_t colon = text.rfind(':'); colon != std::string_view::npos) {
        address = text.substr(0, colon);
        text.remove_prefix(colon + 1);
        if (address.starts_with('[') && address.ends_with(']')) {
            address = address.substr(1, address.size() - 2);
        } else if (address.find(':') != std::string_view::npos) {
            address = {};  // an IPv6 address needs its brackets
        }
    }
    std::uint16_t port = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), port);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size() || address.empty()) {
        throw UsageError(
            given.origin + " is \"" + given.value +
            "\"; give ADDRESS:PORT such as 127.0.0.1:8080 or [::1]:8080, or a port alone"
        );
    }
    config.address = address == "localhost" ? kLoopback : address;
    config.port = port;
}

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(','), text.size());
        std::string_view item = text.substr(0, comma);
        text.remove_prefix(std::min(comma + 1, text.size()));
        const std::size_t first = item.find_first_not_of(' ');
        if (first != std::string_view::npos) {
            item = item.substr(first, item.find_last_not_of(' ') - first + 1);
            out.emplace_back(item);
        }
    }
    return out;
}

std::string join(const std::vector<std::string>& items) {
    std::string out;
    for (const std::string& item : items) {
        out += (out.empty() ? "" : ", ") + item;
    }
    return out;
}

void read_list(
    const std::vector<std::string>& flags,
    std::string_view flag,
    std::string_view variable,
    const std::string& name,
    SettingReader& reader,
    std::vector<std::string>& out
) {
    if (!flags.empty()) {
        out = flags;
        return reader.show(name, join(out), std::string(flag));
    }
    if (const auto given = reader.variable({variable})) {
        out = split(given->value);
        reader.show(name, join(out), given->origin);
    }
}

void read_switch(
    bool flag,
    std::string_view flag_name,
    std::string_view variable,
    const std::string& name,
    SettingReader& reader,
    bool& out
) {
    std::string origin(kDefaultOrigin);
    if (flag) {
        out = true;
        origin = flag_name;
    } else if (const auto given = reader.variable({variable})) {
        out = SettingReader::read_bool(*given);
        origin = given->origin;
    }
    reader.show(name, out ? "yes" : "no", std::move(origin));
}

void read_file(
    const std::optional<std::string>& flag,
    std::string_view flag_name,
    std::string_view variable,
    const std::string& name,
    SettingReader& reader,
    std::filesystem::path& out
) {
    if (const auto given = reader.flag_or_variable(flag, flag_name, {variable})) {
        out = reader.absolute(given->value, given->origin);
        reader.show(name, out.string(), given->origin);
    }
}

void read_limits(SettingReader& reader, HttpLimits& limits) {
    const auto size =
        [&](const char* name, std::string_view variable, std::size_t standard, std::int64_t highest
        ) {
            return static_cast<std::size_t>(
                reader.number(name, variable, static_cast<std::int64_t>(standard), 1, highest)
            );
        };
    limits.max_connections =
        size("connections at most", "BOLTMEM_HTTP_CONNECTIONS", limits.max_connections, 1'000'000);
    limits.max_body = size("body bytes", "BOLTMEM_HTTP_BODY_BYTES", limits.max_body, 1'073'741'824);
    limits.idle_timeout = std::chrono::milliseconds(reader.number(
        "idle timeout (ms)",
        "BOLTMEM_HTTP_IDLE_TIMEOUT_MS",
        limits.idle_timeout.count(),
        1,
        86'400'000
    ));
    limits.drain_timeout = std::chrono::milliseconds(reader.number(
        "drain timeout (ms)",
        "BOLTMEM_HTTP_DRAIN_TIMEOUT_MS",
        limits.drain_timeout.count(),
        1,
        3'600'000
    ));
    limits.rate_per_second = static_cast<std::uint32_t>(
        reader.number("requests a second", "BOLTMEM_HTTP_RATE_PER_SECOND", 0, 0, 1'000'000)
    );
    limits.rate_burst = static_cast<std::uint32_t>(
        reader.number("requests at once", "BOLTMEM_HTTP_RATE_BURST", 0, 0, 1'000'000)
    );
}

}  // namespace

std::optional<HttpConfig> resolve_http(const HttpFlags& flags, SettingReader& reader) {
    const auto listen = reader.flag_or_variable(flags.listen, "--http", {"BOLTMEM_HTTP"});
    if (!listen.has_value()) {
        return std::nullopt;
    }
    HttpConfig config;
    read_listen(*listen, config);
    reader.show("http", listen->value, listen->origin);
    if (const auto path = reader.flag_or_variable(flags.path, "--path", {"BOLTMEM_HTTP_PATH"})) {
        config.path = path->value;
        reader.show("path", config.path, path->origin);
    } else {
        reader.show("path", config.path, std::string(kDefaultOrigin));
    }
    read_list(
        flags.hosts,
        "--allow-host",
        "BOLTMEM_HTTP_ALLOWED_HOSTS",
        "allowed hosts",
        reader,
        config.allowed_hosts
    );
    read_list(
        flags.origins,
        "--allow-origin",
        "BOLTMEM_HTTP_ALLOWED_ORIGINS",
        "allowed origins",
        reader,
        config.allowed_origins
    );
    read_file(
        flags.certificate,
        "--tls-certificate",
        "BOLTMEM_HTTP_TLS_CERTIFICATE",
        "TLS certificate",
        reader,
        config.tls_certificate
    );
    read_file(flags.key, "--tls-key", "BOLTMEM_HTTP_TLS_KEY", "TLS key", reader, config.tls_key);
    read_switch(
        flags.sessions,
        "--sessions",
        "BOLTMEM_HTTP_SESSIONS",
        "legacy sessions",
        reader,
        config.sessions
    );
    read_switch(
        flags.reuse_port,
        "--reuse-port",
        "BOLTMEM_HTTP_REUSE_PORT",
        "shared port",
        reader,
        config.reuse_port
    );
    read_switch(
        flags.allow_public,
        "--allow-public",
        "BOLTMEM_HTTP_ALLOW_PUBLIC",
        "public without authorization",
        reader,
        config.allow_public_without_authorization
    );
    read_limits(reader, config.limits);
    return config;
}

std::string http_url(const HttpConfig& config, std::uint16_t port) {
    const bool any = config.address == "0.0.0.0" || config.address == "::";
    std::string host = any ? std::string("localhost") : config.address;
    if (host.find(':') != std::string::npos) {
        host.insert(0, 1, '[');
        host += ']';
    }
    return (config.tls_certificate.empty() ? "http://" : "https://") + host + ":" +
           std::to_string(port) + config.path;
}

}  // namespace mcp::app
