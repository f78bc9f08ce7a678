#!/bin/sh
# run.sh BUILD SECONDS [JOBS]: runs every fuzzer of a build made with --enable-fuzz, JOBS of them (1)
# at a time, sharing the time.  They begin with the seeds and the corpus, and go on with what they
# found before, in BUILD/tests/fuzz/corpus-fuzz_NAME.  A finding's input is left in
# BUILD/tests/fuzz/findings.
set -eu

build=$1
seconds=$2
jobs=${3:-1}
findings=$build/tests/fuzz/findings
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$findings"

# fuzz_NAME is a program, fuzz_NAME.o and the like are not.
programs() {
    find "$build/tests/fuzz" -maxdepth 1 -name 'fuzz_*' ! -name '*.*' -type f -perm -u+x | sort
}

count=$(programs | wc -l)
[ "$count" -gt 0 ] || {
    echo "no fuzzer in $build/tests/fuzz: make fuzzers" >&2
    exit 1
}
each=$(((seconds + count - 1) / count))
export build findings here each
# shellcheck disable=SC2016 # expanded by the shell of each fuzzer
programs | xargs -n 1 -P "$jobs" sh -c '
    name=$(basename "$1")
    corpus=$build/tests/fuzz/corpus-$name
    unpacked=$build/tests/fuzz/unpacked-$name
    log=$build/tests/fuzz/$name.log
    rm -rf "$unpacked"
    mkdir -p "$corpus" "$unpacked"
    ar x --output "$unpacked" "$here/corpus/${name#fuzz_}.ar"
    if "$1" -max_total_time="$each" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$findings/$name-" "$corpus" "$here/seeds/${name#fuzz_}" "$unpacked" >"$log" 2>&1; then
        n=$(sed -n "s/^stat::number_of_executed_units: *//p" "$log")
        echo "ok - $name: $n inputs in $each s"
    else
        echo "not ok - $name"
        tail -n 40 "$log"
        exit 1
    fi' run.sh
