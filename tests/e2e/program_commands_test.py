"""Every command of the program on an embedded store: what it prints, its exit code, and its help.

Each test has a home folder of its own, so that the default path is what is tested."""

import os
import pathlib
import pty
import re
import stat
import subprocess
import unittest

from program_support import ProgramCase, Session, TIMEOUT, UUID


class Help(ProgramCase):
    COMMANDS = [[], ["serve"], ["store"], ["recall"], ["search"], ["get"], ["delete"], ["relate"], ["related"],
                ["import"], ["import", "git"], ["stats"], ["doctor"], ["config"]]

    def test_every_command_explains_itself_and_touches_nothing(self):
        for words in self.COMMANDS:
            with self.subTest(words=words):
                result = self.ok(*words, "--help")
                self.assertIn("Usage:", result.out)
                self.assertEqual(result.err, "")
        self.assertEqual(list(self.home.iterdir()), [])

    def test_version_names_the_build_and_its_libraries(self):
        lines = self.ok("--version").out.splitlines()
        self.assertRegex(lines[0], r"^boltmem \d+\.\d+\.\d+$")
        text = "\n".join(lines)
        for name in ("revision", "build", "SQLite", "OpenSSL", "Boost"):
            self.assertIn(name, text)

    def test_a_terminal_without_a_command_gets_the_help(self):
        child, terminal = pty.openpty()
        try:
            done = subprocess.run([self.program], stdin=terminal, capture_output=True, timeout=TIMEOUT,
                                  env=self.environment(), check=False)
        finally:
            os.close(child)
            os.close(terminal)
        self.assertEqual(done.returncode, 0)
        self.assertIn(b"First steps", done.stdout)


class Remember(ProgramCase):
    def test_the_default_store_is_made_for_its_owner_only(self):
        self.store("The proxy closes idle connections after 60 s")
        self.assertTrue(self.store_file.is_file())
        self.assertEqual(stat.S_IMODE(self.store_file.parent.stat().st_mode), 0o700)
        self.assertEqual(stat.S_IMODE(self.store_file.stat().st_mode) & 0o077, 0)

    def test_xdg_data_home_moves_the_default_store(self):
        self.store("x", env={"XDG_DATA_HOME": str(self.home / "data")})
        self.assertTrue((self.home / "data/boltmem/memory.db").is_file())
        self.assertFalse(self.store_file.exists())

    def test_what_is_stored_is_shown_in_full(self):
        memory = self.store("Retry with backoff\nfixed the upload", "--type", "solution", "--tag", "Upload,net",
                            "--author", "Ann", "--project", "app", "--session", "s1", "--summary", "short",
                            "--occurred-at", "2026-01-02T03:04:05Z", "--importance", "0.9", "--confidence", "0.4",
                            "--file", "a.cpp", "--file", "b c.cpp", "--key", "k1")
        shown = self.ok("get", memory, "--json").json()
        self.assertEqual(shown["id"], memory)
        self.assertEqual(shown["title"], "Retry with backoff")
        self.assertEqual(shown["content"], "Retry with backoff\nfixed the upload")
        self.assertEqual(shown["type"], "solution")
        self.assertEqual(shown["tags"], ["upload", "net"])
        self.assertEqual(shown["author"], "Ann")
        self.assertEqual(shown["project"], "app")
        self.assertEqual(shown["session"], "s1")
        self.assertEqual(shown["summary"], "short")
        self.assertEqual(shown["occurred_at"], "2026-01-02T03:04:05Z")
        self.assertEqual(shown["importance"], 0.9)
        self.assertEqual(shown["confidence"], 0.4)
        self.assertEqual(shown["context"]["files_involved"], ["a.cpp", "b c.cpp"])
        self.assertEqual(shown["key"], "k1")
        page = self.ok("get", memory).out
        for part in ("Retry with backoff", memory, "solution", "upload, net", "Ann", "app", "fixed the upload"):
            self.assertIn(part, page)

    def test_the_same_key_stores_once(self):
        first = self.store("one", "--key", "k")
        again = self.run_program("store", "two", "--key", "k")
        self.assertEqual((again.code, again.out.strip()), (0, first))
        self.assertIn("nothing was changed", again.err)
        self.assertEqual(self.ok("stats", "--json").json()["memories"], 1)

    def test_text_comes_from_standard_input(self):
        memory = self.store("-", data="\n  Title line \nand the rest\n".encode())
        shown = self.ok("get", memory, "--json").json()
        self.assertEqual(shown["title"], "Title line")
        self.assertIn("and the rest", shown["content"])

    def test_a_long_first_line_is_shortened_to_a_title(self):
        memory = self.store("word " * 60)
        title = self.ok("get", memory, "--json").json()["title"]
        self.assertEqual(len(title), 100)
        self.assertTrue(title.endswith("\u2026"))

    def test_what_is_deleted_is_gone_with_its_links(self):
        first, second = self.store("a problem"), self.store("its solution")
        self.ok("relate", second, "SOLVES", first)
        self.ok("delete", first)
        gone = self.run_program("get", first)
        self.assertEqual(gone.code, 1)
        self.assertIn(first, gone.err)
        self.assertEqual(self.ok("stats", "--json").json()["relationships"], 0)
        self.assertEqual(self.run_program("delete", first).code, 1)


