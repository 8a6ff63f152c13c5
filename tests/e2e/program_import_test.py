"""`boltmem import git` against repositories made with git fast-import: odd bytes, merges, re-imports, interrupts.

The figure (10,000 commits in under 30 s) is checked in processor time, which a busy machine does not change, and
with a factor for slow and sanitized builds."""

import os
import re
import resource
import signal
import subprocess
import time
import unittest

from program_support import ProgramCase, SLOWNESS, TIMEOUT


def fast_import(folder, stream):
    """Makes a repository whose branch main holds what `stream` says."""
    folder.mkdir()
    world = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True, env=world)
    subprocess.run(["git", "-C", str(folder), "fast-import", "--quiet"], input=stream, check=True, env=world)
    subprocess.run(["git", "-C", str(folder), "reset", "-q", "--hard", "main"], check=True, env=world)
    return folder


def data(content):
    return b"data %d\n%s\n" % (len(content), content)


def quoted(name):
    """A path as fast-import takes any bytes."""
    return b'"' + b"".join(b"%c" % byte if 32 < byte < 127 and byte not in b'"\\' else b"\\%03o" % byte
                           for byte in name) + b'"'


def commit(mark, message, files=(), parents=(), author=b"Ann Author", seconds=1_700_000_000):
    when = seconds + mark
    parts = [b"commit refs/heads/main\n", b"mark :%d\n" % mark, b"author %s <a@example.org> %d +0100\n" % (author, when),
             b"committer C <c@example.org> %d +0000\n" % when, data(message)]
    parts += [b"%s :%d\n" % (b"from" if i == 0 else b"merge", parent) for i, parent in enumerate(parents)]
    parts += [b"M 100644 inline %s\n" % quoted(name) + data(b"content %d" % mark) for name in files]
    return b"".join(parts) + b"\n"


def line(count, message=b"Commit number %d", first=1):
    """A straight history; a new commit has one file."""
    return b"".join(commit(n, message % n, [b"file%d.txt" % (n % 50)], [n - 1] if n > 1 else [])
                    for n in range(first, first + count))


