// Failures in words; see failure_text.hpp.
// A failure that may pass by itself says so, because a model would otherwise give up or loop.

#include "tools/failure_text.hpp"

#include <utility>

namespace mcp::tools {

namespace {

/// "create_relationship" -> "create relationship", as in `Failed to create relationship: …`.
std::string operation_words(std::string_view tool) {
    std::string words(tool);
    for (char& c : words) {
        if (c == '_') {
            c = ' ';
        }
    }
    return words;
}

}  // namespace

std::string store_failure_text(std::string_view operation, const memory::Error& error) {
    const std::string failed = "Failed to " + std::string(operation) + ": " + error.what();
    switch (error.code()) {
        case memory::Errc::invalid_argument:
            return std::string("Validation error: ") + error.what();
        case memory::Errc::cycle:
            return std::string("Relationship error: ") + error.what();
        case memory::Errc::not_found:
            return error.what();
        case memory::Errc::outcome_unknown:
            return failed +
                   ". It may have been stored: look before you repeat it, or repeat it with a key";
        case memory::Errc::unavailable:
        case memory::Errc::timeout:
            return failed +
                   ". Try again in a while; if it stays so, the user can find out more with "
                   "`boltmem doctor`";
        case memory::Errc::overloaded:
            return failed + ". Try again later";
        default:
            return failed;
    }
}

std::string tool_failure_text(std::string_view tool, std::exception_ptr failure) {
    const std::string operation = operation_words(tool);
    try {
        std::rethrow_exception(std::move(failure));
    } catch (const memory::Error& error) {
        if (tool == "create_relationship" && error.code() == memory::Errc::not_found) {
            return std::string("Relationship error: ") + error.what();
        }
        return store_failure_text(operation, error);
    } catch (const std::exception& error) {
        return "Failed to " + operation + ": " + error.what();
    }
}

}  // namespace mcp::tools
