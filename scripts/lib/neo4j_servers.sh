# shellcheck shell=bash
# Finds or starts the Neo4j servers that the tests run against, and stops those it started.
# Order: NEO4J_URI from the caller, else Docker when its daemon answers, else scripts/neo4j (Maven and Java).

# Entries "label|uri|user|password", one per server; filled by start_neo4j_servers.
NEO4J_SERVERS=()
STARTED_CONTAINERS=()
STARTED_NAMES=()

readonly CONTAINER_READY_SECONDS=90

start_neo4j_servers() {
    if [[ -n ${NEO4J_URI:-} ]]; then
        say "integration tests use the server of NEO4J_URI"
        NEO4J_SERVERS+=("NEO4J_URI|$NEO4J_URI|${NEO4J_USER:-neo4j}|${NEO4J_PASSWORD:-}")
    elif command -v docker > /dev/null && docker info > /dev/null 2>&1; then
        start_container 5.26-community
        start_container 2026.09-community
    else
        start_local 5.26 required
        start_local 2026 optional
    fi
}

# start_local LINE required|optional: a server from Neo4j's Maven artifacts. Exit code 3 of scripts/neo4j
# means that no fitting Java is installed; only an optional server may be missing for that reason.
start_local() {
    local line=$1 name=test-$1 status=0 settings
    "$ROOT/scripts/neo4j" start --version "$line" --name "$name" || status=$?
    if [[ $status -eq 3 && $2 == optional ]]; then
        say "Neo4j $line: skipped, see the reason above"
        return 0
    fi
    [[ $status -eq 0 ]] || die "Neo4j $line did not start, so the integration tests cannot run"
    STARTED_NAMES+=("$name")
    settings=$("$ROOT/scripts/neo4j" env --name "$name")
    NEO4J_SERVERS+=("Neo4j $line|$(
        eval "$settings"
        printf '%s|%s|%s' "$NEO4J_URI" "$NEO4J_USER" "$NEO4J_PASSWORD"
    )")
}

# start_container TAG: the official image on a free loopback port, with a password of its own.
start_container() {
    local tag=$1 password container port deadline=$((SECONDS + CONTAINER_READY_SECONDS))
    password=$(head -c 12 /dev/urandom | od -An -tx1 | tr -d ' \n')
    say "starting the container neo4j:$tag"
    container=$(NEO4J_AUTH=neo4j/$password docker run -d --rm -e NEO4J_AUTH -p 127.0.0.1::7687 "neo4j:$tag") ||
        die "docker could not run neo4j:$tag"
    STARTED_CONTAINERS+=("$container")
    until NEO4J_PASSWORD=$password docker exec -e NEO4J_PASSWORD "$container" \
        cypher-shell -u neo4j 'RETURN 1' > /dev/null 2>&1; do
        if ((SECONDS >= deadline)); then
            docker logs --tail 20 "$container" >&2 || true
            die "neo4j:$tag did not answer within $CONTAINER_READY_SECONDS seconds"
        fi
        sleep 1
    done
    port=$(docker port "$container" 7687/tcp | head -n 1)
    NEO4J_SERVERS+=("neo4j:$tag|bolt://127.0.0.1:${port##*:}|neo4j|$password")
}

stop_neo4j_servers() {
    local name
    for name in "${STARTED_NAMES[@]}"; do
        "$ROOT/scripts/neo4j" stop --name "$name" || true
    done
    if ((${#STARTED_CONTAINERS[@]} > 0)); then
        docker rm -f "${STARTED_CONTAINERS[@]}" > /dev/null || true
    fi
    STARTED_NAMES=() STARTED_CONTAINERS=()
}
