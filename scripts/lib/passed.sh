# shellcheck shell=bash
# Remembers which runs of tests passed, by what they ran: a second run with nothing changed skips them.
# Sourced after output.sh; ROOT is the project's folder, LOGS that of the logs.

# passed_key PRESET WORDS...: a digest of the preset's programs, of what they read from the source tree, and of
# the servers' names.
passed_key() {
    local preset=$1
    {
        printf '%s\n' "$@" "${NEO4J_SERVERS[@]%%|*}"
        find "$ROOT/build/$preset/bin" -maxdepth 1 -type f -print0 | sort -z | xargs -0 sha256sum
        find "$ROOT/tests/e2e" "$ROOT/tests/support" "$ROOT/tests/fuzz/corpus" "$ROOT/scripts/neo4j" \
            "$ROOT/build/$preset/CTestTestfile.cmake" -type f -not -path '*/__pycache__/*' -print0 |
            sort -z | xargs -0 sha256sum
    } | sha256sum | cut -d ' ' -f 1
}

# has_passed NAME KEY: whether the run of that name passed with this key.
has_passed() { [[ -f $LOGS/passed-${1// /-} && $(< "$LOGS/passed-${1// /-}") == "$2" ]]; }

remember_pass() { printf '%s\n' "$2" > "$LOGS/passed-${1// /-}"; }
