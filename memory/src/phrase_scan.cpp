// Each page is one call of the store, between which other work gets its turn.
// The list's order is the answer's order: without content words nothing tells hits apart.
#include "phrase_scan.hpp"

#include "explain.hpp"
#include "text/phrase.hpp"

#include <algorithm>
#include <utility>

namespace memory {

namespace {

constexpr std::int64_t kPage = 200;

}  // namespace

Task<Page<Hit>> scan_for_phrases(Store& store, const RecallPlan& plan, const Scope& scope) {
    Page<Hit> result;
    result.offset = static_cast<std::int64_t>(plan.request.offset);
    const auto limit = static_cast<std::int64_t>(plan.request.limit);
    ListQuery list;
    list.filter = plan.candidates.filter;
    list.limit = kPage;
    bool more = !plan.request.phrases.empty();
    while (more && list.offset < kScannedMemories) {
        const Page<Memory> page = co_await store.list(list, scope);
        for (const Memory& memory : page.items) {
            if (!text::holds_phrases(memory, plan.request.phrases, plan.request.every_phrase)) {
                continue;
            }
            const std::int64_t place = result.total++;
            if (place >= result.offset && place < result.offset + limit) {
                Hit hit;
                hit.why = explain(plan, memory, Ranked());
                hit.memory = memory;
                result.items.push_back(std::move(hit));
            }
        }
        more = page.has_more;
        list.offset += kPage;
    }
    result.has_more = result.offset + limit < result.total;
    co_return result;
}

}  // namespace memory
