#!/usr/bin/env python3
"""Plants one violation of each kind in a small tree and expects layers.py to find exactly that one.

A lint that finds nothing in a clean tree and nothing in a dirty one is worth nothing."""

import pathlib
import tempfile
import unittest

import layers

PURPOSE = "// A file of the test's tree.\n// It stands for one of its room.\n"
CLEAN = {
    "bolt/include/bolt/value.hpp": "#pragma once\n" + PURPOSE + "#include <string>\n",
    "bolt/include/bolt/driver.hpp": "#pragma once\n" + PURPOSE + "#include <boost/asio/awaitable.hpp>\n",
    "bolt/src/packstream/decoder.hpp": "#pragma once\n" + PURPOSE + "#include <bolt/value.hpp>\n",
    "bolt/src/wire/messages.cpp": PURPOSE + '#include "packstream/decoder.hpp"\n',
    "bolt/src/net/transport.cpp": PURPOSE + "#include <boost/asio/ip/tcp.hpp>\n",
    "memory/include/memory/database.hpp": "#pragma once\n" + PURPOSE + "#include <string>\n",
    "memory/src/ranking/rank.cpp": PURPOSE + "#include <cmath>\n",
    "memory/src/neo4j/store.cpp": PURPOSE + "#include <bolt/driver.hpp>\n",
    "mcp/include/mcp/tool.hpp": "#pragma once\n" + PURPOSE + "#include <nlohmann/json_fwd.hpp>\n",
    "mcp/src/jsonrpc/message.cpp": PURPOSE + "#include <mcp/tool.hpp>\n",
    "mcp/src/tools/recall_tool.cpp": PURPOSE + "#include <memory/database.hpp>\n",
    "mcp/src/http_server/request_parser.cpp": PURPOSE + "#include <boost/beast/http/parser.hpp>\n",
    "tests/unit/bolt/decoder_test.cpp": PURPOSE + '#include "packstream/decoder.hpp"\n',
}

# What is planted: file, its text, a piece of the finding.
PLANTED = [
    ("memory/src/sqlite/store.cpp", "#include <mcp/tool.hpp>\n", "may not include mcp/include"),
    ("bolt/src/api/driver.cpp", "#include <memory/database.hpp>\n", "may not include memory/include"),
    ("memory/src/neo4j/mapping.cpp", '#include "../../../bolt/src/wire/messages.cpp"\n', "may not include bolt/src/wire"),
    ("memory/src/sqlite/schema.cpp", "#include <bolt/driver.hpp>\n", "may not include bolt/include"),
    ("bolt/src/packstream/encoder.cpp", "#include <boost/asio/post.hpp>\n", "(asio)"),
    ("bolt/src/packstream/limits.cpp", "#include <boost/system/result.hpp>\n", "(boost)"),
    ("bolt/src/packstream/late.cpp", '#include "wire/messages.cpp"\n', "may not include bolt/src/wire"),
    ("bolt/src/wire/socket.cpp", "#include <sys/socket.h>\n", "(system)"),
    ("bolt/src/protocol/now.cpp", "auto t = std::chrono::steady_clock::now();\n", "may not read a clock"),
    ("memory/src/ranking/age.cpp", "auto t = std::chrono::system_clock::now();\n", "may not read a clock"),
    ("memory/src/text/stem.cpp", "#include <thread>\n", "(threads)"),
    ("mcp/src/jsonrpc/pump.cpp", "#include <boost/asio/awaitable.hpp>\n", "(awaitable)"),
    ("bolt/src/wire/reach.cpp", "#include <bolt/driver.hpp>\n", "reaches <boost/asio/awaitable.hpp> through"),
    ("mcp/src/protocol/tools.cpp", "#include <memory/database.hpp>\n", "may not include memory/include"),
    ("bolt/include/bolt/session.hpp", "#pragma once\n#include <openssl/ssl.h>\n", "(openssl)"),
    ("bolt/include/bolt/session.hpp", "#pragma once\n#include <boost/asio/steady_timer.hpp>\n", "(asio)"),
    ("bolt/include/bolt/record.hpp", "#pragma once\n#include <boost/asio/awaitable.hpp>\n", "(awaitable)"),
    ("memory/include/memory/store.hpp", "#pragma once\n#include <sqlite3.h>\n", "(sqlite)"),
    ("mcp/include/mcp/server.hpp", "#pragma once\n#include <nlohmann/json.hpp>\n", "(json)"),
    ("tests/unit/bolt/direct_test.cpp", "#include <catch2/catch.hpp>\n", "(catch)"),
    ("bolt/include/bolt/once.hpp", "\n", "no #pragma once"),
    ("bolt/src/newroom/thing.cpp", "\n", "no row in tests/lint/layers.py"),
    ("bolt/src/api/missing.cpp", '#include "api/nothing.hpp"\n', "is no file of the project"),
    ("bolt/src/api/where.cpp", 'auto p = "/' + 'home/someone/x";\n', "path of one machine"),
]


class LayersTest(unittest.TestCase):
    def findings(self, files):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder).resolve()
            for name, text in files.items():
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            return layers.check_tree(root)

    def test_a_clean_tree_has_no_findings(self):
        self.assertEqual(self.findings(CLEAN), [])

    def test_each_planted_violation_is_the_one_finding(self):
        for name, text, expected in PLANTED:
            with self.subTest(planted=name, text=text):
                body = text.replace("#pragma once\n", "")
                head = "#pragma once\n" if body != text else ""
                found = self.findings(CLEAN | {name: head + PURPOSE + body})
                self.assertEqual(len(found), 1, found)
                self.assertIn(expected, found[0])

    def test_a_third_beast_file_is_found(self):
        body = PURPOSE + "#include <boost/beast/http.hpp>\n"
        thrice = CLEAN | {"mcp/src/auth/http_response.cpp": body, "mcp/src/transport/websocket.cpp": body}
        found = self.findings(thrice)
        self.assertEqual(len(found), 2, found)
        self.assertIn("(beast)", found[0])
        self.assertIn("Beast belongs in two files", found[1])

    def test_a_missing_purpose_is_found_in_every_language(self):
        for name, text in {"bolt/src/api/a.cpp": "// one line only\nint a;\n", "scripts/tool": "#!/bin/sh\nls\n",
                           "tests/lint/a.py": "import os\n", "tests/CMakeLists.txt": "project(x)\n"}.items():
            with self.subTest(name=name):
                found = self.findings(CLEAN | {name: text})
                self.assertEqual(len(found), 1, found)
                self.assertIn("purpose", found[0])

    def test_words_in_comments_and_strings_are_no_clock(self):
        text = PURPOSE + '// steady_clock::now() is not called here\nauto s = "steady_clock::now()";\n'
        self.assertEqual(self.findings(CLEAN | {"bolt/src/wire/words.cpp": text}), [])


if __name__ == "__main__":
    unittest.main()
