#!/bin/sh
# test_memory.sh: whatever memory or thread cannot be had, first to last: velox says so and ends in
# order, or does without; nothing is left behind, and what it kept can be started from.
# Each fourth call of the heap is tried, each one with VX_MEMORY_STEP=1 (make stress).
set -eu

# shellcheck source-path=SCRIPTDIR
. "$VX_SRCDIR/tests/tools/lib.sh"

module=$VX_BUILDDIR/tests/tools/.libs/failing.so
if [ ! -e "$module" ]; then
    skip 'memory that runs out' 'the build is instrumented, or makes no shared libraries'
    finish
fi
heap_step=${VX_MEMORY_STEP:-$((400 / ${VX_TEST_SCALE:-100}))}
TMPDIR=$work/tmp
TERM=xterm-256color
export TMPDIR TERM

# run_failing WHAT N ARG...: velox, whose N-th call of WHAT fails.
run_failing() {
    what=$1 at=$2
    shift 2
    rm -rf "$work/seen" "$work/data" "$work/tmp" "$work/state"
    mkdir "$work/tmp"
    status=0
    timeout -s KILL 60 env LD_PRELOAD="$module" VX_FAIL_WHAT="$what" VX_FAIL_AT="$at" \
        VX_FAIL_SEEN="$work/seen" "$velox" "$@" </dev/null >"$work/out" 2>"$work/err" || status=$?
}

# What the lines of the last run begin with: on a busy machine an answer may come too late.
words() {
    cut -d ' ' -f 1-3 "$work/out"
}

# Why the last run was not as it should be; nothing if it was.
wrong() {
    if [ "$status" -eq 0 ]; then
        words | cmp -s - "$work/wanted" || echo 'exit status 0, and something is missing'
    elif [ "$status" -gt 5 ]; then
        echo "exit status $status"
    elif [ ! -s "$work/err" ] && ! grep -q '"ok":false' "$work/out"; then
        echo "exit status $status, and nothing said"
    fi
    [ -z "$(ls -A "$work/tmp")" ] || echo 'a temporary file is left'
    if [ -d "$work/data" ] && ! "$velox" --data "$work/data" -c hash >"$work/again" 2>&1; then
        echo "the journal cannot be started from: $(cat "$work/again")"
    fi
}

# each NAME WHAT LEAST ARG...: each call of WHAT fails once; there are LEAST of them or more.
each() {
    name=$1 call=$2 least=$3 n=1 bad=0 step=1
    shift 3
    [ "$call" != heap ] || step=$heap_step
    run_failing "$call" 0 "$@"
    words >"$work/wanted"
    while
        run_failing "$call" "$n" "$@"
        [ -e "$work/seen" ] && [ "$bad" -lt 5 ]
    do
        why=$(wrong)
        [ -z "$why" ] || {
            not_ok "$name, call $n: $why" "$work/out" "$work/err"
            bad=$((bad + 1))
        }
        n=$((n + step))
    done
    if [ "$n" -le "$least" ]; then
        not_ok "$name: only $((n - 1)) calls were seen"
    elif [ "$bad" -eq 0 ]; then
        ok "$name: $(((n - 2) / step + 1)) calls that failed"
    fi
}

each 'heap, virtual' heap 50 -c 'buy 1 @ 100; sell 2 @ 101' -c 'show book' -c hash
each 'heap, with a journal' heap 50 --data "$work/data" --clock real -c 'buy 1 @ 100' -c hash
each 'heap, JSON' heap 50 --format json -c 'buy 1 @ 100' -c 'show orders'
each 'mappings' map 3 --data "$work/data" --clock real -c 'buy 1 @ 100' -c 'snapshot save'
each 'threads' thread 2 --data "$work/data" --clock real -c 'buy 1 @ 100' -c 'snapshot save'

# ---- the console: what velox asks for itself.  (libedit and ncurses do not look at all of theirs.) ----

cat >"$work/console" <<EOF
stty -g >"$work/before"
VX_FAIL_OWN=1 LD_PRELOAD="$module" "$velox" --max-time 10ms 2>"$work/err"
echo \$? >"$work/status"
stty -g >"$work/after"
EOF

console() {
    n=1 bad=0 step=$heap_step
    while [ "$bad" -lt 5 ]; do
        rm -rf "$work/seen" "$work/state" "$work/tmp"
        mkdir "$work/tmp"
        VX_FAIL_WHAT=heap VX_FAIL_AT=$n VX_FAIL_SEEN=$work/seen \
            timeout -s KILL 60 script -qec "sh $work/console" /dev/null </dev/null >"$work/out" 2>&1 || :
        [ -e "$work/seen" ] || break
        status=$(cat "$work/status") why=
        case $status in
        0 | 4) ;;
        1 | 2) [ -s "$work/err" ] || why='nothing said' ;;
        *) why="exit status $status" ;;
        esac
        cmp -s "$work/before" "$work/after" || why="$why; the terminal is not as it was"
        [ -z "$why" ] || {
            not_ok "console, call $n: $why" "$work/err"
            bad=$((bad + 1))
        }
        n=$((n + step))
    done
    if [ "$n" -le 20 ]; then
        not_ok "console: only $((n - 1)) calls were seen"
    elif [ "$bad" -eq 0 ]; then
        ok "console: $(((n - 2) / step + 1)) calls that failed"
    fi
}
if command -v script >/dev/null; then
    console
else
    skip 'console' 'no script(1) to give it a terminal'
fi
finish
