#pragma once
// A conversation written down: which requests must come, and what each is answered. The first
// difference is kept as text, and ends the connection.

#include "support/bolt_server.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace support {

/// Of one connection. Expectations are texts as BoltRequest::text has them, in which `*` stands for
/// anything. Replies belong to the expectation before them.
class Script : public Brain {
  public:
    Script() = default;

    /// HELLO, with LOGON unless `version` sends the credentials in HELLO.
    Script& log_on(bolt::wire::Version version = {5, 8}, const bolt::Map& hints = {});

    Script& expect(std::string text) {
        steps_.emplace_back(std::move(text));
        return *this;
    }

    /// As expect(), but the request may be left out.
    Script& maybe(std::string text) {
        expect(std::move(text));
        steps_.back().optional = true;
        return *this;
    }

    Script& success(const bolt::Map& metadata = {}) {
        steps_.back().reply.success(metadata);
        return *this;
    }

    Script& record(const bolt::List& values) {
        steps_.back().reply.record(values);
        return *this;
    }

    Script& record(const std::function<void(bolt::packstream::Encoder& out)>& write) {
        steps_.back().reply.record(write);
        return *this;
    }

    Script& failure(std::string_view code, std::string_view message = "as the script says") {
        steps_.back().reply.failure(code, message);
        return *this;
    }

    Script& failure(const bolt::Map& metadata) {
        steps_.back().reply.failure(metadata);
        return *this;
    }

    Script& legacy_failure(std::string_view code, std::string_view message) {
        steps_.back().reply.legacy_failure(code, message);
        return *this;
    }

    Script& ignored() {
        steps_.back().reply.ignored();
        return *this;
    }

    Script& noop() {
        steps_.back().reply.noop();
        return *this;
    }

    Script& raw(std::vector<std::uint8_t> bytes) {
        steps_.back().reply.raw(std::move(bytes));
        return *this;
    }

    Script& then(Ending ending) {
        steps_.back().reply.then(ending);
        return *this;
    }

    [[nodiscard]] Reply on_request(const BoltRequest& request) override;

    /// Empty when all that was expected has come, and nothing else (but for a GOODBYE at the end).
    [[nodiscard]] std::string verdict() const;

  private:
    struct Step {
        explicit Step(std::string text) : expected(std::move(text)) {}

        std::string expected;
        bool optional = false;
        Reply reply;
    };

    std::vector<Step> steps_;
    std::size_t next_ = 0;
    std::string difference_;
};

}  // namespace support
