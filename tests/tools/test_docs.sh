#!/bin/sh
# test_docs.sh: manual, README and completions say what the program does: the parts that come from
# its tables are up to date, and what is written by hand names things that exist.
# shellcheck disable=SC2016,SC2020 # markdown has back quotes; characters are meant
set -u

# shellcheck source=tests/tools/lib.sh
. "$VX_SRCDIR/tests/tools/lib.sh"
manual=$VX_SRCDIR/share/man/velox.1.in
readme=$VX_SRCDIR/README.md

# ---- from the tables ----

if "$VX_SRCDIR/share/doc/update.sh" --check "$velox" >"$work/out" 2>&1; then
    ok "manual, README and completions are up to date"
else
    not_ok "manual, README and completions are up to date" "$work/out"
fi

# The check must see a change: in a copy without one row.
mkdir -p "$work/tree/src" "$work/tree/share"
cp -R "$VX_SRCDIR/src/." "$work/tree/src/"
cp -R "$VX_SRCDIR/share/." "$work/tree/share/"
cp "$readme" "$work/tree/"
chmod -R u+w "$work/tree"
for row in 'README.md:| `fps` |' 'share/man/velox.1.in:.It Ic book.spread' \
    'share/man/velox.1.in:.It Fl -max-time' 'share/completion/_velox:burst:'; do
    file=$work/tree/${row%%:*}
    grep -vF "${row#*:}" "$file" >"$work/cut"
    cmp -s "$work/cut" "$file" && not_ok "a row to take out: $row"
    cp "$file" "$work/whole"
    cp "$work/cut" "$file"
    if "$work/tree/share/doc/update.sh" --check "$velox" >"$work/out" 2>&1; then
        not_ok "a row that is missing is found: $row" "$work/out"
    else
        ok "a row that is missing is found: $row"
    fi
    cp "$work/whole" "$file"
done

# ---- what the program has ----

sed -n 's/^VX_COMMAND(\([a-z]*\),.*/\1/p' "$VX_SRCDIR/src/cmd/lang/command.def" >"$work/verbs"
while IFS= read -r verb; do
    grep -qE "^\.Li \"?$verb( |\"|$)" "$manual" || echo "$verb"
done <"$work/verbs" >"$work/missing"
if [ -s "$work/verbs" ] && [ ! -s "$work/missing" ]; then
    ok "every command is in the manual"
else
    not_ok "every command is in the manual" "$work/missing"
fi

# Metrics as the program lists them; the manual has one row for all stages, rings and latencies.
run --format json -c 'show metrics'
tr ',{' '\n\n' <"$work/out" | sed -n 's/.*"\([a-z][a-z0-9-]*\(\.[a-z0-9-]*\)\{1,4\}\)".*/\1/p' |
    sort -u >"$work/metrics"
sed -e 's/^stage\.[a-z]*\./stage.STAGE./' -e 's/^ring\.[a-z]*\./ring.RING./' \
    -e 's/^latency\.[a-z0-9]*\./latency.WHAT./' "$work/metrics" | sort -u |
    while IFS= read -r metric; do
        grep -q "^\.It Ic $metric " "$manual" || echo "$metric"
    done >"$work/missing"
if [ "$(wc -l <"$work/metrics")" -gt 100 ] && [ ! -s "$work/missing" ]; then
    ok "every metric is in the manual"
else
    not_ok "every metric is in the manual" "$work/missing" "$work/metrics"
fi

# ---- what is written by hand ----

# The metrics that the README names.
sed -n '/^## Metrics/,/^## /p' "$readme" | grep '^| `' | cut -d'|' -f2 | tr ',' '\n' |
    sed -n 's/.*`\([a-z.0-9-]*\)`.*/\1/p' | grep -v '^\.' >"$work/named"
while IFS= read -r metric; do
    grep -qx "$metric" "$work/metrics" || echo "$metric"
done <"$work/named" >"$work/missing"
if [ -s "$work/named" ] && [ ! -s "$work/missing" ]; then
    ok "the metrics in the README exist"
else
    not_ok "the metrics in the README exist" "$work/missing"
fi

# Commands in the README's tour: code spans that begin with a verb, and the lines of its examples.
{
    sed -n '/^## Two minutes/,/^## Commands/p' "$readme" | grep -o '`[a-z][^`]*`' | tr -d '`'
    sed -n '/^## Two minutes/,/^## Commands/p' "$readme" | sed -n '/^```$/,/^```$/p'
} | awk 'NR == FNR { verb[$1] = 1; next } $1 in verb' "$work/verbs" - >"$work/spans"
while IFS= read -r line; do
    "$velox" -n -c "$line" </dev/null >"$work/out" 2>&1 || { echo "$line" && cat "$work/out"; }
done <"$work/spans" >"$work/missing"
if [ -s "$work/spans" ] && [ ! -s "$work/missing" ]; then
    ok "the commands in the README's tour parse"
else
    not_ok "the commands in the README's tour parse" "$work/missing"
fi

# Files that README and documents name.
for document in README.md share/doc/ARCHITECTURE.md share/doc/CONTRIBUTING.md; do
    grep -oE '\b(share|tests|src|bench)/[A-Za-z0-9_./-]*[A-Za-z0-9_]' "$VX_SRCDIR/$document" | sort -u |
        while IFS= read -r path; do
            [ -e "$VX_SRCDIR/$path" ] || [ -e "$VX_SRCDIR/$path.c" ] || echo "$document: $path"
        done
done >"$work/missing"
# What a command makes is not there yet.
grep -v -e 'tests/fuzz/findings' -e 'tests/fuzz/corpus-' "$work/missing" >"$work/wrong"
if [ ! -s "$work/wrong" ]; then
    ok "the files that the documents name exist"
else
    not_ok "the files that the documents name exist" "$work/wrong"
fi

# ---- form ----

if command -v mandoc >/dev/null 2>&1; then
    if mandoc -T lint -W warning "$manual" >"$work/out" 2>&1; then
        ok "the manual is clean mdoc"
    else
        not_ok "the manual is clean mdoc" "$work/out"
    fi
else
    skip "the manual is clean mdoc" "no mandoc"
fi
if command -v bash >/dev/null 2>&1; then
    cat >"$work/complete" <<'END'
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_velox
printf '%s\n' "${COMPREPLY[@]}"
END
    completes() {
        wanted=$1
        shift
        if bash "$work/complete" "$VX_SRCDIR/share/completion/velox.bash" "$@" | grep -qx -e "$wanted"; then
            ok "bash completes $*: $wanted"
        else
            not_ok "bash completes $*: $wanted"
        fi
    }
    completes --topology velox --to
    completes burst velox -c bu
    completes virtual velox --clock = vi
    completes json velox --format ''
else
    skip "bash completion" "no bash"
fi
if command -v zsh >/dev/null 2>&1; then
    if zsh -n "$VX_SRCDIR/share/completion/_velox" >"$work/out" 2>&1; then
        ok "zsh reads its completion"
    else
        not_ok "zsh reads its completion" "$work/out"
    fi
else
    skip "zsh reads its completion" "no zsh"
fi
finish