class Find(ProgramCase):
    def setUp(self):
        super().setUp()
        self.upload = self.store("Retry with backoff fixed the flaky upload", "--type", "solution", "--author", "Ann",
                                 "--tag", "upload", "--occurred-at", "2026-03-01")
        self.cache = self.store("Cache keys need the tenant, or answers leak", "--type", "fix", "--project", "app",
                                "--occurred-at", "2026-05-01")

    def test_recall_says_which_why_and_how_fast(self):
        text = self.ok("recall", "why", "did", "uploads", "fail").out
        self.assertIn(self.upload, text)
        self.assertNotIn(self.cache, text)
        self.assertRegex(text, r'why: "uploads?" in title')
        self.assertRegex(text, r"1 memory in [\d.]+ ms")

    def test_recall_in_json_has_scores_and_reasons(self):
        answer = self.ok("recall", "tenant cache keys", "--json").json()
        self.assertEqual([hit["id"] for hit in answer["hits"]], [self.cache])
        hit = answer["hits"][0]
        self.assertGreater(hit["score"], 0)
        self.assertEqual(set(hit["why"]["matched_words"]), {"tenant", "cache", "keys"})
        self.assertEqual(answer["total"], 1)
        self.assertFalse(answer["has_more"])

    def test_recall_of_nothing_is_no_failure(self):
        self.assertIn("Nothing recalled", self.ok("recall", "zebra").out)

    def test_filters_narrow_what_is_found(self):
        def found(*words):
            return [hit["id"] for hit in self.ok("search", "--json", *words).json()["hits"]]
        self.assertEqual(len(found()), 2)
        self.assertEqual(found("--type", "fix"), [self.cache])
        self.assertEqual(found("--project", "app"), [self.cache])
        self.assertEqual(found("--author", "Ann"), [self.upload])
        self.assertEqual(found("--tag", "Upload"), [self.upload])
        self.assertEqual(found("--since", "2026-04-01"), [self.cache])
        self.assertEqual(found("--until", "2026-03-01"), [self.upload])
        self.assertEqual(found("uplaod", "--tolerance", "fuzzy"), [self.upload])
        self.assertEqual(found("keys need the tenant", "--tolerance", "strict"), [self.cache])
        self.assertEqual(found("keys upload", "--match", "all"), [])

    def test_pages_join_without_a_gap(self):
        first = self.ok("search", "--json", "-n", "1").json()
        second = self.ok("search", "--json", "-n", "1", "--offset", "1").json()
        self.assertTrue(first["has_more"])
        self.assertFalse(second["has_more"])
        self.assertEqual({first["hits"][0]["id"], second["hits"][0]["id"]}, {self.upload, self.cache})
        self.assertIn("more with --offset 1", self.ok("search", "-n", "1").out)

    def test_links_are_made_once_and_walked(self):
        made = self.ok("relate", self.cache, "depends-on", self.upload, "--context", "since v2").out.strip()
        self.assertRegex(made, UUID)
        again = self.run_program("relate", self.cache, "DEPENDS_ON", self.upload)
        self.assertEqual((again.code, again.out.strip()), (0, made))
        self.assertIn("nothing was changed", again.err)
        text = self.ok("related", self.upload).out
        self.assertIn(self.cache, text)
        self.assertIn("this DEPENDS_ON the start", text)
        item = self.ok("related", self.cache, "--json").json()["related"][0]
        self.assertEqual(item["id"], self.upload)
        self.assertEqual(item["relationship"]["context"], "since v2")
        self.assertIn("No links", self.ok("related", self.cache, "--direction", "incoming").out)

    def test_ends_may_be_named_by_key(self):
        self.store("keyed", "--key", "note-1")
        self.ok("relate", "key:note-1", "RELATED_TO", self.upload)
        missing = self.run_program("relate", "key:none", "RELATED_TO", self.upload)
        self.assertEqual(missing.code, 1)

    def test_statistics_count_types(self):
        answer = self.ok("stats", "--json").json()
        self.assertEqual(answer["memories"], 2)
        self.assertEqual(answer["memories_by_type"], {"solution": 1, "fix": 1})
        text = self.ok("stats").out
        self.assertRegex(text, r"memories +2\n")
        self.assertIn(str(self.store_file), text)


