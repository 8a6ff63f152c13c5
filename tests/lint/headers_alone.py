#!/usr/bin/env python3
"""Compiles each public header alone and twice, so that a user may include any one of them first.

Only the front end runs (-fsyntax-only), with the build's own compiler and all warnings as errors.
Usage: headers_alone.py --compiler PROGRAM --cache DIR"""

import argparse
import pathlib
import subprocess

import lint_support as support

# What each library's public headers may see: its own and, for mcp and memory, nothing else of the project.
LIBRARIES = ("bolt", "memory", "mcp")
FLAGS = ["-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Werror"]


def check(compiler, root, header):
    library_include = root / header.relative_to(root).parts[0] / "include"
    name = header.relative_to(library_include).as_posix()
    done = subprocess.run([compiler, *FLAGS, f"-I{library_include}", "-x", "c++", "-"],
                          input=f"#include <{name}>\n#include <{name}>\n",
                          capture_output=True, text=True, check=False)
    return [] if done.returncode == 0 else [f"{header}: does not compile alone:\n{done.stderr[:2000]}"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--cache", type=pathlib.Path, required=True)
    options = parser.parse_args()

    root = support.project_root()
    includes = support.Includes(root)
    version = subprocess.run([options.compiler, "--version"], capture_output=True, text=True, check=True).stdout
    headers = [h for library in LIBRARIES for h in sorted((root / library / "include").rglob("*.hpp"))]
    findings, checked, known = support.run_over(
        headers,
        lambda h: support.digest([version, *FLAGS], includes.closure(h)),
        lambda h: check(options.compiler, root, h),
        support.PassCache(options.cache))
    support.report("public headers alone", findings, checked, known)


if __name__ == "__main__":
    main()
