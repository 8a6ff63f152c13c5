// Fuzz target: a whole conversation in any order. The input is a list of steps: ask for something,
// or take some bytes from the server. So bytes meet the client in each of its states.
//
// A step's first byte below 0x20 is a request, by number; else it is the size of a piece that the
// server sends. Promises: requests only fail as configuration or usage; no more answers than
// requests; a violation is the end; what is clean has nothing pending.

#include "protocol/client.hpp"
#include "wire/version.hpp"

#include <bolt/error.hpp>

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
using bolt::protocol::ServerState;
using bolt::wire::Version;

// New ones go to the end: the corpus names them by number.
constexpr std::array<Version, 7> kVersions{
    Version(3, 0),
    Version(4, 2),
    Version(4, 4),
    Version(5, 0),
    Version(5, 4),
    Version(5, 8),
    Version(6, 1),
};
constexpr std::uint8_t kFirstSize = 0x20;

void require(bool promise) {
    if (!promise) {
        std::abort();
    }
}

void ask(Client& client, std::uint8_t what) {
    const bolt::AuthToken token = bolt::AuthToken::basic("neo4j", "secret");
    const bolt::protocol::TransactionExtra extra;
    switch (what % 14) {
        case 0:
            return client.hello(bolt::protocol::HelloRequest(), token);
        case 1:
            return client.logon(token);
        case 2:
            return client.logoff();
        case 3:
            return client.reset();
        case 4:
            return client.run("RETURN 1", bolt::Map(), &extra);
        case 5:
            return client.run("RETURN 2", bolt::Map(), nullptr);
        case 6:
            return client.begin(extra);
        case 7:
            return client.commit();
        case 8:
            return client.rollback();
        case 9:
            return client.pull(-1);
        case 10:
            return client.pull(2, 1);
        case 11:
            return client.discard(-1);
        case 12:
            return client.route(bolt::protocol::RouteRequest());
        default:
            return client.telemetry(bolt::protocol::TelemetryApi::auto_commit);
    }
}

/// Whether it was enqueued.
bool try_to_ask(Client& client, std::uint8_t what) {
    const std::size_t before = client.pending();
    try {
        ask(client, what);
        return true;
    } catch (const bolt::Error& error) {
        require(
            error.kind() == bolt::ErrorKind::configuration || error.kind() == bolt::ErrorKind::usage
        );
        require(client.pending() == before);
        return false;
    }
}

/// False when the connection came to its end.
bool drain(Client& client, std::size_t& answers) {
    for (;;) {
        switch (client.next_event().type) {
            case Event::Type::needs_more:
                return true;
            case Event::Type::violation:
                require(client.state() == ServerState::defunct && !client.is_clean());
                return false;
            case Event::Type::record:
                require(client.pending() > 0);
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
    if (size < 1) {
        return 0;
    }
    bolt::packstream::Limits limits;
    limits.max_message = 64 * 1024;
    Client client(kVersions[data[0] % kVersions.size()], limits);
    std::span<const std::uint8_t> steps(data + 1, size - 1);
    std::size_t asked = 0;
    std::size_t answers = 0;
    while (!steps.empty()) {
        const std::uint8_t step = steps.front();
        steps = steps.subspan(1);
        if (step < kFirstSize) {
            asked += try_to_ask(client, step) ? 1U : 0U;
            client.consume(client.output().size());
            continue;
        }
        const std::size_t taken = std::min(std::size_t{step} - kFirstSize, steps.size());
        const std::span<const std::uint8_t> part = steps.first(taken);
        const std::vector<std::uint8_t> piece(part.begin(), part.end());
        steps = steps.subspan(taken);
        client.feed(piece);
        if (!drain(client, answers)) {
            break;
        }
        require(answers + client.pending() == asked);
        require(!client.is_clean() || client.pending() == 0);
    }
    require(answers <= asked);
    return 0;
}
