#!/usr/bin/env python3
"""Two servers on one store: who subscribed at the one hears within a second of what the other writes.

Both are processes of their own, over stdio and one SQLite file, as hosts start them. Also what a client sees of resources,
prompts and completion when the store is away and comes back."""

import os
import tempfile
import time
import unittest

from mcp_process import ENVELOPE, McpProcess

PROGRAM = os.environ["BOLTMEM_PROGRAM"]
UPDATED = "notifications/resources/updated"
# Seconds from the answer of the one to the message at the other: 1, and more for a program that is not optimised.
WITHIN = min(float(os.environ.get("BOLTMEM_SLOWNESS", "1")), 3.0)


class SharedStore(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory(prefix="boltmem-e2e-")
        self.addCleanup(holder.cleanup)
        self.folder = holder.name
        self.watching = self.start()
        self.writing = self.start()

    def start(self, **options):
        process = McpProcess(PROGRAM, self.folder, **options)
        self.addCleanup(process.__exit__)
        process.initialize()
        return process

    def store(self, title):
        text, failed = self.writing.call("store_memory", {"type": "task", "title": title, "content": "C"})
        self.assertFalse(failed, text)
        return text.rsplit(" ", 1)[1]

    def expect_update(self, uri, since, stream=None):
        """The next message must tell of `uri`, in time."""
        message = self.watching.next_message()
        took = time.monotonic() - since
        self.assertEqual(message["method"], UPDATED)
        self.assertEqual(message["params"]["uri"], uri)
        if stream is not None:
            self.assertEqual(message["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"], stream)
        self.assertLess(took, WITHIN)
        return took

    def change(self, tool, arguments):
        text, failed = self.writing.call(tool, arguments)
        self.assertFalse(failed, text)
        return time.monotonic()

    def finish(self):
        for process in (self.watching, self.writing):
            process.close_input()
            self.assertEqual(process.exit_code(), 0)
            self.assertEqual(process.garbage, [])


class Subscriptions(SharedStore):
    def test_a_legacy_subscriber_hears_of_updates_links_and_removal(self):
        one, two = self.store("One"), self.store("Two")
        uri = "memory://item/" + one
        self.assertEqual(self.watching.request("resources/subscribe", {"uri": uri})["result"], {})
        took = [
            self.expect_update(uri, self.change("update_memory", {"memory_id": one, "title": "New"})),
            self.expect_update(uri, self.change("create_relationship", {
                "from_memory_id": two, "to_memory_id": one, "relationship_type": "SOLVES"})),
        ]
        page = self.watching.request("resources/read", {"uri": uri})["result"]["contents"][0]["text"]
        self.assertIn("**Memory: New**", page)
        self.assertIn("SOLVES: 1 memory", page)
        self.change("update_memory", {"memory_id": two, "title": "Nobody watches this"})
        took.append(self.expect_update(uri, self.change("delete_memory", {"memory_id": one})))
        print("told after", ", ".join(f"{1000 * one:.0f}" for one in took), "ms")
        self.assertEqual(self.watching.request("resources/read", {"uri": uri})["error"]["code"], -32002)
        self.watching.request("resources/unsubscribe", {"uri": uri})
        self.finish()

    def test_a_modern_listener_hears_of_the_statistics_and_of_a_memory(self):
        one = self.store("One")
        uri = "memory://item/" + one
        self.watching.send({"jsonrpc": "2.0", "id": "stream", "method": "subscriptions/listen", "params": {
            "notifications": {"resourceSubscriptions": [uri, "memory://stats"]}, "_meta": ENVELOPE}})
        acknowledged = self.watching.next_message()
        self.assertEqual(acknowledged["method"], "notifications/subscriptions/acknowledged")
        since = self.change("update_memory", {"memory_id": one, "title": "New"})
        told = set()
        while told != {uri, "memory://stats"}:
            message = self.watching.next_message()
            self.assertEqual(message["method"], UPDATED)
            self.assertLess(time.monotonic() - since, WITHIN)
            told.add(message["params"]["uri"])
        since = self.change("store_memory", {"type": "task", "title": "Another", "content": "C"})
        self.expect_update("memory://stats", since, "stream")
        stats = self.watching.modern("resources/read", {"uri": "memory://stats"})["result"]
        self.assertIn('"memories":2', stats["contents"][0]["text"])
        self.finish()

    def test_what_the_own_process_writes_is_told_too(self):
        one = self.store("One")
        uri = "memory://item/" + one
        self.watching.request("resources/subscribe", {"uri": uri})
        text, failed = self.watching.call("update_memory", {"memory_id": one, "title": "Mine"})
        self.assertFalse(failed, text)
        self.expect_update(uri, time.monotonic())
        self.finish()


class Surface(SharedStore):
    def test_what_one_process_stores_the_other_lists_and_completes(self):
        ids = [self.store(f"Note {i}") for i in range(60)]
        listed, cursor = [], None
        while True:
            page = self.watching.modern("resources/list", {"cursor": cursor} if cursor else {})["result"]
            listed += [one["uri"] for one in page["resources"]]
            cursor = page.get("nextCursor")
            if cursor is None:
                break
        self.assertEqual(listed, ["memory://stats"] + ["memory://item/" + one for one in reversed(ids)])
        completion = self.watching.request("completion/complete", {
            "ref": {"type": "ref/resource", "uri": "memory://item/{id}"},
            "argument": {"name": "id", "value": ids[0]}})["result"]["completion"]
        self.assertEqual(completion["values"], [ids[0]])
        prompts = [one["name"] for one in self.watching.request("prompts/list")["result"]["prompts"]]
        self.assertEqual(prompts, ["recall", "remember"])
        got = self.watching.request("prompts/get", {"name": "recall", "arguments": {"query": "note 7"}})["result"]
        self.assertIn(ids[7], got["messages"][0]["content"]["text"])
        self.finish()

    def test_bulk_delete_asks_a_client_that_can_and_counts_for_others(self):
        server = self.start(environment={"MEMORY_TOOL_PROFILE": "extended"})
        for i in range(3):
            server.call("store_memory", {"type": "task", "title": f"Old {i}", "content": "C", "project": "gone"})
        text, failed = server.call("delete_memories", {"project": "gone"})
        self.assertFalse(failed, text)
        self.assertIn("3 memories", text)
        self.assertIn("Nothing was deleted yet", text)
        # A modern client that can elicit gets the question as the answer, and repeats the call with the user's.
        envelope = {**ENVELOPE, "io.modelcontextprotocol/clientCapabilities": {"elicitation": {}}}
        params = {"name": "delete_memories", "arguments": {"project": "gone"}, "_meta": envelope}
        asked = server.request("tools/call", params)["result"]
        self.assertEqual(asked["resultType"], "input_required")
        self.assertIn("Delete 3 memories", asked["inputRequests"]["confirm"]["params"]["message"])
        answer = {"confirm": {"action": "accept", "content": {"confirm": True}}}
        done = server.request("tools/call", {**params, "inputResponses": answer,
                                             "requestState": asked["requestState"]})["result"]
        self.assertEqual(done["content"][0]["text"], "Deleted 3 memories.")
        server.close_input()
        self.assertEqual(server.exit_code(), 0)
        self.finish()

    def test_a_store_that_comes_back_is_served_without_a_restart(self):
        place = os.path.join(self.folder, "later")
        with open(place, "w", encoding="utf-8") as blocking:  # a file where the store's folder should be
            blocking.write("x")
        server = self.start(environment={"BOLTMEM_STORE": "sqlite:" + os.path.join(place, "memories.db")})
        text, failed = server.call("recall", {"query": "anything"})
        self.assertTrue(failed)
        self.assertIn("boltmem doctor", text)
        self.assertEqual(server.request("resources/list")["error"]["code"], -32603)
        os.remove(place)
        text, failed = server.call("store_memory", {"type": "task", "title": "T", "content": "C"})
        self.assertFalse(failed, text)
        server.close_input()
        self.assertEqual(server.exit_code(), 0)
        self.finish()


if __name__ == "__main__":
    unittest.main(verbosity=2)
