// Tests of several authorizers in turn.
// The first that grants decides; a doubt weighs more than a refusal.

#include "support/catch.hpp"
#include "support/run_task.hpp"

#include <mcp/any_authorizer.hpp>
#include <mcp/error.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

using mcp::Authorization;
using Status = Authorization::Status;

namespace {

class Fixed final : public mcp::Authorizer {
  public:
    explicit Fixed(Status status) : status_(status) {}

    mcp::Task<Authorization> check(std::string_view header) override {
        ++asked;
        last = header;
        return answer(status_);
    }

    static mcp::Task<Authorization> answer(Status status) {
        if (status == Status::granted) {
            co_return Authorization::granted(std::make_shared<mcp::Principal>());
        }
        co_return Authorization::refused(status, "reason");
    }

    int asked = 0;
    std::string last;

  private:
    Status status_;
};

Status outcome(const std::vector<Status>& statuses) {
    std::vector<std::shared_ptr<mcp::Authorizer>> all;
    for (const Status status : statuses) {
        all.push_back(std::make_shared<Fixed>(status));
    }
    mcp::AnyAuthorizer any(std::move(all));
    support::TaskRunner tasks;
    return tasks.run(any.check("Bearer x")).status();
}

}  // namespace

TEST_CASE("the first authorizer that grants decides") {
    auto first = std::make_shared<Fixed>(Status::invalid);
    auto second = std::make_shared<Fixed>(Status::granted);
    auto third = std::make_shared<Fixed>(Status::granted);
    mcp::AnyAuthorizer any({first, second, third});
    support::TaskRunner tasks;
    const Authorization answer = tasks.run(any.check("Bearer abc"));
    CHECK(answer.status() == Status::granted);
    CHECK(answer.principal() != nullptr);
    CHECK(second->last == "Bearer abc");
    CHECK(first->asked == 1);
    CHECK(third->asked == 0);
}

TEST_CASE("when none grants, a doubt is answered before a refusal") {
    CHECK(outcome({Status::invalid, Status::unavailable}) == Status::unavailable);
    CHECK(outcome({Status::unavailable, Status::invalid}) == Status::unavailable);
    CHECK(outcome({Status::unavailable, Status::granted}) == Status::granted);
    CHECK(outcome({Status::invalid, Status::invalid}) == Status::invalid);
    CHECK(outcome({Status::missing, Status::missing}) == Status::missing);
    CHECK(outcome({Status::malformed, Status::malformed}) == Status::malformed);
}

TEST_CASE("no authorizer at all is a mistake") {
    CHECK_THROWS_AS(mcp::AnyAuthorizer({}), mcp::Error);
    CHECK_THROWS_AS(mcp::AnyAuthorizer({nullptr}), mcp::Error);
}
