// Comparing requests with a script; see bolt_script.hpp.
// GOODBYE needs no line of its own: drivers send it when they like.

#include "support/bolt_script.hpp"

namespace support {

namespace {

bool fits(std::string_view expected, std::string_view text) {
    const std::size_t star = expected.find('*');
    if (star == std::string_view::npos) {
        return text == expected;
    }
    if (!text.starts_with(expected.substr(0, star))) {
        return false;
    }
    expected.remove_prefix(star + 1);
    for (text.remove_prefix(star); !fits(expected, text); text.remove_prefix(1)) {
        if (text.empty()) {
            return false;
        }
    }
    return true;
}

}  // namespace

Script& Script::log_on(bolt::wire::Version version, const bolt::Map& hints) {
    expect("HELLO *").success(
        map_of("server", "Neo4j/5.26.0", "connection_id", "bolt-1", "hints", hints)
    );
    if (bolt::wire::features(version).logon) {
        expect("LOGON *").success();
    }
    return *this;
}

Reply Script::on_request(const BoltRequest& request) {
    Reply over;
    over.then(Ending::close);
    if (!difference_.empty()) {
        return over;
    }
    while (next_ + 1 < steps_.size() && steps_[next_].optional &&
           !fits(steps_[next_].expected, request.text)) {
        ++next_;
    }
    if (next_ < steps_.size() && fits(steps_[next_].expected, request.text)) {
        return steps_[next_++].reply;
    }
    if (request.name != "GOODBYE") {
        difference_ = "expected " +
                      (next_ < steps_.size() ? steps_[next_].expected : std::string("no more")) +
                      ", got " + request.text;
    }
    return over;
}

std::string Script::verdict() const {
    std::size_t next = next_;
    while (next < steps_.size() && steps_[next].optional) {
        ++next;
    }
    if (!difference_.empty() || next == steps_.size()) {
        return difference_;
    }
    return "never got " + steps_[next].expected;
}

}  // namespace support
