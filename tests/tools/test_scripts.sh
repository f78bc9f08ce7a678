#!/bin/sh
# test_scripts.sh: every example script runs, its expectations hold, and twice it gives the same
# output and the same hash.
set -u

# shellcheck source=tests/tools/lib.sh
. "$VX_SRCDIR/tests/tools/lib.sh"

# Runs a script; one that needs a journal gets a new directory.
play() {
    rm -rf "$work/data"
    if grep -q '^#.* --data ' "$script"; then
        "$velox" --data "$work/data" "$@" </dev/null
    else
        "$velox" "$@" </dev/null
    fi
}

count=0
for script in "$VX_SRCDIR"/share/scripts/*.vx; do
    [ -f "$script" ] || continue
    name=$(basename "$script")
    count=$((count + 1))
    status=0
    play -c "source \"$script\"" -c hash >"$work/first" 2>"$work/err" || status=$?
    if [ "$status" -ne 0 ]; then
        not_ok "$name: exit status $status" "$work/err" "$work/first"
        continue
    fi
    ok "$name runs"
    play -c "source \"$script\"" -c hash >"$work/second" 2>&1
    if cmp -s "$work/first" "$work/second" && tail -n 1 "$work/first" | grep -q '0x[0-9a-f]\{16\}'; then
        ok "$name: twice the same output and hash"
    else
        diff "$work/first" "$work/second" >"$work/diff"
        not_ok "$name: twice the same output and hash" "$work/diff" "$work/second"
    fi
    status=0
    (cd "$work" && play "$script" >"$work/out" 2>"$work/err") || status=$?
    expect_status "$name: as FILE, from another folder" 0
    if grep -q '^[^#]*expect ' "$script"; then
        ok "$name: expects something"
    else
        not_ok "$name: expects something"
    fi
done
if [ "$count" -ge 6 ]; then
    ok "at least six scripts"
else
    not_ok "at least six scripts: there are $count"
fi
finish
