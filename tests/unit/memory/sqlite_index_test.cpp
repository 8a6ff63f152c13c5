// The full-text index of the SQLite store: postings, their merge, the choice of the best, and what
// stays of the index when many transactions have written to it.
#include "sqlite/document_number.hpp"
#include "sqlite/match_merge.hpp"
#include "sqlite/matcher.hpp"
#include "sqlite/migrations.hpp"
#include "sqlite/postings.hpp"
#include "sqlite/writer.hpp"
#include "support/catch.hpp"
#include "support/temporary_folder.hpp"

#include <memory/store.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

using namespace memory;
using namespace memory::sqlite;

namespace {

using Numbers = std::vector<std::int64_t>;

/// Postings of documents whose serials are given, each holding the term once.
Postings postings_of(const Numbers& serials) {
    Postings postings;
    for (const std::int64_t serial : serials) {
        postings.emplace_back(document_number(serial, 10), std::uint16_t{1});
    }
    return postings;
}

Numbers serials_of(const Matches& matches) {
    Numbers serials;
    for (const std::int64_t number : matches.documents) {
        serials.push_back(serial_of_document(number));
    }
    return serials;
}

/// A store's file, written to without a store around it.
class File {
  public:
    File() : db_(folder_ / "memory.db", OpenMode::create, std::chrono::seconds(10)) {
        migrate(db_);
        add_postings_function(db_.handle());
    }

    /// One transaction that stores a memory, numbered from 1.
    void store(const std::string& terms, const std::string& extra_terms = "") {
        PutMemory operation;
        MemoryId::Bytes bytes{};
        ++stored_;
        bytes[14] = static_cast<std::uint8_t>(stored_ / 256);
        bytes[15] = static_cast<std::uint8_t>(stored_ % 256);
        operation.memory.id = MemoryId(bytes);
        operation.memory.title = "note";
        operation.index.terms = terms;
        operation.index.extra_terms = extra_terms;
        operation.index.length = 3;
        apply(operation);
    }

    void remove(int number) {
        MemoryId::Bytes bytes{};
        bytes[14] = static_cast<std::uint8_t>(number / 256);
        bytes[15] = static_cast<std::uint8_t>(number % 256);
        apply(RemoveMemory(MemoryId(bytes)));
    }

    void apply(const WriteOperation& operation) {
        WriteBatch batch;
        batch.operations.push_back(operation);
        DbTransaction transaction(db_, DbTransaction::Kind::write);
        const std::int64_t last = last_document(db_);
        static_cast<void>(apply_batch(db_, batch, Scope()));
        index_documents(db_, last);
        transaction.commit();
    }

    /// Pieces of the index.
    std::int64_t pieces() {
        Statement statement = db_.prepare("SELECT count(DISTINCT segid) FROM memory_index_idx");
        statement.step();
        return statement.integer(0);
    }

    Numbers holders(const QueryTerm& term) {
        Numbers serials;
        for (const Posting& posting : read_postings(db_, term)) {
            serials.push_back(serial_of_document(posting.document));
        }
        return serials;
    }

    Db& db() noexcept { return db_; }

  private:
    support::TemporaryFolder folder_{"boltmem-index"};
    Db db_;
    int stored_ = 0;
};

}  // namespace

TEST_CASE("a document's number says its serial and its length") {
    for (const std::int64_t length : {0, 1, 40, 1'048'575}) {
        const std::int64_t number = document_number(7, length);
        CHECK(serial_of_document(number) == 7);
        CHECK(length_of_document(number) == length);
    }
    CHECK(length_of_document(document_number(7, 5'000'000)) == kLongestDocument);
    CHECK(serial_of_document(document_number(7, 5'000'000)) == 7);
    CHECK(document_number(7, kLongestDocument) < document_number(8, 0));
}

TEST_CASE("merged postings are the documents of any term, with a row of counts each") {
    std::vector<Postings> terms = {postings_of({1, 4, 9}), postings_of({}), postings_of({2, 4})};
    terms[2][1].count = 7;
    const Matches matches = merge_postings(terms, MatchMode::any);
    CHECK(serials_of(matches) == Numbers{1, 2, 4, 9});
    CHECK(matches.counts == std::vector<std::uint16_t>{1, 0, 0, 0, 0, 1, 1, 0, 7, 1, 0, 0});
}

TEST_CASE("with all, merged postings are the documents that hold every term") {
    const std::vector<Postings> terms = {postings_of({1, 4, 9}), postings_of({2, 4, 9, 11})};
    CHECK(serials_of(merge_postings(terms, MatchMode::all)) == Numbers{4, 9});
    CHECK(merge_postings({postings_of({1}), postings_of({})}, MatchMode::all).documents.empty());
}

TEST_CASE("nothing merged is nothing") {
    CHECK(merge_postings({}, MatchMode::any).documents.empty());
    CHECK(merge_postings({postings_of({})}, MatchMode::any).documents.empty());
}

