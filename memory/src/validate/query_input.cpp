// Limits of queries. An exact filter is cleaned like the field that it is compared with, or it
// would never match.
#include "validate/query_input.hpp"

#include "text/fold.hpp"
#include "validate/checks.hpp"
#include "validate/memory_input.hpp"

namespace memory::validate {

namespace {

constexpr std::int64_t kMaxLimit = 1'000;
constexpr std::int64_t kMaxOffset = 1'000'000;
constexpr std::int64_t kMaxIds = 10'000;
constexpr std::int64_t kMaxValues = 100;
constexpr std::size_t kMaxTermsGiven = 50;
constexpr int kMaxDepth = 5;

void check_page(std::int64_t limit, std::int64_t offset) {
    check_range("limit", limit, 1, kMaxLimit);
    check_range("offset", offset, 0, kMaxOffset);
}

}  // namespace

Filter checked_filter(Filter filter) {
    const auto clean = [](std::string_view field, std::string& text, std::size_t max) {
        text = checked_text(TextRule{field, 0, max, Shape::one_line}, text);
    };
    clean("project", filter.project, 1'000);
    clean("session", filter.session, 200);
    clean("author", filter.author, 200);
    const bool has_tags = !filter.tags.empty();
    filter.tags = checked_tags(filter.tags);
    if (has_tags && filter.tags.empty()) {
        refuse("tags holds only blanks: give tags that memories have, or leave it out");
    }
    if (filter.min_importance) {
        check_share("min_importance", *filter.min_importance);
    }
    if (filter.since) {
        check_time("since", *filter.since);
    }
    if (filter.until) {
        check_time("until", *filter.until);
    }
    if (filter.since && filter.until && *filter.since >= *filter.until) {
        refuse("since is not before until, so nothing can match: swap them or widen the range");
    }
    if (filter.recorded_since) {
        check_time("recorded_since", *filter.recorded_since);
    }
    if (filter.recorded_before) {
        check_time("recorded_before", filter.recorded_before->recorded_at);
    }
    return filter;
}

SearchQuery checked_search(SearchQuery query) {
    query.text = checked_text(TextRule{"query", 0, 1'000, Shape::unfolded}, query.text);
    if (query.terms.size() > kMaxTermsGiven) {
        refuse(
            "terms has " + std::to_string(query.terms.size()) + " entries, at most " +
            std::to_string(kMaxTermsGiven) + " are allowed: keep the important ones"
        );
    }
    for (std::string& term : query.terms) {
        term = checked_text(TextRule{"a search term", 0, 1'000, Shape::unfolded}, term);
    }
    std::erase_if(query.terms, [](const std::string& term) { return term.empty(); });
    query.filter = checked_filter(std::move(query.filter));
    check_page(query.limit, query.offset);
    return query;
}

RecallQuery checked_recall(RecallQuery query) {
    query.text = checked_text(TextRule{"query", 1, 1'000, Shape::unfolded}, query.text);
    query.filter = checked_filter(std::move(query.filter));
    check_page(query.limit, query.offset);
    if (query.now) {
        check_time("now", *query.now);
    }
    return query;
}

ListQuery checked_list(ListQuery query) {
    query.filter = checked_filter(std::move(query.filter));
    check_page(query.limit, query.offset);
    return query;
}

ListQuery checked_id_list(ListQuery query) {
    query.filter = checked_filter(std::move(query.filter));
    check_range("limit", query.limit, 1, kMaxIds);
    check_range("offset", query.offset, 0, kMaxOffset);
    return query;
}

ValueQuery checked_values(ValueQuery query) {
    check_range("limit", query.limit, 1, kMaxValues);
    query.prefix = checked_text(TextRule{"prefix", 0, 1'000, Shape::one_line}, query.prefix);
    if (query.kind != ValueQuery::Kind::project) {
        query.prefix = text::lower_case(query.prefix);  // as tags and ids are
    }
    return query;
}

bool may_begin_a_value(const ValueQuery& query) noexcept {
    if (query.kind != ValueQuery::Kind::id) {
        return true;
    }
    constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    if (query.prefix.size() > kForm.size()) {
        return false;
    }
    for (std::size_t i = 0; i < query.prefix.size(); ++i) {
        const char c = query.prefix[i];
        const bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        if (kForm[i] == '-' ? c != '-' : !digit) {
            return false;
        }
    }
    return true;
}

void check_related(const RelatedQuery& query) {
    check_range("max_depth", query.max_depth, 1, kMaxDepth);
    check_range("limit", query.limit, 1, kMaxLimit);
}

void check_scope(const Scope& scope) {
    static_cast<void>(
        checked_text(TextRule{"the tenant's name", 1, 100, Shape::one_line}, scope.tenant)
    );
}

}  // namespace memory::validate
