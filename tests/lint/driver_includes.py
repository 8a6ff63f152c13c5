#!/usr/bin/env python3
"""What a file that runs one query includes: the driver's public headers must bring no OpenSSL, Beast or JSON,
and not much else, because every file of a user pays for it.

Counted are the files and their bytes, as the compiler lists them, so that the answer depends on no clock.
Usage: driver_includes.py --compiler PROGRAM"""

import argparse
import pathlib
import re
import subprocess

import lint_support as support

FORBIDDEN = re.compile(r"/(openssl|boost/beast|boost/json|nlohmann|sqlite3|date|CLI)(/|\.h)|/boost/asio/(ssl|co_spawn|ip)\b"
                       r"|/boost/asio\.hpp$")
# A good third above what g++ 12 and Boost 1.81 read (635 files, 6.0 MB); newer ones read more.
MOST_FILES, MOST_BYTES = 850, 8_500_000
SAMPLE = "docs/examples/first_query.cpp"


def included(compiler, root):
    done = subprocess.run([compiler, "-std=c++20", "-M", f"-I{root / 'bolt/include'}", root / SAMPLE],
                          capture_output=True, text=True, check=True)
    words = done.stdout.replace("\\\n", " ").split()[2:]
    return sorted({pathlib.Path(word).resolve() for word in words})


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compiler", required=True)
    options = parser.parse_args()
    root = support.project_root()
    files = included(options.compiler, root)
    findings = [f"{SAMPLE}: includes {file}, which users of the driver should not pay for"
                for file in files if FORBIDDEN.search(file.as_posix())]
    size = sum(file.stat().st_size for file in files)
    if not any(file.name == "driver.hpp" for file in files):
        findings.append(f"{SAMPLE}: does not include the driver, so this checks nothing")
    if len(files) > MOST_FILES or size > MOST_BYTES:
        findings.append(f"{SAMPLE}: {len(files)} files of {size:,} bytes; at most {MOST_FILES} and {MOST_BYTES:,}")
    print(f"{len(files)} files, {size:,} bytes")
    support.report("the driver's includes", findings, len(files), 0)


if __name__ == "__main__":
    main()
