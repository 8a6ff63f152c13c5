"""The program over HTTP while its Neo4j server is out of reach, and when it is back.

The server is a real one; a proxy in between is cut and mended. Only Python's standard library."""

import os
import socket
import threading
import unittest
import urllib.parse
import uuid

import program_support as support
from http_program import Server, call


class Proxy:
    """A port that leads to another one, as long as it is not cut."""

    def __init__(self, host, port):
        self.target = (host, port)
        self.port = 0
        self.links = []
        self.mend()

    def mend(self):
        self.listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, args=(self.listener,), daemon=True).start()

    def cut(self):
        # A listener that another thread waits for is woken by shutdown() only.
        for link in [self.listener, *self.links]:
            try:
                link.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # the other end was faster
            link.close()
        self.links = []

    def accept(self, listener):
        while True:
            try:
                near = listener.accept()[0]
                far = socket.create_connection(self.target)
            except OSError:
                return
            self.links += [near, far]
            for source, drain in ((near, far), (far, near)):
                threading.Thread(target=self.pump, args=(source, drain), daemon=True).start()

    @staticmethod
    def pump(source, drain):
        try:
            while data := source.recv(65536):
                drain.sendall(data)
            drain.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # cut


class HttpNeo4jOutageTest(support.ProgramCase):
    def test_an_outage_is_told_and_ends_by_itself(self):
        uri = urllib.parse.urlsplit(os.environ["NEO4J_URI"])
        proxy = Proxy(uri.hostname, uri.port or 7687)
        self.addCleanup(proxy.cut)
        settings = {
            "BOLTMEM_STORE": f"bolt://127.0.0.1:{proxy.port}",
            "BOLTMEM_NEO4J_USER": os.environ["NEO4J_USER"],
            "BOLTMEM_NEO4J_PASSWORD": os.environ["NEO4J_PASSWORD"],
            "BOLTMEM_NEO4J_CONNECT_TIMEOUT_MS": "1000",
            "BOLTMEM_NEO4J_OPERATION_TIMEOUT_MS": "2000",
        }
        server = Server(self, "--http", "0", env=settings)
        link = server.connect()
        word = "w" + uuid.uuid4().hex
        stored = {"type": "fix", "title": word, "content": "Written before the outage"}
        self.assertFalse(call(link, "store_memory", stored)[1]["result"].get("isError", False))
        self.assertTrue(support.until(lambda: server.get("/readyz")[0] == 200))

        proxy.cut()
        self.assertTrue(support.until(lambda: server.get("/readyz")[0] == 503))
        self.assertEqual(server.get("/healthz")[0], 200)
        status, answer = call(link, "recall", {"query": word}, 2)
        self.assertEqual(status, 200)
        self.assertTrue(answer["result"]["isError"])
        advice = answer["result"]["content"][0]["text"]
        self.assertRegex(advice, "(?i)try again|retry")
        self.assertNotIn(os.environ["NEO4J_PASSWORD"], advice)

        proxy.mend()
        self.assertTrue(support.until(lambda: server.get("/readyz")[0] == 200))
        answer = call(link, "recall", {"query": word}, 3)[1]["result"]
        self.assertFalse(answer.get("isError", False), answer)
        self.assertIn("before the outage", answer["content"][0]["text"])
        link.close()


if __name__ == "__main__":
    unittest.main()
