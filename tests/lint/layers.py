#!/usr/bin/env python3
"""Checks who may include whom, and the few rules of the house a compiler cannot see.

The table below is the architecture (docs/architecture.md says it in words): for every folder, the project
folders and the kinds of outside header it may include. A folder without a row is a finding, so a new room
enters the table before it enters the tree. Usage: layers.py [ROOT]; exit code 1 and one line per finding."""

import pathlib
import re
import sys

import lint_support as support

# Kinds of outside header. The first pattern that fits decides.
KINDS = [
    ("beast", r"^boost/beast"),
    ("awaitable", r"^boost/asio/(awaitable|any_io_executor)\.hpp$"),
    ("asio", r"^boost/asio"),
    ("boost", r"^boost/"),
    ("openssl", r"^openssl/"),
    ("cjose", r"^cjose/"),
    ("sqlite", r"^sqlite3(ext)?\.h$"),
    ("json_fwd", r"^nlohmann/json_fwd\.hpp$"),
    ("json", r"^nlohmann/"),
    ("catch", r"^catch2/"),
    ("cli", r"^CLI/"),
    ("date", r"^date/"),
    ("system", r"^(sys|netinet|arpa|net|linux)/|^(unistd|fcntl|poll|netdb|signal|pwd|dirent|spawn|termios)\.h$"),
    ("threads", r"^(thread|mutex|shared_mutex|condition_variable|future|semaphore|latch|barrier|stop_token)$"),
    ("paths", r"^filesystem$"),
    ("files", r"^(fstream|iostream|csignal)$"),
    ("std", r"^[a-z_0-9]+(\.h)?$"),
]

PURE = {"std"}                                   # sans-IO: bytes and values in, bytes and values out
PUBLIC = {"std", "awaitable"}
NETWORK = {"std", "awaitable", "asio", "boost", "openssl", "system", "threads", "paths", "files"}
LOCAL = {"std", "awaitable", "asio", "boost", "system", "threads", "paths", "files"}

# Those of mcp/src/auth that take bytes and times and answer what they mean.
PURE_AUTH = {f"mcp/src/auth/{name}.{suffix}" for suffix in ("hpp", "cpp") for name in (
    "bearer_header", "jwk_set", "jwt_algorithms", "jwt_claims", "jwt_header", "key_url", "refresh_policy",
    "scopes", "token_file", "verified_tokens")}

