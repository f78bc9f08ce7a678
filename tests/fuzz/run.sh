#!/bin/sh
# run.sh BUILD SECONDS: runs every fuzzer of a build made with --enable-fuzz, one after another,
# sharing the time.  A finding's input is left in BUILD/tests/fuzz/findings.
set -eu

build=$1
seconds=$2
findings=$build/tests/fuzz/findings
mkdir -p "$findings"
count=0

# fuzz_NAME is a program, fuzz_NAME.o and the like are not.
is_fuzzer() {
    [ -f "$1" ] && [ -x "$1" ]
}

for fuzzer in "$build"/tests/fuzz/fuzz_*; do
    if is_fuzzer "$fuzzer"; then count=$((count + 1)); fi
done
[ "$count" -gt 0 ] || {
    echo "no fuzzer in $build/tests/fuzz: make fuzzers" >&2
    exit 1
}
each=$(((seconds + count - 1) / count))
bad=0
for fuzzer in "$build"/tests/fuzz/fuzz_*; do
    is_fuzzer "$fuzzer" || continue
    name=$(basename "$fuzzer")
    corpus=$build/tests/fuzz/corpus-$name
    seeds=$(dirname "$0")/seeds/${name#fuzz_}
    mkdir -p "$corpus"
    if "$fuzzer" -max_total_time="$each" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$findings/$name-" "$corpus" "$seeds" >"$build/tests/fuzz/$name.log" 2>&1; then
        echo "ok - $name: $(sed -n 's/^stat::number_of_executed_units: *//p' \
            "$build/tests/fuzz/$name.log") inputs in $each s"
    else
        bad=1
        echo "not ok - $name"
        tail -n 40 "$build/tests/fuzz/$name.log"
    fi
done
exit $bad
