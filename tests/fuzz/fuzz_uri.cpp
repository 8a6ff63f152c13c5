// Fuzz target: any text as a connection URI, and as an address of a routing table.
// Promises: refused by an Error of kind usage or configuration alone; an address that was read is
// written as a text that reads back as itself.

#include "api/uri.hpp"

#include <bolt/address.hpp>
#include <bolt/error.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

void require(bool promise) {
    if (!promise) {
        std::abort();
    }
}

void require_refusal(const bolt::Error& error) {
    require(
        error.kind() == bolt::ErrorKind::usage || error.kind() == bolt::ErrorKind::configuration
    );
    require(error.what()[0] != '\0');
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(data, data + size);
    try {
        const bolt::api::Uri uri = bolt::api::parse_uri(text);
        require(!uri.address.host.empty());
        require(uri.routing || uri.routing_context.size() == 0);
        require(bolt::Address::parse(uri.address.to_string()) == uri.address);
    } catch (const bolt::Error& error) {
        require_refusal(error);
    }
    try {
        const bolt::Address address = bolt::Address::parse(text);
        require(!address.host.empty());
        require(bolt::Address::parse(address.to_string()) == address);
    } catch (const bolt::Error& error) {
        require_refusal(error);
    }
    return 0;
}
