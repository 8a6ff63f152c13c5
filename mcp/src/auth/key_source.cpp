// Two sources of keys: a file that is looked at, and a URL that is fetched in the background, once
// for all who wait. Both keep the keys they have when the new ones are no good.
#include "auth/key_source.hpp"

#include "auth/http_get.hpp"

#include <mcp/error.hpp>

#include <exception>
#include <optional>
#include <utility>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace mcp::auth {
namespace {

namespace asio = boost::asio;
using Keys = std::shared_ptr<const KeySet>;

void say(const KeySourceConfig& config, const std::string& line) {
    if (config.log) {
        config.log(line);
    }
}

/// Throws Error when the text is no key set or has no key that can be used.
Keys load_keys(const std::string& text, const KeySourceConfig& config) {
    JwkSet set;
    if (const std::string problem = parse_jwk_set(text, set); !problem.empty()) {
        throw Error(config.location + ": " + problem);
    }
    auto keys = std::make_shared<KeySet>();
    for (JwkKey& description : set.keys) {
        auto key = crypto::VerificationKey::from_jwk(description.text);
        if (key.has_value()) {
            keys->emplace_back(std::move(description), std::move(*key));
        } else {
            set.left_out.push_back("a key that OpenSSL refuses (a point off its curve?)");
        }
    }
    if (keys->empty()) {
        throw Error(config.location + ": no key that OpenSSL can use");
    }
    if (!set.left_out.empty()) {
        say(config,
            config.location + ": " + std::to_string(set.left_out.size()) + " keys are not used; " +
                set.left_out.front());
    }
    return keys;
}

/// Its coroutines never wait: reading a small local file is quick.
class FileKeys final : public KeySource {
  public:
    explicit FileKeys(KeySourceConfig config)
        : config_(std::move(config)),
          file_(
              config_.location,
              files::FileAccess::owner_may_write,
              config_.max_bytes,
              std::chrono::seconds(1),
              config_.now
          ),
          keys_(load_keys(file_.load(), config_)) {}

    Task<Keys> current() override {
        look();
        co_return keys_;
    }

    Task<Keys> renewed() override {
        look();
        co_return keys_;
    }

  private:
    void look() {
        FileNews news = file_.poll();
        if (news.text.has_value()) {
            try {
                keys_ = load_keys(*news.text, config_);
                say(config_, config_.location + ": changed, its keys are used from now on");
            } catch (const Error& error) {
                news.problem = error.what();
            }
        }
        if (!news.problem.empty()) {
            say(config_, news.problem + "; the keys read before are kept");
        }
    }

    KeySourceConfig config_;
    WatchedFile file_;
    Keys keys_;
};

/// What a fetch in the background shares with its source, which may go before it.
struct Fetching : std::enable_shared_from_this<Fetching> {
    Fetching(const asio::any_io_executor& executor, KeySourceConfig settings, KeyUrl address)
        : ex(executor),
          config(std::move(settings)),
          url(std::move(address)),
          policy(config.times),
          ended(executor) {}

    void start() {
        if (running) {
            return;
        }
        running = true;
        policy.began(config.now());
        ended.expires_after(config.timeout);
        auto self = shared_from_this();
        auto done = [self](const std::exception_ptr&) { self->finish(); };
        asio::co_spawn(ex, fetch(self), asio::bind_cancellation_slot(cancel.slot(), done));
    }

    static Task<> fetch(std::shared_ptr<Fetching> self) {
        HttpGet request;
        request.url = self->url;
        request.authorities = self->config.authorities;
        request.timeout = self->config.timeout;
        request.max_bytes = self->config.max_bytes;
        std::string problem;
        try {
            const std::string text = co_await http_get(std::move(request));
            self->accept(text);
        } catch (const std::exception& error) {
            problem = error.what();
        }
        if (!problem.empty()) {
            self->complain(problem);
        }
    }

    void accept(const std::string& text) {
        Keys fresh = load_keys(text, config);
        policy.succeeded(config.now());
        if (!last_problem.empty()) {
            last_problem.clear();
            say(config, config.location + ": the keys can be fetched again");
        }
        if (text != last_text) {  // the same keys keep their pointer
            last_text = text;
            keys = std::move(fresh);
        }
    }

    /// Once for each kind of trouble, and not at every attempt.
    void complain(const std::string& problem) {
        if (problem == last_problem) {
            return;
        }
        last_problem = problem;
        const bool usable = keys != nullptr && policy.usable(config.now());
        say(config,
            problem + (usable ? "; the keys fetched before are used meanwhile"
                              : "; calls with tokens are answered 503 meanwhile"));
    }

    void finish() {
        running = false;
        ended.cancel();
    }

    [[nodiscard]] Keys usable_keys() const { return policy.usable(config.now()) ? keys : nullptr; }

    asio::any_io_executor ex;
    KeySourceConfig config;
    KeyUrl url;
    RefreshPolicy policy;
    /// Cancelled when the fetch is over. Runs out on those who wait when the fetch takes longer
    /// than it may, as with a look-up of a name that hangs.
    asio::steady_timer ended;
    asio::cancellation_signal cancel;
    Keys keys;
    std::string last_text;
    std::string last_problem;
    bool running = false;
};

class UrlKeys final : public KeySource {
  public:
    UrlKeys(const asio::any_io_executor& ex, KeySourceConfig config, KeyUrl url)
        : state_(std::make_shared<Fetching>(ex, std::move(config), std::move(url))) {}

    ~UrlKeys() override {
        state_->config.log = nullptr;  // what it refers to may be gone before the fetch is
        state_->cancel.emit(asio::cancellation_type::terminal);
    }

    /// Keys that are old but usable are used at once, while new ones come in the background.
    Task<Keys> current() override {
        if (state_->policy.due(state_->config.now())) {
            state_->start();
        }
        Keys keys = state_->usable_keys();
        if (keys == nullptr && state_->running) {
            co_await wait_for_fetch(state_);
            keys = state_->usable_keys();
        }
        co_return keys;
    }

    Task<Keys> renewed() override {
        if (state_->policy.due_for_unknown(state_->config.now())) {
            state_->start();
        }
        if (state_->running) {
            co_await wait_for_fetch(state_);
        }
        co_return state_->usable_keys();
    }

  private:
    static Task<> wait_for_fetch(std::shared_ptr<Fetching> state) {
        boost::system::error_code ignored;  // over or too late: the caller looks at the keys
        co_await state->ended.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }

    std::shared_ptr<Fetching> state_;
};

}  // namespace

std::unique_ptr<KeySource> make_key_source(
    boost::asio::any_io_executor ex, KeySourceConfig config
) {
    if (config.location.find("://") == std::string::npos) {
        return std::make_unique<FileKeys>(std::move(config));
    }
    KeyUrl url;
    if (const std::string problem = parse_key_url(config.location, url); !problem.empty()) {
        throw Error("the key set's URL: " + problem);
    }
    // Log lines name the host: a query may hold something that is not for everybody.
    config.location = url.authority;
    return std::make_unique<UrlKeys>(ex, std::move(config), std::move(url));
}

}  // namespace mcp::auth
