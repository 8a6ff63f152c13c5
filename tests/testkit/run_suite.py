"""Runs tests of the conformance suite neo4j-drivers/testkit, each once, and counts what came of them.
Used by scripts/testkit. The suite collects inherited tests several times, and stops at nothing it cannot import.

usage: run_suite.py SUITE_DIR PACKAGE [SHARD SHARDS]
Prints each failure, each reason for skipping, and as its last line `N passed, N failed, N skipped`.
"""
import collections
import os
import re
import socket
import sys
import unittest

# The newest server that suites of early 2025 can place: they compare versions as texts, where "2026.09" < "5.26".
NEWEST_PLACEABLE = "5.26"
# Compares the newest Bolt version with a table of the suite, which has none of this server line's.
BEYOND_ITS_TABLE = ".test_protocol_version_information"


def server_version():
    """The year or major and the minor version of TEST_NEO4J_HOST, as its answer to HELLO tells before any log-on."""
    hello = b"\xb1\x01\xa2\x8auser_agent\x84test\x8abolt_agent\xa1\x87product\x84test"
    address = os.environ["TEST_NEO4J_HOST"], int(os.environ["TEST_NEO4J_PORT"])
    with socket.create_connection(address, timeout=10) as server, server.makefile("rb") as answers:
        server.sendall(bytes.fromhex("6060b017 00000405") + bytes(12))  # Bolt 5.4 and nothing else
        if answers.read(4) != bytes.fromhex("00000405"):
            sys.exit("the server does not speak Bolt 5.4; name its version in TEST_NEO4J_VERSION")
        server.sendall(len(hello).to_bytes(2, "big") + hello + bytes(2))
        answer = answers.read(int.from_bytes(answers.read(2), "big"))
    found = re.search(rb"Neo4j/([0-9]+\.[0-9]+)", answer)
    return found.group(1).decode() if found else sys.exit("the server does not call itself Neo4j")


def named_by_year(version):
    return version.startswith("20")


def tests_of(suite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from tests_of(item)
        else:
            yield item


def collect(folder, package):
    if package == "tests.tls":
        from tests.tls import suites

        suite = suites.tls_suite
    elif package.rpartition(".")[2].startswith("test_"):
        suite = unittest.defaultTestLoader.loadTestsFromName(package)
    else:
        suite = unittest.defaultTestLoader.discover(package.replace(".", "/"), top_level_dir=folder)
    return list({test.id(): test for test in tests_of(suite)}.values())


class Outcomes(unittest.TextTestResult):
    """Counts tests, not their parts: a test fails when any part of it does."""

    def __init__(self, *args):
        super().__init__(*args)
        self.bad = collections.OrderedDict()
        self.left_out = {}
        self.parts_left_out = collections.Counter()
        self.version = os.environ.get("TEST_NEO4J_VERSION", "")

    def startTest(self, test):
        # Only the test of the agent's name wants the server's own version.
        placeable = NEWEST_PLACEABLE if named_by_year(self.version) else self.version
        agent = test.id().endswith(".test_agent_string")
        os.environ["TEST_NEO4J_VERSION"] = self.version if agent else placeable
        super().startTest(test)

    def note(self, test, error):
        whole = getattr(test, "test_case", test)
        self.bad.setdefault(whole.id(), f"{error[0].__name__}: {str(error[1]).splitlines()[:1]}")

    def addError(self, test, err):
        self.note(test, err)
        super().addError(test, err)

    def addFailure(self, test, err):
        self.note(test, err)
        super().addFailure(test, err)

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self.note(test, err)
        super().addSubTest(test, subtest, err)

    def addSkip(self, test, reason):
        if hasattr(test, "test_case"):
            self.parts_left_out[reason] += 1
        else:
            self.left_out[test.id()] = reason
        super().addSkip(test, reason)


def main():
    if len(sys.argv) not in (3, 5):
        sys.exit(__doc__)
    folder, package = os.path.abspath(sys.argv[1]), sys.argv[2]
    # The suite and its servers print as they like: the results get a stream of their own.
    results = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    shard, shards = (int(sys.argv[3]), int(sys.argv[4])) if len(sys.argv) == 5 else (0, 1)
    if package == "tests.neo4j" and "TEST_NEO4J_VERSION" not in os.environ:
        os.environ["TEST_NEO4J_VERSION"] = server_version()
    os.chdir(folder)
    sys.path.insert(0, folder)
    tests = collect(folder, package)[shard::shards]
    if not tests:
        sys.exit(f"no tests in {package}")
    newer = named_by_year(os.environ.get("TEST_NEO4J_VERSION", ""))
    unknown = [test for test in tests if newer and test.id().endswith(BEYOND_ITS_TABLE)]
    runner = unittest.TextTestRunner(stream=sys.stderr, resultclass=Outcomes, verbosity=2)
    outcomes = runner.run(unittest.TestSuite(test for test in tests if test not in unknown))
    for test in unknown:
        outcomes.left_out[test.id()] = "the suite's table of Bolt versions ends before this server's newest"
    for name in outcomes.bad:
        outcomes.left_out.pop(name, None)
    for name, why in outcomes.bad.items():
        print(f"FAILED {name}: {why}", file=results)
    for name, why in outcomes.left_out.items():
        print(f"skipped {name}: {why}", file=results)
    for why, count in outcomes.parts_left_out.items():
        print(f"left out inside of tests, {count} times: {why}", file=results)
    failed, skipped = len(outcomes.bad), len(outcomes.left_out)
    # An error outside of any test, such as a module that cannot be imported, is in `bad` as well.
    passed = len(tests) - failed - skipped
    print(f"{passed} passed, {failed} failed, {skipped} skipped", file=results, flush=True)
    # Threads of the suite may be left behind by a failed test.
    os._exit(1 if failed else 0)


main()
