#!/bin/sh
# Runs a test that needs a Neo4j server, or says that there is none; exit code 77 then means "skipped" to ctest.
# Usage: with_neo4j.sh TEST [ARGUMENT]...
if [ -z "${NEO4J_URI:-}" ]; then
    echo 'skipped: no Neo4j server; set NEO4J_URI, NEO4J_USER and NEO4J_PASSWORD (eval "$(scripts/neo4j env)")'
    exit 77
fi
exec "$@"
