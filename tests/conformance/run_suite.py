#!/usr/bin/env python3
"""Starts the servers and runs MCP's conformance suite against them; prints a line a run and what failed.

scripts/conformance installs the suite and builds the programs, then calls this. Exit code 0: all passed."""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading

HERE = pathlib.Path(__file__).resolve().parent
BASELINE = HERE / "boltmem-baseline.yml"
PATIENCE = 20  # seconds until a started server must have said where it listens
LIMIT = 300    # seconds for one run of the suite
REVISIONS = ("2025-11-25", "2026-07-28")

# What the suite checks of any server, without tools, resources or prompts of its own choosing.
PRODUCT_SCENARIOS = {
    "2025-11-25": (
        "server-initialize", "ping", "tools-list", "dns-rebinding-protection", "server-sse-multiple-streams",
        "server-session-lifecycle", "resources-list", "resources-subscribe", "resources-unsubscribe", "prompts-list",
        "completion-complete"),
    "2026-07-28": (
        "server-stateless", "tools-list", "dns-rebinding-protection", "server-sse-multiple-streams", "caching",
        "sep-2164-resource-not-found", "http-header-validation", "resources-list", "prompts-list",
        "completion-complete", "input-required-result-unsupported-methods", "input-required-result-validate-input"),
}
# Sessions are what the legacy scenarios are about; the modern revision is served as it is by default.
PRODUCT_OPTIONS = {"2025-11-25": ("--sessions",), "2026-07-28": ()}


class Server:
    """A started server: `url` once it listens, its other output in a log file."""

    def __init__(self, command, environment, log):
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment)
        self.url = None
        self._listens = threading.Event()
        self._log = open(log, "wb")  # pylint: disable=consider-using-with
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self.process.stdout:
            self._log.write(line)
            self._log.flush()
            found = re.search(rb"http://[\w.\[\]:]+:\d+/\w+", line)
            if found and self.url is None:
                self.url = found.group(0).decode()
                self._listens.set()
        self._listens.set()

    def __enter__(self):
        self._listens.wait(PATIENCE)
        if self.url is None:
            self.__exit__()
            raise SystemExit(f"{self.process.args[0]} did not say where it listens; see {self._log.name}")
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._reader.join(PATIENCE)
        self._log.close()
        self.process.stdout.close()


class Suite:
    """One release of the suite, and what its runs came to."""

    def __init__(self, node, script, results):
        self.node, self.script, self.results = node, script, results
        self.failures = []

    def run(self, name, url, *options):
        """One run; True when the suite's own verdict is good."""
        folder = self.results / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        done = subprocess.run([self.node, self.script, "server", "--url", url, "-o", str(folder), *options],
                              capture_output=True, text=True, timeout=LIMIT, check=False)
        (folder / "output.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
        good = done.returncode == 0
        if not good:
            self.failures.append(f"{name}: see {folder / 'output.txt'}")
        return good, done.stdout

    def run_scored(self, name, url, *options):
        """A run of many scenarios: says how many of those that count passed."""
        good, output = self.run(name, url, *options)
        unscored = set(re.findall(r"^  [✓✗] ([\w-]+) \(", output, re.MULTILINE))
        rows = [(mark, scenario, int(passed), int(failed)) for mark, scenario, passed, failed in
                re.findall(r"^([✓✗]) ([\w-]+): (\d+) passed, (\d+) failed", output, re.MULTILINE)]
        listed = self.required(name) or {scenario for _, scenario, _, _ in rows} - unscored
        rows = [row for row in rows if row[1] in listed]
        passed = sum(1 for row in rows if row[0] == "✓")
        print(f"conformance {name}: {passed}/{len(listed)} scenarios, "
              f"{sum(row[2] for row in rows)} checks passed, {sum(row[3] for row in rows)} failed", flush=True)
        if good and passed != len(listed):
            self.failures.append(f"{name}: {passed} of {len(listed)} scenarios were seen to pass")

    def required(self, revision):
        """The server scenarios that a revision requires; empty when the name is none."""
        if revision not in REVISIONS:
            return set()
        done = subprocess.run([self.node, self.script, "list", "--requirements", revision], capture_output=True,
                              text=True, timeout=LIMIT, check=True)
        server_part = done.stdout.split("Client scenarios")[0]
        return set(re.findall(r"^  - ([\w-]+)$", server_part, re.MULTILINE))


def environment(home):
    """Nothing of the caller's settings: a home and a store that are thrown away."""
    kept = {name: value for name, value in os.environ.items() if name == "PATH" or name.endswith("SAN_OPTIONS")}
    return {**kept, "HOME": home, "LC_ALL": "C.UTF-8"}


def run_fixtures(new, old, arguments, home):
    log = arguments.results / "mcp-conformance-server.log"
    with Server([arguments.programs / "mcp-conformance-server", "--port", "0"], environment(home), log) as server:
        for revision in REVISIONS:
            new.run_scored(revision, server.url, "--requirements", revision)
        old.run_scored("0.1.16-active", server.url)
        if server.process.poll() is not None:
            new.failures.append(f"mcp-conformance-server ended; see {log}")


def run_product(suite, arguments, home):
    for revision, scenarios in PRODUCT_SCENARIOS.items():
        log = arguments.results / f"boltmem-{revision}.log"
        command = [arguments.programs / "boltmem", "serve", "--http", "127.0.0.1:0", *PRODUCT_OPTIONS[revision]]
        with Server(command, environment(home), log) as server:
            passed = [suite.run(f"boltmem-{revision}-{scenario}", server.url, "--scenario", scenario,
                                "--spec-version", revision, "--expected-failures", str(BASELINE))[0]
                      for scenario in scenarios]
            print(f"conformance boltmem {revision}: {sum(passed)}/{len(passed)} scenarios that need no fixtures",
                  flush=True)
            if server.process.poll() is not None:
                suite.failures.append(f"boltmem ended; see {log}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("node", "suite", "old-suite", "programs", "results"):
        parser.add_argument("--" + name, type=pathlib.Path, required=True)
    parser.add_argument("parts", nargs="+", choices=("fixtures", "product"))
    arguments = parser.parse_args()
    arguments.results.mkdir(parents=True, exist_ok=True)
    new = Suite(arguments.node, arguments.suite, arguments.results)
    old = Suite(arguments.node, arguments.old_suite, arguments.results)
    with tempfile.TemporaryDirectory(prefix="boltmem-conformance-") as home:
        if "fixtures" in arguments.parts:
            run_fixtures(new, old, arguments, home)
        if "product" in arguments.parts:
            run_product(new, arguments, home)
    for failure in new.failures + old.failures:
        print("FAILED " + failure, file=sys.stderr)
    return 1 if new.failures or old.failures else 0


if __name__ == "__main__":
    sys.exit(main())
