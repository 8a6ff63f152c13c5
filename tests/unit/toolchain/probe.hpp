#pragma once
// An object that knows where it lives, and a runner for one coroutine: together they show whether
// the compiler builds and destroys every temporary exactly once. g++ 12 does not always
// (docs/coding.md).
#include <exception>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace toolchain {

namespace asio = boost::asio;
template <class T>
using Task = asio::awaitable<T>;

/// Which probes live, and how often one was touched where none lives.
struct Ledger {
    std::set<const void*> alive;
    int built = 0;
    int wrong = 0;
};

inline Ledger& ledger() {
    static Ledger the_ledger;
    return the_ledger;
}

/// Enters itself into the ledger; copies from a dead probe and second destructions are counted as
/// wrong. Holds a string on the heap, so that AddressSanitizer sees what the ledger sees.
class Probe {
  public:
    Probe() { enter(); }

    explicit Probe(std::string text) : text_(std::move(text)) { enter(); }

    Probe(const Probe& other) : text_(other.text_) { enter_from(other); }

    Probe(Probe&& other) noexcept : text_(std::move(other.text_)) { enter_from(other); }

    Probe& operator=(const Probe& other) = default;
    Probe& operator=(Probe&& other) noexcept = default;

    ~Probe() {
        if (ledger().alive.erase(this) == 0) {
            ++ledger().wrong;
        }
    }

    [[nodiscard]] const std::string& text() const { return text_; }

  private:
    void enter() {
        ++ledger().built;
        if (!ledger().alive.insert(this).second) {
            ++ledger().wrong;
        }
    }

    void enter_from(const Probe& other) {
        if (ledger().alive.count(&other) == 0) {
            ++ledger().wrong;
        }
        enter();
    }

    std::string text_ = "long enough that the characters live on the heap";
};

/// Suspends once, so that everything of the caller's frame must survive in the frame.
inline Task<void> hop() {
    auto executor = co_await asio::this_coro::executor;
    co_await asio::post(executor, asio::use_awaitable);
}

/// What a finished coroutine left behind.
struct Outcome {
    bool finished = false;
    bool threw = false;
    int built = 0;
    int wrong = 0;
    std::size_t left_alive = 0;

    /// Ran to its end, built probes at all, and destroyed each exactly once.
    [[nodiscard]] bool clean() const {
        return finished && !threw && built > 0 && wrong == 0 && left_alive == 0;
    }
};

/// Runs the coroutine that `body()` starts to its end on a loop of its own. `body` is a function,
/// so that no closure has to outlive the coroutine.
inline Outcome run(Task<void> (*body)()) {
    ledger() = {};
    Outcome outcome;
    {
        asio::io_context loop;
        asio::co_spawn(loop, body(), [&outcome](std::exception_ptr error) {
            outcome.finished = true;
            outcome.threw = error != nullptr;
        });
        loop.run();
    }
    outcome.built = ledger().built;
    outcome.wrong = ledger().wrong;
    outcome.left_alive = ledger().alive.size();
    return outcome;
}

/// For the bodies: an expectation that ends the coroutine, which clean() then reports.
inline void expect(bool holds) {
    if (!holds) {
        throw std::logic_error("expectation of a coroutine body does not hold");
    }
}

}  // namespace toolchain
