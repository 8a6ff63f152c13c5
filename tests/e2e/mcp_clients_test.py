#!/usr/bin/env python3
"""Other people's MCP clients list and call the built program: the official TypeScript and Python clients and the
Inspector in their protocol modes, mcporter, and mcp-proxy in front; over stdio and over HTTP.

scripts/clients installs them and sets BOLTMEM_PROGRAM, CLIENT_NODE, CLIENT_MODULES and CLIENT_PYTHON."""

import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = os.environ["BOLTMEM_PROGRAM"]
NODE = os.environ["CLIENT_NODE"]
MODULES = pathlib.Path(os.environ["CLIENT_MODULES"])
PYTHON = os.environ["CLIENT_PYTHON"]
LIMIT = 120     # seconds for one run of a client
PATIENCE = 60   # seconds until a started server listens
MODES = ("legacy", "auto", "modern")
# What a mode must end up speaking; `auto` finds the newest.
VERSIONS = {"legacy": "2025-11-25", "auto": "2026-07-28", "modern": "2026-07-28"}


class Background:
    """A started server; `found` is what its output was waited for."""

    def __init__(self, command, environment, pattern):
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, env=environment)
        self.output, self.found, self._ready = b"", None, threading.Event()
        self._reader = threading.Thread(target=self._read, args=(re.compile(pattern),), daemon=True)
        self._reader.start()
        self._ready.wait(PATIENCE)
        if self.found is None:
            self.close()
            raise AssertionError(f"{command} did not come up:\n{self.output.decode()}")

    def _read(self, pattern):
        for line in self.process.stdout:
            self.output += line
            match = pattern.search(line)
            if match and self.found is None:
                self.found = match.group(0).decode()
                self._ready.set()
        self._ready.set()

    def close(self):
        self.process.terminate()
        try:
            code = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        self._reader.join(PATIENCE)
        self.process.stdout.close()
        return code


def wait_for_port(port):
    """For servers that tell where they listen before they do. There is nothing to wait for but the port itself."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"nothing listens on port {port}")


class ClientCase(unittest.TestCase):
    """A test with a home and a store of its own, which holds one memory."""

    def setUp(self):
        self.home = tempfile.mkdtemp(prefix="boltmem-clients-")
        self.addCleanup(shutil.rmtree, self.home, ignore_errors=True)
        self.environment = {
            "PATH": os.pathsep.join([os.path.dirname(NODE), os.environ["PATH"]]), "HOME": self.home,
            "LC_ALL": "C.UTF-8", "CLIENT_MODULES": str(MODULES), "BOLTMEM_STORE": f"sqlite:{self.home}/memory.db",
            "MCP_CATALOG_PATH": f"{self.home}/catalog.json"}
        self.run_client([PROGRAM, "store", "--type", "solution", "Retry with backoff mended the flaky upload"])

    def run_client(self, command, code=0):
        done = subprocess.run([str(word) for word in command], env=self.environment, cwd=self.home,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT, check=False)
        self.assertEqual(done.returncode, code, f"{command}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def serve_http(self):
        """The URL of a server that ends with the test."""
        server = Background([PROGRAM, "serve", "--http", "127.0.0.1:0"], self.environment,
                            rb"http://127\.0\.0\.1:\d+/mcp")
        self.addCleanup(lambda: self.assertEqual(server.close(), 0, server.output.decode()))
        return server.found

    def targets(self):
        """How a client of our own programs is told where the server is, by kind."""
        return {"stdio": ["stdio", PROGRAM, "serve"], "http": ["http", self.serve_http()]}

    def check_answer(self, answer, mode):
        self.assertEqual(answer["version"], VERSIONS[mode])
        if answer["server"] is not None:
            self.assertEqual(answer["server"]["name"], "boltmem")
        self.assertIn("recall", answer["tools"])
        self.assertIn("store_memory", answer["tools"])
        self.assertIn("stored successfully", answer["stored"])
        self.assertIn("It called and was answered.", answer["recalled"])
        self.assertTrue(answer["refused"], "a limit of 0 must be refused as an error of the tool")


class TypeScript(ClientCase):
    """@modelcontextprotocol/client."""

    def test_lists_and_calls_in_every_mode(self):
        for kind, target in self.targets().items():
            for mode in MODES:
                with self.subTest(kind=kind, mode=mode):
                    answer = json.loads(self.run_client([NODE, HERE / "clients/typescript_client.mjs", mode, *target]))
                    self.check_answer(answer, mode)
                    self.assertEqual(answer["era"], "legacy" if mode == "legacy" else "modern")

    def test_works_through_mcp_proxy(self):
        """mcp-proxy starts the program over stdio and serves it over HTTP."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        script = MODULES / ".bin/mcp-proxy"
        proxy = Background([NODE, script, "--host", "127.0.0.1", "--port", str(port), "--server", "stream", "--",
                            PROGRAM, "serve"], self.environment, rb"starting server on port")
        self.addCleanup(proxy.close)
        wait_for_port(port)
        for mode in MODES:
            with self.subTest(mode=mode):
                answer = json.loads(self.run_client([NODE, HERE / "clients/typescript_client.mjs", mode, "http",
                                                     f"http://127.0.0.1:{port}/mcp"]))
                self.assertIn("recall", answer["tools"])
                self.assertIn("It called and was answered.", answer["recalled"])


