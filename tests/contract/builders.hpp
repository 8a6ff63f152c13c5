#pragma once
// Short ways to say what a case needs: ids by number, memories, words, edges, and comparisons.
// Values are fixed, so that a failing case reads the same each time.

#include "support/catch.hpp"

#include <memory/error.hpp>
#include <memory/model.hpp>
#include <memory/query.hpp>
#include <memory/store.hpp>
#include <memory/time.hpp>

#include <cstdint>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace contract {

/// Ids by number; a higher number is a higher id.
[[nodiscard]] memory::MemoryId memory_id(int number);
[[nodiscard]] memory::RelationshipId relationship_id(int number);

/// `minutes` after the suite's fixed morning, 2026-03-01T08:00:00Z.
[[nodiscard]] memory::Timestamp at_minute(std::int64_t minutes);
/// A time from its ISO form; throws for a form that is none.
[[nodiscard]] memory::Timestamp at(std::string_view iso);

/// A plain memory, number `number`, recorded and occurred at that minute.
[[nodiscard]] memory::Memory plain_memory(int number);
/// One that uses every field, with values that are no defaults.
[[nodiscard]] memory::Memory full_memory(int number);

/// Analysed words as the text analysis would hand them to a store.
[[nodiscard]] memory::IndexTerms words(std::string terms, std::string extra_terms = {});

[[nodiscard]] memory::PutMemory put(memory::Memory memory, memory::IndexTerms index = {});
/// Puts plain memory `number`.
[[nodiscard]] memory::PutMemory put(int number, memory::IndexTerms index = {});
[[nodiscard]] memory::RemoveMemory remove(int number);

/// A revision to a new title (and words), version + 1, recorded at `minute`.
[[nodiscard]] memory::ReviseMemory retitle(
    int number, std::string title, std::int64_t minute = 1'000, memory::IndexTerms index = {}
);

/// Edge `edge` between two ends. Strength and confidence are the type's.
[[nodiscard]] memory::PutRelationship link(
    int edge, memory::MemoryRef from, memory::MemoryRef to, memory::RelationshipType type
);
[[nodiscard]] memory::PutRelationship link(
    int edge, int from, int to, memory::RelationshipType type
);
[[nodiscard]] memory::PutRelationship with_strength(memory::PutRelationship edge, double strength);
[[nodiscard]] memory::PutRelationship cycles_allowed(memory::PutRelationship edge);
[[nodiscard]] memory::PutRelationship skipping(memory::PutRelationship edge);

/// A question to the index for these exact words.
[[nodiscard]] memory::CandidateQuery any_of(std::vector<std::string> exact_words);
[[nodiscard]] memory::CandidateQuery all_of(std::vector<std::string> exact_words);
[[nodiscard]] memory::QueryTerm prefix(std::string text);
[[nodiscard]] memory::QueryTerm similar(std::string text);

/// The numbers of memories made by memory_id(), in the order of the list.
[[nodiscard]] std::vector<int> numbers(const std::vector<memory::Memory>& memories);
[[nodiscard]] std::vector<int> numbers(const memory::Page<memory::Memory>& page);
[[nodiscard]] std::vector<int> numbers(const std::vector<memory::Related>& related);
[[nodiscard]] std::vector<int> numbers(const memory::Retrieved& retrieved);
[[nodiscard]] int number_of(memory::MemoryId id);

using Numbers = std::vector<int>;

/// Checks every field; a difference names the field.
void check_same(const memory::Memory& found, const memory::Memory& expected);
void check_same(const memory::Relationship& found, const memory::Relationship& expected);

/// The kind of the memory::Error that `action` throws; any other end is the case's failure. The
/// text must say something, in one line.
template <class Action>
[[nodiscard]] memory::Errc refusal(Action action) {
    try {
        action();
    } catch (const memory::Error& error) {
        const std::string_view text = error.what();
        CHECK(text.size() >= 5);
        CHECK(text.find('\n') == std::string_view::npos);
        return error.code();
    }
    throw std::runtime_error("accepted what the contract refuses");
}

}  // namespace contract

namespace Catch {

template <>
struct StringMaker<memory::Errc> {
    static std::string convert(memory::Errc code) { return std::string(memory::to_string(code)); }
};

template <>
struct StringMaker<memory::WriteOutcome> {
    static std::string convert(memory::WriteOutcome outcome);
};

template <class Tag>
struct StringMaker<memory::Id<Tag>> {
    static std::string convert(const memory::Id<Tag>& id) { return id.to_string(); }
};

}  // namespace Catch
