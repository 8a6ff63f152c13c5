# shellcheck shell=bash
# A small project's history for the demonstration where no git history is at hand.
# Sourced by scripts/run, whose PROGRAM and BOLTMEM_STORE it uses.

store_sample_history() {
    local type date author title text
    while IFS='|' read -r type date author title text; do
        "$PROGRAM" store --project sample --type "$type" --occurred-at "$date" --author "$author" \
            --title "$title" --key "sample-$date" "$text" > /dev/null
    done << 'SAMPLE'
task|2026-03-02T09:00:00Z|Ada|Start the shop's search|One table, one index, answers in a page of ten.
problem|2026-03-09T15:30:00Z|Ben|Search became slow|The search took two seconds: each word scanned the whole product table.
solution|2026-03-10T11:00:00Z|Ada|Index the words once|A full-text index over stemmed words; the search is at 8 ms again.
general|2026-04-01T10:15:00Z|Cleo|Sessions live in the database|We decided to keep sessions in the database, so that any server can answer a user.
error|2026-04-20T22:40:00Z|Ben|Sessions were lost at midnight|A clean-up job compared local time with UTC and deleted sessions in use.
fix|2026-04-21T08:05:00Z|Ben|Compare times in UTC|The clean-up job reads one clock, in UTC; a test covers the change to summer time.
SAMPLE
    printf 'stored 6 memories of the project "sample"\n'
}
