// Driving and checking a client; see client_script.hpp.
// Received bytes are copied per piece, so that a sanitizer sees views that outlive their input.

#include "client_script.hpp"

#include "support/catch.hpp"
#include "wire/chunker.hpp"

#include <bolt/record.hpp>

#include <algorithm>

namespace bolt::test {

namespace {

/// A value as show() writes it.
std::string text_of(const Value& value) {
    // As the only field of an otherwise unknown message, without the message's name.
    const std::string shown = show(message(0x00, {value}));
    return shown.substr(shown.find(' ') + 1);
}

}  // namespace

Script::Script(wire::Version version, packstream::Limits limits) : client_(version, limits) {}

Script& Script::ask(const std::function<void(protocol::Client&)>& requests) {
    requests(client_);
    return *this;
}

Script& Script::sends(const std::vector<std::string>& expected) {
    std::vector<std::string> sent;
    for (const ByteVector& body : messages_of(client_.output())) {
        sent.push_back(show(body));
    }
    CHECK(sent == expected);
    client_.consume(client_.output().size());
    CHECK(client_.output().empty());
    return *this;
}

Script& Script::sends_all() {
    client_.consume(client_.output().size());
    return *this;
}

Script& Script::answers(const std::vector<ByteVector>& messages) {
    ByteVector stream;
    for (const ByteVector& body : messages) {
        wire::append_chunked(stream, body);
    }
    return receives(stream, stream.size());
}

Script& Script::receives(std::span<const std::uint8_t> stream, std::size_t piece) {
    while (!stream.empty()) {
        const std::size_t size = std::min(piece, stream.size());
        const ByteVector copy(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(size));
        stream = stream.subspan(size);
        client_.feed(copy);
        drain();
    }
    return *this;
}

void Script::drain() {
    for (;;) {
        const protocol::Event event = client_.next_event();
        const std::string request(protocol::to_string(event.request));
        switch (event.type) {
            case protocol::Event::Type::needs_more:
                return;
            case protocol::Event::Type::record: {
                List values;
                for (const detail::Cell& cell : event.cells) {
                    values.push_back(ValueView(cell).to_value());
                }
                events_.push_back("record " + text_of(values));
                break;
            }
            case protocol::Event::Type::success:
                events_.push_back("success " + request + " " + text_of(event.metadata.to_value()));
                break;
            case protocol::Event::Type::failure:
                failure_ = event.error;
                events_.push_back("failure " + request + " " + event.error.code);
                break;
            case protocol::Event::Type::ignored:
                events_.push_back("ignored " + request);
                break;
            case protocol::Event::Type::violation:
                problem_ = event.problem;
                // The client says the same from now on; once is enough.
                if (events_.empty() || events_.back() != "violation") {
                    events_.emplace_back("violation");
                }
                return;
        }
    }
}

Script& Script::events(const std::vector<std::string>& expected) {
    INFO(problem_);
    CHECK(events_ == expected);
    events_.clear();
    return *this;
}

Script& Script::state(protocol::ServerState expected) {
    CHECK(to_string(client_.state()) == to_string(expected));
    return *this;
}

Script& Script::log_on() {
    client_.hello(protocol::HelloRequest(), AuthToken::none());
    answers({success()});
    if (client_.features().logon) {
        client_.logon(AuthToken::none());
        answers({success()});
    }
    client_.consume(client_.output().size());
    events_.clear();
    REQUIRE(client_.state() == protocol::ServerState::ready);
    REQUIRE(client_.is_clean());
    return *this;
}

Script ready(wire::Version version) {
    Script script(version);
    script.log_on();
    return script;
}

void run_and_pull(protocol::Client& client) {
    client.run("Q", Map(), nullptr);
    client.pull(2);
}

ByteVector success(const Map& metadata) {
    return message(0x70, {metadata});
}

ByteVector success(std::string key, Value value) {
    Map metadata;
    metadata.set(std::move(key), std::move(value));
    return success(metadata);
}

ByteVector record(const List& values) {
    // Not {values}: that would be a copy of the list, not a list of it.
    List fields;
    fields.emplace_back(values);
    return message(0x71, fields);
}

ByteVector failure(const std::string& code, const std::string& text) {
    Map metadata;
    metadata.set("code", code).set("message", text);
    return message(0x7F, {metadata});
}

ByteVector ignored() {
    return message(0x7E, {});
}

std::string_view to_string(protocol::ServerState state) {
    using protocol::ServerState;
    switch (state) {
        case ServerState::connected:
            return "connected";
        case ServerState::authentication:
            return "authentication";
        case ServerState::ready:
            return "ready";
        case ServerState::streaming:
            return "streaming";
        case ServerState::transaction:
            return "transaction";
        case ServerState::transaction_streaming:
            return "transaction_streaming";
        case ServerState::failed:
            return "failed";
        case ServerState::defunct:
            return "defunct";
    }
    return "unknown";
}

}  // namespace bolt::test
