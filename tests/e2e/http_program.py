"""The program as an HTTP server on a port of its own, and calls of its tools in the handshake era.

Shared by end-to-end tests; only Python's standard library."""

import http.client
import json
import re
import subprocess
import urllib.parse

import program_support as support

HEADERS = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}


class Server:
    """One process of `boltmem serve --http`."""

    def __init__(self, case, *words, env=None):
        self.child = subprocess.Popen([case.program, "serve", *words], stdin=subprocess.DEVNULL,
                                      stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                      env=case.environment(env), cwd=case.home)
        case.addCleanup(self.end)
        self.first_line = self.child.stderr.readline().decode()
        found = re.search(r"serving MCP at (\S+)", self.first_line)
        self.url = urllib.parse.urlsplit(found.group(1)) if found else None

    def connect(self):
        return http.client.HTTPConnection(self.url.hostname, self.url.port, timeout=support.TIMEOUT)

    def get(self, path):
        link = self.connect()
        link.request("GET", path)
        answer = link.getresponse()
        body = answer.read().decode()
        link.close()
        return answer.status, body

    def signal(self, number):
        self.child.send_signal(number)

    def wait(self):
        return self.child.wait(support.TIMEOUT)

    def end(self):
        if self.child.poll() is None:
            self.child.kill()
        self.child.wait()
        self.child.stdout.close()
        self.child.stderr.close()


def call(link, tool, arguments, number=1):
    body = {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": {"name": tool, "arguments": arguments}}
    link.request("POST", "/mcp", json.dumps(body), HEADERS)
    answer = link.getresponse()
    return answer.status, json.loads(answer.read())
