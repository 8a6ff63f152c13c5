// Streams of a session outlive the connections that carry them: a reader that is lost is replaced
// by the next that asks for the stream, which first gets what it missed.

#include "http_server/session.hpp"

#include "http/sse_encoder.hpp"

#include <utility>
#include <vector>

namespace mcp::http_server {
namespace {

/// What clients wait before they come back for a stream that ended without its answer.
constexpr std::chrono::milliseconds kReconnectAfter{1'000};

/// The peer's way to the GET stream. Owned by the peer, which the session owns.
class Outlet final : public api::Exchange {
  public:
    explicit Outlet(std::weak_ptr<Session> session) : session_(std::move(session)) {}

    void send(std::string_view message) override {
        if (const auto session = session_.lock()) {
            session->publish(Session::kOutlet, message);
        }
    }

    void finish(protocol::Reply /*reply*/) override {}  // answers nothing

  private:
    std::weak_ptr<Session> session_;
};

}  // namespace

Session::Session(
    std::string id,
    std::string owner,
    std::shared_ptr<api::Peer> peer,
    std::size_t max_events,
    std::size_t max_bytes
)
    : id_(std::move(id)),
      owner_(std::move(owner)),
      peer_(std::move(peer)),
      log_(max_events, max_bytes) {}

Session::~Session() {
    peer_->close();
}

void Session::join(SessionClient& client) {
    clients_.insert(&client);
}

void Session::leave(SessionClient& client) {
    clients_.erase(&client);
    stop_reading(client);
}

void Session::stop_reading(SessionClient& client) {
    for (auto& [stream, reader] : readers_) {
        if (reader == &client) {
            reader = nullptr;
        }
    }
}

std::uint64_t Session::open_stream() {
    readers_.emplace(++last_stream_, nullptr);
    return last_stream_;
}

std::string Session::priming(std::uint64_t stream) {
    const http::EventPosition position = log_.add(stream, {});
    std::string out;
    http::append_priming(out, http::event_id(position), kReconnectAfter);
    return out;
}

void Session::publish(std::uint64_t stream, std::string_view message) {
    const http::EventPosition position = log_.add(stream, message);
    const auto found = readers_.find(stream);
    if (found != readers_.end() && found->second != nullptr) {
        std::string event;
        http::append_event(event, message, http::event_id(position));
        found->second->show(event);
    }
}

void Session::close_stream(std::uint64_t stream) {
    const auto node = readers_.extract(stream);
    if (!node.empty() && node.mapped() != nullptr) {
        node.mapped()->end_of_stream();
    }
}

bool Session::is_read(std::uint64_t stream) const {
    const auto found = readers_.find(stream);
    return found != readers_.end() && found->second != nullptr;
}

void Session::attach(std::uint64_t stream, SessionClient& client) {
    const auto [at, opened] = readers_.emplace(stream, nullptr);
    if (opened && stream == kOutlet) {
        peer_->set_outlet(std::make_shared<Outlet>(weak_from_this()));
    }
    SessionClient* before = std::exchange(at->second, &client);
    if (before != nullptr && before != &client) {
        before->end_of_stream();
    }
}

bool Session::knows(const http::EventPosition& position) const {
    return position.stream <= last_stream_ && log_.reached(position.event);
}

std::string Session::replay(const http::EventPosition& position) const {
    std::string out;
    log_.replay_after(position, [&](const http::EventLog::Entry& entry) {
        if (!entry.data.empty()) {  // a priming event has nothing to say a second time
            http::append_event(out, entry.data, http::event_id(entry.position));
        }
    });
    return out;
}

void Session::end_streams() {
    std::vector<SessionClient*> readers;
    for (auto& [stream, reader] : readers_) {
        if (stream == kOutlet && reader != nullptr) {
            readers.push_back(std::exchange(reader, nullptr));
        }
    }
    for (SessionClient* reader : readers) {
        reader->end_of_stream();
    }
}

void Session::end() {
    if (std::exchange(ended_, true)) {
        return;
    }
    const auto self = weak_from_this().lock();  // its clients may hold the last reference
    peer_->close();
    readers_.clear();
    const std::set<SessionClient*> clients = std::exchange(clients_, {});
    for (SessionClient* client : clients) {
        client->end_of_session();
    }
}

}  // namespace mcp::http_server
