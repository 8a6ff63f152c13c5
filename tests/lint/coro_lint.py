#!/usr/bin/env python3
"""Looks for temporaries that g++ 12 destroys twice, in every source that awaits.

clang-query reads the code as the compiler does and matches coro_temporaries.query; what passed is known by
the contents of the file, of every project header behind it, and of the query, so only changes cost time.
Usage: coro_lint.py --build DIR --cache DIR [--clang-query PROGRAM] [FILE...]"""

import argparse
import pathlib
import re
import subprocess

import lint_support as support

QUERY = pathlib.Path(__file__).with_name("coro_temporaries.query")
AWAITS = re.compile(r"\bco_await\b")
NOTE = re.compile(r'^(.+?):(\d+):\d+: note: "temp" binds here', re.MULTILINE)
ADVICE = ("destroyed twice, or run unasked, by g++ 12 beside co_await; give it a name or a statement of its own "
          "(docs/coding.md, coroutines)")


def awaits(path):
    return bool(AWAITS.search(support.without_comments(path.read_text(encoding="utf-8"))))


def files_to_check(root, includes):
    """Sources that await, and for each awaiting header that none of them includes, the header itself."""
    files = support.cpp_files(root)
    sources = [f for f in files if f.suffix == ".cpp" and awaits(f)]
    covered = {h for source in sources for h in includes.closure(source)}
    return sources + [f for f in files if f.suffix == ".hpp" and f not in covered and awaits(f)]


def run_query(program, path, flags):
    """clang-query's findings for one file, or its errors: a file that it cannot parse is not clean."""
    command = [program, "-f", str(QUERY), str(path), "--", "-xc++", "-Wno-everything", *flags]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    output = done.stdout + done.stderr
    errors = [line for line in output.splitlines() if re.search(r"\b(fatal )?error: |^\d+:\d+: ", line)]
    if errors or done.returncode or not re.search(r"^\d+ match(es)?\.$", output, re.MULTILINE):
        return [f"{path}: clang-query could not read it: {' | '.join(errors[:3]) or output[-500:]}"]
    places = sorted({(m.group(1), int(m.group(2))) for m in NOTE.finditer(output)})
    return [f"{file}:{line}: {ADVICE}" for file, line in places]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True, help="folder of compile_commands.json")
    parser.add_argument("--cache", type=pathlib.Path, required=True)
    parser.add_argument("--clang-query", default="clang-query-19")
    parser.add_argument("files", nargs="*", type=pathlib.Path, help="default: every source that awaits")
    options = parser.parse_args()

    root = support.project_root()
    includes = support.Includes(root)
    flags, fallback = support.front_end_flags(options.build, root)
    version = subprocess.run([options.clang_query, "--version"], capture_output=True, text=True, check=True).stdout
    files = [f.resolve() for f in options.files] or files_to_check(root, includes)
    findings, checked, known = support.run_over(
        files,
        lambda f: support.digest([version, QUERY.read_text(), flags.get(f, fallback)], includes.closure(f)),
        lambda f: run_query(options.clang_query, f, flags.get(f, fallback)),
        support.PassCache(options.cache))
    support.report("coroutine temporaries", findings, checked, known)


if __name__ == "__main__":
    main()
