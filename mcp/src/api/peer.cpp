// A peer's messages, calls and subscriptions.
// Answers are handed over as they come; the transport puts those of one turn into one write.

#include "api/peer.hpp"

#include "api/operations.hpp"
#include "jsonrpc/message.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>

namespace mcp::api {
namespace {

namespace asio = boost::asio;

constexpr std::string_view kSubscriptionKey = R"("io.modelcontextprotocol/subscriptionId":)";

std::string honoured_json(const protocol::ListenFilter& filter) {
    std::string out = "{";
    const auto add = [&out](std::string_view text) {
        out += out.size() > 1 ? "," : "";
        out += text;
    };
    if (filter.tools) {
        add(R"("toolsListChanged":true)");
    }
    if (filter.prompts) {
        add(R"("promptsListChanged":true)");
    }
    if (filter.resources) {
        add(R"("resourcesListChanged":true)");
    }
    if (!filter.uris.empty()) {
        add(R"("resourceSubscriptions":[)");
        for (std::size_t index = 0; index < filter.uris.size(); ++index) {
            out += index == 0 ? "" : ",";
            json::append_string(out, filter.uris[index]);
        }
        out += ']';
    }
    out += '}';
    return out;
}

std::string_view notification_of(ListKind kind) noexcept {
    switch (kind) {
        case ListKind::tools:
            return "notifications/tools/list_changed";
        case ListKind::prompts:
            return "notifications/prompts/list_changed";
        case ListKind::resources:
            return "notifications/resources/list_changed";
    }
    return {};
}

bool wants(const protocol::ListenFilter& filter, ListKind kind) noexcept {
    switch (kind) {
        case ListKind::tools:
            return filter.tools;
        case ListKind::prompts:
            return filter.prompts;
        case ListKind::resources:
            return filter.resources;
    }
    return false;
}

bool declared(const protocol::Description& description, ListKind kind) noexcept {
    switch (kind) {
        case ListKind::tools:
            return description.tool_list_changes;
        case ListKind::prompts:
            return description.prompt_list_changes;
        case ListKind::resources:
            return description.resource_list_changes;
    }
    return false;
}

}  // namespace

Peer::Peer(asio::any_io_executor ex, std::shared_ptr<Hub> hub, protocol::PeerTraits traits)
    : ex_(std::move(ex)),
      hub_(std::move(hub)),
      traits_(traits),
      dispatcher_(hub_->description(), hub_->modern(), hub_->dispatcher_limits(), traits),
      questions_(ex_),
      deadline_timer_(ex_),
      changed_(ex_) {}

Peer::~Peer() {
    close();
}

void Peer::receive(
    std::string_view text,
    const std::shared_ptr<Exchange>& exchange,
    const protocol::StandardHeaders* headers,
    std::shared_ptr<const Principal> principal
) {
    protocol::Actions actions;
    dispatcher_.receive(text, actions, headers);
    for (protocol::ClientAnswer& answer : actions.client_answers) {
        questions_.take(std::move(answer));
    }
    if (actions.introduced || actions.watch_changed) {
        update_membership();
    }
    for (protocol::CallRequest& call : actions.calls) {
        if (call.operation == protocol::Operation::listen) {
            listen(std::move(call), exchange);
        } else {
            start(std::move(call), exchange, principal);
        }
    }
    for (protocol::CancelledCall& call : actions.cancelled) {
        cancelled(std::move(call));
    }
    if (actions.reply) {
        exchange->finish(std::move(*actions.reply));
    }
}

void Peer::set_outlet(std::shared_ptr<Exchange> outlet) {
    outlet_ = std::move(outlet);
}

void Peer::start(
    protocol::CallRequest request,
    const std::shared_ptr<Exchange>& exchange,
    const std::shared_ptr<const Principal>& principal
) {
    const protocol::Ticket ticket = request.ticket;
    const auto now = Clock::now();
    const auto deadline = now + hub_->config().limits.call_timeout;
    auto owned = std::make_unique<RunningCall>(
        *this, std::move(request), exchange, principal, now, deadline
    );
    RunningCall& running = *owned;
    hub_->metrics().call_started();
    Prepared prepared = prepare(*hub_, running);
    if (!prepared.run.has_value()) {
        return answer(ticket, running, prepared.answer);
    }
    running_.emplace(ticket, std::move(owned));
    arm_deadline(deadline);
    auto done = [self = shared_from_this(), ticket](
                    std::exception_ptr error, const protocol::Answer& what
                ) { self->finished(ticket, std::move(error), what); };
    asio::co_spawn(
        ex_,
        std::move(*prepared.run),
        asio::bind_cancellation_slot(running.cancellation_slot(), std::move(done))
    );
}

void Peer::finished(
    protocol::Ticket ticket, std::exception_ptr error, const protocol::Answer& what
) {
    const auto node = running_.extract(ticket);
    changed_.notify();
    if (node.empty() || node.mapped()->call().cancelled()) {
        return;  // answered when its time was up, or never to be answered
    }
    RunningCall& running = *node.mapped();
    if (error == nullptr) {
        return answer(ticket, running, what);
    }
    answer(ticket, running, answer_of_failure(*hub_, running, std::move(error)));
}

void Peer::answer(protocol::Ticket ticket, RunningCall& running, const protocol::Answer& what) {
    count(running, what.failed() ? Metrics::End::failed : Metrics::End::succeeded);
    std::optional<protocol::Reply> reply = dispatcher_.finish(ticket, what);
    if (reply && !closed_) {
        running.exchange()->finish(std::move(*reply));
    }
}

void Peer::count(const RunningCall& running, Metrics::End end) const {
    const protocol::CallRequest& request = running.request();
    const bool tool = request.operation == protocol::Operation::call_tool;
    const std::size_t index = tool ? request.index : static_cast<std::size_t>(-1);
    hub_->metrics().call_ended(index, end, Clock::now() - running.began());
}

void Peer::cancelled(protocol::CancelledCall call) {
    std::shared_ptr<Exchange> exchange;
    if (const auto found = running_.find(call.ticket); found != running_.end()) {
        exchange = found->second->exchange();
        count(*found->second, Metrics::End::cancelled);
        found->second->cancel();
    } else if (const auto at = listening_.find(call.ticket); at != listening_.end()) {
        exchange = at->second.exchange;
        stop_listening(at);
    }
    if (exchange != nullptr && call.reply && !closed_) {
        exchange->finish(std::move(*call.reply));
    }
}

void Peer::disconnected(const Exchange& exchange) {
    for (auto at = listening_.begin(); at != listening_.end();) {
        const auto next = std::next(at);
        if (at->second.exchange.get() == &exchange) {
            dispatcher_.forget(at->first);
            stop_listening(at);
        }
        at = next;
    }
    for (const auto& [ticket, running] : running_) {
        const bool modern = running->request().era == protocol::Era::modern;
        if (modern && running->exchange().get() == &exchange && !running->call().cancelled()) {
            dispatcher_.forget(ticket);
            count(*running, Metrics::End::cancelled);
            running->cancel();
        }
    }
}

void Peer::listen(protocol::CallRequest request, const std::shared_ptr<Exchange>& exchange) {
    const protocol::Ticket ticket = request.ticket;
    if (!hub_->take_subscription()) {
        const auto limit = std::to_string(hub_->config().limits.max_subscriptions);
        auto refused = protocol::Answer::error(
            ErrorCode::internal_error,
            "Subscription limit reached (" + limit + "); end another one first"
        );
        if (auto reply = dispatcher_.finish(ticket, refused)) {
            exchange->finish(std::move(*reply));
        }
        return;
    }
    const protocol::Description& description = hub_->description();
    Listening listening;
    listening.id = std::move(request.id);
    listening.exchange = exchange;
    listening.filter = std::move(request.filter);
    protocol::ListenFilter& filter = listening.filter;
    filter.tools = filter.tools && declared(description, ListKind::tools);
    filter.prompts = filter.prompts && declared(description, ListKind::prompts);
    filter.resources = filter.resources && declared(description, ListKind::resources);
    if (!description.resource_subscriptions) {
        filter.uris.clear();
    }
    std::string members = R"("_meta":{)" + std::string(kSubscriptionKey) + listening.id;
    members += R"(},"notifications":)" + honoured_json(filter);
    listening_.emplace(ticket, std::move(listening));
    exchange->send(jsonrpc::notification("notifications/subscriptions/acknowledged", members));
    update_membership();
}

void Peer::stop_listening(std::map<protocol::Ticket, Listening>::iterator at) {
    listening_.erase(at);
    hub_->return_subscription();
    update_membership();
}

void Peer::end_subscriptions() {
    while (!listening_.empty()) {
        const auto at = listening_.begin();
        const std::shared_ptr<Exchange> exchange = at->second.exchange;
        std::string members = R"("resultType":"complete","_meta":{)";
        members.append(kSubscriptionKey).append(at->second.id);
        members += R"(,"io.modelcontextprotocol/serverInfo":)" + hub_->modern().server_info() + "}";
        const auto end = protocol::Answer::result(std::move(members), protocol::Closing::bare);
        auto reply = dispatcher_.finish(at->first, end);
        stop_listening(at);
        if (reply && !closed_) {
            exchange->finish(std::move(*reply));
        }
    }
}

void Peer::update_membership() {
    const bool lists =
        dispatcher_.negotiated() != nullptr && traits_.notifies && hub_->description().notifies();
    const bool wanted = !closed_ && (lists || !listening_.empty());
    if (wanted && !member_) {
        hub_->join(*this);
    } else if (!wanted && member_) {
        hub_->leave(*this);
    }
    const bool told = wanted || member_;
    member_ = wanted;
    if (told) {
        hub_->watch_changed();
    }
}

void Peer::tell_updated(std::string_view uri) {
    std::string uri_member = R"("uri":)";
    json::append_string(uri_member, uri);
    constexpr std::string_view kMethod = "notifications/resources/updated";
    for (const auto& [ticket, listening] : listening_) {
        const auto& uris = listening.filter.uris;
        if (std::ranges::find(uris, uri) != uris.end()) {
            const std::string members =
                R"("_meta":{)" + std::string(kSubscriptionKey) + listening.id + "}," + uri_member;
            listening.exchange->send(jsonrpc::notification(kMethod, members));
        }
    }
    if (outlet_ != nullptr && dispatcher_.watched_uris().contains(uri)) {
        outlet_->send(jsonrpc::notification(kMethod, uri_member));
    }
}

void Peer::tell_list_changed(ListKind kind) {
    const std::string_view method = notification_of(kind);
    for (const auto& [ticket, listening] : listening_) {
        if (wants(listening.filter, kind)) {
            const std::string members =
                R"("_meta":{)" + std::string(kSubscriptionKey) + listening.id + "}";
            listening.exchange->send(jsonrpc::notification(method, members));
        }
    }
    const bool introduced = dispatcher_.negotiated() != nullptr && traits_.notifies;
    if (outlet_ != nullptr && introduced && declared(hub_->description(), kind)) {
        outlet_->send(jsonrpc::notification(method, {}));
    }
}

void Peer::collect_watched(std::set<std::string, std::less<>>& uris) const {
    const auto& watched = dispatcher_.watched_uris();
    uris.insert(watched.begin(), watched.end());
    for (const auto& [ticket, listening] : listening_) {
        uris.insert(listening.filter.uris.begin(), listening.filter.uris.end());
    }
}

Task<bool> Peer::drain(Clock::time_point deadline) {
    const auto self = shared_from_this();
    while (!running_.empty() && !woken_ && Clock::now() < deadline) {
        co_await changed_.wait(deadline);
    }
    woken_ = false;
    co_return running_.empty();
}

Task<> Peer::wait_below(std::size_t count) {
    const auto self = shared_from_this();
    while (running_.size() >= count && !woken_) {
        co_await changed_.wait();
    }
    woken_ = false;
}

void Peer::wake() {
    woken_ = true;
    changed_.notify();
}

void Peer::abort_calls() {
    for (const auto& [ticket, running] : running_) {
        if (!running->call().cancelled()) {
            answer(
                ticket,
                *running,
                answer_of_abort(
                    *running, "the server is stopping; whether it took effect is unknown"
                )
            );
            running->cancel();
        }
    }
}

void Peer::close() {
    if (closed_) {
        return;
    }
    closed_ = true;
    outlet_ = nullptr;
    for (const auto& [ticket, running] : running_) {
        if (!running->call().cancelled()) {
            dispatcher_.forget(ticket);
            count(*running, Metrics::End::cancelled);
            running->cancel();
        }
    }
    while (!listening_.empty()) {
        dispatcher_.forget(listening_.begin()->first);
        stop_listening(listening_.begin());
    }
    update_membership();
    deadline_timer_.cancel();
}

void Peer::set_deadline(RunningCall& call, Clock::time_point deadline) {
    call.call().set_deadline(deadline);
    arm_deadline(deadline);
}

void Peer::arm_deadline(Clock::time_point deadline) {
    if (closed_ || (armed_until_ && *armed_until_ <= deadline)) {
        return;
    }
    armed_until_ = deadline;
    deadline_timer_.expires_at(deadline);
    deadline_timer_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
        const auto self = weak.lock();
        if (self != nullptr && !error) {
            self->armed_until_.reset();
            self->expire();
        }
    });
}

void Peer::expire() {
    const auto now = Clock::now();
    const auto limit =
        std::chrono::duration_cast<std::chrono::seconds>(hub_->config().limits.call_timeout);
    auto next = Clock::time_point::max();
    for (const auto& [ticket, running] : running_) {
        if (running->call().cancelled()) {
            continue;
        }
        if (running->call().deadline() > now) {
            next = std::min(next, running->call().deadline());
            continue;
        }
        hub_->log("call of " + running->request().target + " ran out of time");
        answer(
            ticket,
            *running,
            answer_of_abort(
                *running,
                "no result within " + std::to_string(limit.count()) +
                    " s; whether it took effect is unknown"
            )
        );
        running->cancel();
    }
    if (next != Clock::time_point::max()) {
        arm_deadline(next);
    }
}

}  // namespace mcp::api
