// `boltmem store`: keeps one memory and prints its id.
// The title is the text's first line when none was given, as people write notes.
#include "app/commands.hpp"
#include "app/text_layout.hpp"
#include "app/usage_error.hpp"
#include "json/json_io.hpp"

#include <array>
#include <cerrno>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <nlohmann/json.hpp>

namespace mcp::app {
namespace {

/// Content has at most 50,000 characters of at most 4 bytes; what is longer is refused, not cut.
constexpr std::size_t kInputBytes = 200'000;
constexpr std::size_t kTitleCharacters = 100;

std::string read_standard_input() {
    std::string text;
    std::array<char, 16 * 1024> buffer{};
    while (true) {
        const ssize_t got = ::read(STDIN_FILENO, buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            throw UsageError(
                "standard input cannot be read: " + std::generic_category().message(errno)
            );
        }
        if (got == 0) {
            return text;
        }
        text.append(buffer.data(), static_cast<std::size_t>(got));
        if (text.size() > kInputBytes) {
            throw UsageError(
                "standard input is longer than a memory can be (50,000 characters); split it"
            );
        }
    }
}

/// The first line with words in it, shortened.
std::string title_of(const std::string& content) {
    std::size_t begin = content.find_first_not_of(" \t\r\n");
    if (begin == std::string::npos) {
        return {};
    }
    const std::size_t end = content.find('\n', begin);
    return shorten(one_line(content.substr(begin, end - begin)), kTitleCharacters);
}

}  // namespace

Task<Exit> run_store(Host& host, StoreOptions options, bool json) {
    memory::NewMemory memory = std::move(options.memory);
    if (options.text_from_input) {
        memory.content = read_standard_input();
    }
    if (memory.title.empty()) {
        memory.title = title_of(memory.content);
    }
    const memory::StoreReceipt receipt = co_await host.database().store(std::move(memory));
    if (json) {
        nlohmann::json answer = nlohmann::json::object();
        answer["id"] = receipt.id.to_string();
        answer["created"] = receipt.created;
        host.output().line(json::dump(answer));
    } else {
        host.output().line(receipt.id.to_string());
        if (!receipt.created) {
            host.output().note("the store has this key already; nothing was changed");
        }
    }
    co_return Exit::done;
}

}  // namespace mcp::app
