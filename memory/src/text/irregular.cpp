// One row per base form, followed by its irregular forms; the compiler turns the rows into a sorted
// table. Forms that are commoner as another word ("lay", "wound", "ground") are left out, and so
// are forms that the stemmer already joins with their base.
#include "text/irregular.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace memory::text {

namespace {

// clang-format off
constexpr std::string_view kRows[] = {
    // verbs
    "arise arose arisen", "awake awoke awoken", "bear bore borne", "beat beaten", "become became",
    "begin began begun", "behold beheld", "bend bent", "bind bound", "bite bit bitten", "bleed bled",
    "blow blew blown", "break broke broken", "breed bred", "bring brought", "build built", "burn burnt",
    "buy bought", "catch caught", "choose chose chosen", "cling clung", "come came", "creep crept",
    "deal dealt", "dig dug", "dive dove", "draw drew drawn", "dream dreamt", "drink drank drunk",
    "drive drove driven", "dwell dwelt", "eat ate eaten", "fall fell fallen", "feed fed", "feel felt",
    "fight fought", "find found", "flee fled", "fling flung", "fly flew flown flies", "forbid forbade forbidden",
    "foresee foresaw foreseen", "forget forgot forgotten", "forgive forgave forgiven", "freeze froze frozen",
    "get got gotten", "give gave given", "go went gone", "grow grew grown", "hang hung", "hear heard",
    "hide hid hidden", "hold held", "keep kept", "kneel knelt", "know knew known", "lead led", "lean leant",
    "leap leapt", "learn learnt", "leave left", "lend lent", "lie lain lying", "light lit", "lose lost", "make made",
    "mean meant", "meet met", "mislead misled", "mistake mistook mistaken", "misunderstand misunderstood",
    "outgrow outgrew outgrown", "overcome overcame", "overhear overheard", "overrun overran",
    "override overrode overridden", "overthrow overthrew overthrown", "overwrite overwrote overwritten",
    "partake partook partaken", "pay paid", "prove proven", "rebuild rebuilt", "redo redid redone",
    "repay repaid", "rerun reran", "resend resent", "rewrite rewrote rewritten", "ride rode ridden",
    "ring rang rung", "rise rose risen", "run ran", "say said", "see saw seen", "seek sought", "sell sold",
    "send sent", "sew sewn", "shake shook shaken", "shine shone", "shoot shot", "show shown", "shrink shrank shrunk",
    "sing sang sung", "sink sank sunk", "sit sat", "slay slew slain", "sleep slept", "slide slid", "sling slung",
    "smell smelt", "sow sown", "speak spoke spoken", "speed sped", "spell spelt", "spend spent", "spill spilt",
    "spin spun", "spit spat", "spoil spoilt", "spring sprang sprung", "stand stood", "steal stole stolen",
    "stick stuck", "sting stung", "stink stank stunk", "stride strode stridden", "strike struck stricken",
    "string strung", "strive strove striven", "swear swore sworn", "sweep swept", "swell swollen",
    "swim swam swum", "swing swung", "take took taken", "teach taught", "tear tore torn", "tell told",
    "think thought", "throw threw thrown", "tread trod trodden", "undergo underwent undergone",
    "understand understood", "undertake undertook undertaken", "undo undid undone", "uphold upheld",
    "wake woke woken", "wear wore worn", "weave wove woven", "weep wept", "win won", "withdraw withdrew withdrawn",
    "withhold withheld", "withstand withstood", "wring wrung", "write wrote written", "die dying", "tie tying",
    // nouns
    "child children", "man men", "woman women", "person people persons", "foot feet", "tooth teeth",
    "goose geese", "mouse mice", "louse lice", "ox oxen", "wife wives", "life lives", "knife knives",
    "leaf leaves", "loaf loaves", "half halves", "self selves", "shelf shelves", "thief thieves", "wolf wolves",
    "calf calves", "elf elves", "hoof hooves", "scarf scarves", "wharf wharves", "dwarf dwarves",
    "analysis analyses", "basis bases", "crisis crises", "diagnosis diagnoses", "hypothesis hypotheses",
    "oasis oases", "parenthesis parentheses", "synopsis synopses", "synthesis syntheses", "thesis theses",
    "axis axes", "criterion criteria", "phenomenon phenomena", "datum data", "medium media",
    "bacterium bacteria", "curriculum curricula", "memorandum memoranda", "stratum strata",
    "index indices indexes", "vertex vertices vertexes", "matrix matrices matrixes", "appendix appendices",
    "vortex vortices", "codex codices", "cactus cacti", "fungus fungi", "nucleus nuclei", "radius radii",
    "stimulus stimuli", "syllabus syllabi", "alumnus alumni", "larva larvae", "alga algae",
    "formula formulae", "antenna antennae", "corpus corpora", "genus genera", "schema schemata",
    // adjectives and adverbs
    "good better best", "bad worse worst", "far farther farthest furthest", "little less least",
};
// clang-format on

struct Form {
    std::string_view form;
    std::string_view base;
};

constexpr std::size_t count_forms() {
    std::size_t count = 0;
    for (const std::string_view row : kRows) {
        count += static_cast<std::size_t>(std::count(row.begin(), row.end(), ' '));
    }
    return count;
}

constexpr auto make_forms() {
    std::array<Form, count_forms()> forms{};
    std::size_t next = 0;
    for (std::string_view row : kRows) {
        std::size_t end = std::min(row.find(' '), row.size());
        const std::string_view base = row.substr(0, end);
        while (end < row.size()) {
            row.remove_prefix(end + 1);
            end = std::min(row.find(' '), row.size());
            forms[next++] = Form{row.substr(0, end), base};
        }
    }
    std::sort(forms.begin(), forms.end(), [](const Form& a, const Form& b) {
        return a.form < b.form;
    });
    return forms;
}

constexpr auto kForms = make_forms();

constexpr bool each_form_once() {
    return std::adjacent_find(kForms.begin(), kForms.end(), [](const Form& a, const Form& b) {
               return a.form == b.form;
           }) == kForms.end();
}

static_assert(each_form_once(), "a form belongs to one base");

}  // namespace

std::string_view base_form(std::string_view word) noexcept {
    const auto* const found = std::lower_bound(
        kForms.begin(),
        kForms.end(),
        word,
        [](const Form& form, std::string_view wanted) { return form.form < wanted; }
    );
    return found != kForms.end() && found->form == word ? found->base : word;
}

}  // namespace memory::text
