#!/usr/bin/env python3
"""Checks docker/ as far as a machine without a Docker daemon can.

The Dockerfile: stages, base images, copied sources, packages against the scripts' one list, the user, the
health check. compose.yaml: it parses, builds from that Dockerfile, pins Neo4j, waits for health, keeps its
data in volumes, publishes to loopback only and holds no password."""

import re
import subprocess

import yaml

import lint_support as support

RUNTIME_NEEDS = {"libcjose0", "libdate-tz3", "libssl3", "libsqlite3-0"}


def instructions(text):
    """(keyword, rest) of each instruction, continuation lines joined, comments dropped."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    return [tuple(line.split(None, 1)) for line in joined.splitlines()]


def stages(steps):
    """name -> (base image, instructions) in order."""
    found, current = {}, None
    for keyword, rest in steps:
        if keyword == "FROM":
            match = re.fullmatch(r"(\S+) AS (\S+)", rest)
            current = match.group(2) if match else rest
            found[current] = (rest.split()[0], [])
        elif current:
            found[current][1].append((keyword, rest))
    return found


def installed(steps):
    """Packages named by apt-get install."""
    for keyword, rest in steps:
        match = re.search(r"apt-get install ([^&;|]*)", rest) if keyword == "RUN" else None
        if match:
            return {word for word in match.group(1).split() if not word.startswith("-")}
    return set()


def build_packages(root):
    """Role build of scripts/lib/packages.sh, for Debian 12."""
    script = f'DEBIAN_RELEASE=12; source "{root}/scripts/lib/packages.sh"; package_table build'
    table = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True).stdout
    return {line.split()[0] for line in table.splitlines()}


def check_dockerfile(root):
    text = (root / "docker/Dockerfile").read_text(encoding="utf-8")
    found = stages(instructions(text))
    findings = []
    if list(found) != ["build", "runtime"]:
        return [f"docker/Dockerfile: stages are {list(found)}, expected build and runtime"]
    for name, (image, _) in found.items():
        if not re.fullmatch(r"debian:bookworm(-slim)?", image):
            findings.append(f"docker/Dockerfile: stage {name} starts from {image}, expected Debian 12")
    build, runtime = found["build"][1], found["runtime"][1]
    wanted = build_packages(root) - {"git"}  # the history stays outside the image; see .dockerignore
    if installed(build) != wanted:
        findings.append(f"docker/Dockerfile: stage build installs {sorted(installed(build) ^ wanted)} "
                        "too many or too few, compared with scripts/lib/packages.sh")
    if not RUNTIME_NEEDS <= installed(runtime):
        findings.append(f"docker/Dockerfile: runtime lacks {sorted(RUNTIME_NEEDS - installed(runtime))}")
    for keyword, rest in build:
        for source in rest.split()[:-1] if keyword == "COPY" else []:
            if not (root / source).exists():
                findings.append(f"docker/Dockerfile: copies {source}, which does not exist")
    copied = [rest for keyword, rest in runtime if keyword == "COPY"]
    if not copied or any(not rest.startswith("--from=build ") for rest in copied):
        findings.append("docker/Dockerfile: runtime must take its files from the stage build only")
    users = [rest for keyword, rest in runtime if keyword == "USER"]
    if not users or users[-1].split(":")[0] in ("root", "0"):
        findings.append("docker/Dockerfile: runtime must end as a user that is not root")
    checks = [rest for keyword, rest in runtime if keyword == "HEALTHCHECK"]
    if not any('"boltmem", "doctor"' in rest for rest in checks):
        findings.append("docker/Dockerfile: runtime has no HEALTHCHECK that asks boltmem doctor")
    if not any(keyword == "ENTRYPOINT" and rest.startswith("[") for keyword, rest in runtime):
        findings.append("docker/Dockerfile: ENTRYPOINT must be a JSON list, or signals do not arrive")
    return findings


def check_compose(root):
    document = yaml.safe_load((root / "docker/compose.yaml").read_text(encoding="utf-8"))
    services = document.get("services", {})
    if set(services) != {"boltmem", "neo4j"}:
        return [f"docker/compose.yaml: services are {sorted(services)}, expected boltmem and neo4j"]
    findings, server, database = [], services["boltmem"], services["neo4j"]
    build = server.get("build", {})
    folder = (root / "docker" / build.get("context", "")).resolve()
    if folder != root or not (folder / build.get("dockerfile", "")).is_file():
        findings.append("docker/compose.yaml: boltmem is not built from docker/Dockerfile in the project's folder")
    if not re.fullmatch(r"neo4j:5\.26(\.\d+)?-community", database.get("image", "")):
        findings.append("docker/compose.yaml: the neo4j image is not a pinned 5.26 community image")
    if "test" not in database.get("healthcheck", {}):
        findings.append("docker/compose.yaml: neo4j has no health check")
    if server.get("depends_on", {}).get("neo4j", {}).get("condition") != "service_healthy":
        findings.append("docker/compose.yaml: boltmem does not wait until neo4j is healthy")
    named = set(document.get("volumes", {}))
    for name, service in services.items():
        for volume in service.get("volumes", []):
            source = str(volume).split(":", maxsplit=1)[0]
            if source not in named:
                findings.append(f"docker/compose.yaml: {name} keeps data in {source}, which is no named volume")
        for port in service.get("ports", []):
            if not str(port).startswith("127.0.0.1:"):
                findings.append(f"docker/compose.yaml: {name} publishes {port} beyond loopback")
        for key, value in service.get("environment", {}).items():
            if re.search(r"PASSWORD|AUTH", key) and "${" not in str(value):
                findings.append(f"docker/compose.yaml: {name} holds a value for {key}; take it from the environment")
    return findings


def main():
    root = support.project_root()
    support.report("docker", check_dockerfile(root) + check_compose(root), 2, 0)


if __name__ == "__main__":
    main()