class Import(ProgramCase):
    def repository(self, stream, name="app"):
        return fast_import(self.home / name, stream)

    def imported(self, folder, *words):
        return self.ok("import", "git", str(folder), "--json", *words).json()

    def memories(self, *words):
        return self.ok("search", "--json", "-n", "1000", *words).json()["hits"]

    def by_title(self):
        return {hit["title"]: hit for hit in self.memories()}

    def test_a_commit_becomes_a_memory_with_its_facts(self):
        folder = self.repository(commit(1, b"Begin\n", [b"README"]) +
                                 commit(2, b"fix(net): retry uploads\n\nThe proxy closes idle connections.\n\nCloses #12\n",
                                        [b"src/upload.cpp", b"a b.txt"], [1], b"Bo Builder"))
        answer = self.imported(folder)
        self.assertEqual((answer["commits"], answer["new"], answer["existing"], answer["new_links"]), (2, 2, 0, 1))
        self.assertEqual(answer["project"], str(folder.resolve()))
        memory = self.by_title()["fix(net): retry uploads"]
        self.assertEqual(memory["type"], "fix")
        self.assertIn("The proxy closes idle connections.", memory["content"])
        self.assertEqual(memory["author"], "Bo Builder")
        self.assertEqual(memory["occurred_at"], "2023-11-14T22:13:22Z")
        self.assertEqual(memory["tags"], ["git", "commit"])
        self.assertEqual(sorted(memory["context"]["files_involved"]), ["a b.txt", "src/upload.cpp"])
        self.assertEqual(memory["key"], f"git:{answer['project']}:{memory['context']['git_commit']}")
        self.assertEqual(memory["project"], answer["project"])
        parent = self.ok("related", memory["id"], "--direction", "outgoing", "--json").json()["related"]
        self.assertEqual([(item["title"], item["relationship"]["type"]) for item in parent], [("Begin", "FOLLOWS")])

    def test_a_second_import_adds_only_what_is_new(self):
        folder = self.repository(line(30))
        self.assertEqual(self.imported(folder)["new"], 30)
        before = {hit["id"] for hit in self.memories()}
        again = self.imported(folder)
        self.assertEqual((again["new"], again["existing"], again["new_links"]), (0, 30, 0))
        self.assertEqual({hit["id"] for hit in self.memories()}, before)
        subprocess.run(["git", "-C", str(folder), "-c", "user.name=N", "-c", "user.email=n@example.org", "commit", "-q",
                        "--allow-empty", "-m", "One more"], check=True)
        more = self.imported(folder)
        self.assertEqual((more["new"], more["existing"], more["new_links"]), (1, 30, 1))
        self.assertIn("1 commit of", self.ok("import", "git", str(folder), "-n", "1").out)

    def test_merges_follow_both_parents(self):
        folder = self.repository(commit(1, b"Begin") + commit(2, b"Left", [b"l"], [1]) + commit(3, b"Right", [b"r"], [1]) +
                                 commit(4, b"Merge right into left", [], [2, 3]))
        self.assertEqual(self.imported(folder)["new_links"], 4)
        merge = self.by_title()["Merge right into left"]
        self.assertIn("merge", merge["tags"])
        self.assertEqual(merge["importance"], 0.3)
        related = self.ok("related", merge["id"], "--json").json()["related"]
        self.assertEqual({item["title"] for item in related}, {"Left", "Right"})

    def test_odd_bytes_come_through_as_valid_text(self):
        folder = self.repository(
            commit(1, b"Latin \xe9 and \xff bytes\n\nbody \xfe", [b"na\xefve.txt", b"new\nline", b"tab\there"]) +
            commit(2, b"", [b"a" * 40], [1]) + commit(3, b"  \n\n", [], [2], b"") +
            commit(4, "Snowman \u2603 \U0001F600".encode(), ["\u00fc.txt".encode()], [3], "J\u00fcrgen".encode()) +
            commit(5, b"escape \x1b[31m red\x07", [], [4]) + commit(6, b"x" * 2000 + b"\n\n" + b"y" * 300_000, [], [5]))
        answer = self.imported(folder)
        self.assertEqual((answer["commits"], answer["new"], answer["refused"]), (6, 6, 0))
        found = self.by_title()
        self.assertIn("Latin \ufffd and \ufffd bytes", found)
        self.assertEqual(sorted(found["Latin \ufffd and \ufffd bytes"]["context"]["files_involved"]),
                         ["na\ufffdve.txt", "new\ufffdline", "tab\ufffdhere"])
        self.assertIn("escape \ufffd[31m red\ufffd", found)
        self.assertEqual(sum(title.endswith("(no message)") for title in found), 2)
        self.assertEqual(found["Snowman \u2603 \U0001F600"]["author"], "J\u00fcrgen")
        long = next(hit for title, hit in found.items() if title.startswith("xxx"))
        self.assertEqual(len(long["title"]), 500)
        self.assertLessEqual(len(long["content"]), 50_000)
        self.assertIn("is longer]", long["content"])

    def test_many_files_are_bounded_and_counted(self):
        folder = self.repository(commit(1, b"Everything", [b"f%d" % n for n in range(500)]))
        self.imported(folder)
        context = self.by_title()["Everything"]["context"]
        self.assertEqual(len(context["files_involved"]), 100)
        self.assertIn("500", context["additional_metadata"])

    def test_limit_takes_the_newest_and_since_takes_from_then_on(self):
        folder = self.repository(line(20))
        self.assertEqual(self.imported(folder, "--limit", "5")["new"], 5)
        self.assertEqual({hit["title"] for hit in self.memories()}, {f"Commit number {n}" for n in range(16, 21)})
        self.assertEqual(self.imported(folder, "--since", "2023-11-14T22:13:30Z")["commits"], 11)
        self.assertEqual(self.imported(folder, "--since", "1960-01-01")["commits"], 20)
        whole = self.imported(folder)
        self.assertEqual(whole["existing"], 20)
        self.assertEqual(self.ok("stats", "--json").json()["relationships"], 19)

    def test_project_names_the_memories_and_their_keys(self):
        folder = self.repository(line(3))
        self.assertEqual(self.imported(folder, "--project", "one")["new"], 3)
        self.assertEqual(self.imported(folder, "--project", "two")["new"], 3)
        self.assertEqual(len(self.memories("--project", "one")), 3)

    def test_a_folder_inside_the_repository_and_a_bare_one_do_too(self):
        folder = self.repository(commit(1, b"Begin", [b"sub/dir/file"]))
        self.assertEqual(self.imported(folder / "sub/dir")["project"], str(folder.resolve()))
        bare = self.home / "bare.git"
        subprocess.run(["git", "clone", "-q", "--bare", str(folder), str(bare)], check=True)
        self.assertEqual(self.imported(bare)["project"], str(bare.resolve()))

    def test_the_users_git_settings_change_nothing(self):
        folder = self.repository(line(3) + commit(4, b"Last", ["\u00fc".encode()], [3]))
        (self.home / ".gitconfig").write_text(
            "[log]\n showSignature = true\n decorate = full\n date = relative\n[color]\n ui = always\n"
            "[core]\n quotePath = true\n pager = false\n[format]\n pretty = oneline\n[diff]\n renames = copies\n"
            " relative = true\n external = /bin/false\n")
        self.assertEqual(self.imported(folder)["new"], 4)
        self.assertEqual(self.by_title()["Last"]["context"]["files_involved"], ["\u00fc"])

    def test_a_hooks_variables_do_not_redirect_git(self):
        folder, other = self.repository(line(3)), self.repository(line(1, b"Other %d"), "other")
        answer = self.ok("import", "git", str(folder), "--json", env={"GIT_DIR": str(other / ".git")}).json()
        self.assertEqual(answer["new"], 3)

    def test_an_empty_repository_has_no_commits(self):
        folder = self.home / "empty"
        subprocess.run(["git", "init", "-q", str(folder)], check=True)
        self.assertEqual(self.imported(folder)["commits"], 0)

    def test_a_shallow_clone_leaves_out_links_to_what_it_lacks(self):
        folder = self.repository(line(10))
        shallow = self.home / "shallow"
        subprocess.run(["git", "clone", "-q", "--depth", "3", f"file://{folder}", str(shallow)], check=True)
        answer = self.imported(shallow)
        self.assertEqual((answer["new"], answer["new_links"]), (3, 2))

    def test_what_is_no_repository_is_named_and_changes_nothing(self):
        for path, text in (("plain", "not a git repository"), ("missing", "missing")):
            (self.home / "plain").mkdir(exist_ok=True)
            result = self.run_program("import", "git", str(self.home / path))
            self.assertEqual(result.code, 2, result)
            self.assertIn(text, result.err)
        self.assertFalse(self.store_file.exists())

    def test_without_git_it_says_what_to_install(self):
        result = self.run_program("import", "git", str(self.home), env={"PATH": "/nonexistent"})
        self.assertEqual(result.code, 2)
        self.assertIn("git is not installed", result.err)

    def test_a_broken_repository_fails_and_keeps_what_was_read(self):
        folder = self.repository(line(5))
        head = subprocess.run(["git", "-C", str(folder), "rev-parse", "HEAD~2"], capture_output=True, check=True, text=True)
        subprocess.run(["git", "-C", str(folder), "unpack-objects", "-q"], input=b"", check=False, capture_output=True)
        packs = list((folder / ".git/objects/pack").glob("*.pack"))
        for pack in packs:
            moved = self.home / pack.name
            pack.rename(moved)
            pack.with_suffix(".idx").unlink()
            subprocess.run(["git", "-C", str(folder), "unpack-objects", "-q"], stdin=open(moved, "rb"), check=True)
        name = head.stdout.strip()
        (folder / ".git/objects" / name[:2] / name[2:]).unlink()
        result = self.run_program("import", "git", str(folder))
        self.assertEqual(result.code, 1, result)
        self.assertIn("git log ended early", result.err)

    def test_an_interrupted_import_leaves_whole_commits_and_goes_on_later(self):
        folder = self.repository(line(4000))
        process = subprocess.Popen([self.program, "import", "git", str(folder)], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=self.environment())
        deadline = time.monotonic() + TIMEOUT
        while not self.store_file.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=TIMEOUT)
        if process.returncode == 0:
            self.skipTest("the import was faster than the interrupt")
        self.assertEqual(process.returncode, 130, err)
        self.assertIn(b"goes on from there", err)
        count = int(re.match(rb"([\d,]+) commit", out).group(1).replace(b",", b""))
        self.assertEqual(self.ok("stats", "--json").json()["memories"], count)
        rest = self.imported(folder)
        self.assertEqual((rest["existing"], rest["new"]), (count, 4000 - count))
        self.assertEqual(self.ok("stats", "--json").json()["relationships"], 3999)

    def processor_seconds(self, folder):
        """Imports; answers the answer and the processor time of program and git together."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        answer = self.imported(folder)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return answer, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def test_ten_thousand_commits_take_less_than_half_a_minute(self):
        # Slow builds import fewer, at the same pace times their slowness.
        count = 10_000 if SLOWNESS == 1 else 2_000
        folder = self.repository(line(count, b"Commit number %d changes the retry policy of uploads\n\n" + b"word " * 20))
        budget = 30 * SLOWNESS * count / 10_000
        first, first_time = self.processor_seconds(folder)
        self.assertEqual((first["new"], first["new_links"]), (count, count - 1))
        self.assertLess(first_time, budget)
        again, again_time = self.processor_seconds(folder)
        self.assertEqual((again["new"], again["existing"]), (0, count))
        self.assertLess(again_time, budget)
        print(f"{count} commits: {first['seconds']:.1f} s ({first_time:.1f} s of processor time), "
              f"again: {again['seconds']:.1f} s ({again_time:.1f} s)")


if __name__ == "__main__":
    unittest.main()
