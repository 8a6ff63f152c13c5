#pragma once
// Questions to the memory library and their answers: filters, search, recall, neighbours, numbers.
// Plain values; every struct declares a constructor, so that none is an aggregate (g++ 12).

#include <memory/model.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace memory {

/// A place in the order "newest recorded first, then the newest id".
struct RecordedPosition {
    RecordedPosition() = default;

    RecordedPosition(Timestamp time, MemoryId memory) : recorded_at(time), id(memory) {}

    Timestamp recorded_at;
    MemoryId id;
};

/// Conditions that a memory must meet; all given ones apply together. Empty = no condition.
struct Filter {
    Filter() = default;

    std::string project;            ///< exact
    std::string session;            ///< exact
    std::string author;             ///< exact
    std::vector<MemoryType> types;  ///< any of
    std::vector<std::string> tags;  ///< any of, exact after trimming and lower-casing
    std::optional<double> min_importance;
    std::optional<Timestamp> since;           ///< occurred_at >= since
    std::optional<Timestamp> until;           ///< occurred_at < until
    std::optional<Timestamp> recorded_since;  ///< recorded_at >= recorded_since
    /// Comes after this place in the order of its fields: what a next page begins with, whatever
    /// was stored since the page before.
    std::optional<RecordedPosition> recorded_before;
    /// Has an edge of one of these types, in either direction.
    std::vector<RelationshipType> with_relationship;
    /// Problems and errors that no SOLVES or ADDRESSES edge points to.
    bool unresolved_only = false;
};

/// How the words of a query are matched.
enum class Tolerance : std::uint8_t {
    strict,  ///< the whole query as one phrase, in title, content or summary, ignoring case
    normal,  ///< analysed words: inflections and irregular forms match
    fuzzy,   ///< as normal, and also words that begin alike or differ by one typing error
};

enum class MatchMode : std::uint8_t {
    any,  ///< one matching word is enough; more matches rank higher
    all,  ///< every word must match
};

struct SearchQuery {
    SearchQuery() = default;

    std::string text;                ///< up to 1,000 characters; empty with no terms = list all
    std::vector<std::string> terms;  ///< further words or phrases, up to 50
    Tolerance tolerance = Tolerance::normal;
    MatchMode match = MatchMode::any;
    Filter filter;
    std::int64_t limit = 50;  ///< 1 to 1,000
    std::int64_t offset = 0;  ///< 0 to 1,000,000
};

struct RecallQuery {
    RecallQuery() = default;

    std::string text;  ///< 1 to 1,000 characters, a question or key words
    Filter filter;
    std::int64_t limit = 10;  ///< 1 to 1,000
    std::int64_t offset = 0;
    std::optional<Timestamp> now;  ///< the asker's present; default: the clock's
};

struct ListQuery {
    enum class Order : std::uint8_t {
        importance,  ///< most important first, then newest recorded, then id
        recorded,    ///< newest recorded first, then id (newest first)
        occurred,    ///< newest occurrence first, then id (newest first)
    };
    ListQuery() = default;

    Filter filter;
    Order order = Order::importance;
    std::int64_t limit = 50;
    std::int64_t offset = 0;
};

/// Why a hit is there: what the ranker saw. Words are the query's, not their stems.
struct Explanation {
    Explanation() = default;

    std::vector<std::string> matched_words;
    bool in_title = false;
    bool in_content = false;
    bool in_summary = false;
    bool in_tags = false;
    bool author_named = false;  ///< the query names the memory's author
    bool first_person = false;  ///< "I", "my" in the query, and the user's own statement
};

struct Hit {
    Hit() = default;
    Memory memory;
    double score = 0;  ///< higher is better; comparable within one answer only
    Explanation why;
};

/// One page of an answer, and where the rest is.
template <class T>
struct Page {
    Page() = default;
    std::vector<T> items;
    std::int64_t total = 0;  ///< how many there are in all pages (see the operation for its bound)
    std::int64_t offset = 0;
    bool has_more = false;
};

enum class Direction : std::uint8_t { outgoing, incoming, both };

struct RelatedQuery {
    RelatedQuery() = default;

    explicit RelatedQuery(MemoryId start) : id(start) {}

    MemoryId id;
    std::vector<RelationshipType> types;  ///< any of; empty = all
    Direction direction = Direction::both;
    int max_depth = 1;        ///< 1 to 5
    std::int64_t limit = 20;  ///< 1 to 1,000
};

/// A memory reached from the start of a RelatedQuery, by its best path.
struct Related {
    Related() = default;
    Memory memory;
    Relationship relationship;  ///< the last edge of the path
    int depth = 1;              ///< edges from the start, the fewest possible
};

/// What changes when a memory or one of its edges does; cheap to ask for and to compare.
struct MemoryState {
    MemoryState() = default;
    friend bool operator==(const MemoryState&, const MemoryState&) = default;

    std::int64_t version = 1;
    Timestamp recorded_at;
    std::int64_t relationships = 0;      ///< edges in either direction
    std::optional<Timestamp> linked_at;  ///< when the newest of them was recorded
};

/// Asks for values that memories have, for whoever completes what a person types.
struct ValueQuery {
    enum class Kind : std::uint8_t {
        id,       ///< newest first
        tag,      ///< most used first, then by name; of the 10,000 memories recorded last
        project,  ///< by name
    };
    ValueQuery() = default;

    ValueQuery(Kind what, std::string beginning) : kind(what), prefix(std::move(beginning)) {}

    Kind kind = Kind::tag;
    std::string prefix;        ///< up to 1,000 characters; of tags and ids in either case
    std::int64_t limit = 100;  ///< 1 to 100
};

struct ValueList {
    ValueList() = default;
    std::vector<std::string> values;
    bool has_more = false;
};

struct Statistics {
    Statistics() = default;
    std::int64_t memories = 0;
    std::map<MemoryType, std::int64_t> memories_by_type;
    std::int64_t relationships = 0;
    std::map<RelationshipType, std::int64_t> relationships_by_type;
    std::int64_t projects = 0;
    std::int64_t sessions = 0;
    double average_importance = 0;  ///< 0 when empty
    double average_confidence = 0;
};

struct RecentActivity {
    RecentActivity() = default;
    std::int64_t total = 0;
    std::map<MemoryType, std::int64_t> by_type;
    std::vector<Memory> unresolved;  ///< problems and errors nothing solves, most important first
    std::vector<Memory> recent;      ///< newest first
};

}  // namespace memory