# Folder (longest prefix wins; a file may have a row of its own) -> project folders, outside kinds.
# A folder may always include itself. "pure" rows must not read a clock either.
LAYERS = {
    # bolt: api -> conn -> net, conn -> protocol -> wire -> packstream -> public value types
    "bolt/include": (set(), PUBLIC),
    "bolt/include/bolt/outcome.hpp": (set(), PUBLIC | {"boost"}),
    "bolt/src/packstream": ({"bolt/include"}, PURE),
    "bolt/src/value": ({"bolt/include"}, PURE),
    # the system's time zones are files, read once and kept for all threads
    "bolt/src/value/time_zone.cpp": ({"bolt/include", "bolt/src/value"}, PURE | {"date", "files", "threads"}),
    "bolt/src/wire": ({"bolt/include", "bolt/src/packstream"}, PURE),
    "bolt/src/protocol": ({"bolt/include", "bolt/src/packstream", "bolt/src/wire"}, PURE),
    "bolt/src/net": ({"bolt/include"}, NETWORK),
    "bolt/src/conn": ({"bolt/include", "bolt/src/packstream", "bolt/src/wire", "bolt/src/protocol",
                       "bolt/src/net"}, NETWORK - {"openssl", "system"}),
    "bolt/src/conn/pool_policy.hpp": ({"bolt/include"}, PURE),
    "bolt/src/conn/pool_policy.cpp": ({"bolt/include", "bolt/src/conn/pool_policy.hpp"}, PURE),
    "bolt/src/routing": ({"bolt/include", "bolt/src/packstream", "bolt/src/wire", "bolt/src/protocol",
                          "bolt/src/net", "bolt/src/conn"}, NETWORK - {"openssl", "system"}),
    "bolt/src/api": ({"bolt/include", "bolt/src/packstream", "bolt/src/wire", "bolt/src/protocol",
                      "bolt/src/net", "bolt/src/conn", "bolt/src/routing"}, NETWORK - {"openssl", "system"}),
    # memory: the facade over two stores; the driver's public headers in the Neo4j store only
    "memory/include": (set(), PUBLIC | {"paths"}),
    "memory/src": ({"memory/include", "memory/src/text", "memory/src/ranking", "memory/src/validate",
                    "memory/src/sqlite", "memory/src/neo4j"}, LOCAL),
    "memory/src/validate": ({"memory/include", "memory/src/text"}, PURE),
    "memory/src/text": ({"memory/include"}, PURE),
    "memory/src/ranking": ({"memory/include", "memory/src/text"}, PURE),
    "memory/src/sqlite": ({"memory/include", "memory/src", "memory/src/text"}, LOCAL | {"sqlite"}),
    # lists and the context are JSON columns: one file writes and reads them
    "memory/src/sqlite/rows.cpp": ({"memory/include", "memory/src", "memory/src/sqlite"}, {"std", "sqlite", "json"}),
    "memory/src/neo4j": ({"memory/include", "memory/src", "memory/src/text", "bolt/include"}, LOCAL),
    # mcp: the protocol knows neither memory nor bolt; tools know memory; app knows everything public
    "mcp/include": (set(), PUBLIC | {"json_fwd", "paths"}),
    "mcp/src/json": ({"mcp/include"}, PURE | {"json_fwd", "json"}),
    "mcp/src/jsonrpc": ({"mcp/include", "mcp/src/json"}, PURE | {"json_fwd", "json"}),
    "mcp/src/protocol": ({"mcp/include", "mcp/src/json", "mcp/src/jsonrpc", "mcp/src/text"}, PURE | {"json_fwd", "json"}),
    "mcp/src/text": ({"mcp/include"}, PURE),
    "mcp/src/crypto": ({"mcp/include"}, PURE | {"openssl"}),
    "mcp/src/crypto/jws.cpp": ({"mcp/include", "mcp/src/crypto", "mcp/src/text"}, PURE | {"openssl", "cjose"}),
    # auth: files, clocks and the network; what reads tokens and keys is sans-IO, see PURE_AUTH
    "mcp/src/auth": ({"mcp/include", "mcp/src/crypto", "mcp/src/files", "mcp/src/json", "mcp/src/text"} | PURE_AUTH,
                     NETWORK),
    "mcp/src/auth/http_response.cpp": ({"mcp/include", "mcp/src/auth"}, PURE | {"boost", "asio", "beast"}),
    "mcp/src/files": ({"mcp/include"}, {"std", "paths", "system"}),
    "mcp/src/async": ({"mcp/include"}, {"std", "awaitable", "asio", "boost"}),
    "mcp/src/transport": ({"mcp/include", "mcp/src/json", "mcp/src/jsonrpc", "mcp/src/protocol",
                           "mcp/src/async"}, NETWORK | {"json_fwd", "json"}),
    # what HTTP means is sans-IO; who speaks it has the sockets, and one file Beast's parser
    "mcp/src/http": ({"mcp/include", "mcp/src/json", "mcp/src/protocol", "mcp/src/text"}, PURE | {"json_fwd", "json"}),
    "mcp/src/http_server": ({"mcp/include", "mcp/src/api", "mcp/src/async", "mcp/src/crypto", "mcp/src/http",
                             "mcp/src/json", "mcp/src/protocol", "mcp/src/text"}, NETWORK),
    "mcp/src/http_server/request_parser.cpp": ({"mcp/include", "mcp/src/http", "mcp/src/http_server",
                                                "mcp/src/text"},
                                               PURE | {"boost", "asio", "beast"}),
    "mcp/src/api": ({"mcp/include", "mcp/src/json", "mcp/src/jsonrpc", "mcp/src/protocol", "mcp/src/text",
                     "mcp/src/async", "mcp/src/crypto", "mcp/src/transport"}, LOCAL | {"json_fwd", "json"}),
    "mcp/src/tools": ({"mcp/include", "mcp/src/json", "mcp/src/text", "memory/include"}, PUBLIC | {"json_fwd", "json"}),
    # the watch is a loop of its own beside the calls
    "mcp/src/tools/store_watcher.cpp": ({"mcp/include", "mcp/src/tools", "memory/include"},
                                        PUBLIC | {"asio", "boost"}),
    "mcp/src/app": ({"mcp/include", "mcp/src", "memory/include", "bolt/include"},
                    LOCAL | {"json_fwd", "json"}),
    # the command line's parser is heavy to compile: one file; --version asks each library what it is
    "mcp/src/app/options.cpp": ({"mcp/include", "mcp/src", "memory/include"}, {"std", "paths", "cli"}),
    "mcp/src/app/version.cpp": ({"mcp/src"}, {"std", "boost", "openssl", "sqlite", "json"}),
    # what the manual shows uses the installed headers only
    "docs/examples": ({"bolt/include"}, LOCAL),
    "docs/examples/mcp_server.cpp": ({"mcp/include"}, LOCAL),
    # tests see everything of the library they test, and Catch2 through support/catch.hpp only
    "tests": ({"bolt", "memory", "mcp", "tests"}, NETWORK | {"sqlite", "json", "json_fwd"}),
    # the testkit backend is a user of the driver like any other: its public headers only
    "tests/testkit": ({"bolt/include"}, LOCAL | {"json"}),
    # so are the fixtures of MCP's conformance suite users of the server library
    "tests/conformance": ({"mcp/include"}, LOCAL | {"json"}),
    "tests/support/catch.hpp": (set(), {"catch", "std"}),
    "tests/support/catch_main.cpp": (set(), {"catch"}),
}

