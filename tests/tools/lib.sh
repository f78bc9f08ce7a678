# lib.sh: sourced by the script tests.  A test prints one line a check, "ok - NAME",
# "not ok - NAME" or "skip - NAME: reason", and ends with `finish`.
# shellcheck shell=sh

: "${VX_SRCDIR:?run by make check}" "${VX_BUILDDIR:?run by make check}"
# shellcheck disable=SC2034 # for the tests
velox=$VX_BUILDDIR/velox
work=$(mktemp -d "${TMPDIR:-/tmp}/velox-test.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 129' HUP INT TERM
passed=0
failed=0
# A start-up file or settings of the user's must not change what is tested.
HOME=$work
XDG_CONFIG_HOME=$work/config
XDG_STATE_HOME=$work/state
LC_ALL=C.UTF-8
export HOME XDG_CONFIG_HOME XDG_STATE_HOME LC_ALL

ok() {
    printf 'ok - %s\n' "$1"
    passed=$((passed + 1))
}

# not_ok NAME [FILE...]: the files show what happened.
not_ok() {
    printf 'not ok - %s\n' "$1"
    failed=$((failed + 1))
    shift
    for shown; do
        [ ! -s "$shown" ] || { head -n 30 "$shown" | sed 's/^/    | /'; }
    done
}

skip() {
    printf 'skip - %s: %s\n' "$1" "$2"
}

# Exits as make check expects: 1 failed, 77 all skipped.
finish() {
    [ "$failed" -eq 0 ] || exit 1
    [ "$passed" -gt 0 ] || exit 77
    exit 0
}

# run ARG...: velox with nothing on its standard input; $status, $work/out, $work/err.
run() {
    status=0
    "$velox" "$@" </dev/null >"$work/out" 2>"$work/err" || status=$?
}

# expect_status NAME WANTED: of the last run.
expect_status() {
    if [ "$status" -eq "$2" ]; then
        ok "$1"
    else
        not_ok "$1: exit status $status, not $2" "$work/out" "$work/err"
    fi
}

# expect_line NAME out|err BASIC-REGEX: the last run printed such a line.
expect_line() {
    if grep -q -e "$3" "$work/$2"; then
        ok "$1"
    else
        not_ok "$1: nothing like '$3' on std$2" "$work/out" "$work/err"
    fi
}

# expect_nothing NAME out|err
expect_nothing() {
    if [ -s "$work/$2" ]; then
        not_ok "$1: something on std$2" "$work/$2"
    else
        ok "$1"
    fi
}
