#!/usr/bin/env python3
"""Runs docs/examples/mcp_server over stdio and over HTTP, in both protocol eras, and checks what it answers; and
that it is as short as the manual says.

Usage: mcp_server_test.py PROGRAM SOURCE"""

import json
import pathlib
import re
import subprocess
import sys
import unittest
import urllib.error
import urllib.request

SOURCE = pathlib.Path(sys.argv.pop())
PROGRAM = pathlib.Path(sys.argv.pop())
LIMIT = 60
PREFIX = "io.modelcontextprotocol/"
ENVELOPE = {PREFIX + "protocolVersion": "2026-07-28", PREFIX + "clientCapabilities": {}}
CALL = {"name": "to_feet", "arguments": {"metres": 1.8288}}


class Stdio(unittest.TestCase):
    def test_answers_in_both_eras(self):
        requests = [
            {"id": 1, "method": "initialize", "params": {"protocolVersion": "2025-11-25", "capabilities": {},
                                                         "clientInfo": {"name": "test", "version": "1"}}},
            {"id": 2, "method": "tools/call", "params": CALL},
            {"id": 3, "method": "tools/call", "params": {**CALL, "_meta": ENVELOPE}},
            {"id": 4, "method": "resources/read", "params": {"uri": "units://length"}},
            {"id": 5, "method": "prompts/get", "params": {"name": "height", "arguments": {"whom": "Ada"}}},
            {"id": 6, "method": "tools/call", "params": {"name": "to_feet", "arguments": {"metres": -1}}},
        ]
        lines = "".join(json.dumps({"jsonrpc": "2.0", **request}) + "\n" for request in requests)
        done = subprocess.run([PROGRAM], input=lines, capture_output=True, text=True, timeout=LIMIT, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        results = {answer["id"]: answer["result"] for answer in map(json.loads, done.stdout.splitlines())}
        self.assertEqual(results[1]["serverInfo"]["name"], "lengths")
        for number in (2, 3):
            self.assertAlmostEqual(results[number]["structuredContent"]["feet"], 6)
        self.assertEqual(results[3]["resultType"], "complete")
        self.assertIn("0.3048", results[4]["contents"][0]["text"])
        self.assertEqual(results[5]["messages"][0]["content"]["text"], "How tall is Ada in feet?")
        self.assertTrue(results[6]["isError"])
        self.assertIn("metres", results[6]["content"][0]["text"])


class Http(unittest.TestCase):
    def setUp(self):
        self.process = subprocess.Popen([PROGRAM, "--http", "0"], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                        text=True)
        self.addCleanup(self.process.stderr.close)
        self.addCleanup(self.process.wait, LIMIT)
        self.addCleanup(self.process.kill)
        self.url = self.process.stderr.readline().strip()
        self.assertRegex(self.url, r"^http://127\.0\.0\.1:\d+/mcp$")

    def post(self, method, params, **headers):
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        request = urllib.request.Request(self.url, json.dumps(body).encode(), {
            "Content-Type": "application/json", "Accept": "application/json, text/event-stream",
            **{name.replace("_", "-"): value for name, value in headers.items()}})
        with urllib.request.urlopen(request, timeout=LIMIT) as answer:
            return json.load(answer)["result"]

    def test_answers_in_both_eras(self):
        self.assertAlmostEqual(self.post("tools/call", CALL)["structuredContent"]["feet"], 6)
        modern = self.post("tools/call", {**CALL, "_meta": ENVELOPE}, MCP_Protocol_Version="2026-07-28",
                           Mcp_Method="tools/call", Mcp_Name="to_feet")
        self.assertEqual(modern["resultType"], "complete")
        self.assertAlmostEqual(modern["structuredContent"]["feet"], 6)

    def test_refuses_other_hosts(self):
        with self.assertRaises(urllib.error.HTTPError) as refused:
            self.post("tools/list", {}, Host="evil.example.com")
        self.addCleanup(refused.exception.close)
        self.assertEqual(refused.exception.code, 403)

    def test_ends_when_it_is_told_to(self):
        self.process.terminate()
        self.assertEqual(self.process.wait(LIMIT), 0)


class Source(unittest.TestCase):
    def test_is_under_80_lines(self):
        self.assertLess(len(SOURCE.read_text(encoding="utf-8").splitlines()), 80)

    def test_uses_installed_headers_only(self):
        quoted = re.findall(r'#include "', SOURCE.read_text(encoding="utf-8"))
        self.assertEqual(quoted, [])


if __name__ == "__main__":
    unittest.main()
