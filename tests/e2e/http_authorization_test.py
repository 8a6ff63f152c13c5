#!/usr/bin/env python3
"""The built program over HTTP with authorization: tokens of `boltmem token`, access tokens of an issuer.

The issuer is OpenSSL's command line, so tokens and key sets are made by another hand than the one that checks
them. Only Python's standard library otherwise; ports are the system's choice."""

import base64
import http.client
import json
import pathlib
import re
import subprocess
import tempfile
import time
import unittest

from program_support import TIMEOUT, ProgramCase

AUDIENCE = "https://memory.example.com/mcp"
ISSUER = "https://login.example.com"


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Issuer:
    """An RSA key, its key set, and the tokens signed with it."""

    def __init__(self, folder, key_id):
        self.key, self.key_id = pathlib.Path(folder) / f"{key_id}.pem", key_id
        self.openssl("genrsa", "-out", str(self.key), "2048")

    @staticmethod
    def openssl(*words, data=b""):
        return subprocess.run(["openssl", *words], input=data, capture_output=True, check=True, timeout=TIMEOUT).stdout

    def jwk(self):
        text = self.openssl("rsa", "-in", str(self.key), "-noout", "-modulus").decode()
        modulus = bytes.fromhex(text.strip().split("=")[1])
        return {"kty": "RSA", "kid": self.key_id, "use": "sig", "alg": "RS256", "n": b64(modulus), "e": "AQAB"}

    def token(self, header=None, **claims):
        content = {"iss": ISSUER, "aud": AUDIENCE, "sub": "ada", "exp": int(time.time()) + 300,
                   "scope": "memory:write", **claims}
        head = header or {"alg": "RS256", "kid": self.key_id}
        text = ".".join(b64(json.dumps(part).encode()) for part in (head, content))
        return text + "." + b64(self.openssl("dgst", "-sha256", "-sign", str(self.key), data=text.encode()))


class HttpCase(ProgramCase):
    def serve(self, *words):
        """Starts the server; answers nothing, remembers its port."""
        self.process = subprocess.Popen([self.program, "serve", "--http", "127.0.0.1:0", *words], cwd=self.home,
                                        env=self.environment(), stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.stop)
        self.log = []
        for line in self.process.stderr:
            self.log.append(line)
            found = re.search(r"http://127\.0\.0\.1:(\d+)/mcp", line)
            if found:
                self.port = int(found.group(1))
                return
        self.fail(f"the server did not start: {self.log}")

    def stop(self):
        """Everything that the server logged."""
        if self.process.poll() is None:
            self.process.terminate()
        _, rest = self.process.communicate(timeout=TIMEOUT)
        self.log.append(rest)
        return "".join(self.log)

    def post(self, token=None, path="/mcp", method="tools/list", params=None):
        """(status, headers, body) of a legacy request, which needs no envelope."""
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params or {}})
        headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream",
                   "MCP-Protocol-Version": "2025-11-25"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"
        return self.request("POST", path, body, headers)

    def request(self, method, path, body=None, headers=None):
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            link.request(method, path, body, headers or {})
            answer = link.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode()
        finally:
            link.close()

    def status_becomes(self, expected, token):
        """Whether the file's change counts within a while: it is looked at once a second."""
        deadline = time.monotonic() + TIMEOUT
        while time.monotonic() < deadline:
            if self.post(token)[0] == expected:
                return True
            self.process.poll()
        return False


