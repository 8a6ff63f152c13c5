// Every pattern that g++ 12 gets wrong, shortest form. A line that ends in "// finds" must be
// reported, no other line may be; coro_lint_test.py compares.
#include "task.hpp"

Task<int> braced_aggregate() {
    co_return co_await take_options({"name", 1});  // finds
}

Task<int> named_aggregate() {
    co_return co_await take_options(Options{"name", 1});  // finds
}

Task<int> designated_aggregate() {
    co_return co_await take_options({.name = "name"});  // finds
}

Task<int> parenthesised_aggregate() {
    co_return co_await take_options(Options("name", 1));  // finds
}

Task<int> aggregate_beside_an_await() {
    keep(Options{"name", 1}, co_await take_text("text"));  // finds
    co_return 0;
}

Task<int> lambda_that_owns() {
    std::string text = "text";
    co_return co_await run([text] { return static_cast<int>(text.size()); });  // finds
}

Task<int> lambda_in_a_function_object() {
    std::string text = "text";
    co_return co_await take_work([text] { return static_cast<int>(text.size()); });  // finds
}

Task<int> conditional_object(bool first) {
    co_return co_await take_text(first ? std::string("one") : std::string("two"));  // finds
}

Task<std::string> conditional_awaits(bool first) {
    co_return first ? co_await fetch() : co_await fetch();  // finds
}

Task<int> braced_list() {
    std::string text = "text";
    co_return co_await take_list({text, text});  // finds
}

Task<bool> awaited_right_side_of_a_while(const std::string* text) {
    while (text != nullptr && co_await is_long(*text)) {  // finds
        text = nullptr;
    }
    co_return true;
}

Task<bool> awaited_right_side_of_a_for(const std::string* text) {
    for (int i = 0; text != nullptr || co_await is_long("text"); ++i) {  // finds
        text = nullptr;
    }
    co_return true;
}

Task<bool> awaited_right_side_of_a_do(const std::string* text) {
    do {
        text = nullptr;
    } while (text != nullptr && !co_await is_long(*text));  // finds
    co_return true;
}
