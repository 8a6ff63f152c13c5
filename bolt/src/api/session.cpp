// Session and the transaction handles: thin shells over their cores.
// The cores are shared, so that a result outlives the handle it came from.

#include "api/session_core.hpp"

#include <bolt/session.hpp>

#include <utility>

namespace bolt {

Session::Session(std::shared_ptr<detail::SessionCore> core) : core_(std::move(core)) {}

Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;
Session::~Session() = default;

Task<Transaction> Session::begin(TxConfig config) {
    const std::shared_ptr<detail::SessionCore> session = core_;
    co_return co_await session->begin_explicit(std::move(config));
}

// The core is the session's, as long as the call: a coroutine of one's own would only cost time.
Task<Result> Session::run(std::string cypher, Params parameters, TxConfig config) {
    return core_->run(std::move(cypher), std::move(parameters), std::move(config));
}

const Bookmarks& Session::last_bookmarks() const noexcept {
    return core_->bookmarks();
}

Task<> Session::close() {
    const std::shared_ptr<detail::SessionCore> session = core_;
    co_await session->close();
}

}  // namespace bolt