class Python(ClientCase):
    """The package mcp."""

    def test_lists_and_calls_in_every_mode(self):
        for kind, target in self.targets().items():
            for mode in MODES:
                with self.subTest(kind=kind, mode=mode):
                    answer = json.loads(self.run_client([PYTHON, HERE / "clients/python_client.py", mode, *target]))
                    self.check_answer(answer, mode)


class Inspector(ClientCase):
    """The Inspector's command line; --strict fails for schemas that some host would not take."""

    def inspect(self, *words):
        script = MODULES / "@modelcontextprotocol/inspector/clients/launcher/build/index.js"
        return json.loads(self.run_client([NODE, script, "--cli", "-q", "--format", "json", *words]))

    def test_lists_strictly_and_calls_in_every_era(self):
        # The Inspector hands only what it is told to the programs that it starts.
        servers = {"stdio": ["-e", f"BOLTMEM_STORE={self.environment['BOLTMEM_STORE']}"],
                   "http": ["--transport", "http", "--server-url", self.serve_http()]}
        for kind, where in servers.items():
            command = [PROGRAM, "serve"] if kind == "stdio" else []
            for era in MODES:
                with self.subTest(kind=kind, era=era):
                    listed = self.inspect(*where, "--protocol-era", era, "--method", "tools/list", "--strict", *command)
                    self.assertIn("recall", [tool["name"] for tool in listed["result"]["tools"]])
                    called = self.inspect(*where, "--protocol-era", era, "--method", "tools/call", "--tool-name",
                                          "recall", "--tool-args-json", '{"query": "flaky upload"}', *command)
                    self.assertIn("Retry with backoff", called["result"]["content"][0]["text"])


class Mcporter(ClientCase):
    """mcporter, which imports editors' configurations from HOME: there are none."""

    def mcporter(self, *words):
        return self.run_client([NODE, MODULES / ".bin/mcporter", *words])

    def test_lists_and_calls(self):
        servers = {
            "stdio": ["--stdio", f"{PROGRAM} serve", "--env", f"BOLTMEM_STORE={self.environment['BOLTMEM_STORE']}"],
            "http": ["--http-url", self.serve_http(), "--allow-http"],
        }
        for kind, where in servers.items():
            with self.subTest(kind=kind):
                listed = json.loads(self.mcporter("list", *where, "--name", "memory", "--json"))
                self.assertIn("recall", [tool["name"] for tool in listed["tools"]])
                called = self.mcporter("call", *where, "--name", "memory", "recall", "query=flaky upload",
                                       "--output", "json")
                self.assertIn("Retry with backoff", called)


class Mcpb(ClientCase):
    """The tool that makes and checks bundles finds nothing wrong with ours."""

    def test_validates_the_manifest_and_opens_the_bundle(self):
        root = HERE.parents[1]
        made = self.run_client([sys.executable, "-B", root / "scripts/mcpb/make_bundle.py", "--program", PROGRAM,
                                "--output", self.home])
        bundle = made.splitlines()[0]
        script = MODULES / ".bin/mcpb"
        unpacked = f"{self.home}/unpacked"
        self.run_client([NODE, script, "unpack", bundle, unpacked])
        self.assertIn("passes", self.run_client([NODE, script, "validate", f"{unpacked}/manifest.json"]))


if __name__ == "__main__":
    unittest.main()
