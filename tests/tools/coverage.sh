#!/bin/sh
# coverage.sh SOURCES BUILD: what the tests that ran in BUILD (--enable-coverage) went through, of the
# book, the language's parser and the pipeline without its journal: each file, then what is missing.
# Fails if a line of the book is missing, or more of the rest than share/doc/COVERAGE.md explains.
set -eu

sources=$(cd "$1" && pwd -P)
build=$2
command -v gcovr >/dev/null || {
    echo "coverage: gcovr is missing (apt-get install gcovr)" >&2
    exit 77
}

# report LINES BRANCHES FILTER...: fails below these per cents.
report() {
    lines=$1 branches=$2
    shift 2
    for filter; do
        set -- "$@" --filter "$sources/src/$filter"
        shift
    done
    gcovr -r "$sources" --object-directory "$build" --gcov-ignore-parse-errors \
        --exclude-branches-by-pattern '.*assert\(.*' --fail-under-line "$lines" \
        --fail-under-branch "$branches" "$@" --print-summary "$build"
}

status=0
report 100 95 core/book/ || status=1
report 100 97 'cmd/lang/(lex|assign|parse|call|expr_compile|expr_eval|args|command)[.]' || status=1
report 99 95 'core/(source/(feed|flow)|pipeline/(accounts|booker|bundler|depth|gate|ingress|output|own|pipeline|sink|stage|told)|session/(cpus|idle|live|topology|virtual|watchdog))' ||
    status=1
exit $status
