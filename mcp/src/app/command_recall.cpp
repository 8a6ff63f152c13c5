// `boltmem recall` and `boltmem search`: the memories found, why each is there, and the time taken.
// The time is that of the whole operation, with opening the store.
#include "app/commands.hpp"
#include "app/memory_view.hpp"
#include "app/text_layout.hpp"
#include "json/json_io.hpp"
#include "tools/memory_json.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

namespace mcp::app {
namespace {

using Elapsed = std::chrono::steady_clock::duration;

void print_json(Output& output, const memory::Page<memory::Hit>& page, Elapsed elapsed) {
    nlohmann::json answer = nlohmann::json::object();
    nlohmann::json hits = nlohmann::json::array();
    for (const memory::Hit& hit : page.items) {
        hits.push_back(tools::to_json(hit));
    }
    answer["hits"] = std::move(hits);
    answer["total"] = page.total;
    answer["offset"] = page.offset;
    answer["has_more"] = page.has_more;
    answer["milliseconds"] = std::chrono::duration<double, std::milli>(elapsed).count();
    output.line(json::dump(answer));
}

std::string summary(const memory::Page<memory::Hit>& page, Elapsed elapsed) {
    const auto shown = static_cast<std::int64_t>(page.items.size());
    std::string text = format_count(shown);
    if (page.total > shown) {
        text += " of " + format_count(page.total);
    }
    text += page.total == 1 ? " memory" : " memories";
    text += " in " + format_duration(elapsed);
    if (page.has_more) {
        text += "; more with --offset " + std::to_string(page.offset + shown);
    }
    return text;
}

void print_hits(
    Output& output, const memory::Page<memory::Hit>& page, bool with_reasons, Elapsed elapsed
) {
    std::int64_t number = page.offset;
    for (const memory::Hit& hit : page.items) {
        ++number;
        show_item(output, number, hit.memory);
        if (with_reasons) {
            const std::string reason =
                "why: " + reason_text(hit) + " (score " + format_number(hit.score, 2) + ")";
            output.paragraph(output.safe(reason), "   ");
        }
        show_excerpt(output, hit.memory);
        output.line();
    }
    output.line(summary(page, elapsed));
}

}  // namespace

Task<Exit> run_recall(Host& host, RecallOptions options, bool json) {
    const auto start = std::chrono::steady_clock::now();
    const memory::Page<memory::Hit> page =
        co_await host.database().recall(std::move(options.query));
    const Elapsed elapsed = std::chrono::steady_clock::now() - start;
    if (json) {
        print_json(host.output(), page, elapsed);
    } else if (page.items.empty()) {
        host.output().line(
            "Nothing recalled in " + format_duration(elapsed) +
            ". Try other words or fewer conditions; boltmem stats tells what the store holds."
        );
    } else {
        print_hits(host.output(), page, true, elapsed);
    }
    co_return Exit::done;
}

Task<Exit> run_search(Host& host, SearchOptions options, bool json) {
    const bool with_words = !options.query.text.empty();
    const auto start = std::chrono::steady_clock::now();
    const memory::Page<memory::Hit> page =
        co_await host.database().search(std::move(options.query));
    const Elapsed elapsed = std::chrono::steady_clock::now() - start;
    if (json) {
        print_json(host.output(), page, elapsed);
    } else if (page.items.empty()) {
        host.output().line(
            "Nothing found in " + format_duration(elapsed) +
            ". Try other words, --tolerance fuzzy, or fewer conditions."
        );
    } else {
        print_hits(host.output(), page, with_words, elapsed);
    }
    co_return Exit::done;
}

}  // namespace mcp::app
