#!/usr/bin/env python3
"""Gives docs_check.py documents that are wrong in one way each, and a program that answers for help.

The program is a script in a temporary folder that knows one command with one option."""

import pathlib
import tempfile
import unittest

import docs_check

HELP = """#!/bin/sh
case "$*" in
--help) echo 'commands:'; echo '  store   Keep a memory'; echo '  import  Bring in'; echo '  --version' ;;
'store --help') echo '  --tag TAG' ;;
'import --help') echo '  git  A repository' ;;
'import git --help') echo '  --since TIME' ;;
*) exit 2 ;;
esac
"""


class DocsCheckTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name).resolve()
        self.page = self.root / "page.md"
        (self.root / "other.md").write_text("# Some heading\n")
        executable = self.root / "boltmem"
        executable.write_text(HELP)
        executable.chmod(0o755)
        self.program = docs_check.Program(executable)

    def commands(self, text):
        return docs_check.check_commands(self.root, self.page, text, self.program)

    def test_known_commands_and_options_are_fine(self):
        text = ("```sh\nboltmem store 'a text' --tag x\nscripts/run import git . --since 2026-01-01\n```\n"
                "and `boltmem --version`, `boltmem store`.")
        self.assertEqual(self.commands(text), [])

    def test_an_unknown_command_is_found(self):
        self.assertIn("no command", self.commands("`boltmem forget everything`")[0])

    def test_an_unknown_option_is_found_in_fences_and_inline(self):
        for text in ("`boltmem store --colour`", "```\nboltmem import git . --until 3\n```"):
            with self.subTest(text=text):
                self.assertIn("has no option", self.commands(text)[0])

    def test_links_to_files_and_headings_are_followed(self):
        good = "[a](other.md) [b](other.md#some-heading) [c](https://example.org/x)"
        self.assertEqual(docs_check.check_links(self.root, self.page, good), [])
        bad = docs_check.check_links(self.root, self.page, "[a](none.md) [b](other.md#no-heading)")
        self.assertEqual(len(bad), 2, bad)

    def test_a_script_that_does_not_exist_is_found(self):
        self.assertEqual(len(docs_check.check_scripts(self.root, self.page, "run scripts/imaginary.")), 1)

    def test_decisions_are_numbered_without_gaps(self):
        (self.root / "docs/adr").mkdir(parents=True)
        (self.root / "docs/adr/0001-first.md").touch()
        self.assertEqual(docs_check.check_decisions(self.root), [])
        (self.root / "docs/adr/0003-third.md").touch()
        self.assertEqual(len(docs_check.check_decisions(self.root)), 1)


if __name__ == "__main__":
    unittest.main()
