#pragma once
// Fetches one document over https, or over http from this machine: a key set of an issuer.
// One connection for one request; no redirects, no proxies, no cookies.

#include "auth/key_url.hpp"

#include <mcp/task.hpp>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>

namespace mcp::auth {

struct HttpGet {
    HttpGet() = default;
    KeyUrl url;
    /// PEM file with the authorities to trust; empty = those of the system.
    std::filesystem::path authorities;
    std::chrono::milliseconds timeout{5'000};         ///< for all of it
    std::size_t max_bytes = std::size_t{512} * 1024;  ///< of the document
};

/// The document. Runs on the executor of the awaiting coroutine. Throws Error, naming the host and
/// the reason, when the answer is not a 200 within the time and size, or the server's certificate
/// is not good for the URL's host. A look-up of the name that hangs cannot be ended: then the
/// error comes when the system gives up.
Task<std::string> http_get(HttpGet request);

}  // namespace mcp::auth
