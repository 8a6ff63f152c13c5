"""Runs the built program in a world of its own: temporary home, no variables of the user's.

Shared by the program's end-to-end tests; only Python's standard library. The program's path comes in the
variable BOLTMEM_PROGRAM, which ctest sets."""

import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import tempfile
import time
import unittest

# How much slower than a release build the program under test may be.
SLOWNESS = float(os.environ.get("BOLTMEM_SLOWNESS", "1"))
TIMEOUT = 60 * SLOWNESS
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"


class Result:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    def json(self):
        return json.loads(self.out)

    def __repr__(self):
        return f"exit code {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


class ProgramCase(unittest.TestCase):
    """A test with a home folder that is gone afterwards."""

    def setUp(self):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="boltmem-e2e-"))
        self.addCleanup(shutil.rmtree, self.home, ignore_errors=True)
        self.store_file = self.home / ".local/share/boltmem/memory.db"

    @property
    def program(self):
        return os.environ["BOLTMEM_PROGRAM"]

    def environment(self, extra=None):
        kept = {name: os.environ[name] for name in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS",
                                                     "LSAN_OPTIONS") if name in os.environ}
        return {**kept, "HOME": str(self.home), "LC_ALL": "C.UTF-8", **(extra or {})}

    def run_program(self, *words, env=None, data=b"", cwd=None):
        """Runs to the end; `data` is standard input, a pipe."""
        done = subprocess.run([self.program, *words], input=data, capture_output=True, timeout=TIMEOUT,
                              env=self.environment(env), cwd=cwd or self.home, check=False)
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    def ok(self, *words, **options):
        result = self.run_program(*words, **options)
        self.assertEqual(result.code, 0, result)
        return result

    def store(self, text, *words, **options):
        """Stores a memory; answers its id."""
        answer = self.ok("store", text, *words, **options).out.strip()
        self.assertRegex(answer, f"^{UUID}$")
        return answer

    def content(self, path=None):
        """Everything the store's tables hold, for comparing before and after."""
        return table_content(path or self.store_file)


def until(condition):
    """Asks again until it holds; False when it does not within the time-out."""
    deadline = time.monotonic() + TIMEOUT
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)  # between two questions, not for something to happen
    return True


def table_content(path):
    """Rows of all real tables, by table; nothing when there is no file."""
    if not pathlib.Path(path).exists():
        return None
    link = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        tables = [name for (name, sql) in
                  link.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name")
                  if sql and not sql.upper().startswith("CREATE VIRTUAL")]
        return {name: sorted(map(repr, link.execute(f'SELECT * FROM "{name}"'))) for name in tables}
    finally:
        link.close()


class Session:
    """An MCP client of `boltmem serve`, in the handshake era: one request at a time."""

    def __init__(self, case, *words, env=None):
        self.case = case
        self.process = subprocess.Popen([case.program, "serve", *words], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        env=case.environment(env), cwd=case.home)
        self.number = 0
        answer = self.request("initialize", {"protocolVersion": "2025-06-18", "capabilities": {},
                                             "clientInfo": {"name": "test", "version": "1"}})
        self.server = answer["result"]["serverInfo"]
        self.notify("notifications/initialized")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.process.stdin.close()
        try:
            self.code = self.process.wait(timeout=TIMEOUT)
        finally:
            self.process.kill()
        self.errors = self.process.stderr.read().decode()
        self.process.stdout.close()
        self.process.stderr.close()

    def send(self, message):
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()

    def notify(self, method):
        self.send({"jsonrpc": "2.0", "method": method})

    def request(self, method, params=None):
        self.number += 1
        self.send({"jsonrpc": "2.0", "id": self.number, "method": method, "params": params or {}})
        line = self.process.stdout.readline()
        self.case.assertTrue(line, "the server ended")
        answer = json.loads(line)
        self.case.assertEqual(answer["id"], self.number)
        return answer

    def call(self, tool, **arguments):
        """Answers (is_error, text) of a tool call; a JSON-RPC error counts as one."""
        answer = self.request("tools/call", {"name": tool, "arguments": arguments})
        if "error" in answer:
            return True, answer["error"]["message"]
        result = answer["result"]
        text = "\n".join(part["text"] for part in result["content"] if part["type"] == "text")
        return bool(result.get("isError")), text
