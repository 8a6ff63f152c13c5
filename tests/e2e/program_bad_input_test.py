"""One table of bad input over tools, URLs, environment and command line: every row gets a clear text, a failing
exit code or isError, and leaves the store as it was.

A row is a name, the input, and what the text must say. The store is compared row by row before and after."""

import unittest

from program_support import ProgramCase, Session

MISSING = "0193e0a0-0000-7000-8000-00000000dead"

# (words of the command line, exit code, part of the message)
COMMAND_LINES = [
    (["frobnicate"], 2, 'unknown command "frobnicate"'),
    (["recal", "x"], 2, 'did you mean "recall"?'),
    (["recall", "x", "--limt", "3"], 2, 'did you mean "--limit"?'),
    (["recall"], 2, "required"),
    (["recall", ""], 2, "empty"),
    (["recall", "x" * 1001], 1, "at most 1000"),
    (["recall", "x", "--limit", "0"], 2, "from 1 to 1000"),
    (["recall", "x", "--limit", "1e3"], 2, "whole number"),
    (["recall", "x", "--offset", "1000001"], 2, "from 0 to 1000000"),
    (["recall", "x", "--since", "soon"], 2, "ISO 8601"),
    (["recall", "x", "--type", "bug"], 2, "one of task"),
    (["search", "--tolerance", "x"], 2, "strict, normal or fuzzy"),
    (["store"], 2, "required"),
    (["store", "   "], 1, "empty"),
    (["store", "x", "--title", "t" * 501], 1, "500"),
    (["store", "x", "--summary", "s" * 1001], 1, "at most 1000"),
    (["store", "x", "--key", "k" * 201], 1, "200"),
    (["store", "x", "--author", "a" * 201], 1, "200"),
    (["store", "x", "--tag", "t" * 101], 1, "100"),
    (["store", "x", "--tags", ",".join(f"t{n}" for n in range(51))], 1, "50"),
    (["store", "x" * 50_001], 1, "at most 50000"),
    (["store", "bell \a"], 1, "control character"),
    (["store", "x", "--importance", "2"], 2, "from 0 to 1"),
    (["store", "x", "--type", "Fix"], 2, "one of task"),
    (["store", "x", "--occurred-at", "2026-02-30"], 2, "ISO 8601"),
    (["store", b"bad \xff bytes"], 1, "UTF-8"),
    (["get", "1"], 2, "36 characters"),
    (["get", MISSING], 1, MISSING),
    (["delete", MISSING], 1, MISSING),
    (["delete", "*"], 2, "36 characters"),
    (["relate", MISSING, "SOLVES", "key:kept"], 1, MISSING),
    (["relate", "key:kept", "SOLVES", "key:kept"], 1, "itself"),
    (["relate", "key:kept", "LIKES", "key:other"], 2, "TYPE"),
    (["relate", "key:kept", "SOLVES", "key:other", "--strength", "9"], 2, "from 0 to 1"),
    (["relate", "key:other", "CAUSES", "key:kept"], 1, "cycle"),
    (["related", MISSING], 1, MISSING),
    (["related", MISSING, "--depth", "0"], 2, "from 1 to 5"),
    (["import", "svn", "."], 2, "svn"),
    (["import", "git", "/nonexistent/folder"], 2, "/nonexistent/folder"),
    (["import", "git", ".", "--since", "never"], 2, "ISO 8601"),
    (["import", "git", ".", "--limit", "-1"], 2, "whole number"),
    (["serve", "--profile", "big"], 2, "core, extended or all"),
]

# (value of --store, exit code, part of the message); the command is stats
STORES = [
    ("memory.db", 2, "sqlite:"),
    ("sqlite:", 2, "sqlite:"),
    ("sqlite::memory:", 2, "name a file"),
    ("sqlite:~nobody/x.db", 2, "full path"),
    ("sqlite:/proc/none/x.db", 1, "/proc/none"),
    ("sqlite:.", 1, ""),
    ("http://localhost", 2, "sqlite:"),
    ("bolt://", 2, "bolt://"),
    ("bolt://user:s3cret@localhost", 2, "password"),
    ("neo4j://s3cret@localhost", 2, "user"),
    ("bolt://localhost:port", 2, "port"),
    ("bolt://localhost:70000", 2, "port"),
    ("bolt+tls://localhost", 2, "bolt"),
    ("", 2, "empty"),
]

# (variables, exit code, part of the message); the command is stats
ENVIRONMENTS = [
    ({"BOLTMEM_STORE": "mysql://x"}, 2, "BOLTMEM_STORE"),
    ({"MEMORY_BACKEND": "memgraph"}, 2, "MEMORY_BACKEND"),
    ({"MEMORY_BACKEND": "falkordblite"}, 2, "no such backend"),
    ({"MEMORY_BACKEND": "sqllite"}, 2, "not a backend"),
    ({"MEMORY_TOOL_PROFILE": "everything"}, 2, "MEMORY_TOOL_PROFILE"),
    ({"BOLTMEM_ALLOW_CYCLES": "perhaps"}, 2, "true or false"),
    ({"BOLTMEM_SQLITE_READERS": "99"}, 2, "from 1 to 16"),
    ({"BOLTMEM_SQLITE_BUSY_TIMEOUT_MS": "-5"}, 2, "whole number"),
    ({"BOLTMEM_NEO4J_POOL_SIZE": "lots"}, 2, "whole number"),
    ({"BOLTMEM_STORE": "bolt://h", "BOLTMEM_NEO4J_PASSWORD": "a", "BOLTMEM_NEO4J_PASSWORD_FILE": "/b"}, 2, "unset one"),
    ({"BOLTMEM_STORE": "bolt://h", "BOLTMEM_NEO4J_PASSWORD_FILE": "/nonexistent"}, 2, "/nonexistent"),
    ({"BOLTMEM_STORE": "bolt://h", "BOLTMEM_NEO4J_PASSWORD_FILE": "wide-open"}, 2, "chmod 600"),
]

