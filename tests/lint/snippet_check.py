#!/usr/bin/env python3
"""Compiles the C++ in docs/bolt.md, all of it as one file, so that the manual shows nothing that does not exist.

A block that begins with an #include, a type or a function stands by itself; any other is the body of a coroutine
that has a driver, a session and the like, see BODY. Usage: snippet_check.py --compiler PROGRAM --cache DIR"""

import argparse
import pathlib
import re
import subprocess

import lint_support as support

DOCUMENT = "docs/bolt.md"
BLOCK = re.compile(r"^```cpp\n(.*?)^```$", re.DOTALL | re.MULTILINE)
STANDS_ALONE = re.compile(r"\s*(#include|//|struct|class|template|namespace|int main|[\w:<>]+ \w+\([^;]*\) \{)")
INCLUDE = re.compile(r"^#include .*\n", re.MULTILINE)
FLAGS = ["-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-Wno-unused",
         "-Wno-return-type"]  # of the one main(), which is in a namespace here
HEADERS = ["bolt/bolt.hpp", "chrono", "cstdint", "iostream", "memory", "optional", "string", "vector",
           "boost/asio/co_spawn.hpp", "boost/asio/io_context.hpp"]
# What blocks may use without saying where it comes from.
BODY = """[[maybe_unused]] bolt::Task<> body(
    boost::asio::any_io_executor ex, bolt::Driver driver, bolt::Session session, bolt::Transaction tx,
    bolt::Result result, bolt::Record record, bolt::Error error, std::string password
) {{
{code}
co_return;
}}
"""


def program(text):
    """One C++ file of all blocks in their order, so that later ones see earlier functions and types."""
    includes, blocks = {f"#include <{name}>\n" for name in HEADERS}, []
    for number, match in enumerate(BLOCK.finditer(text)):
        code = match.group(1)
        line = text.count("\n", 0, match.start(1)) + 1
        includes.update(INCLUDE.findall(code))
        code = INCLUDE.sub("\n", code)
        code = f"#line {line}\n{code}"
        if not STANDS_ALONE.match(match.group(1)):
            code = f"namespace block_{number} {{\n{BODY.format(code=code)}}}\n"
        blocks.append(code)
    return "".join(sorted(includes)) + "namespace manual {\n" + "".join(blocks) + "}\n", len(blocks)


def check(compiler, root, source):
    done = subprocess.run([compiler, *FLAGS, f"-I{root / 'bolt/include'}", "-x", "c++", "-"], input=source,
                          capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return []
    lines = [line.replace("<stdin>", DOCUMENT) for line in done.stderr.splitlines() if "error:" in line]
    return lines or [done.stderr[:2000]]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--cache", type=pathlib.Path, required=True)
    options = parser.parse_args()
    root = support.project_root()
    source, count = program((root / DOCUMENT).read_text(encoding="utf-8"))
    version = subprocess.run([options.compiler, "--version"], capture_output=True, text=True, check=True).stdout
    headers = sorted((root / "bolt/include").rglob("*.hpp"))
    findings, _, known = support.run_over(
        [DOCUMENT], lambda _: support.digest([version, *FLAGS, source], headers),
        lambda _: check(options.compiler, root, source), support.PassCache(options.cache))
    if count < 5:
        findings.append(f"{DOCUMENT}: {count} blocks of C++ found, so this checks next to nothing")
    support.report("snippets", findings, count, known)


if __name__ == "__main__":
    main()
