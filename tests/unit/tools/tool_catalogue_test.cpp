// The catalogue of tools: names, order, annotations and size, which every client pays for.
// The size limit is tested with an estimate that lies above the o200k count.

#include "support/catch.hpp"
#include "tools/memory_tools.hpp"
#include "tools/token_budget.hpp"
#include "unit/tools/tool_caller.hpp"

#include <sstream>
#include <string>
#include <vector>

using tools_test::ToolCaller;

TEST_CASE("the core profile offers the predecessor's nine tools and recall", "[catalogue]") {
    ToolCaller caller;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < caller.registry().size(); ++i) {
        names.push_back(caller.registry().spec(i).name);
    }
    const std::vector<std::string> expected{
        "recall",
        "store_memory",
        "get_memory",
        "search_memories",
        "recall_memories",
        "update_memory",
        "delete_memory",
        "create_relationship",
        "get_related_memories",
        "get_recent_activity",
    };
    CHECK(names == expected);
}

TEST_CASE("reading tools say that they only read, and delete that it destroys", "[catalogue]") {
    ToolCaller caller;
    for (std::size_t i = 0; i < caller.registry().size(); ++i) {
        const mcp::ToolSpec& spec = caller.registry().spec(i);
        const bool reads = spec.name.starts_with("get_") || spec.name.starts_with("search_") ||
                           spec.name.starts_with("recall");
        CHECK(spec.effects.read_only == reads);
        CHECK_FALSE(spec.effects.open_world);
    }
    const auto index = caller.registry().find("delete_memory");
    REQUIRE(index);
    CHECK(caller.registry().spec(*index).effects.destructive);
}

TEST_CASE("the list of tools costs a client less than 2,000 tokens", "[catalogue]") {
    // In JSON a run of letters, of digits and of other signs is about one o200k token each:
    // measured on this list, the count of runs lies 1.5 % above that of tokens (1,945 and 1,917).
    ToolCaller caller;
    const std::string& list = caller.registry().list_json();
    std::size_t runs = 0;
    int last = -1;
    for (const char c : list) {
        const bool digit = c >= '0' && c <= '9';
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        const int kind = digit ? 1 : (letter ? 2 : 3);
        runs += kind == last ? std::size_t{0} : std::size_t{1};
        last = kind;
    }
    CHECK(runs > 1'000);
    CHECK(runs < 2'000);
}

TEST_CASE("the instructions stay under 150 words", "[catalogue]") {
    std::istringstream words{std::string(mcp::tools::instructions())};
    std::size_t count = 0;
    for (std::string word; words >> word;) {
        ++count;
    }
    CHECK(count > 50);
    CHECK(count < 150);
}

TEST_CASE("profile names, also the older ones, are known", "[catalogue]") {
    using mcp::tools::parse_profile;
    using mcp::tools::Profile;
    CHECK(parse_profile("core") == Profile::core);
    CHECK(parse_profile("lite") == Profile::core);
    CHECK(parse_profile("full") == Profile::extended);
    CHECK(parse_profile("all") == Profile::all);
    CHECK_FALSE(parse_profile("Core"));
    CHECK_FALSE(parse_profile(""));
}
