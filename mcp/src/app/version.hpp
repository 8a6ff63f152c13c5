#pragma once
// The text of --version: this build, and the libraries that it runs with.
// Its first line is `boltmem VERSION`, which scripts may rely on.

#include <string>

namespace mcp::app {

/// Name and version, then revision, build type, compiler and libraries, one per line.
[[nodiscard]] std::string version_text();

}  // namespace mcp::app
