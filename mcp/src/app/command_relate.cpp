// `boltmem relate` and `boltmem related`: making an edge, and walking along edges.
// Links are told from the point of view of the memory that was asked for.
#include "app/commands.hpp"
#include "app/memory_view.hpp"
#include "app/text_layout.hpp"
#include "json/json_io.hpp"
#include "tools/memory_json.hpp"

#include <memory/error.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace mcp::app {
namespace {

/// `1 link: this SOLVES it (strength 0.90)`, seen from the memory that was asked for.
std::string link_text(const memory::Related& related, memory::MemoryId start) {
    std::string text = std::to_string(related.depth);
    text += related.depth == 1 ? " link: " : " links, the last: ";
    const bool leads_here = related.relationship.to == related.memory.id;
    const bool direct = related.depth == 1 && (leads_here ? related.relationship.from == start
                                                          : related.relationship.to == start);
    const std::string other = direct ? "the start" : "the one before";
    const std::string type(memory::to_string(related.relationship.type));
    text += leads_here ? other + " " + type + " this" : "this " + type + " " + other;
    text += " (strength " + format_number(related.relationship.strength, 2) + ")";
    return text;
}

}  // namespace

Task<Exit> run_relate(Host& host, RelateOptions options, bool json) {
    const memory::RelateReceipt receipt = co_await host.database().relate(std::move(options.edge));
    if (json) {
        nlohmann::json answer = nlohmann::json::object();
        answer["id"] = receipt.id.to_string();
        answer["created"] = receipt.created;
        host.output().line(json::dump(answer));
    } else {
        host.output().line(receipt.id.to_string());
        if (!receipt.created) {
            host.output().note("this relationship was there already; nothing was changed");
        }
    }
    co_return Exit::done;
}

Task<Exit> run_related(Host& host, RelatedOptions options, bool json) {
    const memory::MemoryId start = options.query.id;
    const std::optional<memory::Memory> found = co_await host.database().get(start);
    if (!found.has_value()) {
        throw memory::Error(
            memory::Errc::not_found,
            "no memory has the id " + start.to_string() + "; boltmem search lists what there is"
        );
    }
    const std::vector<memory::Related> related =
        co_await host.database().related(std::move(options.query));
    Output& output = host.output();
    if (json) {
        nlohmann::json answer = nlohmann::json::object();
        nlohmann::json items = nlohmann::json::array();
        for (const memory::Related& item : related) {
            items.push_back(tools::to_json(item));
        }
        answer["related"] = std::move(items);
        output.line(json::dump(answer));
        co_return Exit::done;
    }
    output.paragraph("Linked to: " + output.safe(one_line(found->title)));
    output.line();
    std::int64_t number = 0;
    for (const memory::Related& item : related) {
        ++number;
        show_item(output, number, item.memory);
        output.paragraph(link_text(item, start), "   ");
        output.line();
    }
    if (related.empty()) {
        output.line("No links of these kinds.");
    }
    co_return Exit::done;
}

}  // namespace mcp::app