class TokensFile(HttpCase):
    def setUp(self):
        super().setUp()
        self.token = self.ok("token", "new", "--name", "laptop").out.strip()
        self.file = self.home / ".config/boltmem/tokens"

    def test_only_a_token_of_the_file_lets_in(self):
        self.serve("--tokens-file", str(self.file))
        status, _, body = self.post(self.token)
        self.assertEqual(status, 200, body)
        self.assertIn("recall", body)
        for wrong in (None, "x" * 43, self.token[:-1], self.token.swapcase()):
            status, headers, body = self.post(wrong)
            self.assertEqual(status, 401, body)
            self.assertTrue(headers["WWW-Authenticate"].startswith("Bearer "), headers)
            self.assertNotIn(self.token, body)
        for query in ("access_token", "token", "authorization"):
            self.assertIn(self.post(path=f"/mcp?{query}={self.token}")[0], (401, 404))
        log = self.stop()
        self.assertNotIn(self.token, log)
        self.assertNotIn(self.token[:-1], log)

    def test_a_scope_that_a_tool_needs_and_a_token_lacks_is_named(self):
        reader = self.ok("token", "new", "--name", "reader", "--scope", "memory:read").out.strip()
        self.serve("--tokens-file", str(self.file))
        memory = {"name": "store_memory", "arguments": {"type": "fix", "title": "by a token", "content": "c"}}
        status, headers, _ = self.post(reader, method="tools/call", params=memory)
        self.assertEqual(status, 403)
        self.assertIn('error="insufficient_scope"', headers["WWW-Authenticate"])
        self.assertIn('scope="memory:write"', headers["WWW-Authenticate"])
        search = {"name": "search_memories", "arguments": {"query": "token"}}
        status, _, body = self.post(reader, method="tools/call", params=search)
        self.assertEqual(status, 200, body)
        self.assertNotIn("by a token", body)  # the refused call stored nothing
        self.assertEqual(self.post(self.token, method="tools/call", params=memory)[0], 200)
        self.assertIn("by a token", self.post(reader, method="tools/call", params=search)[2])

    def test_tokens_come_and_go_while_the_server_runs(self):
        self.serve("--tokens-file", str(self.file))
        second = self.ok("token", "new", "--name", "build", "--scope", "memory:read").out.strip()
        self.assertTrue(self.status_becomes(200, second))
        self.ok("token", "remove", "laptop")
        self.assertTrue(self.status_becomes(401, self.token))
        self.assertEqual(self.post(second)[0], 200)

    def test_a_spoilt_file_locks_nobody_out(self):
        self.serve("--tokens-file", str(self.file))
        good = self.file.read_text()
        self.file.write_text(good + "half a line\n")
        later = self.home / "later"
        later.write_text(good + "more memory:read plain-token-of-22-chars-\n")
        later.chmod(0o600)
        self.assertEqual(self.post(self.token)[0], 200)
        later.rename(self.file)
        self.assertTrue(self.status_becomes(200, "plain-token-of-22-chars-"))
        self.assertEqual(self.post(self.token)[0], 200)

    def test_a_file_open_to_others_does_not_start(self):
        self.file.chmod(0o644)
        result = self.run_program("serve", "--http", "127.0.0.1:0", "--tokens-file", str(self.file))
        self.assertNotEqual(result.code, 0, result)
        self.assertIn(f"chmod 600 {self.file}", result.err)
        for words in (("new", "--name", "x"), ("list",), ("remove", "laptop")):
            result = self.run_program("token", *words)
            self.assertNotEqual(result.code, 0, result)
            self.assertIn("chmod 600", result.err)

    def test_the_command_tells_what_is_wrong(self):
        for words, part in ((("new", "--name", "laptop"), "a token named laptop"),
                            (("new", "--name", "a b"), "--name"),
                            (("new", "--name", "x", "--scope", "memory:reed"), "did you mean memory:read"),
                            (("new",), "--name is required"),
                            (("remove", "nobody"), "no token named nobody")):
            result = self.run_program("token", *words)
            self.assertNotEqual(result.code, 0, result)
            self.assertIn(part, result.err)
        self.assertEqual(self.ok("token", "list").out, "laptop  memory:write\n")
        listed = self.ok("token", "list", "--json").json()
        self.assertEqual(listed, [{"name": "laptop", "scopes": ["memory:write"], "digest": True}])

    def test_settings_show_the_file_and_no_token(self):
        result = self.ok("config", env={"BOLTMEM_TOKENS_FILE": str(self.file)})
        self.assertIn(str(self.file), result.out)
        self.assertNotIn(self.token, result.out)
        self.assertNotIn("sha256:", result.out)


