#!/usr/bin/env python3
"""Gives the coroutine lint code that is wrong, right and unreadable, and compares what it says.

The marked lines of samples/bad.cpp must be found, all of them and nothing else."""

import argparse
import pathlib
import sys
import unittest

import coro_lint

SAMPLES = pathlib.Path(__file__).with_name("samples")
FLAGS = ["-std=c++20"]
PROGRAM = "clang-query-19"


def found_lines(path):
    return {int(finding.split(":")[1]) for finding in coro_lint.run_query(PROGRAM, path, FLAGS)}


class CoroLintTest(unittest.TestCase):
    def test_every_marked_line_is_found_and_no_other(self):
        lines = (SAMPLES / "bad.cpp").read_text().splitlines()
        marked = {number for number, line in enumerate(lines, 1) if line.endswith("// finds")}
        self.assertGreaterEqual(len(marked), 10)
        self.assertEqual(found_lines(SAMPLES / "bad.cpp"), marked)

    def test_the_safe_forms_are_not_reported(self):
        self.assertEqual(coro_lint.run_query(PROGRAM, SAMPLES / "good.cpp", FLAGS), [])

    def test_a_file_that_does_not_parse_is_reported(self):
        findings = coro_lint.run_query(PROGRAM, SAMPLES / "bad.cpp", ["-std=c++20", "-include", "missing.hpp"])
        self.assertEqual(len(findings), 1)
        self.assertIn("could not read it", findings[0])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--clang-query", default=PROGRAM)
    options, rest = parser.parse_known_args()
    PROGRAM = options.clang_query
    unittest.main(argv=[sys.argv[0], *rest])
