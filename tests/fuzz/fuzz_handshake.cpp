// Fuzz target: any bytes as a server's answer to the handshake, fed whole and byte by byte.
// Promises: both end alike, a chosen version is one that we speak, a refusal says why.

#include "wire/handshake.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using bolt::wire::Handshake;
    const std::span<const std::uint8_t> answer(data, size);

    Handshake whole;
    std::span<const std::uint8_t> rest = answer;
    const Handshake::Status status = whole.feed(rest);

    Handshake bytewise;
    Handshake::Status last = Handshake::Status::needs_more;
    std::size_t taken = 0;
    while (taken < size && last == Handshake::Status::needs_more) {
        std::span<const std::uint8_t> byte = answer.subspan(taken, 1);
        last = bytewise.feed(byte);
        ++taken;
    }
    if (last != status || taken != size - rest.size() || whole.version() != bytewise.version() ||
        whole.reply() != bytewise.reply() || whole.problem() != bytewise.problem()) {
        std::abort();
    }
    if (status == Handshake::Status::done && !bolt::wire::is_supported(whole.version())) {
        std::abort();
    }
    if (status == Handshake::Status::failed && whole.problem().empty()) {
        std::abort();
    }
    return 0;
}
