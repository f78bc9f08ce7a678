#!/bin/sh
# pack.sh BUILD NAME FOLDER...: makes tests/fuzz/corpus/NAME.ar, of a build made with --enable-fuzz:
# of the inputs in these folders, the corpus as it is and the seeds, the fewest that reach all that
# they reach together (libFuzzer's -set_cover_merge), none of more than 512 bytes.
set -eu

build=$1
name=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/old" "$work/new" "$here/corpus"
[ ! -e "$here/corpus/$name.ar" ] || ar x --output "$work/old" "$here/corpus/$name.ar"
"$build/tests/fuzz/fuzz_$name" -set_cover_merge=1 -max_len=512 "$work/new" "$here/seeds/$name" "$work/old" "$@" \
    >"$work/log" 2>&1 || {
    tail -n 20 "$work/log" >&2
    exit 1
}
# Short inputs first, then by content: the same inputs give the same archive.
n=0
cd "$work/new"
for input in $(stat -c '%s %n' -- * | sort -k 1n,1 -k 2,2 | cut -d ' ' -f 2); do
    n=$((n + 1))
    mv "$input" "$(printf %04d $n)"
done
rm -f "$here/corpus/$name.ar"
ar cqDS "$here/corpus/$name.ar" ./*
echo "$name: $n inputs, $(wc -c <"$here/corpus/$name.ar") bytes"