class Terminal(ProgramCase):
    def on_terminal(self, *words):
        """Runs with standard output on a terminal of 80 columns; answers what the terminal got."""
        ours, theirs = pty.openpty()
        import fcntl
        import struct
        import termios
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        process = subprocess.Popen([self.program, *words], stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs,
                                   env=self.environment())
        os.close(theirs)
        text = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:
                break
            if not part:
                break
            text += part
        os.close(ours)
        self.assertEqual(process.wait(timeout=TIMEOUT), 0, text)
        return text.decode()

    def test_lines_fit_80_columns(self):
        self.store("A very long remark about uploads that goes on and on, " * 6, "--author", "Somebody With A Name")
        for line in self.on_terminal("recall", "uploads").splitlines():
            self.assertLessEqual(len(line), 80, line)

    def test_stored_text_cannot_drive_the_terminal(self):
        memory = self.store("-", data=b"title\n\xc2\x9b31mred upload\rover it\nlast\r\n")
        for words in (["recall", "upload"], ["get", memory], ["search"]):
            shown = self.on_terminal(*words).replace("\r\n", "\n")
            self.assertNotIn("\x9b", shown)
            self.assertNotIn("\r", shown)

    def test_a_pipe_gets_the_text_unwrapped(self):
        words = "word " * 100
        memory = self.store("title", "--title", "t", "--summary", "s")
        self.assertTrue(memory)
        long = self.store("start " + words.strip(), "--title", "long one")
        self.assertIn("start " + words.strip(), self.ok("get", long).out)


class Config(ProgramCase):
    def test_config_shows_values_origins_and_the_snippet_and_makes_nothing(self):
        text = self.ok("config").out
        self.assertRegex(text, rf"store +sqlite:{re.escape(str(self.store_file))} +\(default\)")
        self.assertIn('"mcpServers"', text)
        self.assertIn(str(pathlib.Path(self.program).resolve()), text)
        self.assertEqual(list(self.home.iterdir()), [])

    def test_config_shows_where_a_value_is_from(self):
        answer = self.ok("config", "--json", env={"MEMORY_SQLITE_PATH": "old.db", "BOLTMEM_SQLITE_READERS": "4"}).json()
        rows = {row["name"]: row for row in answer["settings"]}
        self.assertEqual(rows["store"]["value"], f"sqlite:{self.home}/old.db")
        self.assertEqual(rows["store"]["origin"], "MEMORY_SQLITE_PATH")
        self.assertEqual(rows["reader threads"]["value"], "4")
        self.assertEqual(answer["client"]["mcpServers"]["boltmem"]["env"]["BOLTMEM_STORE"],
                         f"sqlite:{self.home}/old.db")

    def test_no_command_prints_a_password(self):
        file = self.home / "pw"
        file.write_text("s3cret-in-file\n")
        file.chmod(0o600)
        worlds = [{"BOLTMEM_NEO4J_PASSWORD": "s3cret-in-variable"}, {"NEO4J_PASSWORD": "s3cret-in-variable"},
                  {"MEMORY_NEO4J_PASSWORD": "s3cret-in-variable"}, {"BOLTMEM_NEO4J_PASSWORD_FILE": str(file)}]
        for world in worlds:
            world = {"BOLTMEM_STORE": "bolt://127.0.0.1:1", "BOLTMEM_NEO4J_CONNECT_TIMEOUT_MS": "500",
                     "BOLTMEM_NEO4J_OPERATION_TIMEOUT_MS": "500", **world}
            for words in (["config"], ["config", "--json"], ["doctor"], ["doctor", "--json"], ["stats"], ["--version"]):
                with self.subTest(world=world, words=words):
                    result = self.run_program(*words, env=world)
                    self.assertNotIn("s3cret", result.out + result.err)
        text = self.ok("config", env=worlds[3] | {"BOLTMEM_STORE": "bolt://db"}).out
        self.assertRegex(text, r"password +set, in .*\(BOLTMEM_NEO4J_PASSWORD_FILE\)")

    def test_a_mistyped_variable_is_warned_of(self):
        self.assertIn('did you mean "BOLTMEM_STORE"?', self.ok("config", env={"BOLTMEM_STOER": "x"}).err)


