// Fuzz target: any bytes as a server's answers to a client with a full pipeline, in a version and
// in pieces that the first two bytes choose. Promises: no exception, at most one final answer per
// request, a violation is the end, and every record can be read or says why not.

#include "protocol/client.hpp"
#include "wire/version.hpp"

#include <bolt/error.hpp>
#include <bolt/record.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

namespace {

using bolt::protocol::Client;
using bolt::protocol::Event;
using bolt::wire::Version;

// New ones go to the end: the corpus names them by number.
constexpr std::array<Version, 6> kVersions{
    Version(4, 4), Version(5, 0), Version(5, 4), Version(5, 8), Version(6, 0), Version(6, 1)
};

void read_all(std::span<const bolt::detail::Cell> cells) {
    for (const bolt::detail::Cell& cell : cells) {
        try {
            (void)bolt::ValueView(cell).to_value();
        } catch (const bolt::Error& error) {
            if (error.kind() != bolt::ErrorKind::type) {
                std::abort();
            }
        }
    }
}

/// Log-on, an auto-commit query, a RESET and a transaction, all in one pipeline.
void ask(Client& client) {
    client.hello(bolt::protocol::HelloRequest(), bolt::AuthToken::none());
    if (client.features().logon) {
        client.logon(bolt::AuthToken::none());
    }
    client.run("RETURN 1", bolt::Map(), nullptr);
    client.pull(-1);
    client.reset();
    client.begin(bolt::protocol::TransactionExtra());
    client.run("RETURN 2", bolt::Map(), nullptr);
    client.pull(2);
    client.commit();
}

/// False when the connection came to its end.
bool drain(Client& client, std::size_t& answers) {
    for (;;) {
        auto&& event = client.next_event();
        switch (event.type) {
            case Event::Type::needs_more:
                return true;
            case Event::Type::violation:
                if (client.next_event().type != Event::Type::violation) {
                    std::abort();
                }
                return false;
            case Event::Type::record:
                read_all(event.cells);
                break;
            case Event::Type::success:
            case Event::Type::failure:
            case Event::Type::ignored:
                ++answers;
                break;
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) {
        return 0;
    }
    bolt::packstream::Limits limits;
    limits.max_message = 64 * 1024;
    Client client(kVersions[data[0] % kVersions.size()], limits);
    ask(client);
    const std::size_t asked = client.pending();
    const std::size_t piece = std::size_t{data[1]} * 4 + 1;
    std::span<const std::uint8_t> stream(data + 2, size - 2);
    std::size_t answers = 0;
    while (!stream.empty()) {
        const std::span<const std::uint8_t> part = stream.first(std::min(piece, stream.size()));
        const std::vector<std::uint8_t> copy(part.begin(), part.end());
        stream = stream.subspan(part.size());
        client.feed(copy);
        if (!drain(client, answers)) {
            break;
        }
    }
    if (answers > asked) {
        std::abort();
    }
    return 0;
}
