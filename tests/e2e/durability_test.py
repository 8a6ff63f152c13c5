#!/usr/bin/env python3
"""End-to-end checks of the promise that an acknowledged write is there: with many processes on one file, with many
calls in flight, and after SIGKILL. The program is BOLTMEM_PROGRAM."""

import os
import re
import signal
import tempfile
import threading
import unittest

from mcp_process import McpProcess

PROGRAM = os.environ["BOLTMEM_PROGRAM"]
STORED = re.compile(r"Memory stored successfully with ID: (\S+)")


def store_message(number, title):
    return {"jsonrpc": "2.0", "id": number, "method": "tools/call",
            "params": {"name": "store_memory",
                       "arguments": {"type": "general", "title": title, "content": f"The content of {title}."}}}


class DurabilityCase(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory(prefix="boltmem-e2e-")
        self.addCleanup(holder.cleanup)
        self.folder = holder.name

    def stored_id(self, reply):
        result = reply["result"]
        text = result["content"][0]["text"]
        self.assertFalse(result.get("isError", False), text)
        return STORED.match(text).group(1)

    def assert_all_there(self, titles):
        """`titles`: id -> title. Read by a process of its own."""
        with McpProcess(PROGRAM, self.folder) as reader:
            for memory_id, title in titles.items():
                text, failed = reader.call("get_memory", {"memory_id": memory_id})
                self.assertFalse(failed, text)
                self.assertIn(title, text)
            reader.close_input()
            self.assertEqual(reader.exit_code(), 0)


class ManyAtOnce(DurabilityCase):
    def test_twenty_processes_store_into_one_file_and_nothing_is_lost(self):
        processes, writes = 20, 15
        titles, failures, lock = {}, [], threading.Lock()

        def write(who):
            try:
                with McpProcess(PROGRAM, self.folder) as server:
                    for number in range(writes):
                        title = f"Note {number} of process {who}"
                        server.send(store_message(number, title))
                        memory_id = self.stored_id(server.wait_for(number))
                        with lock:
                            titles[memory_id] = title
                    server.close_input()
                    self.assertEqual(server.exit_code(), 0)
            except AssertionError as failure:
                failures.append(f"process {who}: {failure}")

        threads = [threading.Thread(target=write, args=(who,)) for who in range(processes)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])
        self.assertEqual(len(titles), processes * writes)
        self.assert_all_there(titles)

    def test_two_hundred_writes_in_flight_are_all_answered_once_and_kept(self):
        with McpProcess(PROGRAM, self.folder) as server:
            for number in range(200):
                server.send(store_message(number, f"Flight {number}"))
            titles = {self.stored_id(server.wait_for(number)): f"Flight {number}" for number in range(200)}
            server.close_input()
            self.assertEqual(server.exit_code(), 0)
        self.assertEqual(len(titles), 200)
        self.assert_all_there(titles)


class Killed(DurabilityCase):
    def test_what_was_acknowledged_before_sigkill_is_there(self):
        titles = {}
        for round_number, acknowledged in enumerate((1, 7, 40)):
            with McpProcess(PROGRAM, self.folder) as server:
                for number in range(200):
                    server.send(store_message(number, f"Round {round_number} note {number}"))
                for _ in range(acknowledged):
                    reply = server.next_message()
                    titles[self.stored_id(reply)] = f"Round {round_number} note {reply['id']}"
                server.child.send_signal(signal.SIGKILL)
                self.assertEqual(server.exit_code(), -signal.SIGKILL)
        self.assertEqual(len(titles), 48)
        self.assert_all_there(titles)


if __name__ == "__main__":
    unittest.main(verbosity=2)
