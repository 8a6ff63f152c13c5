"""The program over HTTP as operators meet it: the URL it prints, health, calls, signals, shared ports.

Only Python's standard library; ports are the system's choice."""

import concurrent.futures
import os
import signal
import subprocess
import unittest

import program_support as support
from http_program import Server, call


class HttpServeTest(support.ProgramCase):
    def test_the_printed_url_serves_and_the_store_is_the_same(self):
        server = Server(self, "--http", "127.0.0.1:0")
        self.assertRegex(server.first_line, r"^boltmem: serving MCP at http://127\.0\.0\.1:\d+/mcp\n$")
        link = server.connect()
        stored = {"type": "fix", "title": "Backoff", "content": "Retry with backoff fixed the upload"}
        status, answer = call(link, "store_memory", stored)
        self.assertEqual(status, 200)
        self.assertFalse(answer["result"].get("isError", False), answer)
        status, answer = call(link, "recall", {"query": "upload"}, 2)
        self.assertIn("Backoff", answer["result"]["content"][0]["text"])
        link.close()
        self.assertIn("Backoff", self.ok("recall", "upload").out)

    def test_health_readiness_and_metrics(self):
        server = Server(self, "--http", "0")
        self.assertEqual(server.get("/healthz"), (200, "ok\n"))
        self.assertEqual(server.get("/readyz"), (200, "ready\n"))
        status, body = server.get("/metrics")
        self.assertEqual(status, 200)
        self.assertIn('mcp_tool_calls_total{tool="recall"', body)

    def test_a_store_that_cannot_be_opened_is_not_ready_but_healthy(self):
        (self.home / "file").write_text("no folder")
        server = Server(self, "--http", "0", "--store", f"sqlite:{self.home}/file/memory.db")
        self.assertEqual(server.get("/healthz")[0], 200)
        status, reason = server.get("/readyz")
        self.assertEqual(status, 503)
        self.assertEqual(reason.count("\n"), 1)
        link = server.connect()
        status, answer = call(link, "recall", {"query": "x"})
        link.close()
        self.assertEqual(status, 200)
        self.assertTrue(answer["result"]["isError"])
        # Once the obstacle is gone, so is the trouble.
        (self.home / "file").unlink()
        (self.home / "file").mkdir()
        self.assertTrue(support.until(lambda: server.get("/readyz")[0] == 200))
        link = server.connect()
        status, answer = call(link, "recall", {"query": "x"})
        link.close()
        self.assertFalse(answer["result"].get("isError", False), answer)

    def test_termination_under_load_answers_every_accepted_call(self):
        server = Server(self, "--http", "0")
        asked = {"count": 0}

        def client(number):
            """Calls on one connection until the server says that it closes; answers how many were served."""
            link = server.connect()
            served = 0
            while True:
                status, answer = call(link, "recall", {"query": "x"}, served)
                self.assertEqual((status, answer["id"]), (200, served))
                served += 1
                asked["count"] += 1
                if link.sock is None:  # the answer said Connection: close
                    return served
                if number == 0 and served == 20:
                    server.signal(signal.SIGTERM)

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            served = [each.result() for each in [pool.submit(client, number) for number in range(8)]]
        self.assertTrue(all(served), served)
        self.assertEqual(server.wait(), 0)

    def test_a_public_address_needs_authorization_or_the_flag(self):
        refused = self.run_program("serve", "--http", "0.0.0.0:0")
        self.assertEqual(refused.code, 1, refused)
        self.assertIn("--allow-public", refused.err)
        server = Server(self, "--http", "0.0.0.0:0", "--allow-public")
        self.assertEqual(server.get("/healthz")[0], 200)

    def test_two_processes_share_a_port_and_a_store(self):
        one = Server(self, "--http", "127.0.0.1:0", "--reuse-port")
        two = Server(self, "--http", f"127.0.0.1:{one.url.port}", "--reuse-port")
        self.assertEqual(one.url.port, two.url.port)
        one.signal(signal.SIGTERM)
        self.assertEqual(one.wait(), 0)
        self.assertEqual(two.get("/readyz")[0], 200)

    def test_a_taken_port_is_named(self):
        one = Server(self, "--http", "127.0.0.1:0")
        refused = self.run_program("serve", "--http", f"127.0.0.1:{one.url.port}")
        self.assertEqual(refused.code, 1, refused)
        self.assertIn(str(one.url.port), refused.err)

    def test_a_killed_server_lost_nothing_acknowledged(self):
        server = Server(self, "--http", "0")
        link = server.connect()
        for number in range(20):
            memory = {"type": "fix", "title": f"Kept {number}", "content": "kept"}
            status, answer = call(link, "store_memory", memory, number)
            self.assertFalse(answer["result"].get("isError", False), answer)
        server.child.kill()
        server.wait()
        link.close()
        again = Server(self, "--http", "0")
        link = again.connect()
        status, answer = call(link, "search_memories", {"query": "kept", "limit": 50})
        link.close()
        self.assertEqual(status, 200)
        self.assertIn("Found 20 memories", answer["result"]["content"][0]["text"])

    def test_hang_up_reads_certificates_again_or_says_why_not(self):
        key, certificate = self.home / "key.pem", self.home / "cert.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-subj", "/CN=localhost", "-days", "1", "-keyout", key, "-out", certificate],
                       check=True, capture_output=True)
        server = Server(self, "--http", "0", "--tls-certificate", str(certificate), "--tls-key", str(key))
        self.assertEqual(server.url.scheme, "https")
        server.signal(signal.SIGHUP)
        self.assertIn("read again", server.child.stderr.readline().decode())
        certificate.write_text("nonsense")
        server.signal(signal.SIGHUP)
        self.assertIn("old certificate", server.child.stderr.readline().decode())
        server.signal(signal.SIGTERM)
        self.assertEqual(server.wait(), 0)


if __name__ == "__main__":
    os.environ.setdefault("BOLTMEM_PROGRAM", "boltmem")
    unittest.main()
