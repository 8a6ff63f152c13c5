#!/usr/bin/env python3
"""Breaks copies of docker/Dockerfile and docker/compose.yaml, one rule at a time, and expects the finding.

Each change names the text it replaces, so a change that no longer applies fails the test as well."""

import pathlib
import shutil
import tempfile
import unittest

import docker_check
import lint_support as support

COPIED = ("docker", "scripts", "CMakeLists.txt", "CMakePresets.json", "LICENSE")
DOCKERFILE_CHANGES = [
    ("AS runtime", "AS run", "stages are"),
    ("FROM debian:bookworm-slim", "FROM alpine:3", "expected Debian 12"),
    (" ninja-build", "", "too many or too few"),
    ("COPY memory memory", "COPY remembrance remembrance", "does not exist"),
    ("--from=build /source/build", "build", "from the stage build only"),
    ("USER boltmem", "USER root", "not root"),
    ('"boltmem", "doctor"', '"true"', "HEALTHCHECK"),
    ('ENTRYPOINT ["boltmem"]', "ENTRYPOINT boltmem", "JSON list"),
    (" libssl3", "", "runtime lacks"),
]
COMPOSE_CHANGES = [
    ("neo4j:5.26-community", "neo4j:latest", "pinned"),
    ("127.0.0.1:7687:7687", "7687:7687", "beyond loopback"),
    ("neo4j-data:/data", "./data:/data", "no named volume"),
    ("condition: service_healthy", "condition: service_started", "does not wait"),
    ("dockerfile: docker/Dockerfile", "dockerfile: Dockerfile", "not built from"),
    ("${NEO4J_PASSWORD:?set NEO4J_PASSWORD to at least eight characters}\n    depends_on", "secret\n    depends_on",
     "holds a value"),
]


class DockerCheckTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name).resolve()
        for name in COPIED:
            source = support.project_root() / name
            if source.is_dir():
                shutil.copytree(source, self.root / name)
            else:
                shutil.copy(source, self.root / name)
        for library in ("bolt", "memory", "mcp"):
            (self.root / library).mkdir()

    def check(self, file, check, old, new, expected):
        path = self.root / file
        original = path.read_text()
        self.assertIn(old, original)
        path.write_text(original.replace(old, new, 1))
        found = check(self.root)
        path.write_text(original)
        self.assertTrue(any(expected in finding for finding in found), found)

    def test_the_files_as_they_are_have_no_findings(self):
        self.assertEqual(docker_check.check_dockerfile(self.root), [])
        self.assertEqual(docker_check.check_compose(self.root), [])

    def test_each_broken_rule_of_the_dockerfile_is_found(self):
        for old, new, expected in DOCKERFILE_CHANGES:
            with self.subTest(changed=old):
                self.check("docker/Dockerfile", docker_check.check_dockerfile, old, new, expected)

    def test_each_broken_rule_of_compose_is_found(self):
        for old, new, expected in COMPOSE_CHANGES:
            with self.subTest(changed=old):
                self.check("docker/compose.yaml", docker_check.check_compose, old, new, expected)


if __name__ == "__main__":
    unittest.main()
