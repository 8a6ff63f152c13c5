// The difference of two texts as people read it.
// Few lines around the change, the line where it begins, nothing for equal texts.
#include "app/line_difference.hpp"

#include "support/catch.hpp"

#include <string>

using mcp::app::line_difference;

TEST_CASE("equal texts have no difference", "[setup]") {
    CHECK(line_difference("a\nb\n", "a\nb\n").empty());
}

TEST_CASE("changed lines stand with three around them", "[setup]") {
    CHECK(
        line_difference("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\nnew\n7\n8\n9\n") ==
        "@@ line 2 @@\n 2\n 3\n 4\n-5\n+five\n 6\n+new\n 7\n 8\n 9\n"
    );
}

TEST_CASE("a new text is all new, line ends are not shown", "[setup]") {
    CHECK(line_difference("", "a\r\nb\r\n") == "@@ line 1 @@\n+a\n+b\n");
    CHECK(line_difference("a\n", "") == "@@ line 1 @@\n-a\n");
}

TEST_CASE("repeated lines are not counted twice", "[setup]") {
    CHECK(line_difference("x\nx\n", "x\nx\nx\n") == "@@ line 1 @@\n x\n x\n+x\n");
}
