// Asks each library for its version: at run time where it is loaded then, so that the answer is
// what really runs and not what was compiled against.
#include "app/version.hpp"

#include "app/build_info.hpp"

#include <boost/version.hpp>
#include <nlohmann/json.hpp>
#include <openssl/crypto.h>
#include <sqlite3.h>

namespace mcp::app {
namespace {

std::string dotted(int major, int minor, int patch) {
    return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
}

std::string compiler() {
#if defined(__clang__)
    return "clang " + dotted(__clang_major__, __clang_minor__, __clang_patchlevel__);
#else
    return "g++ " + dotted(__GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#endif
}

}  // namespace

std::string version_text() {
    std::string text = "boltmem ";
    text += build_version();
    text += "\nrevision ";
    text += build_revision();
    text += "\nbuild    ";
    text += build_type();
    text += ", " + compiler();
    text += "\nSQLite   ";
    text += sqlite3_libversion();
    text += "\nOpenSSL  ";
    text += OpenSSL_version(OPENSSL_VERSION_STRING);
    text += "\nBoost    ";
    text += dotted(BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100);
    text += "\nJSON     nlohmann ";
    text += dotted(
        NLOHMANN_JSON_VERSION_MAJOR, NLOHMANN_JSON_VERSION_MINOR, NLOHMANN_JSON_VERSION_PATCH
    );
    return text;
}

}  // namespace mcp::app
