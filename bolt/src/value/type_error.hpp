#pragma once
// Puts the place before the text of a type error: a column of a record, a field of a struct.
// For catch blocks of readers, where the conversion itself does not know where it is.

#include <bolt/error.hpp>

#include <string>

namespace bolt::detail {

/// Throws the current exception again; when it is about a type, with its place before the text.
[[noreturn]] inline void rethrow_at(const std::string& place) {
    try {
        throw;
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::type) {
            throw;
        }
        throw Error(ErrorKind::type, place + ": " + error.what());
    }
}

}  // namespace bolt::detail
