// Sockets of the test's server; see bolt_server.hpp.
// The state outlives the server object, because its coroutines end later.

#include "support/bolt_server.hpp"

#include "wire/dechunker.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <exception>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace support {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr std::size_t kMaxMessage = std::size_t{16} * 1024 * 1024;
constexpr std::uint8_t kGoodbye = 0x02;
const std::string kHandshake = "handshake";

/// A connection, as its coroutines hand it on.
struct Client {
    Client(tcp::socket& of, std::size_t count) : socket(of), number(count) {}

    tcp::socket& socket;
    std::size_t number;
};

}  // namespace

/// Its coroutines are given the state, because they may begin after the server object is gone.
struct BoltServer::State {
    State(const asio::any_io_executor& executor, MakeBrain make, BoltServerOptions settings)
        : acceptor(executor, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
          make_brain(std::move(make)),
          options(std::move(settings)) {}

    asio::awaitable<void> accept_all(std::shared_ptr<State> self);
    asio::awaitable<void> serve(
        std::shared_ptr<State> self, std::shared_ptr<tcp::socket> socket, std::size_t number
    );
    template <class Stream>
    asio::awaitable<void> converse(Stream& stream, Client& client, Brain& brain);
    template <class Stream>
    asio::awaitable<void> shake_hands(Stream& stream, Client& client, Brain& brain);
    /// Asks the hook.
    template <class Stream>
    asio::awaitable<void> before_read(Stream& stream, Client& client, std::string name);
    /// Throws eof when that is the end of the conversation.
    template <class Stream>
    asio::awaitable<void> end_here(Stream& stream, Client& client, Ending ending);
    template <class Stream>
    asio::awaitable<void> send(
        Stream& stream,
        Client& client,
        const std::string& name,
        const std::vector<std::uint8_t>& bytes,
        const std::vector<std::size_t>& ends
    );
    /// True when the conversation is over.
    template <class Stream>
    asio::awaitable<bool> perform(
        Stream& stream, Client& client, const std::string& name, const Reply& reply
    );
    /// The same.
    template <class Stream>
    asio::awaitable<bool> answer(
        Stream& stream, Client& client, Brain& brain, std::span<const std::uint8_t> message
    );
    /// The same.
    template <class Stream>
    asio::awaitable<bool> end(Stream& stream, Client& client, Ending ending);

    tcp::acceptor acceptor;
    MakeBrain make_brain;
    BoltServerOptions options;
    std::map<std::size_t, std::weak_ptr<tcp::socket>> sockets;
    std::atomic<std::size_t> accepted{0};
    std::atomic<std::size_t> open{0};
    std::string problem;
};

asio::awaitable<void> BoltServer::State::accept_all(std::shared_ptr<State> self) {
    const asio::any_io_executor executor = acceptor.get_executor();
    for (;;) {
        auto socket = std::make_shared<tcp::socket>(executor);
        const auto [error] =
            co_await acceptor.async_accept(*socket, asio::as_tuple(asio::use_awaitable));
        if (error) {
            co_return;
        }
        socket->set_option(tcp::no_delay(true));
        const std::size_t number = accepted++;
        ++open;
        sockets[number] = socket;
        asio::co_spawn(executor, serve(self, std::move(socket), number), asio::detached);
    }
}

asio::awaitable<void> BoltServer::State::serve(
    std::shared_ptr<State> /*self*/, std::shared_ptr<tcp::socket> socket, std::size_t number
) {
    try {
        const std::shared_ptr<Brain> brain = make_brain(number);
        Client client(*socket, number);
        const Reply greeting = brain->on_connect();
        const bool over = co_await perform(*socket, client, kHandshake, greeting);
        if (over) {
            throw boost::system::system_error(asio::error::eof);
        }
        if (options.tls) {
            asio::ssl::stream<tcp::socket&> stream(*socket, *options.tls);
            co_await stream.async_handshake(asio::ssl::stream_base::server, asio::use_awaitable);
            co_await converse(stream, client, *brain);
        } else {
            co_await converse(*socket, client, *brain);
        }
    } catch (const boost::system::system_error&) {
        // The client went away, which tests do on purpose.
    } catch (const std::exception& error) {
        problem = error.what();
    }
    boost::system::error_code ignored;
    socket->close(ignored);
    sockets.erase(number);
    --open;
}

template <class Stream>
asio::awaitable<void> BoltServer::State::end_here(Stream& stream, Client& client, Ending ending) {
    const bool over = co_await end(stream, client, ending);
    if (over) {
        throw boost::system::system_error(asio::error::eof);
    }
}

template <class Stream>
asio::awaitable<void> BoltServer::State::before_read(
    Stream& stream, Client& client, std::string name
) {
    if (!options.on_step) {
        co_return;
    }
    const Ending ending = options.on_step(ServerStep(client.number, true, std::move(name)));
    co_await end_here(stream, client, ending);
}

template <class Stream>
asio::awaitable<void> BoltServer::State::shake_hands(Stream& stream, Client& client, Brain& brain) {
    std::array<std::uint8_t, 20> opening{};
    co_await before_read(stream, client, kHandshake);
    co_await asio::async_read(stream, asio::buffer(opening), asio::use_awaitable);
    const std::vector<std::uint8_t> magic{0x60, 0x60, 0xB0, 0x17};
    if (!std::equal(magic.begin(), magic.end(), opening.begin())) {
        throw std::runtime_error("the client did not begin with Bolt's magic number");
    }
    if (const std::optional<Reply> other = brain.on_opening()) {
        const bool over = co_await perform(stream, client, kHandshake, *other);
        if (over) {
            throw boost::system::system_error(asio::error::eof);
        }
        co_return;
    }
    std::vector<std::uint8_t> choice{0, 0, options.version.minor, options.version.major};
    if (!options.handshake_answer.empty()) {
        choice = options.handshake_answer;
    } else if (options.manifest && !options.manifest_answer.empty()) {
        choice = options.manifest_answer;
    } else if (options.manifest) {
        // One range: the wanted version alone. No capabilities.
        const std::vector<std::uint8_t> manifest{0, 0, 1, 0xFF, 1};
        choice.insert(choice.begin(), manifest.begin(), manifest.end());
        choice.push_back(0);
    }
    const std::vector<std::size_t> whole(1, choice.size());
    co_await send(stream, client, kHandshake, choice, whole);
    if (!options.handshake_answer.empty()) {
        throw boost::system::system_error(asio::error::eof);
    }
    if (options.manifest) {
        std::array<std::uint8_t, 5> chosen{};
        co_await before_read(stream, client, kHandshake);
        co_await asio::async_read(stream, asio::buffer(chosen), asio::use_awaitable);
        const std::array<std::uint8_t, 5> wanted{
            0, 0, options.version.minor, options.version.major, 0
        };
        if (chosen != wanted) {
            throw std::runtime_error("the client chose another version from the manifest");
        }
    }
}

/// In pieces when such are wanted, message by message when somebody counts them, else at once.
template <class Stream>
asio::awaitable<void> BoltServer::State::send(
    Stream& stream,
    Client& client,
    const std::string& name,
    const std::vector<std::uint8_t>& bytes,
    const std::vector<std::size_t>& ends
) {
    std::size_t message = 0;
    std::size_t sent = 0;
    for (std::size_t at = 0; at < bytes.size();) {
        std::size_t to = bytes.size();
        if (options.piece != 0) {
            to = std::min(at + options.piece, bytes.size());
        } else if (options.on_step) {
            to = ends[message++];
        }
        Ending ending = Ending::none;
        if (options.on_step) {
            ending = options.on_step(ServerStep(client.number, false, name));
        }
        // What is held back belongs to the steps before this one.
        if (ending != Ending::none && at > sent) {
            const auto held = asio::buffer(bytes.data() + sent, at - sent);
            co_await asio::async_write(stream, held, asio::use_awaitable);
            sent = at;
        }
        co_await end_here(stream, client, ending);
        at = to;
        if (!options.gather || at == bytes.size()) {
            const auto piece = asio::buffer(bytes.data() + sent, at - sent);
            co_await asio::async_write(stream, piece, asio::use_awaitable);
            sent = at;
        }
    }
}

template <class Stream>
asio::awaitable<bool> BoltServer::State::end(Stream& stream, Client& client, Ending ending) {
    switch (ending) {
        case Ending::none:
            break;
        case Ending::close:
            co_return true;
        case Ending::reset:
            client.socket.set_option(asio::socket_base::linger(true, 0));
            co_return true;
        case Ending::half_close:
            client.socket.shutdown(tcp::socket::shutdown_send);
            break;
        case Ending::endless:
            break;  // see perform()
        case Ending::stall: {
            // Reads on without an answer, so that the client's end is noticed.
            std::array<std::uint8_t, 256> dropped{};
            for (;;) {
                co_await stream.async_read_some(asio::buffer(dropped), asio::use_awaitable);
            }
        }
    }
    co_return false;
}

template <class Stream>
asio::awaitable<bool> BoltServer::State::perform(
    Stream& stream, Client& client, const std::string& name, const Reply& reply
) {
    if (reply.delay().count() > 0) {
        asio::steady_timer timer(client.socket.get_executor(), reply.delay());
        co_await timer.async_wait(asio::use_awaitable);
    }
    if (reply.is_beneath_tls()) {
        co_await send(client.socket, client, name, reply.bytes(), reply.ends());
    } else {
        co_await send(stream, client, name, reply.bytes(), reply.ends());
    }
    while (reply.ending() == Ending::endless) {
        co_await asio::async_write(stream, asio::buffer(reply.repeated()), asio::use_awaitable);
    }
    const bool over = co_await end(stream, client, reply.ending());
    co_return over;
}

template <class Stream>
asio::awaitable<bool> BoltServer::State::answer(
    Stream& stream, Client& client, Brain& brain, std::span<const std::uint8_t> message
) {
    const BoltRequest request = decode_request(message);
    const Reply reply = brain.on_request(request);
    const bool over = co_await perform(stream, client, request.name, reply);
    co_return over || request.tag == kGoodbye;
}

template <class Stream>
asio::awaitable<void> BoltServer::State::converse(Stream& stream, Client& client, Brain& brain) {
    co_await shake_hands(stream, client, brain);
    bolt::wire::Dechunker dechunker(kMaxMessage);
    std::vector<std::uint8_t> buffer(std::size_t{64} * 1024);
    for (;;) {
        co_await before_read(stream, client, std::string());
        const std::size_t size =
            co_await stream.async_read_some(asio::buffer(buffer), asio::use_awaitable);
        std::span<const std::uint8_t> input(buffer.data(), size);
        std::span<const std::uint8_t> message;
        while (dechunker.next(input, message) == bolt::wire::DechunkStatus::message) {
            const bool over = co_await answer(stream, client, brain, message);
            if (over) {
                co_return;
            }
        }
    }
}

BoltServer::BoltServer(
    const asio::any_io_executor& executor, MakeBrain make_brain, BoltServerOptions options
)
    : state_(std::make_shared<State>(executor, std::move(make_brain), std::move(options))) {
    asio::co_spawn(executor, state_->accept_all(state_), asio::detached);
}

BoltServer::~BoltServer() {
    stop();
}

std::uint16_t BoltServer::port() const noexcept {
    return state_->acceptor.local_endpoint().port();
}

std::string BoltServer::uri(const std::string& scheme) const {
    return scheme + "://127.0.0.1:" + std::to_string(port());
}

std::size_t BoltServer::accepted() const noexcept {
    return state_->accepted;
}

std::size_t BoltServer::open() const noexcept {
    return state_->open;
}

std::string BoltServer::problem() const {
    return state_->problem;
}

void BoltServer::drop_connections() {
    for (const auto& [number, weak] : state_->sockets) {
        if (const auto socket = weak.lock()) {
            boost::system::error_code ignored;
            socket->close(ignored);
        }
    }
}

void BoltServer::stop() {
    boost::system::error_code ignored;
    state_->acceptor.close(ignored);
    drop_connections();
}

}  // namespace support
