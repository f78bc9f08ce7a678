#!/bin/sh
# analyze.sh SOURCES BUILD [all]: cppcheck over the sources; with `all` gcc's analyzer and clang-tidy
# (.clang-tidy) over them, too.  Clean, or it fails.
set -eu

sources=$1
build=$2
bad=0
cd "$sources"

if command -v cppcheck >/dev/null; then
    cppcheck -q -j 2 --std=c11 --enable=warning,portability --inline-suppr --error-exitcode=1 \
        --suppressions-list=tests/tools/cppcheck.supp -I src -I "$build" -DHAVE_CONFIG_H "$sources/src" || bad=1
else
    echo 'analyze: no cppcheck' >&2
    exit 77
fi
[ "${3:-}" = all ] || exit $bad

# Leaks are for LeakSanitizer: gcc 12 loses sight of a block that goes into a structure of the caller's.
for source in src/*.c src/*/*.c src/*/*/*.c; do
    gcc -std=gnu11 -D_GNU_SOURCE -DHAVE_CONFIG_H -O1 -fanalyzer -Wno-analyzer-malloc-leak -Werror -c -o /dev/null \
        -I src -I "$build" "$source" || bad=1
done
if command -v clang-tidy >/dev/null; then
    for source in src/*.c src/*/*.c src/*/*/*.c; do
        clang-tidy -quiet -warnings-as-errors='*' "$source" -- -std=gnu11 -D_GNU_SOURCE -DHAVE_CONFIG_H \
            -I src -I "$build" 2>/dev/null || bad=1
    done
else
    echo 'analyze: clang-tidy is missing and was left out' >&2
fi
exit $bad
