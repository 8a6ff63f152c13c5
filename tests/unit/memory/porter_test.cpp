// The stemmer against words whose stems follow from the rules of Porter's paper, step by step.
// Each row says which rule it is there for.
#include "text/porter.hpp"

#include "support/catch.hpp"

#include <string>

using memory::text::porter_stem;

namespace {

struct Row {
    const char* word;
    const char* stem;
};

}  // namespace

TEST_CASE("the stemmer follows each step of the paper") {
    const Row row = GENERATE(
        // 1a: plurals
        Row{"classes", "class"},
        Row{"libraries", "librari"},
        Row{"ties", "ti"},
        Row{"less", "less"},
        Row{"locks", "lock"},
        // 1b: -eed, -ed, -ing, and what they leave behind
        Row{"feed", "feed"},
        Row{"agreed", "agre"},
        Row{"patched", "patch"},
        Row{"bled", "bled"},
        Row{"testing", "test"},
        Row{"sing", "sing"},
        Row{"updating", "updat"},
        Row{"enabled", "enabl"},
        Row{"optimized", "optim"},
        Row{"stopping", "stop"},
        Row{"calling", "call"},
        Row{"missing", "miss"},
        Row{"buzzing", "buzz"},
        Row{"hoping", "hope"},
        Row{"failing", "fail"},
        // 1c: y after a vowel in the stem
        Row{"happy", "happi"},
        Row{"sky", "sky"},
        Row{"retry", "retri"},
        // 2 to 4: derivations
        Row{"relational", "relat"},
        Row{"conditional", "condit"},
        Row{"digitizer", "digit"},
        Row{"operator", "oper"},
        Row{"effectiveness", "effect"},
        Row{"sensitivity", "sensit"},
        Row{"hopefulness", "hope"},
        Row{"duplicate", "duplic"},
        Row{"formative", "form"},
        Row{"formalize", "formal"},
        Row{"electrical", "electr"},
        Row{"goodness", "good"},
        Row{"revival", "reviv"},
        Row{"allowance", "allow"},
        Row{"adjustable", "adjust"},
        Row{"replacement", "replac"},
        Row{"dependent", "depend"},
        Row{"adoption", "adopt"},
        Row{"activate", "activ"},
        // 5: final e and double l
        Row{"probate", "probat"},
        Row{"rate", "rate"},
        Row{"cease", "ceas"},
        Row{"controll", "control"},
        Row{"roll", "roll"}
    );
    INFO(row.word);
    CHECK(porter_stem(row.word) == row.stem);
}

TEST_CASE("inflections of one word share a stem") {
    CHECK(porter_stem("caching") == porter_stem("cached"));
    CHECK(porter_stem("retries") == porter_stem("retrying"));
    CHECK(porter_stem("connection") == porter_stem("connected"));
    CHECK(porter_stem("migrations") == porter_stem("migrating"));
}

TEST_CASE("the first letter stays, also of words that are all suffix") {
    for (const std::string word :
         {"ing",  "eed", "ed",      "ies",     "sses",  "sss",  "ational", "izer",
          "ying", "yed", "eing",    "aed",     "ement", "ness", "ical",    "iviti",
          "eee",  "yyy", "ousness", "ization", "able",  "ance"}) {
        INFO(word);
        REQUIRE_FALSE(porter_stem(word).empty());
        CHECK(porter_stem(word).front() == word.front());
    }
}

TEST_CASE("words of two letters and words that are not English letters stay as they are") {
    CHECK(porter_stem("as") == "as");
    CHECK(porter_stem("") == "");
    CHECK(porter_stem("utf8s") == "utf8s");
    CHECK(porter_stem("caf\xC3\xA9s") == "caf\xC3\xA9s");
}

TEST_CASE("a run of y alternates between consonant and vowel") {
    CHECK(porter_stem("syzygy") == "syzygi");
    CHECK(porter_stem("toying") == "toi");
}
