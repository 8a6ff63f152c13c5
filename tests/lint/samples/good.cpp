// The same intentions written so that g++ 12 gets them right: no line of this file may be reported.
// docs/coding.md shows them side by side with samples/bad.cpp.
#include "task.hpp"

Task<int> named_first() {
    Options options{"name", 1};
    co_return co_await take_options(std::move(options));
}

Task<int> class_with_a_constructor() {
    const int first = co_await take_settings();
    const int second = co_await take_settings({});
    co_return first + second + co_await take_settings(Settings().with_name("name"));
}

Task<int> aggregate_without_destructor() {
    co_return co_await take_range({1, 2});
}

Task<int> aggregate_from_a_function() {
    co_return co_await take_options(make_options());
}

Task<int> named_lambda() {
    std::string text = "text";
    auto work = [text] { return static_cast<int>(text.size()); };
    co_return co_await run(work);
}

Task<int> lambda_by_reference() {
    std::string text = "text";
    co_return co_await run([&text] { return static_cast<int>(text.size()); });
}

Task<int> if_instead_of_conditional(bool first) {
    std::string text = "two";
    if (first) {
        text = "one";
    }
    co_return co_await take_text(std::move(text));
}

Task<int> conditional_number(bool first) {
    co_return co_await take_range(Range{first ? 1 : 2, 3});
}

Task<int> list_of_its_own() {
    std::vector<std::string> list{"one", "two"};
    co_return co_await take_list(std::move(list));
}

Task<int> aggregate_without_await_beside_it() {
    keep(Options{"name", 1}, 2);
    co_return co_await take_text("text");
}

Task<int> lambda_that_awaits_inside() {
    auto inner = []() -> Task<int> { co_return co_await take_text("text"); };
    keep(Options{"name", 1}, 2);
    co_return co_await inner();
}

Task<bool> awaited_condition_of_a_loop(const std::string* text) {
    while (co_await is_long(*text)) {
    }
    while (co_await is_long(*text) && text != nullptr) {
    }
    for (;;) {
        if (text == nullptr || !co_await is_long(*text)) {
            break;
        }
    }
    co_return true;
}