for file in PURE_AUTH:
    LAYERS[file] = ({"mcp/include", "mcp/src/json", "mcp/src/text"} | PURE_AUTH, PURE | {"json_fwd", "json"})

# Headers that stay plain C++ so that the sans-IO core stays free of Boost.
STD_ONLY = re.compile(r"^bolt/include/bolt/(value|graph|temporal|time_zone|spatial|vector|uuid|unsupported|fields|record|row|error|params)\.hpp$")
READS_CLOCK = re.compile(r"_clock::now\b|\b(clock_gettime|gettimeofday|time)\s*\(\s*(NULL|nullptr|0|&)")
MACHINE_PATH = re.compile(r"(?<![\w.}/-])/(work|root|home|tmp)/(?!me/)[\w.$]")
TEXT_SUFFIXES = {".cpp", ".hpp", ".h", ".py", ".sh", ".cmake", ".txt", ".md", ".json", ".yaml", ".yml",
                 ".in", ".query", ""}
COMMENTED = {".cpp", ".hpp", ".py", ".sh", ".cmake", ".query", ".yaml", ".yml", ".in"}
SKIPPED_DIRS = {"build", ".git", ".cache", "__pycache__", "corpus", "samples", "data"}


def kind_of(name):
    for kind, pattern in KINDS:
        if re.search(pattern, name):
            return kind
    return "unknown"


def row_of(relative):
    """The table's row for a file: its own, or that of its longest listed folder."""
    parts = relative.split("/")
    for length in range(len(parts), 0, -1):
        prefix = "/".join(parts[:length])
        if prefix in LAYERS:
            return prefix
    return None


def allowed_by(row, relative, target):
    own_folder = relative.rsplit("/", 1)[0]
    target_row = row_of(target)
    if target.rsplit("/", 1)[0] == own_folder and row != relative:
        return True
    for folder in LAYERS[row][0] | ({row} if row != relative else set()):
        if target == folder or target_row == folder:
            return True
        # "mcp/src" and the whole libraries of the tests' row mean everything below them.
        if row.startswith(("mcp/src/app", "tests")) and target.startswith(folder + "/"):
            return True
    return False


def check_reach(root, path, includes):
    """A sans-IO file must not reach Asio through a header of our own either."""
    findings = []
    for header in includes.closure(path):
        for match in support.INCLUDE.finditer(header.read_text(encoding="utf-8")):
            if header != path and kind_of(match.group(2)) in {"awaitable", "asio", "beast", "openssl", "sqlite"}:
                findings.append(f"{path.relative_to(root).as_posix()}: reaches <{match.group(2)}> "
                                f"through {header.relative_to(root).as_posix()}")
    return findings


