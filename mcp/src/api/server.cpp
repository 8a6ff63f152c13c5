// The public server: one hub, and the sessions over transports that it serves.
// Everything per peer is in api::Peer.

#include "api/server_impl.hpp"

#include <algorithm>
#include <utility>

namespace mcp {

Server::Impl::Impl(boost::asio::any_io_executor ex, ServerConfig config, Features features)
    : ex_(std::move(ex)),
      hub_(std::make_shared<api::Hub>(std::move(config), std::move(features))) {}

std::shared_ptr<api::Peer> Server::Impl::make_peer(protocol::PeerTraits traits) {
    return std::make_shared<api::Peer>(ex_, hub_, traits);
}

std::shared_ptr<api::StreamSession> Server::Impl::serve(Transport& transport) {
    auto session = std::make_shared<api::StreamSession>(
        make_peer(protocol::PeerTraits::stdio()), transport, hub_->config().limits
    );
    std::erase_if(sessions_, [](const auto& weak) { return weak.expired(); });
    sessions_.push_back(session);
    for (int stop = 0; stop < stops_; ++stop) {
        session->stop();
    }
    return session;
}

void Server::Impl::stop() {
    ++stops_;
    for (const auto& weak : sessions_) {
        if (const auto session = weak.lock()) {
            session->stop();
        }
    }
}

Server::Server(boost::asio::any_io_executor ex, ServerConfig config, Features features)
    : impl_(std::make_shared<Impl>(std::move(ex), std::move(config), std::move(features))) {}

Server::~Server() = default;

Task<> Server::serve(Transport& transport) {
    const auto session = impl_->serve(transport);
    co_await session->run();
}

void Server::stop() {
    impl_->stop();
}

void Server::resource_updated(std::string_view uri) {
    impl_->hub().resource_updated(uri);
}

void Server::resources_changed() {
    impl_->hub().list_changed(api::ListKind::resources);
}

void Server::tools_changed() {
    impl_->hub().list_changed(api::ListKind::tools);
}

void Server::prompts_changed() {
    impl_->hub().list_changed(api::ListKind::prompts);
}

std::vector<std::string> Server::watched_resources() const {
    return impl_->hub().watched_resources();
}

void Server::on_watch_change(std::function<void()> changed) {
    impl_->hub().on_watch_change(std::move(changed));
}

std::string Server::metrics_text() const {
    return impl_->hub().metrics().text();
}

}  // namespace mcp
