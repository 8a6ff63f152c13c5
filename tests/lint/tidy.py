#!/usr/bin/env python3
"""Runs clang-tidy over sources, two at a time, and remembers by content which ones passed.

Usage: tidy.py --build DIR --cache DIR [--clang-tidy PROGRAM] [FILE...]; called by scripts/tidy. Not a ctest
case: a file takes ten seconds, so it is run on what a change touches."""

import argparse
import pathlib
import re
import subprocess

import lint_support as support

FINDING = re.compile(r"^.+?:\d+:\d+: (?:warning|error): .*$", re.MULTILINE)


def check(program, root, path, flags):
    done = subprocess.run([program, "--quiet", str(path), "--", "-xc++", *flags, "-Wno-everything"],
                          capture_output=True, text=True, check=False, cwd=root)
    found = sorted(set(FINDING.findall(done.stdout)))
    if done.returncode != 0 and not found:
        found = [f"{path}: clang-tidy failed: {done.stderr[-500:]}"]
    return [line.replace(f"{root}/", "") for line in found]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True, help="folder of compile_commands.json")
    parser.add_argument("--cache", type=pathlib.Path, required=True)
    parser.add_argument("--clang-tidy", default="clang-tidy-19")
    parser.add_argument("files", nargs="*", type=pathlib.Path, help="default: every source of the build")
    options = parser.parse_args()

    root = support.project_root()
    includes = support.Includes(root)
    flags, fallback = support.front_end_flags(options.build, root)
    version = subprocess.run([options.clang_tidy, "--version"], capture_output=True, text=True, check=True).stdout
    settings = (root / ".clang-tidy").read_text()
    files = [f.resolve() for f in options.files] or [f for f in support.cpp_files(root) if f in flags]
    findings, checked, known = support.run_over(
        [f for f in files if f.suffix == ".cpp"],
        lambda f: support.digest([version, settings, flags.get(f, fallback)], includes.closure(f)),
        lambda f: check(options.clang_tidy, root, f, flags.get(f, fallback)),
        support.PassCache(options.cache))
    support.report("clang-tidy", sorted(set(findings)), checked, known)


if __name__ == "__main__":
    main()
