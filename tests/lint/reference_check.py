#!/usr/bin/env python3
"""Runs Doxygen over the public headers as docs/Doxyfile says, and reports what it complains of: in the driver
everything, which is a public member without a comment or a comment that cannot be read; elsewhere the latter only.

Usage: reference_check.py --doxygen PROGRAM"""

import argparse
import re
import subprocess
import tempfile

import lint_support as support

# Only the driver's reference is complete so far.
COMPLETE = "bolt/include/"
UNDOCUMENTED = re.compile(r"is not documented\.$")


def findings_in(text, root):
    warnings = [line.replace(f"{root}/", "") for line in text.splitlines() if line.strip()]
    return [line for line in warnings if line.startswith(COMPLETE) or not UNDOCUMENTED.search(line)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--doxygen", required=True)
    options = parser.parse_args()
    root = support.project_root()
    settings = (root / "docs/Doxyfile").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        # Pages take longer than all else and are not looked at; without any output nothing is checked.
        settings += f"\nOUTPUT_DIRECTORY={folder}\nGENERATE_HTML=NO\nGENERATE_XML=YES\nXML_PROGRAMLISTING=NO\n"
        done = subprocess.run([options.doxygen, "-"], input=settings, cwd=root, capture_output=True, text=True,
                              timeout=120, check=False)
    findings = findings_in(done.stderr, root)
    if done.returncode != 0:
        findings.append(f"doxygen ended with {done.returncode}")
    headers = [h for library in ("bolt", "memory", "mcp") for h in (root / library / "include").rglob("*.hpp")]
    support.report("reference", findings, len(headers), 0)


if __name__ == "__main__":
    main()