TEST_CASE("the index scores BM25 with k1 1.2 and b 0.75") {
    Matches matches;
    matches.documents = {document_number(1, 10), document_number(2, 40)};
    matches.counts = {2, 0, 1, 3};
    CollectionSize size;
    size.memories = 100;
    size.words = 2'000;
    const std::vector<double> scores = index_scores(matches, {10, 1}, size);
    REQUIRE(scores.size() == 2);
    // ln(1 + 90.5/10.5) = 2.263745, ln(1 + 99.5/1.5) = 4.209655; norms 0.75 and 2.1.
    CHECK(scores[0] == Approx(2.263745 * 2 * 2.2 / 2.75).epsilon(1e-5));
    CHECK(scores[1] == Approx(2.263745 * 2.2 / 3.1 + 4.209655 * 3 * 2.2 / 5.1).epsilon(1e-5));
}

TEST_CASE("a term that more memories hold than there are is worth little, but not less than nothing"
) {
    Matches matches;
    matches.documents = {document_number(1, 0)};
    matches.counts = {1};
    const std::vector<double> scores = index_scores(matches, {5}, CollectionSize());
    REQUIRE(scores.size() == 1);
    CHECK(scores[0] > 0);
}

TEST_CASE("postings tell documents by term, prefix and similar word, in order") {
    File file;
    file.store("red timeout", "tag");
    file.store("timeouts red red");
    file.store("green");
    CHECK(file.holders(QueryTerm("red")) == Numbers{1, 2});
    CHECK(file.holders(QueryTerm("tag")) == Numbers{1});
    CHECK(file.holders(QueryTerm("time", QueryTerm::Match::prefix)) == Numbers{1, 2});
    CHECK(file.holders(QueryTerm("timeuot", QueryTerm::Match::similar)) == Numbers{1});
    CHECK(file.holders(QueryTerm("blue", QueryTerm::Match::similar)).empty());
    CHECK(file.holders(QueryTerm("re\"d OR green")).empty());
    CHECK(read_postings(file.db(), QueryTerm("red"))[1].count == 2);
}

TEST_CASE("a memory stored and removed in one transaction leaves nothing in the index") {
    File file;
    file.store("red");
    WriteBatch batch;
    PutMemory operation;
    MemoryId::Bytes bytes{};
    bytes[0] = 1;
    operation.memory.id = MemoryId(bytes);
    operation.index.terms = "red blue";
    operation.index.length = 2;
    batch.operations.emplace_back(operation);
    batch.operations.emplace_back(RemoveMemory(operation.memory.id));
    DbTransaction transaction(file.db(), DbTransaction::Kind::write);
    const std::int64_t last = last_document(file.db());
    static_cast<void>(apply_batch(file.db(), batch, Scope()));
    index_documents(file.db(), last);
    transaction.commit();
    CHECK(file.holders(QueryTerm("red")) == Numbers{1});
    CHECK(file.holders(QueryTerm("blue")).empty());
    Statement documents = file.db().prepare("SELECT count(*) FROM document");
    documents.step();
    CHECK(documents.integer(0) == 1);
}

TEST_CASE("merging the index leaves few pieces and loses nothing") {
    File file;
    Numbers expected;
    int stored = 0;
    // FTS5 merges by itself now and then; until it has left enough for the test.
    while (file.pieces() < 6) {
        REQUIRE(++stored < 200);
        file.store("common word" + std::to_string(stored));
        if (stored == 2) {
            file.remove(1);
        } else if (stored > 2) {
            expected.push_back(stored);
        }
    }
    expected.insert(expected.begin(), 2);
    int steps = 0;
    while (merge_index(file.db())) {
        REQUIRE(++steps < 100);
    }
    CHECK(file.pieces() <= 3);
    CHECK(file.holders(QueryTerm("common")) == expected);
    CHECK(file.holders(QueryTerm("word4")) == Numbers{4});
    CHECK(file.holders(QueryTerm("word1")).empty());
    CHECK_NOTHROW(file.db().execute(
        "INSERT INTO memory_index (memory_index, rank) VALUES ('integrity-check', 1)"
    ));
}

TEST_CASE("what the cache remembers of a document is what the file says, also when it was evicted"
) {
    File file;
    DocumentCache cache;
    CandidateQuery query;
    query.terms.emplace_back("red");
    std::vector<std::int64_t> lengths;
    const RankFunction look = [&lengths](const CandidateSet& set) {
        lengths.clear();
        for (const Candidate& candidate : set.candidates) {
            lengths.push_back(candidate.length);
        }
        return RankedPage();
    };
    file.store("red");
    for (int round = 0; round < 2; ++round) {
        static_cast<void>(retrieve(file.db(), cache, query, look, Scope()));
        CHECK(lengths == Numbers{3});
    }
    // 65,536 documents later the place in the cache is another document's.
    file.db().execute("UPDATE totals SET documents = documents + 65535");
    file.store("red");
    for (int round = 0; round < 2; ++round) {
        static_cast<void>(retrieve(file.db(), cache, query, look, Scope()));
        CHECK(lengths == Numbers{3, 3});
    }
}
