#pragma once
// The least that co_await needs, so that the samples parse in half a second: a task that runs at
// once. Never compiled into anything; coro_lint_test.py gives the samples to clang-query.
#include <coroutine>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

template <class T>
struct Task {
    struct promise_type {
        std::optional<T> value;

        Task get_return_object() { return {}; }

        std::suspend_never initial_suspend() { return {}; }

        std::suspend_never final_suspend() noexcept { return {}; }

        void return_value(T result) { value = std::move(result); }

        void unhandled_exception() {}
    };

    bool await_ready() { return true; }

    void await_suspend(std::coroutine_handle<>) {}

    T await_resume() { return T(); }
};

struct Options {  // an aggregate, and its destructor does something
    std::string name;
    int limit = 0;
};

class Settings {  // the same with a constructor, hence no aggregate
  public:
    Settings() = default;

    Settings&& with_name(std::string name) && {
        name_ = std::move(name);
        return std::move(*this);
    }

  private:
    std::string name_;
};

struct Range {  // an aggregate without a destructor to run twice
    int first = 0;
    int last = 0;
};

Task<int> take_options(Options options);
Task<int> take_settings(Settings settings = {});
Task<int> take_range(Range range);
Task<int> take_text(std::string text);
Task<bool> is_long(std::string text);
Task<int> take_list(std::vector<std::string> list);
Task<int> take_work(std::function<int()> work);

template <class Work>
Task<int> run(Work&& work) {
    co_return work();
}

Task<std::string> fetch();
Options make_options();
void keep(const Options& options, int number);