def check_includes(root, path, text, includes):
    relative = path.relative_to(root).as_posix()
    row = row_of(relative)
    if row is None:
        return [f"{relative}: no row in tests/lint/layers.py for this folder; decide what it may include"]
    findings = []
    for match in support.INCLUDE.finditer(text):
        name, quoted = match.group(2), match.group(1) == '"'
        line = text.count("\n", 0, match.start(1)) + 1
        target = support.resolve(root, path, name)
        if target is not None:
            target = target.relative_to(root).as_posix()
            if not allowed_by(row, relative, target):
                findings.append(f"{relative}:{line}: {row} may not include {target}")
        elif quoted:
            findings.append(f'{relative}:{line}: "{name}" is no file of the project')
        else:
            kind = kind_of(name)
            allowed = PURE if STD_ONLY.match(relative) else LAYERS[row][1]
            if kind not in allowed:
                findings.append(f"{relative}:{line}: {row} may not include <{name}> ({kind})")
    code = support.without_comments(text)
    sans_io = LAYERS[row][1] <= PURE | {"json", "json_fwd"}
    if sans_io:
        findings += check_reach(root, path, includes)
    if sans_io and READS_CLOCK.search(code):
        findings.append(f"{relative}: {row} may not read a clock; take the time as an argument")
    if path.suffix == ".hpp" and not re.search(r"^#pragma once$", text, re.MULTILINE):
        findings.append(f"{relative}: no #pragma once")
    return findings


def check_purpose(relative, suffix, text):
    """Two lines of comment at the top, after what must stand first (#!, #pragma once)."""
    lines = [line.strip() for line in text.splitlines()]
    while lines and (not lines[0] or lines[0].startswith("#!") or lines[0] == "#pragma once"):
        lines.pop(0)
    if suffix == ".py":
        good = bool(re.match(r'("""|#)', "\n".join(lines))) and len(lines) > 1 and '"""' not in lines[0][3:]
    elif suffix in {".cpp", ".hpp"}:
        good = len(lines) > 1 and (lines[0].startswith("//") and lines[1].startswith("//")
                                   or lines[0].startswith("/*") and "*/" not in lines[0])
    else:
        good = len(lines) > 1 and lines[0].startswith("#") and lines[1].startswith("#")
    return [] if good else [f"{relative}: open the file with two lines of comment that say its purpose"]


def project_files(root):
    """Every text file of the project, build folders and test data left out."""
    found = []
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if path.is_file() and not SKIPPED_DIRS.intersection(parts[:-1]) and path.suffix in TEXT_SUFFIXES:
            found.append(path)
    return found


def check_tree(root):
    findings, beast_users, includes = [], [], support.Includes(root)
    for path in project_files(root):
        relative = path.relative_to(root).as_posix()
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        is_script = text.startswith("#!") or path.name == "CMakeLists.txt" or path.name == "Dockerfile"
        if path.suffix in COMMENTED or is_script:
            language = ".py" if re.match(r"#!.*python", text) else path.suffix
            findings += check_purpose(relative, language, text)
        if path != pathlib.Path(__file__).resolve():
            for match in MACHINE_PATH.finditer(text):
                if match.group(1) == "home" and relative.startswith("tests/"):
                    continue  # somebody's home is a fine input of a test
                line = text.count("\n", 0, match.start()) + 1
                findings.append(f"{relative}:{line}: path of one machine: {match.group(0)}...")
        if path.suffix in support.CPP_SUFFIXES and relative.split("/")[0] in support.SOURCE_DIRS:
            findings += check_includes(root, path, text, includes)
            if re.search(r"#\s*include\s*<boost/beast", text):
                beast_users.append(relative)
    if len(beast_users) > 2:  # requests are read in one, answers of authorization servers in another
        findings.append(f"Beast belongs in two files, each costs eight seconds: {', '.join(beast_users)}")
    return findings


if __name__ == "__main__":
    tree = pathlib.Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else support.project_root()
    problems = check_tree(tree)
    support.report("layers", problems, len(project_files(tree)), 0)