# (tool, arguments, part of the message)
CALLS = [
    ("store_memory", {}, "type"),
    ("store_memory", {"type": "fix", "title": "t"}, "content"),
    ("store_memory", {"type": "note", "title": "t", "content": "c"}, "note"),
    ("store_memory", {"type": "fix", "title": "", "content": "c"}, "title"),
    ("store_memory", {"type": "fix", "title": "t" * 501, "content": "c"}, "500"),
    ("store_memory", {"type": "fix", "title": "t", "content": "c" * 50_001}, "50"),
    ("store_memory", {"type": "fix", "title": "t", "content": "c", "importance": 1.5}, "importance"),
    ("store_memory", {"type": "fix", "title": "t", "content": "c", "importance": "high"}, "importance"),
    ("store_memory", {"type": "fix", "title": "t", "content": "c", "tags": "a"}, "tags"),
    ("store_memory", {"type": "fix", "title": "t", "content": "c", "tags": ["a"] * 51}, "tags"),
    ("store_memory", {"type": "fix", "title": "t", "content": "c", "occurred_at": "yesterday"}, "occurred_at"),
    ("store_memory", {"type": 7, "title": "t", "content": "c"}, "type"),
    ("get_memory", {}, "memory_id"),
    ("get_memory", {"memory_id": "x"}, "x"),
    ("get_memory", {"memory_id": MISSING}, MISSING),
    ("search_memories", {"limit": 0}, "limit"),
    ("search_memories", {"limit": 1001}, "limit"),
    ("search_memories", {"offset": -1}, "offset"),
    ("search_memories", {"search_tolerance": "loose"}, "search_tolerance"),
    ("search_memories", {"query": "q" * 1001}, "query"),
    ("recall", {}, "query"),
    ("recall", {"query": "x", "since": "soon"}, "since"),
    ("recall", {"query": "x", "limit": "ten"}, "limit"),
    ("recall_memories", {"query": "x", "limit": 100_000}, "limit"),
    ("update_memory", {"memory_id": MISSING, "title": "t"}, MISSING),
    ("update_memory", {"title": "t"}, "memory_id"),
    ("delete_memory", {"memory_id": MISSING}, MISSING),
    ("delete_memory", {}, "memory_id"),
    ("create_relationship", {"from_memory_id": MISSING, "to_memory_id": MISSING, "relationship_type": "SOLVES"}, ""),
    ("create_relationship", {"from_memory_id": MISSING, "to_memory_id": "x", "relationship_type": "SOLVES"}, ""),
    ("create_relationship", {"from_memory_id": MISSING, "to_memory_id": MISSING, "relationship_type": "LIKES"}, "LIKES"),
    ("get_related_memories", {"memory_id": MISSING, "max_depth": 6}, "max_depth"),
    ("get_recent_activity", {"days": 0}, "days"),
    ("get_recent_activity", {"days": 366}, "days"),
    ("forget_everything", {}, "forget_everything"),
]


class BadInput(ProgramCase):
    def setUp(self):
        super().setUp()
        (self.home / "wide-open").write_text("s3cret")
        (self.home / "wide-open").chmod(0o644)
        self.store("kept", "--key", "kept")
        self.store("other", "--key", "other")
        self.ok("relate", "key:kept", "CAUSES", "key:other")
        self.before = self.content()

    def check_text(self, text, part):
        self.assertTrue(text.strip(), "a message")
        self.assertIn(part, text)
        self.assertNotIn("s3cret", text)
        self.assertNotIn("terminate called", text)

    def check_failed(self, result, code, part):
        self.assertEqual(result.code, code, result)
        self.check_text(result.err, part)
        self.assertEqual(result.err.count("\n"), 1, result.err)
        self.assertTrue(result.err.startswith("boltmem: "), result.err)
        self.assertEqual(result.out, "")
        self.assertEqual(self.content(), self.before)

    def test_the_table_is_long_enough(self):
        self.assertGreaterEqual(len(COMMAND_LINES) + len(STORES) + len(ENVIRONMENTS) + len(CALLS), 100)

    def test_command_lines(self):
        for words, code, part in COMMAND_LINES:
            with self.subTest(words=[word[:40] for word in words]):
                self.check_failed(self.run_program(*words), code, part)

    def test_stores(self):
        files = sorted(self.home.rglob("*"))
        for url, code, part in STORES:
            with self.subTest(store=url):
                self.check_failed(self.run_program("stats", "--store", url), code, part)
        self.assertEqual(sorted(self.home.rglob("*")), files)

    def test_environments(self):
        for variables, code, part in ENVIRONMENTS:
            with self.subTest(variables=variables):
                self.check_failed(self.run_program("stats", env=variables), code, part)

    def test_tools(self):
        with Session(self) as session:
            for tool, arguments, part in CALLS:
                with self.subTest(tool=tool, arguments={k: str(v)[:40] for k, v in arguments.items()}):
                    failed, text = session.call(tool, **arguments)
                    self.assertTrue(failed, text)
                    self.check_text(text, part)
                    self.assertEqual(self.content(), self.before)
        self.assertEqual(session.code, 0)
        self.assertNotIn("s3cret", session.errors)


if __name__ == "__main__":
    unittest.main()
