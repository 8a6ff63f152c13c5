# shellcheck shell=bash
# How the scripts speak: one line per step on standard error, the reason when a step fails, time per stage.
# Sourced by scripts/run and scripts/test, which set SCRIPT_NAME. Standard output stays free for results.

say() { printf '%s: %s\n' "$SCRIPT_NAME" "$*" >&2; }

die() {
    printf '%s: FAILED: %s\n' "$SCRIPT_NAME" "$*" >&2
    exit 1
}

# quietly LOG WHAT COMMAND...: runs the command with its output in LOG; on failure shows the end of it.
quietly() {
    local log=$1 what=$2
    shift 2
    mkdir -p "$(dirname "$log")"
    if ! "$@" > "$log" 2>&1 < /dev/null; then
        # The compiler's own word first: the last lines are often only "build stopped".
        grep -m 12 -n -E '(error|Error|FAILED|CMake Error)[: ]' "$log" >&2 || true
        tail -n 15 "$log" | sed 's/^/    /' >&2
        die "$what; the whole output is in $log"
    fi
}

STAGE_TIMES=()

# timed NAME COMMAND...: runs the command and remembers its wall time for print_stage_times.
timed() {
    local name=$1 began=$SECONDS status=0
    shift
    "$@" || status=$?
    STAGE_TIMES+=("$(printf '%6d s  %s' $((SECONDS - began)) "$name")")
    return "$status"
}

print_stage_times() {
    printf '\nTime per stage:\n'
    printf '%s\n' "${STAGE_TIMES[@]}"
}
