#pragma once
// What was compiled: filled in by a source file that each build generates
// (scripts/cmake/build_info.cmake). Link the target boltmem_build_info to use it.

#include <string_view>

namespace mcp::app {

/// From CMake's project(VERSION), "0.1.0".
[[nodiscard]] std::string_view build_version() noexcept;

/// Short git hash, with "+changes" when the libraries' folders differ from it; "unknown" outside
/// git.
[[nodiscard]] std::string_view build_revision() noexcept;

/// CMake's build type: "Debug", "Release".
[[nodiscard]] std::string_view build_type() noexcept;

}  // namespace mcp::app