class AccessTokens(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory(prefix="boltmem-e2e-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.issuer, cls.other = Issuer(cls.folder, "first"), Issuer(cls.folder, "second")

    def setUp(self):
        super().setUp()
        self.keys = self.home / "keys.json"
        self.publish(self.issuer)
        self.words = ("--jwt-issuer", ISSUER, "--jwt-audience", AUDIENCE, "--jwt-jwks", str(self.keys))

    def publish(self, *issuers):
        fresh = self.home / "fresh.json"
        fresh.write_text(json.dumps({"keys": [issuer.jwk() for issuer in issuers]}))
        fresh.chmod(0o644)
        fresh.rename(self.keys)

    def test_a_token_for_this_server_lets_in_and_others_do_not(self):
        self.serve(*self.words)
        self.assertEqual(self.post(self.issuer.token())[0], 200)
        now = int(time.time())
        head = {"alg": "RS256", "kid": "first"}
        none = ".".join(b64(json.dumps(part).encode()) for part in ({"alg": "none"}, {"iss": ISSUER})) + "."
        for name, token in {
                "expired": self.issuer.token(exp=now - 120), "early": self.issuer.token(nbf=now + 600),
                "audience": self.issuer.token(aud="https://other.example.com/mcp"),
                "issuer": self.issuer.token(iss="https://evil.example.com"),
                "other key": self.other.token(head), "unknown key": self.other.token(),
                "no signature": none, "no token": "a.b.c"}.items():
            status, headers, body = self.post(token)
            self.assertEqual(status, 401, f"{name}: {body}")
            self.assertIn('error="invalid_token"', headers["WWW-Authenticate"], name)
            self.assertIn('resource_metadata="https://memory.example.com/.well-known/oauth-protected-resource/mcp"',
                          headers["WWW-Authenticate"], name)
            self.assertNotIn(token, body)
        log = self.stop()
        self.assertIn("it has expired", log)  # the first; the log is not for each guess
        self.assertNotIn("eyJ", log)

    def test_clients_are_told_whom_to_ask(self):
        self.serve(*self.words)
        for path in ("/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/mcp"):
            status, _, body = self.request("GET", path)
            self.assertEqual(status, 200, body)
            document = json.loads(body)
            self.assertEqual(document["resource"], AUDIENCE)
            self.assertEqual(document["authorization_servers"], [ISSUER])
            self.assertEqual(document["scopes_supported"], ["memory:admin", "memory:read", "memory:write"])

    def test_keys_rotate(self):
        self.serve(*self.words)
        self.assertEqual(self.post(self.issuer.token())[0], 200)
        self.assertEqual(self.post(self.other.token())[0], 401)
        self.publish(self.other)
        self.assertTrue(self.status_becomes(200, self.other.token()))
        self.assertEqual(self.post(self.issuer.token())[0], 401)

    def test_tokens_of_both_kinds_work_side_by_side(self):
        token = self.ok("token", "new", "--name", "build").out.strip()
        self.serve(*self.words, "--tokens-file", str(self.home / ".config/boltmem/tokens"))
        self.assertEqual(self.post(token)[0], 200)
        self.assertEqual(self.post(self.issuer.token())[0], 200)
        self.assertEqual(self.post(self.other.token())[0], 401)

    def test_half_of_an_issuer_does_not_start(self):
        for words in (self.words[:2], self.words[:4], self.words[2:4], ("--jwt-algorithms", "none")):
            result = self.run_program("serve", "--http", "127.0.0.1:0", *words)
            self.assertEqual(result.code, 2, result)
            self.assertIn("jwt", result.err.lower())


if __name__ == "__main__":
    unittest.main()
