#!/usr/bin/env python3
"""Runs the programs of docs/examples and checks what they print and how they exit: without a server that they
say so, with one (NEO4J_URI, NEO4J_USER, NEO4J_PASSWORD) that they do what the manual says of them.

Usage: examples_test.py FOLDER_OF_PROGRAMS [WithoutServer|WithNeo4j]"""

import os
import pathlib
import subprocess
import sys
import unittest

FOLDER = pathlib.Path(sys.argv.pop(1)) if len(sys.argv) > 1 else pathlib.Path()
SECRET = "not-to-be-shown"
# Port 1 (tcpmux) has no server: connections are refused at once.
NOWHERE = {"NEO4J_URI": "bolt://127.0.0.1:1", "NEO4J_USER": "neo4j", "NEO4J_PASSWORD": SECRET}


def run(name, *arguments, environment=None, limit=60):
    settings = {**os.environ, **(environment or {})}
    return subprocess.run([FOLDER / name, *arguments], env=settings, capture_output=True, text=True,
                          timeout=limit, check=False)


class WithoutServer(unittest.TestCase):
    def check_unreachable(self, name, *arguments):
        done = run(name, *arguments, environment=NOWHERE)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("127.0.0.1:1", done.stderr)
        self.assertNotIn(SECRET, done.stdout + done.stderr)

    def test_usage_is_told(self):
        without = {k: v for k, v in os.environ.items() if k != "NEO4J_PASSWORD"}
        for name in ("first_query", "people"):
            done = subprocess.run([FOLDER / name], env=without, capture_output=True, text=True, timeout=30, check=False)
            self.assertEqual(done.returncode, 2)
            self.assertIn(f"usage: NEO4J_PASSWORD=... {name} URI USER", done.stderr)

    def test_movies_tells_its_commands(self):
        for arguments in ((), ("search",), ("sing", "along")):
            done = run("movies", *arguments, environment=NOWHERE)
            self.assertEqual(done.returncode, 2)
            self.assertIn("usage: movies load", done.stderr)

    def test_people_says_which_server_it_did_not_reach(self):
        self.check_unreachable("people", NOWHERE["NEO4J_URI"], "neo4j")

    def test_rows_says_which_server_it_did_not_reach(self):
        self.check_unreachable("rows")


class WithNeo4j(unittest.TestCase):
    def check(self, name, *arguments, code=0):
        done = run(name, *arguments)
        self.assertEqual(done.returncode, code, f"{name} {arguments}: {done.stderr}")
        return done.stdout

    def test_first_query(self):
        printed = self.check("first_query", os.environ["NEO4J_URI"], os.environ["NEO4J_USER"])
        self.assertEqual(printed, "1 squared is 1\n2 squared is 4\n3 squared is 9\n")

    def test_people(self):
        printed = self.check("people", os.environ["NEO4J_URI"], os.environ["NEO4J_USER"])
        self.assertRegex(printed, r"^connected to Neo4j/.*, Bolt \d\.\d\nnodes created: 2\nAda\nGrace\nremoved: 2\n$")

    def test_transactions(self):
        self.assertEqual(self.check("transactions"),
                         "refused: not enough on account a\nwould delete 2\na: 70\nb: 130\n")

    def test_rows(self):
        self.assertEqual(self.check("rows", "25000"),
                         "Sweden\n  Uppsala: 177000\n  Kiruna: unknown\nMalta\n"
                         "25000 rows, sum 1.56256e+08, 200000 letters\n25000 rows\n")

    def test_concurrency(self):
        printed = self.check("concurrency", "60")
        self.assertEqual(printed, f"sum of squares: {sum(n * n for n in range(1, 61))}\ngave up waiting\n"
                                  "61 queries, few connections\n")

    def test_movies(self):
        self.addCleanup(run, "movies", "clear")
        self.assertEqual(self.check("movies", "load"), "movies: 7\n")
        self.assertEqual(self.check("movies", "load"), "movies: 7\n")  # what is there stays as it is
        self.assertEqual(self.check("movies", "search", "MATR"), "title: The Matrix, released: 1999, votes: 0\n")
        self.assertEqual(self.check("movies", "show", "Speed"),
                         "actor: Keanu Reeves, role: Jack Traven\nactor: Sandra Bullock, role: Annie Porter\n")
        self.assertEqual(self.check("movies", "graph", "2"),
                         "actor: Brad Pitt, movie: Ocean's Eleven\nactor: Brad Pitt, movie: Seven\n")
        self.assertEqual(self.check("movies", "vote", "Gravity"), "votes: 1\n")
        self.assertEqual(self.check("movies", "vote", "Gravity"), "votes: 2\n")
        self.assertEqual(self.check("movies", "show", "No such film", code=1), "")
        self.assertEqual(self.check("movies", "clear"), "movies: 7\n")


if __name__ == "__main__":
    unittest.main()
