#!/usr/bin/env python3
"""Compares the documentation with what it documents: commands, options, scripts, variables, links.

Usage: docs_check.py [--program PATH]; without the program its commands and options are not compared."""

import argparse
import pathlib
import re
import subprocess

import lint_support as support

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"```[a-z]*\n(.*?)```", re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
COMMAND = re.compile(r"(?:^|[\s;&|(])(?:boltmem|scripts/run)((?: +(?:--?)?[\w./:=-]+)+)")
SCRIPT = re.compile(r"\bscripts/[\w./-]+")
VARIABLE = re.compile(r"\b(?:BOLTMEM|MEMORY)_[A-Z0-9_]+\b")
# Chosen by scripts and CMake, not by the program.
BUILD_VARIABLES = re.compile(r"^BOLTMEM_(BUILD_\w+|WERROR|SANITIZE|REVISION|NEO4J_CACHE)$")


def documents(root):
    return [root / "README.md", *sorted((root / "docs").rglob("*.md"))]


def anchors(text):
    """Headings as the usual renderers turn them into anchors."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


def check_links(root, path, text):
    findings = []
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (path.parent / name).resolve() if name else path
        if not file.exists():
            findings.append(f"{path.relative_to(root)}: link to {target}, which does not exist")
        elif anchor and file.suffix == ".md" and anchor not in anchors(file.read_text(encoding="utf-8")):
            findings.append(f"{path.relative_to(root)}: {name or path.name} has no heading for #{anchor}")
    return findings


def check_scripts(root, path, text):
    missing = sorted({s.rstrip(".") for s in SCRIPT.findall(text) if not (root / s.rstrip(".")).exists()})
    return [f"{path.relative_to(root)}: {script} does not exist" for script in missing]


class Program:
    """What `boltmem --help` and the help of each command say; asked once per command."""

    def __init__(self, executable):
        self.executable = executable
        self.helps = {}

    def help(self, *command):
        if command not in self.helps:
            done = subprocess.run([self.executable, *command, "--help"], capture_output=True, text=True,
                                  timeout=10, check=False)
            self.helps[command] = done.stdout if done.returncode == 0 else ""
        return self.helps[command]

    def knows(self, *command):
        listed = self.help(*command[:-1])
        return bool(re.search(rf"^ +{re.escape(command[-1])}\b", listed, re.MULTILINE))


def check_commands(root, path, text, program):
    findings, where = [], path.relative_to(root)
    code = "\n".join(FENCE.findall(text) + INLINE.findall(FENCE.sub("", text)))
    for arguments in COMMAND.findall(code):
        words = arguments.split()
        command = []
        for word in words:
            if word.startswith("-") or not re.fullmatch(r"[a-z]+", word) or len(command) == 2:
                break
            if not program.knows(*command, word):
                break
            command.append(word)
        first = words[0]
        if not command and re.fullmatch(r"[a-z]+", first):
            findings.append(f"{where}: `boltmem {first}` is no command of the program")
        for option in (w.split("=")[0] for w in words if w.startswith("--")):
            if not re.search(rf"{re.escape(option)}\b", program.help(*command)):
                findings.append(f"{where}: `boltmem {' '.join(command)}` has no option {option}")
    return findings


def check_variables(root, texts):
    settings = (root / "mcp/src/app/settings.cpp").read_text(encoding="utf-8")
    source = "".join(f.read_text(encoding="utf-8") for f in support.cpp_files(root, ("bolt", "memory", "mcp")))
    known = set(VARIABLE.findall(source))
    findings = []
    for path, text in texts.items():
        for name in sorted(set(VARIABLE.findall(text)) - known):
            if not BUILD_VARIABLES.match(name) and not name.endswith("_"):
                findings.append(f"{path.relative_to(root)}: no source reads the variable {name}")
    manual = texts[root / "docs/operations.md"]
    for name in sorted(set(re.findall(r'"(BOLTMEM_[A-Z0-9_]*[A-Z0-9])"', settings))):
        if not re.search(rf"\b{name}\b", manual):
            findings.append(f"docs/operations.md: does not explain {name}")
    return findings


def check_decisions(root):
    numbers = [path.name[:4] for path in sorted((root / "docs/adr").glob("*.md"))]
    expected = [f"{i:04}" for i in range(1, len(numbers) + 1)]
    return [] if numbers == expected else [f"docs/adr: numbered {numbers}, expected {expected}"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", type=pathlib.Path)
    options = parser.parse_args()
    root = support.project_root()
    texts = {path: path.read_text(encoding="utf-8") for path in documents(root)}
    findings = check_decisions(root) + check_variables(root, texts)
    program = Program(options.program) if options.program else None
    for path, text in texts.items():
        findings += check_links(root, path, text) + check_scripts(root, path, text)
        if program:
            findings += check_commands(root, path, text, program)
    support.report("documentation", findings, len(texts), 0)


if __name__ == "__main__":
    main()
