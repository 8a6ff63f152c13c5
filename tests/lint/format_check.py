#!/usr/bin/env python3
"""Compares every C++ file with what clang-format would make of it.

Usage: format_check.py --cache DIR [--clang-format PROGRAM] [--fix]; --fix rewrites instead of reporting."""

import argparse
import pathlib
import subprocess

import lint_support as support


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=pathlib.Path, required=True)
    parser.add_argument("--clang-format", default="clang-format-19")
    parser.add_argument("--fix", action="store_true")
    options = parser.parse_args()

    root = support.project_root()
    version = subprocess.run([options.clang_format, "--version"], capture_output=True, text=True, check=True).stdout
    mode = ["-i"] if options.fix else ["--dry-run", "--Werror"]

    def check(path):
        done = subprocess.run([options.clang_format, "--style=file", *mode, str(path)],
                              capture_output=True, text=True, check=False)
        where = path.relative_to(root)
        return [] if done.returncode == 0 else [f"{where}: not formatted; run scripts/format"]

    settings = (root / ".clang-format").read_text()
    files = support.cpp_files(root) + sorted((root / "tests/lint/samples").glob("*.?pp"))
    findings, checked, known = support.run_over(
        files, lambda f: support.digest([version, settings], [f]), check, support.PassCache(options.cache))
    support.report("format", findings, checked, known)


if __name__ == "__main__":
    main()