class Doctor(ProgramCase):
    def levels(self, *words, **options):
        answer = self.run_program("doctor", "--json", *words, **options)
        return answer.code, {check["name"]: check for check in answer.json()["checks"]}

    def test_a_store_not_yet_made_is_fine_and_stays_unmade(self):
        code, checks = self.levels()
        self.assertEqual(code, 0)
        self.assertIn("not there yet", checks["store"]["text"])
        self.assertFalse(self.store_file.exists())

    def test_a_healthy_store_passes_and_keeps_its_content(self):
        self.store("something")
        before = self.content()
        code, checks = self.levels()
        self.assertEqual(code, 0)
        self.assertEqual({name: check["level"] for name, check in checks.items()},
                         {name: "ok" for name in ("store", "permissions", "disk", "file system", "opening", "writing",
                                                  "searching", "latency", "journal")})
        self.assertEqual(checks["journal"]["text"], "write-ahead log")
        self.assertEqual(self.content()["memory"] if "memory" in before else None,
                         before.get("memory"))
        self.assertEqual(self.ok("stats", "--json").json()["memories"], 1)

    def test_open_permissions_are_warned_of(self):
        self.store("something")
        self.store_file.chmod(0o644)
        code, checks = self.levels()
        self.assertEqual((code, checks["permissions"]["level"]), (0, "warn"))
        self.assertIn("chmod 600", checks["permissions"]["advice"])

    def test_a_file_of_something_else_fails_and_is_left_alone(self):
        other = self.home / "notes.db"
        other.write_bytes(b"these are my notes, not a database\n" * 100)
        before = other.read_bytes()
        code, checks = self.levels("--store", f"sqlite:{other}")
        self.assertEqual((code, checks["opening"]["level"]), (1, "fail"))
        self.assertEqual(other.read_bytes(), before)
        text = self.run_program("doctor", "--store", f"sqlite:{other}").out
        self.assertRegex(text, r"FAIL +opening")
        self.assertIn("->", text)

    def test_a_folder_in_place_of_the_file_fails(self):
        (self.home / "folder").mkdir()
        code, checks = self.levels("--store", f"sqlite:{self.home}/folder")
        self.assertEqual((code, checks["store"]["level"]), (1, "fail"))

    def test_a_server_that_is_not_there_fails_with_what_to_do(self):
        code, checks = self.levels(env={"BOLTMEM_STORE": "bolt://127.0.0.1:1", "BOLTMEM_NEO4J_PASSWORD": "x",
                                        "BOLTMEM_NEO4J_OPERATION_TIMEOUT_MS": "1000"})
        self.assertEqual((code, checks["opening"]["level"]), (1, "fail"))
        self.assertIn("server", checks["opening"]["advice"])
        self.assertEqual(checks["encryption"]["level"], "ok")

    def test_an_unencrypted_far_server_is_warned_of(self):
        code, checks = self.levels(env={"BOLTMEM_STORE": "bolt://192.0.2.1:7687", "BOLTMEM_NEO4J_CONNECT_TIMEOUT_MS": "200",
                                        "BOLTMEM_NEO4J_OPERATION_TIMEOUT_MS": "300"})
        self.assertEqual(code, 1)
        self.assertEqual(checks["encryption"]["level"], "warn")
        self.assertEqual(checks["password"]["level"], "warn")


class Serve(ProgramCase):
    def test_what_one_command_stores_the_server_recalls_and_back(self):
        first = self.store("Retry with backoff fixed the flaky upload")
        with Session(self) as session:
            self.assertEqual(session.server["name"], "boltmem")
            failed, text = session.call("recall", query="flaky uploads")
            self.assertFalse(failed)
            self.assertIn(first, text)
            failed, text = session.call("store_memory", type="fix", title="Cache keys", content="need the tenant")
            self.assertFalse(failed)
            second = re.search(UUID, text).group()
        self.assertEqual(session.code, 0)
        self.assertEqual(self.ok("get", second, "--json").json()["title"], "Cache keys")

    def test_the_handshake_touches_no_file(self):
        with Session(self) as session:
            session.request("tools/list")
        self.assertEqual(session.code, 0)
        self.assertEqual(list(self.home.iterdir()), [])

    def test_a_pipe_without_a_command_is_served(self):
        result = self.run_program(data=b'{"jsonrpc":"2.0","id":1,"method":"ping"}\n')
        self.assertEqual(result.code, 0)
        self.assertIn('"id":1', result.out)


class Failures(ProgramCase):
    def test_a_full_disk_under_the_output_is_a_failure(self):
        self.store("x")
        with open("/dev/full", "wb") as full:
            done = subprocess.run([self.program, "search"], stdout=full, stderr=subprocess.PIPE, timeout=TIMEOUT,
                                  env=self.environment(), check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"cannot be written", done.stderr)

    def test_a_reader_that_goes_away_is_no_message(self):
        self.store("x")
        reader, writer = os.pipe()
        os.close(reader)
        done = subprocess.run([self.program, "search"], stdout=writer, stderr=subprocess.PIPE, timeout=TIMEOUT,
                              env=self.environment(), check=False)
        os.close(writer)
        self.assertEqual((done.returncode, done.stderr), (1, b""))


if __name__ == "__main__":
    unittest.main()
