#!/usr/bin/env python3
"""`boltmem setup` end to end: lists clients, shows what belongs into their files, compares, writes, and refuses.

Runs the built program in a home of its own; no client is installed or needed."""

import json
import os
import pathlib
import stat
import unittest

import program_support

COMMENTED = """// settings of a person
{
  "theme": "dark", // at night
  "context_servers": {
    "other": {"command": "o"},
  },
}
"""


class Setup(program_support.ProgramCase):
    def test_lists_the_clients_and_their_state(self):
        (self.home / ".cursor").mkdir()
        (self.home / ".cursor/mcp.json").write_text("{}")
        rows = {(row["client"], row["scope"]): row for row in self.ok("setup", "--json").json()["clients"]}
        self.assertTrue(rows["cursor", "user"]["exists"])
        self.assertFalse(rows["cursor", "user"]["configured"])
        self.assertFalse(rows["codex", "user"]["exists"])
        self.ok("setup", "cursor", "--write")
        self.assertRegex(self.ok("setup").out, r"cursor +user +boltmem is set up +\S+/\.cursor/mcp\.json")

    def test_shows_without_touching_anything(self):
        shown = self.ok("setup", "claude-code")
        self.assertIn(str(self.home / ".mcp.json"), shown.out)
        self.assertIn('"args": ["serve"]', shown.out)
        self.assertEqual(list(self.home.iterdir()), [])

    def test_writes_what_starts_the_program(self):
        self.ok("setup", "vscode", "--write", env={"BOLTMEM_STORE": "sqlite:data/x.db"})
        entry = json.loads((self.home / ".vscode/mcp.json").read_text())["servers"]["boltmem"]
        self.assertTrue(os.path.samefile(entry["command"], self.program))
        self.assertEqual(entry["type"], "stdio")
        self.assertEqual(entry["env"], {"BOLTMEM_STORE": f"sqlite:{self.home}/data/x.db"})

    def test_keeps_comments_order_and_mode_and_makes_a_copy(self):
        path = self.home / ".config/zed/settings.json"
        path.parent.mkdir(parents=True)
        path.write_text(COMMENTED)
        path.chmod(0o640)
        compared = self.ok("setup", "zed", "--dry-run").out
        self.assertIn('+    "boltmem": {', compared)
        self.assertNotIn("-", [line[:1] for line in compared.splitlines()])
        self.assertEqual(path.read_text(), COMMENTED)
        answer = self.ok("setup", "zed", "--write", "--json").json()
        self.assertEqual(pathlib.Path(answer["backup"]).read_text(), COMMENTED)
        written = path.read_text()
        kept = [line for line in written.splitlines() if line in COMMENTED.splitlines()]
        self.assertEqual(kept, COMMENTED.splitlines())
        self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o640)
        self.assertIn("has it already", self.ok("setup", "zed", "--write").out)
        self.assertEqual(path.read_text(), written)

    def test_edits_toml(self):
        path = self.home / ".codex/config.toml"
        path.parent.mkdir()
        path.write_text('model = "m" # mine\n')
        self.ok("setup", "codex", "--write", "--http", "https://memory.example.com/mcp", "--token-env", "MEMORY_TOKEN")
        self.assertEqual(path.read_text(),
                         'model = "m" # mine\n\n[mcp_servers.boltmem]\nurl = "https://memory.example.com/mcp"\n'
                         'bearer_token_env_var = "MEMORY_TOKEN"\n')

    def test_follows_links(self):
        target = self.home / "dotfiles.json"
        target.write_text("{}\n")
        (self.home / ".cursor").mkdir()
        (self.home / ".cursor/mcp.json").symlink_to(target)
        self.ok("setup", "cursor", "--write")
        self.assertTrue((self.home / ".cursor/mcp.json").is_symlink())
        self.assertIn("boltmem", json.loads(target.read_text())["mcpServers"])

    def test_refuses_and_changes_nothing(self):
        path = self.home / "broken.json"
        path.write_text('{\n"mcpServers": {\n')
        refused = self.run_program("setup", "cursor", "--file", str(path), "--write")
        self.assertEqual(refused.code, 2, refused)
        self.assertIn("line 3", refused.err)
        self.assertEqual(path.read_text(), '{\n"mcpServers": {\n')
        self.assertEqual(len(list(self.home.iterdir())), 1)
        for words, part in (
                (("cursr",), 'did you mean "cursor"'),
                (("generic", "--write"), "--file"),
                (("claude-desktop", "--http", "https://h/mcp"), "Connectors"),
                (("claude-desktop", "--scope", "project"), "--file"),
                (("cursor", "--token-env", "T"), "--http"),
                (("cursor", "--http", "https://h/mcp", "--token-env", "not-a-name"), "never the token"),
                (("cursor", "--write", "--dry-run"), "contradict"),
                (("cursor", "--scope", "project", "--file", "x"), "--scope and --file")):
            with self.subTest(words=words):
                refused = self.run_program("setup", *words)
                self.assertEqual(refused.code, 2, refused)
                self.assertIn(part, refused.err)
        self.assertEqual(len(list(self.home.iterdir())), 1)

    def test_a_file_that_cannot_be_edited_still_gets_its_snippet(self):
        (self.home / ".mcp.json").write_text("[]")
        shown = self.ok("setup", "claude-code")
        self.assertIn('"mcpServers"', shown.out)
        self.assertIn("no JSON object", shown.err)

    def test_warns_of_tokens_in_clear_text(self):
        words = ("setup", "cursor", "--token-env", "T", "--http")
        self.assertIn("https", self.ok(*words, "http://memory.example.com/mcp").err)
        self.assertEqual(self.ok(*words, "http://127.0.0.1:3917/mcp").err, "")


if __name__ == "__main__":
    unittest.main()
