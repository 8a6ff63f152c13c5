#!/usr/bin/env python3
"""Makes the MCP bundle (.mcpb) of a built program and the registry's server.json for it.

A bundle is a zip with manifest.json (version 0.3) and the program; clients such as Claude Desktop install it by
a double click. The shared libraries that a plain system lacks are in it. The same program gives the same bytes.

Usage: make_bundle.py --program build/release/bin/boltmem --output FOLDER [--name NAME] [--release-url URL]"""

import argparse
import hashlib
import json
import os
import pathlib
import platform
import re
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SERVER_SCHEMA = "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json"
DESCRIPTION = "Graph memory for AI agents: remember, relate and recall, in a local file or in Neo4j."
# What every Linux with a C library has; everything else that the program loads goes into the bundle.
SYSTEM_LIBRARIES = re.compile(r"^(linux-vdso|ld-linux|libc\.|libm\.|libpthread|libdl|librt|libresolv|libnss|libanl)")
OLDEST_TIME = (1980, 1, 1, 0, 0, 0)  # of a zip: no file carries the time of a build
LIMIT = 60  # seconds for the program to answer


def program_version(program):
    """The version that the program tells, e.g. 0.1.0."""
    told = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=LIMIT, check=True).stdout
    found = re.match(r"boltmem (\d+\.\d+\.\d+)$", told.splitlines()[0])
    if not found:
        raise SystemExit(f"{program} tells no version: {told!r}")
    return found.group(1)


def listed_tools(program):
    """The tools as the program offers them, so that the manifest cannot say anything else."""
    request = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run([program, "serve"], input=json.dumps(request) + "\n", capture_output=True, text=True,
                              timeout=LIMIT, check=True, env={"HOME": home, "PATH": os.environ.get("PATH", "")})
    tools = json.loads(done.stdout)["result"]["tools"]
    return [{"name": tool["name"], "description": tool["description"].split("\n")[0]} for tool in tools]


def shared_libraries(program):
    """Files of the shared libraries that go along, by the name they are loaded under."""
    told = subprocess.run(["ldd", program], capture_output=True, text=True, timeout=LIMIT, check=True).stdout
    found = {}
    for line in told.splitlines():
        match = re.match(r"\s*(\S+) => (/\S+)", line)
        if "not found" in line:
            raise SystemExit(f"a library of {program} is missing: {line.strip()}")
        if match and not SYSTEM_LIBRARIES.match(match.group(1)):
            found[match.group(1)] = pathlib.Path(match.group(2))
    return found


def manifest(version, tools):
    return {
        "manifest_version": "0.3",
        "name": "boltmem",
        "display_name": "boltmem",
        "version": version,
        "description": DESCRIPTION,
        "author": {"name": "The boltmem authors"},
        "server": {
            "type": "binary",
            "entry_point": "server/boltmem",
            "mcp_config": {
                "command": "${__dirname}/server/boltmem",
                "args": ["serve"],
                "env": {"BOLTMEM_STORE": "${user_config.store}", "LD_LIBRARY_PATH": "${__dirname}/server/lib"},
            },
        },
        "user_config": {
            "store": {
                "type": "string",
                "title": "Store",
                "description": "Where memories are kept: sqlite:PATH. Empty: a file in your data folder.",
                "required": False,
                "default": "",
            },
        },
        "tools": tools,
        "prompts_generated": True,
        "keywords": ["memory", "knowledge graph", "neo4j", "sqlite"],
        "license": "Apache-2.0",
        "compatibility": {"platforms": ["linux"]},
    }


def server_json(name, version, url, digest):
    return {
        "$schema": SERVER_SCHEMA,
        "name": name,
        "description": DESCRIPTION,
        "version": version,
        "packages": [{
            "registryType": "mcpb",
            "identifier": url,
            "fileSha256": digest,
            "transport": {"type": "stdio"},
            "environmentVariables": [{
                "name": "BOLTMEM_STORE",
                "description": "sqlite:PATH, bolt://HOST or neo4j://HOST; unset: a file in your data folder",
                "isRequired": False,
            }],
        }],
    }


def write_zip(target, files):
    """`files`: (name, bytes, mode), in the order in which they are stored."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as bundle:
        for name, data, mode in files:
            entry = zipfile.ZipInfo(name, OLDEST_TIME)
            entry.create_system = 3  # Unix, so that the mode counts
            entry.external_attr = (0o100000 | mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(entry, data)


def as_text(value):
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path, required=True)
    parser.add_argument("--output", type=pathlib.Path, required=True)
    parser.add_argument("--name", default="io.github.boltmem/boltmem", help="in the registry")
    parser.add_argument("--release-url", default="https://github.com/boltmem/boltmem/releases/download",
                        help="where v<version>/<bundle> will be")
    arguments = parser.parse_args()
    program = arguments.program.resolve()
    version = program_version(program)
    bundle = arguments.output / f"boltmem-{version}-linux-{platform.machine()}.mcpb"
    files = [("manifest.json", as_text(manifest(version, listed_tools(program))).encode(), 0o644),
             ("LICENSE", (ROOT / "LICENSE").read_bytes(), 0o644),
             ("server/boltmem", program.read_bytes(), 0o755)]
    files += [(f"server/lib/{name}", path.read_bytes(), 0o644)
              for name, path in sorted(shared_libraries(program).items())]
    arguments.output.mkdir(parents=True, exist_ok=True)
    write_zip(bundle, files)
    digest = hashlib.sha256(bundle.read_bytes()).hexdigest()
    url = f"{arguments.release_url}/v{version}/{bundle.name}"
    (arguments.output / "server.json").write_text(as_text(server_json(arguments.name, version, url, digest)),
                                                  encoding="utf-8")
    print(bundle)
    print(arguments.output / "server.json")


if __name__ == "__main__":
    sys.exit(main())
