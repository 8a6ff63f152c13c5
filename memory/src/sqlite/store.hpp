#pragma once
// The store over an embedded SQLite file: memory::Store with zero configuration.
// This header is all that the rest of the library knows of SQLite.

#include <memory/config.hpp>
#include <memory/store.hpp>

#include <memory>

namespace memory::sqlite {

/// Makes the store; no I/O, the first operation opens and migrates the file. Throws
/// Errc::invalid_argument for settings that cannot work. Calls may be made on any one executor.
///
/// Many processes may use one file at once. Writes of one process that wait together are committed
/// together, with one sync to disk; each keeps its own success or failure.
///
/// A cancelled read is interrupted. A write that is cancelled before its turn does not run; one
/// that has begun completes, though the call that waited for it ends with Errc::cancelled.
[[nodiscard]] std::unique_ptr<Store> make_store(SqliteConfig config);

}  // namespace memory::sqlite
