// Tokens from a file: digests in memory, compared with all of them at every call.
// The file is looked at when somebody calls, so nothing runs while nobody does.
#include "auth/bearer_header.hpp"
#include "auth/refusal.hpp"
#include "auth/token_file.hpp"
#include "auth/watched_file.hpp"
#include "crypto/digest.hpp"

#include <mcp/bearer_tokens.hpp>
#include <mcp/error.hpp>

#include <string>
#include <utility>
#include <vector>

namespace mcp {
namespace {

constexpr std::size_t kMaxFile = std::size_t{4} * 1024 * 1024;

struct Holder {
    std::string digest;
    std::shared_ptr<const Principal> principal;
};

}  // namespace

class BearerTokenAuthorizer::Impl {
  public:
    explicit Impl(BearerTokenConfig config)
        : config_(std::move(config)),
          file_(
              config_.file,
              files::FileAccess::owner_only,
              kMaxFile,
              config_.check_interval,
              config_.now ? config_.now : auth::SteadyNow(std::chrono::steady_clock::now)
          ) {
        holders_ = read(file_.load());
        if (holders_.empty()) {
            say("holds no token, so every call is refused");
        }
    }

    Authorization check(std::string_view header) {
        std::string token;
        const auth::BearerHeader found = auth::read_bearer_header(header, token);
        if (found != auth::BearerHeader::token) {
            return auth::refuse_header(found);
        }
        renew();
        const std::string digest = crypto::sha256(token);
        // Every entry is compared, whichever fits, so that the time tells nothing.
        const Holder* fitting = nullptr;
        for (const Holder& holder : holders_) {
            if (crypto::constant_time_equal(holder.digest, digest)) {
                fitting = &holder;
            }
        }
        if (fitting == nullptr) {
            return Authorization::refused(Authorization::Status::invalid, "unknown token");
        }
        return Authorization::granted(fitting->principal);
    }

    [[nodiscard]] std::size_t size() const noexcept { return holders_.size(); }

  private:
    std::vector<Holder> read(const std::string& text) const {
        std::vector<auth::TokenLine> lines;
        const std::string problem = auth::parse_token_file(text, config_.scopes, lines);
        if (!problem.empty()) {
            throw Error(config_.file.string() + ": " + problem);
        }
        std::vector<Holder> holders;
        holders.reserve(lines.size());
        for (const auth::TokenLine& line : lines) {
            auto principal = std::make_shared<Principal>();
            principal->id = "token:" + line.name;
            principal->scopes = with_included(line.scopes, config_.scopes);
            Holder holder;
            holder.digest = line.digest.empty() ? crypto::sha256(line.plain) : line.digest;
            holder.principal = std::move(principal);
            holders.push_back(std::move(holder));
        }
        return holders;
    }

    void renew() {
        auth::FileNews news = file_.poll();
        if (news.text.has_value()) {
            try {
                holders_ = read(*news.text);
                say("changed, and holds " + std::to_string(holders_.size()) + " tokens now");
            } catch (const Error& error) {
                news.problem = error.what();
            }
        }
        if (!news.problem.empty() && config_.log) {
            config_.log(news.problem + "; the tokens read before stay good");
        }
    }

    void say(const std::string& what) const {
        if (config_.log) {
            config_.log(config_.file.string() + ": " + what);
        }
    }

    BearerTokenConfig config_;
    auth::WatchedFile file_;
    std::vector<Holder> holders_;
};

BearerTokenAuthorizer::BearerTokenAuthorizer(BearerTokenConfig config)
    : impl_(std::make_unique<Impl>(std::move(config))) {}

BearerTokenAuthorizer::~BearerTokenAuthorizer() = default;

Task<Authorization> BearerTokenAuthorizer::check(std::string_view header) {
    // No coroutine itself: the header is read before anything can wait.
    return auth::answer(impl_->check(header));
}

std::size_t BearerTokenAuthorizer::size() const noexcept {
    return impl_->size();
}

}  // namespace mcp
