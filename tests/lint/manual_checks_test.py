#!/usr/bin/env python3
"""Gives the checks of the driver's manual and headers what they must find: snippet_check.py a block that does not
compile, driver_includes.py headers that are too dear, reference_check.py Doxygen's complaints."""

import argparse
import pathlib
import sys
import unittest

import driver_includes
import reference_check
import snippet_check

COMPILER = "c++"
ROOT = pathlib.Path("/anywhere")


class SnippetTest(unittest.TestCase):
    def test_a_function_stands_by_itself_and_statements_become_a_coroutine(self):
        source, count = snippet_check.program(
            "text\n```cpp\n#include <map>\nint f() {\n    return 1;\n}\n```\n```cpp\nconst int x = f();\n```\n")
        self.assertEqual(count, 2)
        self.assertEqual(source.count("bolt::Task<> body("), 1)
        self.assertLess(source.index("#include <map>"), source.index("namespace manual"))
        self.assertIn("#line 3\n\nint f() {", source)

    def test_blocks_of_other_languages_are_left_out(self):
        self.assertEqual(snippet_check.program("```sh\nls\n```\n```cmake\nx()\n```\n")[1], 0)

    def test_what_does_not_compile_is_told_with_the_line_of_the_manual(self):
        findings = snippet_check.check(COMPILER, ROOT, "#line 40\nint x = no_such_thing;\n")
        self.assertEqual(len(findings), 1)
        self.assertTrue(findings[0].startswith("docs/bolt.md:40:"), findings)

    def test_what_compiles_is_fine(self):
        self.assertEqual(snippet_check.check(COMPILER, ROOT, "int x = 1;\n"), [])


class IncludesTest(unittest.TestCase):
    def test_dear_headers_are_found_and_others_are_not(self):
        for name in ("openssl/ssl.h", "boost/beast/core.hpp", "nlohmann/json_fwd.hpp", "boost/asio/ssl.hpp",
                     "boost/asio/ssl/stream.hpp", "boost/asio.hpp", "boost/asio/ip/tcp.hpp", "sqlite3.h", "date/tz.h"):
            self.assertTrue(driver_includes.FORBIDDEN.search(f"/usr/include/{name}"), name)
        for name in ("boost/asio/awaitable.hpp", "boost/asio/detail/config.hpp", "bolt/tls.hpp", "c++/12/chrono"):
            self.assertFalse(driver_includes.FORBIDDEN.search(f"/usr/include/{name}"), name)


class ReferenceTest(unittest.TestCase):
    def test_missing_comments_are_found_in_the_driver_and_broken_ones_everywhere(self):
        missing = "include/{0}/x.hpp:1: warning: Member f() (function) of class {0}::X is not documented."
        broken = "include/{0}/x.hpp:2: warning: unexpected token in comment block"
        text = "\n".join(f"{ROOT}/{library}/{line.format(library)}"
                         for library in ("bolt", "mcp") for line in (missing, broken))
        found = reference_check.findings_in(text, ROOT)
        self.assertEqual([line.split(":")[0:2] for line in found],
                         [["bolt/include/bolt/x.hpp", "1"], ["bolt/include/bolt/x.hpp", "2"],
                          ["mcp/include/mcp/x.hpp", "2"]])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--compiler", default=COMPILER)
    options, rest = parser.parse_known_args()
    COMPILER = options.compiler
    unittest.main(argv=[sys.argv[0], *rest])
