// The life of a connection: read until the input ends, run calls meanwhile, then drain and leave.
// Answers are sent as they come; the transport puts those of one turn into one write.

#include "api/connection.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

namespace mcp::api {
namespace {

namespace asio = boost::asio;

protocol::DispatcherLimits dispatcher_limits(const ServerLimits& limits) {
    protocol::DispatcherLimits out;
    out.json.max_depth = limits.max_depth;
    out.json.max_values = limits.max_values;
    out.max_batch = limits.max_batch;
    out.max_in_flight = limits.max_in_flight;
    return out;
}

}  // namespace

Shared::Shared(
    ServerConfig the_config,
    std::shared_ptr<const ToolRegistry> the_tools,
    protocol::Description the_description
)
    : config(std::move(the_config)),
      tools(std::move(the_tools)),
      description(std::move(the_description)),
      modern(description) {}

void Shared::log(std::string_view line) const {
    if (config.log) {
        config.log(line);
    }
}

Connection::Connection(
    asio::any_io_executor ex, std::shared_ptr<const Shared> shared, Transport& transport
)
    : ex_(std::move(ex)),
      shared_(std::move(shared)),
      transport_(&transport),
      dispatcher_(shared_->description, shared_->modern, dispatcher_limits(shared_->config.limits)),
      deadline_timer_(ex_),
      changed_(ex_) {}

Task<> Connection::run() {
    const auto self = shared_from_this();
    try {
        co_await read_messages();
        co_await drain();
        cancel_all();
        co_await transport_->flush(shared_->config.limits.stop_timeout);
    } catch (const boost::system::system_error&) {
        cancel_all();  // serve() itself was cancelled: nothing more may be awaited
    }
    transport_ = nullptr;
    deadline_timer_.cancel();
}

Task<> Connection::read_messages() {
    for (;;) {
        while (running_.size() >= shared_->config.limits.max_in_flight && stops_ == 0) {
            co_await changed_.wait();
        }
        if (stops_ > 0 || transport_->closed()) {
            co_return;
        }
        const Incoming incoming = co_await transport_->read();
        switch (incoming.kind()) {
            case Incoming::Kind::message:
                dispatcher_.receive(incoming.text(), actions_);
                perform(actions_);
                actions_.clear();
                break;
            case Incoming::Kind::too_large:
                shared_->log("a message above the size limit was refused");
                transport_->send(protocol::Dispatcher::oversized_reply());
                break;
            case Incoming::Kind::end:
                co_return;
        }
    }
}

Task<> Connection::drain() {
    const ServerLimits& limits = shared_->config.limits;
    const auto began = Clock::now();
    while (!running_.empty() && !transport_->closed() && stops_ < 2) {
        auto until = began + limits.drain_timeout;
        if (stops_ > 0) {
            until = std::min(until, stopped_at_ + limits.stop_timeout);
        }
        if (Clock::now() >= until) {
            shared_->log(std::to_string(running_.size()) + " calls did not finish in time");
            co_return;
        }
        co_await changed_.wait(until);
    }
}

void Connection::stop() {
    if (stops_++ == 0) {
        stopped_at_ = Clock::now();
    }
    if (transport_ != nullptr) {
        transport_->close_input();
    }
    changed_.notify();
}

void Connection::perform(protocol::Actions& actions) {
    for (const std::string& reply : actions.replies) {
        transport_->send(reply);
    }
    for (protocol::CallRequest& call : actions.calls) {
        start(std::move(call));
    }
    for (const protocol::Ticket ticket : actions.cancelled) {
        if (const auto found = running_.find(ticket); found != running_.end()) {
            cancel(*found->second);
        }
    }
}

void Connection::start(protocol::CallRequest request) {
    const protocol::Ticket ticket = request.ticket;
    const auto deadline = Clock::now() + shared_->config.limits.call_timeout;
    auto running =
        std::make_unique<Running>(shared_->tools->spec(request.tool).name, request.tool, deadline);
    PreparedCall prepared;
    try {
        prepared = shared_->tools->start(request.tool, running->call, request.arguments);
    } catch (...) {
        prepared.problem = shared_->tools->failure_text(request.tool, std::current_exception());
    }
    if (!prepared.run.has_value()) {
        return answer(ticket, ToolResult::failure(std::move(prepared.problem)));
    }
    const auto slot = running->cancel.slot();
    running_.emplace(ticket, std::move(running));
    arm_deadline();
    auto done = [self = shared_from_this(), ticket](std::exception_ptr error, ToolResult result) {
        self->finished(ticket, std::move(error), result);
    };
    asio::co_spawn(
        ex_, std::move(*prepared.run), asio::bind_cancellation_slot(slot, std::move(done))
    );
}

void Connection::finished(
    protocol::Ticket ticket, std::exception_ptr error, const ToolResult& result
) {
    const auto node = running_.extract(ticket);
    changed_.notify();
    if (node.empty() || node.mapped()->call.cancelled()) {
        return;  // answered when its time was up, or never to be answered
    }
    if (error == nullptr) {
        return answer(ticket, result);
    }
    const std::size_t tool = node.mapped()->tool;
    answer(ticket, ToolResult::failure(shared_->tools->failure_text(tool, std::move(error))));
}

void Connection::answer(protocol::Ticket ticket, const ToolResult& result) {
    const std::string reply = dispatcher_.finish(ticket, result);
    if (!reply.empty() && transport_ != nullptr) {
        transport_->send(reply);
    }
}

void Connection::cancel(Running& running) {
    running.call.mark_cancelled();
    running.cancel.emit(asio::cancellation_type::terminal);
}

void Connection::cancel_all() {
    for (const auto& [ticket, running] : running_) {
        if (!running->call.cancelled()) {
            answer(
                ticket,
                ToolResult::failure(
                    "Failed to run " + std::string(running->call.tool()) +
                    ": the server is stopping; whether it took effect is unknown"
                )
            );
            cancel(*running);
        }
    }
}

void Connection::arm_deadline() {
    if (deadline_armed_) {
        return;
    }
    const auto live = [](const auto& entry) { return !entry.second->call.cancelled(); };
    const auto next = std::ranges::find_if(running_, live);
    if (next == running_.end()) {
        return;
    }
    deadline_armed_ = true;
    deadline_timer_.expires_at(next->second->call.deadline());
    deadline_timer_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
        const auto self = weak.lock();
        if (self != nullptr && !error) {
            self->deadline_armed_ = false;
            self->expire();
            self->arm_deadline();
        }
    });
}

void Connection::expire() {
    const auto now = Clock::now();
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(shared_->config.limits.call_timeout);
    for (const auto& [ticket, running] : running_) {
        if (running->call.deadline() > now) {
            break;
        }
        if (running->call.cancelled()) {
            continue;
        }
        const std::string tool(running->call.tool());
        shared_->log("call of " + tool + " ran out of time");
        answer(
            ticket,
            ToolResult::failure(
                "Failed to run " + tool + ": no result within " + std::to_string(seconds.count()) +
                " s; whether it took effect is unknown"
            )
        );
        cancel(*running);
    }
}

}  // namespace mcp::api
