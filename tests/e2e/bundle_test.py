#!/usr/bin/env python3
"""The bundle and server.json as scripts/bundle makes them: by the rules of their formats, and the program in the
bundle answers when it is started the way its manifest says.

The program under test comes in BOLTMEM_PROGRAM, as for the other end-to-end tests."""

import hashlib
import json
import os
import pathlib
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SEMVER = r"^\d+\.\d+\.\d+$"
LIMIT = 120
# Members of manifest version 0.3; clients refuse a manifest with others.
MANIFEST_MEMBERS = {
    "$schema", "manifest_version", "name", "display_name", "version", "description", "long_description", "author",
    "repository", "homepage", "documentation", "support", "icon", "icons", "screenshots", "localization", "server",
    "tools", "tools_generated", "prompts", "prompts_generated", "keywords", "license", "privacy_policies",
    "compatibility", "user_config", "_meta"}


class Bundle(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="boltmem-bundle-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.bundle = cls.make(cls.folder / "first")
        cls.unpacked = cls.folder / "unpacked"
        with zipfile.ZipFile(cls.bundle) as archive:
            cls.entries = archive.infolist()
            archive.extractall(cls.unpacked)
        cls.manifest = json.loads((cls.unpacked / "manifest.json").read_text(encoding="utf-8"))
        cls.server = json.loads((cls.bundle.parent / "server.json").read_text(encoding="utf-8"))

    @staticmethod
    def make(folder):
        done = subprocess.run(
            [sys.executable, "-B", ROOT / "scripts/mcpb/make_bundle.py", "--program", os.environ["BOLTMEM_PROGRAM"],
             "--output", folder, "--name", "io.github.somebody/boltmem"],
            capture_output=True, text=True, timeout=LIMIT, check=True)
        return pathlib.Path(done.stdout.splitlines()[0])

    def test_is_named_after_version_and_machine(self):
        self.assertRegex(self.bundle.name, r"^boltmem-\d+\.\d+\.\d+-linux-\w+\.mcpb$")
        self.assertIn(self.manifest["version"], self.bundle.name)

    def test_holds_the_program_executable_and_its_libraries(self):
        modes = {entry.filename: stat.S_IMODE(entry.external_attr >> 16) for entry in self.entries}
        self.assertEqual(modes["server/boltmem"], 0o755)
        self.assertEqual(modes["manifest.json"], 0o644)
        self.assertIn("LICENSE", modes)
        self.assertTrue(any(re.match(r"server/lib/libsqlite3\.so", name) for name in modes), modes)
        self.assertFalse(any(re.match(r"server/lib/libc\.so", name) for name in modes), modes)
        for name in modes:
            self.assertFalse(name.startswith("/") or ".." in name, name)

    def test_manifest_keeps_the_rules(self):
        manifest = self.manifest
        self.assertEqual(set(manifest) - MANIFEST_MEMBERS, set())
        self.assertEqual(manifest["manifest_version"], "0.3")
        self.assertRegex(manifest["version"], SEMVER)
        for member in ("name", "description"):
            self.assertTrue(manifest[member])
        self.assertTrue(manifest["author"]["name"])
        server = manifest["server"]
        self.assertEqual(server["type"], "binary")
        self.assertTrue((self.unpacked / server["entry_point"]).is_file())
        self.assertEqual(server["mcp_config"]["command"], "${__dirname}/" + server["entry_point"])
        self.assertEqual(manifest["compatibility"]["platforms"], ["linux"])

    def test_every_user_setting_is_described_and_used(self):
        text = json.dumps(self.manifest["server"])
        self.assertEqual(set(re.findall(r"\$\{user_config\.(\w+)\}", text)), set(self.manifest["user_config"]))
        for setting in self.manifest["user_config"].values():
            self.assertIn(setting["type"], ("string", "number", "boolean", "directory", "file"))
            self.assertTrue(setting["title"] and setting["description"])

    def test_program_answers_as_the_manifest_starts_it(self):
        config = self.manifest["server"]["mcp_config"]
        fill = {"${__dirname}": str(self.unpacked), "${user_config.store}": ""}

        def filled(text):
            for name, value in fill.items():
                text = text.replace(name, value)
            return text

        command = pathlib.Path(filled(config["command"]))
        command.chmod(0o755)  # extractall() of Python forgets modes; clients keep them
        environment = {"HOME": str(self.folder), **{name: filled(value) for name, value in config["env"].items()}}
        for name, value in os.environ.items():
            if name.endswith("SAN_OPTIONS"):
                environment[name] = value
        request = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
        done = subprocess.run([command, *config["args"]], input=json.dumps(request) + "\n", env=environment,
                              capture_output=True, text=True, timeout=LIMIT, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        tools = json.loads(done.stdout)["result"]["tools"]
        self.assertEqual([tool["name"] for tool in tools], [tool["name"] for tool in self.manifest["tools"]])

    def test_the_same_program_gives_the_same_bytes(self):
        again = self.make(self.folder / "again")
        self.assertEqual(again.read_bytes(), self.bundle.read_bytes())

    def test_server_json_keeps_the_rules(self):
        server = self.server
        self.assertRegex(server["$schema"], r"^https://static\.modelcontextprotocol\.io/schemas/[\d-]+/server\.schema\.json$")
        self.assertRegex(server["name"], r"^[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+$")
        self.assertLessEqual(len(server["description"]), 100)
        self.assertRegex(server["version"], SEMVER)
        self.assertEqual(server["version"], self.manifest["version"])
        (package,) = server["packages"]
        self.assertEqual(package["registryType"], "mcpb")
        self.assertEqual(package["transport"], {"type": "stdio"})
        self.assertRegex(package["identifier"], r"^https://(github|gitlab)\.com/.*mcp.*")
        self.assertTrue(package["identifier"].endswith("/" + self.bundle.name))
        self.assertEqual(package["fileSha256"], hashlib.sha256(self.bundle.read_bytes()).hexdigest())


if __name__ == "__main__":
    unittest.main()
