"""What the lints share: finding the project's files, resolving their includes, running a tool over many
files at once, and remembering which files passed so that a second run looks only at what changed."""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import shlex
import sys

JOBS = 2
SOURCE_DIRS = ("bolt", "memory", "mcp", "tests", "docs")
CPP_SUFFIXES = {".cpp", ".hpp"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
COMMENT_OR_STRING = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<d>[^()\s\\]{0,16})\(.*?\)(?P=d)"|"(?:\\.|[^"\\\n])*"', re.DOTALL)


def cpp_files(root, dirs=SOURCE_DIRS):
    """Every C++ file below the given folders of `root`, sorted; lint samples are wrong on purpose."""
    found = []
    for top in dirs:
        for path in sorted((root / top).rglob("*")):
            relative = path.relative_to(root).as_posix()
            if path.suffix in CPP_SUFFIXES and not relative.startswith("tests/lint/samples/"):
                found.append(path)
    return found


def without_comments(text):
    """The text with comments and string literals blanked, so that a word in prose is no finding."""
    return COMMENT_OR_STRING.sub(lambda m: '""' if m.group(0)[0] in 'R"' else " ", text)


def include_dirs(root, path):
    """Where a quoted or project include of `path` may live, in the order the compiler looks."""
    top = path.relative_to(root).parts[0]
    dirs = [path.parent]
    if top == "tests":
        dirs += [root / "tests"] + [root / lib / "src" for lib in ("bolt", "memory", "mcp")]
    else:
        dirs.append(root / top / "src")
    return dirs + [root / lib / "include" for lib in ("bolt", "memory", "mcp")]


def resolve(root, path, name):
    """The project file that `#include name` in `path` means, or None when it is not ours."""
    for directory in include_dirs(root, path):
        candidate = directory / name
        if candidate.is_file():
            return candidate.resolve()
    return None


class Includes:
    """Resolved project includes, read once per file."""

    def __init__(self, root):
        self.root = root
        self.direct = {}

    def of(self, path):
        if path not in self.direct:
            text = path.read_text(encoding="utf-8")
            names = [m.group(2) for m in INCLUDE.finditer(text)]
            self.direct[path] = [r for r in (resolve(self.root, path, n) for n in names) if r]
        return self.direct[path]

    def closure(self, path):
        """`path` and every project file it includes, directly or not."""
        seen, todo = set(), [path.resolve()]
        while todo:
            current = todo.pop()
            if current not in seen:
                seen.add(current)
                todo += self.of(current)
        return sorted(seen)


def digest(parts, files):
    """A key for "this tool with these settings over these contents"."""
    key = hashlib.sha256()
    for part in parts:
        key.update(str(part).encode() + b"\0")
    for path in files:
        key.update(path.read_bytes() + b"\0")
    return key.hexdigest()


class PassCache:
    """Remembers keys that passed, one empty file each; failures are never remembered."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)

    def has(self, key):
        entry = self.folder / key
        if entry.exists():
            entry.touch()
            return True
        return False

    def add(self, key):
        (self.folder / key).touch()


def run_over(items, key_of, check, cache):
    """Calls check(item) -> findings (list of str) for every item that is not known to pass; two at a time.

    Returns (findings, how many were checked, how many were known)."""
    keys = {item: key_of(item) for item in items}
    todo = [item for item in items if not cache.has(keys[item])]
    findings = []
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        for item, found in zip(todo, pool.map(check, todo)):
            if found:
                findings += found
            else:
                cache.add(keys[item])
    return findings, len(todo), len(items) - len(todo)


def front_end_flags(build_dir, root):
    """Per source file the flags that decide what it means: include folders, macros, standard."""
    flags = {}
    for entry in json.loads((build_dir / "compile_commands.json").read_text()):
        words, kept, i = shlex.split(entry["command"]), [], 0
        while i < len(words):
            if words[i] in ("-I", "-isystem", "-D"):
                kept += words[i:i + 2]
                i += 1
            elif words[i].startswith(("-I", "-isystem", "-D", "-std=")):
                kept.append(words[i])
            i += 1
        flags[pathlib.Path(entry["directory"], entry["file"]).resolve()] = kept
    fallback = ["-std=c++20", "-DBOOST_ASIO_NO_DEPRECATED", f"-I{root / 'tests'}"]
    for lib in ("bolt", "memory", "mcp"):
        fallback += [f"-I{root / lib / 'include'}", f"-I{root / lib / 'src'}"]
    return flags, fallback


def report(name, findings, checked, known):
    """Prints the findings and the sum, and ends the program with the matching exit code."""
    for finding in findings:
        print(finding)
    print(f"{name}: {checked} checked, {known} unchanged since they passed, {len(findings)} findings")
    sys.exit(1 if findings else 0)


def project_root():
    return pathlib.Path(os.environ.get("BOLTMEM_ROOT", pathlib.Path(__file__).parents[2])).resolve()
