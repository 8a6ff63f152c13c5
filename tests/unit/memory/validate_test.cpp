// Limits of the model: what is cleaned, what is refused, and that the refusal says what to change.
// Every limit is tried at its edge and one beyond.
#include "support/catch.hpp"
#include "validate/memory_input.hpp"
#include "validate/query_input.hpp"

#include <memory/error.hpp>

#include <limits>
#include <string>
#include <utility>
#include <vector>

using namespace memory;

namespace {

constexpr Timestamp kNow{std::chrono::seconds(1'700'000'000)};
using Strings = std::vector<std::string>;

NewMemory note() {
    NewMemory memory;
    memory.title = "title";
    memory.content = "content";
    return memory;
}

/// The refusal's text; fails the test when there is none or of another kind.
template <class Work>
std::string refusal(Work work) {
    try {
        work();
    } catch (const Error& error) {
        CHECK(error.code() == Errc::invalid_argument);
        return error.what();
    }
    return "accepted";
}

std::string refusal_of(const NewMemory& memory) {
    return refusal([&] { static_cast<void>(validate::make_memory(memory, kNow)); });
}

bool says(const std::string& text, const char* wanted) {
    INFO(text);
    return text.find(wanted) != std::string::npos;
}

std::string wide(std::size_t characters) {
    std::string text;
    for (std::size_t i = 0; i < characters; ++i) {
        text += "ü";
    }
    return text;
}

}  // namespace

TEST_CASE("absent values get the model's defaults") {
    const Memory memory = validate::make_memory(note(), kNow);
    CHECK(memory.type == MemoryType::general);
    CHECK(memory.importance == 0.5);
    CHECK(memory.confidence == 0.8);
    CHECK(memory.version == 1);
    CHECK(memory.occurred_at == kNow);
    CHECK(memory.created_at == kNow);
    CHECK(memory.recorded_at == kNow);
    CHECK_FALSE(memory.valid_until.has_value());
}

TEST_CASE("the project defaults to the context's path") {
    NewMemory memory = note();
    memory.context.project_path = " /code/x ";
    CHECK(validate::make_memory(memory, kNow).project == "/code/x");
    memory.project = "y";
    CHECK(validate::make_memory(memory, kNow).project == "y");
}

TEST_CASE("blanks at the ends are no text") {
    NewMemory memory = note();
    memory.title = "  a title\n";
    CHECK(validate::make_memory(memory, kNow).title == "a title");
    memory.title = " \t ";
    CHECK(says(refusal_of(memory), "title is empty"));
    memory = note();
    memory.content = "\n";
    CHECK(says(refusal_of(memory), "content is empty"));
}

TEST_CASE("lengths are limits of characters, not bytes") {
    NewMemory memory = note();
    memory.title = wide(500);
    CHECK(refusal_of(memory) == "accepted");
    memory.title = wide(501);
    CHECK(says(refusal_of(memory), "title has 501 characters, at most 500"));
    memory = note();
    memory.content = wide(50'000);
    CHECK(refusal_of(memory) == "accepted");
    memory.content = wide(50'001);
    CHECK(says(refusal_of(memory), "50001 characters, at most 50000"));
}

TEST_CASE("every text has its limit") {
    struct Row {
        const char* field;
        std::string NewMemory::* member;
        std::size_t limit;
    };

    const Row row = GENERATE(
        Row{"summary", &NewMemory::summary, 1'000},
        Row{"author", &NewMemory::author, 200},
        Row{"session", &NewMemory::session, 200},
        Row{"project", &NewMemory::project, 1'000},
        Row{"key", &NewMemory::key, 200}
    );
    NewMemory memory = note();
    memory.*row.member = wide(row.limit);
    CHECK(refusal_of(memory) == "accepted");
    memory.*row.member = wide(row.limit + 1);
    CHECK(says(refusal_of(memory), row.field));
}

TEST_CASE("control characters and broken UTF-8 are refused with their place") {
    NewMemory memory = note();
    memory.content = std::string("ab\0cd", 5);
    CHECK(says(refusal_of(memory), "U+0000 as character 3"));
    memory.content = "ü\x1B[31m";
    CHECK(says(refusal_of(memory), "U+001B as character 2"));
    memory.content = "ab\xFF";
    CHECK(says(refusal_of(memory), "byte 0xFF at offset 2"));
    memory.content = "line\n\tline\r\n";
    CHECK(refusal_of(memory) == "accepted");
}

TEST_CASE("a title's line breaks become blanks, other single lines refuse them") {
    NewMemory memory = note();
    memory.title = "one\ntwo";
    CHECK(validate::make_memory(memory, kNow).title == "one two");
    memory.author = "a\nb";
    CHECK(says(refusal_of(memory), "single line"));
}

TEST_CASE("tags are trimmed, lower-cased and distinct, in order") {
    NewMemory memory = note();
    memory.tags = {" Redis ", "", "ÉCOLE", "redis", "b"};
    CHECK(validate::make_memory(memory, kNow).tags == Strings{"redis", "école", "b"});
}

TEST_CASE("tags have limits of number and length") {
    NewMemory memory = note();
    for (int i = 0; i < 50; ++i) {
        memory.tags.push_back("t" + std::to_string(i));
    }
    CHECK(refusal_of(memory) == "accepted");
    memory.tags.emplace_back("one more");
    CHECK(says(refusal_of(memory), "51 tags, at most 50"));
    memory.tags = {wide(101)};
    CHECK(says(refusal_of(memory), "a tag has 101"));
}

TEST_CASE("shares are numbers from 0 to 1") {
    for (const double wrong :
         {-0.01,
          1.01,
          std::numeric_limits<double>::quiet_NaN(),
          std::numeric_limits<double>::infinity()}) {
        NewMemory memory = note();
        memory.importance = wrong;
        CHECK(says(refusal_of(memory), "importance must be a number from 0 to 1"));
        memory = note();
        memory.confidence = wrong;
        CHECK(says(refusal_of(memory), "confidence"));
    }
    NewMemory memory = note();
    memory.importance = 0.0;
    memory.confidence = 1.0;
    CHECK(refusal_of(memory) == "accepted");
}

TEST_CASE("validity ends after it begins, within the years that can be written") {
    NewMemory memory = note();
    memory.occurred_at = kNow;
    memory.valid_until = kNow - std::chrono::seconds(1);
    CHECK(says(refusal_of(memory), "valid_until is before occurred_at"));
    memory = note();
    memory.occurred_at = Timestamp(std::chrono::hours(24LL * 366 * 9'000));
    CHECK(says(refusal_of(memory), "years 0001 to 9999"));
}

TEST_CASE("the context is bounded and cleaned") {
    NewMemory memory = note();
    memory.context.files_involved = {" a.cpp ", ""};
    CHECK(validate::make_memory(memory, kNow).context.files_involved == Strings{"a.cpp"});
    memory.context.files_involved.assign(1'001, "f");
    CHECK(says(refusal_of(memory), "files_involved has 1001 entries"));
    memory = note();
    memory.context.git_branch = wide(1'001);
    CHECK(says(refusal_of(memory), "context.git_branch"));
    memory = note();
    memory.context.additional_metadata = "[1]";
    CHECK(says(refusal_of(memory), "JSON object"));
}

TEST_CASE("a patch must change something") {
    CHECK(says(
        refusal([] { static_cast<void>(validate::checked_patch(MemoryPatch())); }),
        "changes nothing"
    ));
}

TEST_CASE("a patch changes what it names, and counts on") {
    Memory current = validate::make_memory(note(), kNow);
    current.version = 3;
    MemoryPatch patch;
    patch.title = " new ";
    patch.tags = Strings{"X"};
    const Memory next =
        validate::patched(current, validate::checked_patch(patch), kNow + std::chrono::hours(1));
    CHECK(next.title == "new");
    CHECK(next.tags == Strings{"x"});
    CHECK(next.content == current.content);
    CHECK(next.version == 4);
    CHECK(next.created_at == kNow);
    CHECK(next.recorded_at == kNow + std::chrono::hours(1));
}

TEST_CASE("versions never go back in time") {
    const Memory current = validate::make_memory(note(), kNow);
    MemoryPatch patch;
    patch.title = "new";
    CHECK(validate::patched(current, patch, kNow - std::chrono::hours(1)).recorded_at == kNow);
}

TEST_CASE("a patch keeps to the limits") {
    MemoryPatch patch;
    patch.title = "";
    CHECK(
        says(refusal([&] { static_cast<void>(validate::checked_patch(patch)); }), "title is empty")
    );
    patch = MemoryPatch();
    patch.importance = 2;
    CHECK(says(refusal([&] { static_cast<void>(validate::checked_patch(patch)); }), "importance"));
    patch = MemoryPatch();
    patch.title = "t";
    patch.expected_version = 0;
    CHECK(says(
        refusal([&] { static_cast<void>(validate::checked_patch(patch)); }), "expected_version"
    ));
}

TEST_CASE("an edge takes its type's numbers unless given") {
    NewRelationship input(std::string("a"), std::string("b"), RelationshipType::solves);
    Relationship edge = validate::make_relationship(input, kNow);
    CHECK(edge.strength == 0.9);
    CHECK(edge.confidence == 0.8);
    CHECK(edge.valid_from == kNow);
    input.strength = 0.1;
    input.confidence = 0.2;
    edge = validate::make_relationship(input, kNow);
    CHECK(edge.strength == 0.1);
    CHECK(edge.confidence == 0.2);
}

TEST_CASE("an edge has two different, named ends") {
    NewRelationship input(std::string("a"), std::string("a"), RelationshipType::solves);
    CHECK(says(refusal([&] { validate::check_ends(input); }), "itself"));
    input.to = std::string(" ");
    CHECK(says(refusal([&] { validate::check_ends(input); }), "to is empty"));
    input.to = MemoryId();
    CHECK(says(refusal([&] { validate::check_ends(input); }), "nil id"));
}

TEST_CASE("an edge keeps to the limits") {
    NewRelationship input(std::string("a"), std::string("b"), RelationshipType::solves);
    input.context = wide(10'001);
    CHECK(says(
        refusal([&] { static_cast<void>(validate::make_relationship(input, kNow)); }), "context"
    ));
    input.context.clear();
    input.strength = -1;
    CHECK(says(
        refusal([&] { static_cast<void>(validate::make_relationship(input, kNow)); }), "strength"
    ));
}

TEST_CASE("queries keep to the limits") {
    const auto search = [](auto change) {
        SearchQuery query;
        query.text = "x";
        change(query);
        return refusal([&] { static_cast<void>(validate::checked_search(query)); });
    };
    CHECK(search([](SearchQuery&) {}) == "accepted");
    CHECK(says(search([](SearchQuery& q) { q.text = wide(1'001); }), "query has 1001"));
    CHECK(says(search([](SearchQuery& q) { q.limit = 0; }), "limit is 0"));
    CHECK(says(search([](SearchQuery& q) { q.limit = 1'001; }), "from 1 to 1000"));
    CHECK(says(search([](SearchQuery& q) { q.offset = -1; }), "offset is -1"));
    CHECK(says(search([](SearchQuery& q) { q.offset = 1'000'001; }), "1000000"));
    CHECK(says(search([](SearchQuery& q) { q.terms.assign(51, "t"); }), "terms has 51"));
    CHECK(says(search([](SearchQuery& q) { q.filter.min_importance = 1.5; }), "min_importance"));
    CHECK(says(search([](SearchQuery& q) { q.filter.tags = {" "}; }), "only blanks"));
    CHECK(says(
        search([](SearchQuery& q) {
            q.filter.since = kNow;
            q.filter.until = kNow;
        }),
        "since is not before until"
    ));
}

TEST_CASE("a question must ask something") {
    RecallQuery query;
    query.text = "  ";
    CHECK(
        says(refusal([&] { static_cast<void>(validate::checked_recall(query)); }), "query is empty")
    );
}

TEST_CASE("filters are cleaned like what they are compared with") {
    Filter filter;
    filter.tags = {" Redis "};
    filter.project = " p ";
    const Filter checked = validate::checked_filter(filter);
    CHECK(checked.tags == Strings{"redis"});
    CHECK(checked.project == "p");
}

TEST_CASE("walks are bounded") {
    RelatedQuery query;
    query.max_depth = 6;
    CHECK(says(refusal([&] { validate::check_related(query); }), "max_depth is 6"));
    query.max_depth = 5;
    query.limit = 0;
    CHECK(says(refusal([&] { validate::check_related(query); }), "limit is 0"));
}

TEST_CASE("a tenant has a name") {
    CHECK(says(refusal([] { validate::check_scope(Scope("")); }), "tenant"));
    CHECK(says(refusal([] { validate::check_scope(Scope(wide(101))); }), "tenant"));
    validate::check_scope(Scope());
}
