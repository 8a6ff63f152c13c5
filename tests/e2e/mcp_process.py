"""A child process that speaks MCP over stdio, for the end-to-end tests.

Starts the program under test in a temporary folder, sends JSON-RPC lines and collects what comes back; anything
on stdout that is not JSON is kept apart, because it breaks real clients. Only the standard library is used."""

import json
import os
import queue
import subprocess
import threading

MODERN = "2026-07-28"
LEGACY = "2025-11-25"
PREFIX = "io.modelcontextprotocol/"
ENVELOPE = {
    PREFIX + "protocolVersion": MODERN,
    PREFIX + "clientCapabilities": {},
    PREFIX + "clientInfo": {"name": "e2e", "version": "1"},
}
PATIENCE = 30.0  # seconds a test waits for something that must happen; an unreachable Neo4j is retried for 15


class McpProcess:
    """One running server. Use as a context manager: it is killed at the end if it still runs."""

    def __init__(self, program, folder, arguments=("serve",), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                 environment=None):
        env = {"PATH": os.environ.get("PATH", ""), "HOME": folder, "LANG": "C.UTF-8",
               "BOLTMEM_STORE": "sqlite:" + os.path.join(folder, "memories.db")}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS"):
            if name in os.environ:
                env[name] = os.environ[name]
        env.update(environment or {})
        self.garbage = []
        self.replies = {}
        self._arrived = queue.Queue()
        self._next_id = 0
        self.child = subprocess.Popen([program, *arguments], stdin=stdin, stdout=stdout, stderr=subprocess.PIPE,
                                      cwd=folder, env=env)
        self._threads = [threading.Thread(target=self._drain_errors, daemon=True)]
        if stdout == subprocess.PIPE:
            self._threads.append(threading.Thread(target=self._read, daemon=True))
        self.errors = b""
        for thread in self._threads:
            thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.child.poll() is None:
            self.child.kill()
        self.child.wait()
        for thread in self._threads:
            thread.join(PATIENCE)
        for stream in (self.child.stdin, self.child.stdout, self.child.stderr):
            if stream is not None:
                try:
                    stream.close()
                except BrokenPipeError:
                    pass

    def _read(self):
        for line in self.child.stdout:
            if not line.strip():
                continue
            try:
                self._arrived.put(json.loads(line))
            except ValueError:
                self.garbage.append(line[:200])
        self._arrived.put(None)

    def _drain_errors(self):
        self.errors = self.child.stderr.read()

    def raw(self, data):
        self.child.stdin.write(data if isinstance(data, bytes) else data.encode())
        self.child.stdin.flush()

    def send(self, message):
        self.raw(json.dumps(message) + "\n")

    def next_message(self):
        """The next message of the server, or None at the end of its output."""
        return self._arrived.get(timeout=PATIENCE)

    def wait_for(self, wanted):
        """The answer to a request, whatever comes before it."""
        while wanted not in self.replies:
            message = self.next_message()
            if message is None:
                raise AssertionError(f"the output ended before the answer to {wanted!r}")
            self.replies[message.get("id")] = message
        return self.replies.pop(wanted)

    def request(self, method, params=None, request_id=None):
        if request_id is None:
            self._next_id += 1
            request_id = self._next_id
        message = {"jsonrpc": "2.0", "id": request_id, "method": method}
        if params is not None:
            message["params"] = params
        self.send(message)
        return self.wait_for(request_id)

    def modern(self, method, params=None):
        return self.request(method, {**(params or {}), "_meta": ENVELOPE})

    def initialize(self, version=LEGACY):
        reply = self.request("initialize", {"protocolVersion": version, "capabilities": {},
                                            "clientInfo": {"name": "e2e", "version": "1"}})
        self.send({"jsonrpc": "2.0", "method": "notifications/initialized"})
        return reply

    def call(self, tool, arguments):
        """(text, is_error) of a tool call."""
        result = self.request("tools/call", {"name": tool, "arguments": arguments})["result"]
        return result["content"][0]["text"], result.get("isError", False)

    def close_input(self):
        self.child.stdin.close()

    def exit_code(self):
        return self.child.wait(PATIENCE)
