// The records' memory: alignment, growth, what is kept for the next records, and arenas that come
// back from other threads or after their connection is gone.

#include "packstream/arena.hpp"

#include "client_script.hpp"
#include "packstream/arena_pool.hpp"
#include "support/catch.hpp"

#include <cstdint>
#include <set>
#include <thread>
#include <vector>

using bolt::detail::Cell;
using bolt::packstream::Arena;
using bolt::packstream::ArenaPool;

namespace {

std::vector<std::uint8_t> numbered(std::size_t size) {
    std::vector<std::uint8_t> bytes(size);
    for (std::size_t i = 0; i < size; ++i) {
        bytes[i] = static_cast<std::uint8_t>(i * 7 + 1);
    }
    return bytes;
}

}  // namespace

TEST_CASE("an arena copies bytes of every size, and aligns the cells behind them") {
    Arena arena(64);
    for (std::size_t size = 0; size < 300; ++size) {
        const std::vector<std::uint8_t> bytes = numbered(size);
        const std::uint8_t* const copy = arena.copy(bytes);
        REQUIRE(std::vector<std::uint8_t>(copy, copy + size) == bytes);
        Cell* const cells = arena.cells(3);
        REQUIRE(reinterpret_cast<std::uintptr_t>(cells) % alignof(Cell) == 0);
        for (Cell* cell = cells; cell != cells + 3; ++cell) {
            *cell = Cell();
        }
        // Still what it was: nothing overlaps.
        REQUIRE(std::vector<std::uint8_t>(copy, copy + size) == bytes);
    }
}

TEST_CASE("an arena counts what it gave out, and how much its block still holds") {
    Arena arena(1'024);
    CHECK(arena.used() == 0);
    CHECK(arena.left() == 0);
    (void)arena.cells(1);
    CHECK(arena.used() == 16);
    CHECK(arena.left() == 1'008);
    (void)arena.cells(63);
    CHECK(arena.left() == 0);
    (void)arena.cells(1'000);
    CHECK(arena.used() == 16'000 + 1'024);
}

TEST_CASE("a rewound arena starts over in its first block") {
    Arena arena(1'024);
    const Cell* const first = arena.cells(1);
    (void)arena.cells(1'000);
    arena.rewind();
    CHECK(arena.used() == 0);
    CHECK(arena.left() == 1'024);
    CHECK(arena.cells(1) == first);
}

TEST_CASE("a rewound arena does not keep the block of one huge record") {
    Arena arena(1'024);
    (void)arena.copy(numbered(1'000'000));
    arena.rewind();
    CHECK(arena.left() == 0);
    CHECK(arena.used() == 0);
    CHECK(arena.cells(1) != nullptr);
    Arena empty;
    empty.rewind();
    CHECK(empty.left() == 0);
}

TEST_CASE("an arena that nobody holds is used again, one that is held is not") {
    ArenaPool pool;
    std::shared_ptr<Arena> arena = pool.take();
    const Arena* const first = arena.get();
    (void)arena->cells(10);
    const std::shared_ptr<const void> held = arena;
    arena.reset();
    arena = pool.take();
    CHECK(arena.get() != first);
    const Arena* const second = arena.get();
    (void)arena->cells(10);
    arena.reset();
    arena = pool.take();
    CHECK(arena.get() == second);
    CHECK(arena->used() == 0);
    CHECK(arena->left() >= 64 * 1'024 - 16);
}

TEST_CASE("a pool keeps a few spare arenas, and none when it rests") {
    ArenaPool pool;
    std::vector<std::shared_ptr<Arena>> arenas;
    std::set<const Arena*> made;
    for (int i = 0; i < 20; ++i) {
        arenas.push_back(pool.take());
        (void)arenas.back()->cells(1);
        made.insert(arenas.back().get());
    }
    CHECK(made.size() == 20);
    arenas.clear();
    int again = 0;
    for (int i = 0; i < 20; ++i) {
        arenas.push_back(pool.take());
        again += arenas.back()->left() > 0 ? 1 : 0;  // has a block from before
        (void)arenas.back()->cells(1);
    }
    CHECK(again == 4);
    pool.rest();
    arenas.clear();
    CHECK(pool.take()->left() == 0);
}

TEST_CASE("records may be dropped on any thread, and after their connection") {
    auto pool = std::make_unique<ArenaPool>();
    std::vector<std::thread> threads;
    for (int i = 0; i < 200; ++i) {
        std::shared_ptr<Arena> arena = pool->take();
        Cell* const cell = arena->cells(1);
        *cell = Cell();
        cell->integer = i;
        threads.emplace_back([held = std::shared_ptr<const void>(std::move(arena)), cell, i] {
            if (cell->integer != i) {
                std::abort();
            }
        });
        if (i % 8 == 7) {
            for (std::thread& thread : threads) {
                thread.join();
            }
            threads.clear();
        }
        if (i == 190) {
            pool->rest();
        }
    }
    const std::shared_ptr<Arena> last = pool->take();
    pool.reset();
    CHECK(last->cells(1) != nullptr);
}

TEST_CASE("records that are kept stay as they were while thousands go by") {
    using namespace bolt;
    using namespace bolt::test;
    Script script = ready();
    script.ask([](protocol::Client& client) {
        client.run("Q", Map(), nullptr);
        client.pull(-1);
    });
    script.sends_all().answers({success()}).events({"success RUN {}"});
    protocol::Client& client = script.client();
    const auto keys = std::make_shared<const std::vector<std::string>>(
        std::vector<std::string>{"number", "text", "list"}
    );
    std::vector<Record> kept;
    for (int i = 0; i < 5'000; ++i) {
        // A long one now and then, larger than a whole block.
        const std::string text =
            std::to_string(i) + std::string(i % 1'000 == 999 ? 100'000 : 30, 'x');
        const ByteVector stream = chunked(record(List{i, text, List{i, i + 1}}));
        client.feed(stream);
        protocol::Event& event = client.next_event();
        REQUIRE(event.type == protocol::Event::Type::record);
        if (i % 7 == 0 || i % 1'000 == 999) {
            kept.emplace_back(keys, std::move(event.arena), event.cells);
        }
        REQUIRE(client.next_event().type == protocol::Event::Type::needs_more);
    }
    for (const Record& record : kept) {
        const int number = record.at<int>("number");
        CHECK(record.at<std::string>("text").find(std::to_string(number) + "xx") == 0);
        CHECK(record.at<std::vector<int>>("list") == std::vector<int>{number, number + 1});
    }
    CHECK(kept.size() == 720);
}
