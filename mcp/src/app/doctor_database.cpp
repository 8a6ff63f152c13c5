// Checks of the doctor that use the store: opening it, writing, searching, timing.
// The write is a memory stored and removed in one transaction: nobody ever sees it.
#include "app/doctor.hpp"
#include "app/text_layout.hpp"

#include <memory/error.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string_view>

namespace mcp::app {
namespace {

using Level = Check::Level;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kSlowRead{200};

std::string advice_for(memory::Errc code) {
    switch (code) {
        case memory::Errc::unavailable:
        case memory::Errc::timeout:
            return "see that the server runs and the address is right, or that no other program "
                   "holds the file";
        case memory::Errc::newer_store:
            return "update boltmem; the store was written by a newer one";
        case memory::Errc::corrupt:
            return "restore the store from a backup, or choose another with --store";
        case memory::Errc::overloaded:
            return "try again when fewer programs write";
        default:
            return "choose another store with --store, or correct the settings (boltmem config)";
    }
}

Check failure(std::string name, const memory::Error& error) {
    return Check(Level::fail, std::move(name), error.what(), advice_for(error.code()));
}

Task<Check> check_opening(memory::MemoryDatabase& database) {
    const auto start = Clock::now();
    const memory::StoreInfo info = co_await database.info();
    const auto elapsed = Clock::now() - start;
    co_return Check(
        Level::ok,
        "opening",
        info.backend + " " + info.engine_version + ", schema " +
            std::to_string(info.schema_version) + ", opened in " + format_duration(elapsed)
    );
}

Task<Check> check_writing(memory::MemoryDatabase& database) {
    memory::NewMemory memory;
    memory.title = "boltmem doctor";
    memory.content = "A write test that is removed in the same transaction.";
    memory::Transaction transaction = database.transaction();
    const memory::MemoryId id = transaction.store(std::move(memory));
    transaction.remove(id);
    const auto start = Clock::now();
    co_await database.apply(std::move(transaction));
    const auto elapsed = Clock::now() - start;
    const std::optional<memory::Memory> left = co_await database.get(id);
    if (left.has_value()) {
        co_return Check(
            Level::fail,
            "writing",
            "the test memory " + id.to_string() + " is still there",
            "remove it with: boltmem delete " + id.to_string()
        );
    }
    co_return Check(
        Level::ok, "writing", "a test memory was written and removed in " + format_duration(elapsed)
    );
}

Task<Check> check_searching(memory::MemoryDatabase& database) {
    memory::RecallQuery query;
    query.text = "doctor";
    query.limit = 1;
    const auto start = Clock::now();
    co_await database.recall(std::move(query));
    const auto elapsed = Clock::now() - start;
    co_return Check(
        Level::ok, "searching", "the text index answers in " + format_duration(elapsed)
    );
}

/// The median of a few reads, so that the first one's warming up does not count.
Task<Check> check_latency(memory::MemoryDatabase& database) {
    std::array<Clock::duration, 7> times{};
    for (Clock::duration& time : times) {
        const auto start = Clock::now();
        co_await database.get(memory::MemoryId());
        time = Clock::now() - start;
    }
    std::sort(times.begin(), times.end());
    const Clock::duration median = times[times.size() / 2];
    const std::string text = "a read takes " + format_duration(median);
    if (median > kSlowRead) {
        co_return Check(
            Level::warn, "latency", text, "use a server that is nearer, or one with less to do"
        );
    }
    co_return Check(Level::ok, "latency", text);
}

using Step = Task<Check> (*)(memory::MemoryDatabase&);

}  // namespace

Task<Checks> check_database(memory::MemoryDatabase& database) {
    static constexpr std::pair<std::string_view, Step> kSteps[] = {
        {"opening", check_opening},
        {"writing", check_writing},
        {"searching", check_searching},
        {"latency", check_latency},
    };
    Checks checks;
    for (const auto& [name, step] : kSteps) {
        std::optional<memory::Error> error;
        try {
            checks.push_back(co_await step(database));
        } catch (const memory::Error& thrown) {
            error = thrown;
        }
        if (error.has_value()) {
            checks.push_back(failure(std::string(name), *error));
            break;
        }
    }
    co_return checks;
}

}  // namespace mcp::app
