#!/usr/bin/env python3
"""End-to-end checks of `boltmem serve` as a host sees it: a child process with a pipe on either side.

The program is BOLTMEM_PROGRAM. Protocol rules have their tables in tests/unit/mcp; here is what only a process shows:
framing on real descriptors, ends of every kind, and that nothing else reaches stdout."""

import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

from mcp_process import LEGACY, MODERN, PATIENCE, PREFIX, McpProcess

PROGRAM = os.environ["BOLTMEM_PROGRAM"]


class StdioCase(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory(prefix="boltmem-e2e-")
        self.addCleanup(holder.cleanup)
        self.folder = holder.name

    def start(self, **options):
        process = McpProcess(PROGRAM, self.folder, **options)
        self.addCleanup(process.__exit__)
        return process

    def finish(self, process):
        """Ends the input; the server must leave with 0 and have printed nothing but JSON."""
        process.close_input()
        self.assertEqual(process.exit_code(), 0)
        self.assertEqual(process.garbage, [])


class Eras(StdioCase):
    def test_each_legacy_revision_is_echoed_and_others_get_the_newest(self):
        for asked, answered in (("2025-11-25", "2025-11-25"), ("2025-06-18", "2025-06-18"),
                                ("2025-03-26", "2025-03-26"), ("2024-11-05", "2024-11-05"),
                                ("2026-07-28", LEGACY), ("2099-01-01", LEGACY)):
            with self.subTest(asked):
                server = self.start()
                result = server.initialize(asked)["result"]
                self.assertEqual(result["protocolVersion"], answered)
                self.assertEqual(result["serverInfo"]["name"], "boltmem")
                self.assertLess(len(result["instructions"].split()), 150)
                self.finish(server)

    def test_a_modern_client_needs_no_handshake(self):
        server = self.start()
        discovered = server.modern("server/discover")["result"]
        self.assertIn(MODERN, discovered["supportedVersions"])
        self.assertEqual(discovered["_meta"][PREFIX + "serverInfo"]["name"], "boltmem")
        tools = server.modern("tools/list")["result"]
        self.assertEqual(tools["resultType"], "complete")
        self.assertEqual(tools["cacheScope"], "public")
        result = server.modern("tools/call", {"name": "recall", "arguments": {"query": "anything"}})["result"]
        self.assertEqual(result["resultType"], "complete")
        self.finish(server)

    def test_one_connection_serves_both_eras(self):
        server = self.start()
        server.modern("server/discover")
        self.assertEqual(server.initialize()["result"]["protocolVersion"], LEGACY)
        self.assertNotIn("resultType", server.request("tools/list")["result"])
        self.assertIn("resultType", server.modern("tools/list")["result"])
        self.finish(server)


class Store(StdioCase):
    def test_nothing_is_opened_before_a_tool_needs_it(self):
        server = self.start()
        server.initialize()
        server.request("tools/list")
        server.modern("server/discover")
        self.finish(server)
        self.assertEqual(os.listdir(self.folder), [])

    def test_a_store_that_cannot_be_reached_fails_the_call_and_not_the_server(self):
        server = self.start(environment={"BOLTMEM_STORE": "bolt://127.0.0.1:1", "BOLTMEM_NEO4J_PASSWORD": "secret-pw"})
        server.initialize()
        text, failed = server.call("recall", {"query": "anything"})
        self.assertTrue(failed, text)
        self.assertNotIn("secret-pw", text)
        self.assertIn("result", server.request("tools/list"))
        self.finish(server)
        self.assertNotIn(b"secret-pw", server.errors)

    def test_what_one_process_stores_another_recalls(self):
        server = self.start()
        server.initialize()
        text, failed = server.call("store_memory", {"type": "solution", "title": "Retry with jitter",
                                                    "content": "Thundering herds end when retries are jittered."})
        self.assertFalse(failed, text)
        memory_id = re.fullmatch(r"Memory stored successfully with ID: (\S+)", text).group(1)
        other = self.start()
        other.initialize()
        text, failed = other.call("recall", {"query": "How did we stop thundering herds?"})
        self.assertFalse(failed, text)
        self.assertIn(memory_id, text)
        self.finish(other)
        self.finish(server)

    def test_bad_arguments_are_tool_errors_that_say_what_to_change(self):
        server = self.start()
        server.initialize()
        for tool, arguments, hint in (("recall", {}, "'query'"), ("recall", {"query": "a", "limits": 5}, "'limit'"),
                                      ("recall", {"query": "a", "limit": 0}, "1 to 1000"),
                                      ("store_memory", {"type": "idea", "title": "t", "content": "c"}, "must be one of"),
                                      ("get_memory", {"memory_id": "nope"}, "Memory not found")):
            with self.subTest(tool=tool, arguments=arguments):
                text, failed = server.call(tool, arguments)
                self.assertTrue(failed, text)
                self.assertIn(hint, text)
        self.finish(server)


class Framing(StdioCase):
    def test_messages_in_one_write_are_all_served(self):
        server = self.start()
        lines = [{"jsonrpc": "2.0", "id": 1, "method": "initialize",
                  "params": {"protocolVersion": LEGACY, "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}},
                 {"jsonrpc": "2.0", "method": "notifications/initialized"},
                 {"jsonrpc": "2.0", "id": 2, "method": "tools/list"}]
        server.raw("".join(json.dumps(line) + "\n" for line in lines))
        self.assertIn("result", server.wait_for(1))
        self.assertTrue(server.wait_for(2)["result"]["tools"])
        self.finish(server)

    def test_one_message_in_many_writes_with_crlf_and_blank_lines(self):
        server = self.start()
        data = "\n\r\n" + json.dumps({"jsonrpc": "2.0", "id": "é世界", "method": "ping"}, ensure_ascii=False) + "\r\n"
        for byte in data.encode():
            server.raw(bytes([byte]))
        self.assertEqual(server.wait_for("é世界")["result"], {})
        self.finish(server)

    def test_a_last_message_without_line_end_is_served(self):
        server = self.start()
        server.raw('{"jsonrpc":"2.0","id":1,"method":"ping"}')
        server.close_input()
        self.assertEqual(server.wait_for(1)["result"], {})
        self.assertEqual(server.exit_code(), 0)

    def test_malformed_input_is_answered_and_survived(self):
        server = self.start()
        for garbage in (b'{"jsonrpc":"2.0","id":9,"method":\n', b"not json at all\n", b"\x00\xff{]\n"):
            server.raw(garbage)
            reply = server.wait_for(None)
            self.assertEqual(reply["error"]["code"], -32700)
        server.send({"id": 7, "method": "ping"})
        self.assertEqual(server.wait_for(7)["error"]["code"], -32600)
        self.assertEqual(server.request("ping")["result"], {})
        self.finish(server)

    def test_large_messages_are_read_and_larger_ones_refused(self):
        server = self.start()
        reply = server.request("tools/call", {"name": "no_such_tool", "arguments": {"pad": "x" * (3 << 20)}})
        self.assertEqual(reply["error"]["code"], -32602)
        server.raw(b"x" * (17 << 20) + b"\n")
        self.assertEqual(server.wait_for(None)["error"]["code"], -32700)
        self.assertEqual(server.request("ping")["result"], {})
        self.finish(server)

    def test_a_client_that_reads_late_gets_everything(self):
        count = 20_000
        reading, writing = os.pipe()
        server = self.start(stdout=writing)
        os.close(writing)

        def flood():
            for number in range(count):
                server.raw('{"jsonrpc":"2.0","id":%d,"method":"ping"}\n' % number)
            server.close_input()

        writer = threading.Thread(target=flood)
        writer.start()
        writer.join(0.5)  # by now the server's output is full, unless it has answered everything
        with os.fdopen(reading, "rb") as answers:
            ids = [json.loads(line)["id"] for line in answers]
        writer.join(PATIENCE)
        self.assertEqual(ids, list(range(count)))
        self.assertEqual(server.exit_code(), 0)


class Ends(StdioCase):
    def test_calls_accepted_before_the_end_of_input_are_answered_and_durable(self):
        server = self.start()
        server.initialize()
        calls = 50
        for number in range(calls):
            server.send({"jsonrpc": "2.0", "id": 1000 + number, "method": "tools/call",
                         "params": {"name": "store_memory",
                                    "arguments": {"type": "general", "title": f"Note {number}", "content": "Kept."}}})
        server.close_input()
        ids = []
        for number in range(calls):
            result = server.wait_for(1000 + number)["result"]
            self.assertFalse(result.get("isError", False), result)
            ids.append(result["content"][0]["text"].rsplit(" ", 1)[1])
        self.assertEqual(server.exit_code(), 0)
        other = self.start()
        other.initialize()
        for memory_id in ids:
            text, failed = other.call("get_memory", {"memory_id": memory_id})
            self.assertFalse(failed, text)
        self.finish(other)

    def test_input_that_is_empty_from_the_start(self):
        server = self.start(stdin=subprocess.DEVNULL)
        self.assertEqual(server.exit_code(), 0)
        self.assertIsNone(server.next_message())

    def test_input_from_a_file(self):
        path = os.path.join(self.folder, "messages.jsonl")
        with open(path, "w", encoding="utf-8") as messages:
            messages.write('{"jsonrpc":"2.0","id":1,"method":"ping"}\n{"jsonrpc":"2.0","id":2,"method":"tools/list"}\n')
        with open(path, "rb") as messages:
            server = self.start(stdin=messages)
        self.assertEqual(server.wait_for(1)["result"], {})
        self.assertTrue(server.wait_for(2)["result"]["tools"])
        self.assertEqual(server.exit_code(), 0)

    def test_output_into_a_file(self):
        path = os.path.join(self.folder, "answers.jsonl")
        with open(path, "wb") as answers:
            server = self.start(stdout=answers)
        server.raw('{"jsonrpc":"2.0","id":1,"method":"ping"}\n')
        server.close_input()
        self.assertEqual(server.exit_code(), 0)
        with open(path, encoding="utf-8") as answers:
            self.assertEqual(json.loads(answers.read())["id"], 1)

    def test_one_socket_for_both_ways(self):
        ours, theirs = socket.socketpair()
        server = self.start(stdin=theirs, stdout=theirs)
        theirs.close()
        with ours, ours.makefile("rb") as answers:
            ours.sendall(b'{"jsonrpc":"2.0","id":1,"method":"ping"}\n')
            self.assertEqual(json.loads(answers.readline())["id"], 1)
            ours.shutdown(socket.SHUT_WR)
            self.assertEqual(answers.read(), b"")
        self.assertEqual(server.exit_code(), 0)

    def test_signals_end_it_within_two_seconds(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            with self.subTest(number.name):
                server = self.start()
                server.initialize()
                server.child.send_signal(number)
                began = time.monotonic()
                self.assertEqual(server.exit_code(), 0)
                self.assertLess(time.monotonic() - began, 2.0)
                self.assertEqual(server.garbage, [])

    def test_a_reader_that_goes_away_ends_it(self):
        reading, writing = os.pipe()
        server = self.start(stdout=writing)
        os.close(writing)
        os.close(reading)
        server.send({"jsonrpc": "2.0", "id": 5, "method": "tools/list"})
        server.exit_code()  # without its input being closed

    def test_a_server_whose_parent_is_gone_ends(self):
        their_input, our_input = os.pipe()  # stays open all the time, as a leaked descriptor would
        our_output, their_output = os.pipe()
        parent = subprocess.Popen(
            [sys.executable, "-c", "import subprocess, sys; subprocess.run([sys.argv[1], 'serve'])", PROGRAM],
            stdin=their_input, stdout=their_output, stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": self.folder}, cwd=self.folder)
        os.close(their_output)
        os.write(our_input, b'{"jsonrpc":"2.0","id":1,"method":"ping"}\n')
        with os.fdopen(our_output, "rb") as answers:
            self.assertEqual(json.loads(answers.readline())["id"], 1)
            parent.kill()
            parent.wait()
            ready, _, _ = select.select([answers], [], [], PATIENCE)
            self.assertTrue(ready, "still running")
            self.assertEqual(answers.read(), b"")
        os.close(their_input)
        os.close(our_input)


if __name__ == "__main__":
    unittest.main(verbosity=2)
