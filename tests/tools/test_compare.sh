#!/bin/sh
# test_compare.sh: the summary of a session, and what `velox compare` says of two.
set -u

# shellcheck source=tests/tools/lib.sh
. "$VX_SRCDIR/tests/tools/lib.sh"

# session NAME SEED COMMAND [COMMAND]: the last one first.
session() {
    run --seed "$2" --summary "$work/$1.json" -c "${4:-} rate 100k; wait 50ms; buy 5 @ 99.00; $3"
    [ "$status" -eq 0 ] || not_ok "session $1" "$work/err"
}

session first 7 'sell 1 @ 300.00'
session again 7 'sell 1 @ 300.00'
session other 8 'wait 1ms'
session slower 7 'sell 1 @ 300.00' 'set bundle.wait 150us;'

if grep -q '"rejects":{"risk-collar":1}' "$work/first.json" &&
    grep -q '"seed":7,"flow":"market","rate":100000,' "$work/first.json"; then
    ok "a summary has seed, flow, rate and the rejects by code"
else
    not_ok "a summary has seed, flow, rate and the rejects by code" "$work/first.json"
fi

run compare "$work/first.json" "$work/again.json"
expect_status "twice the same session" 0
expect_line "it is said" out '^the same outcome, the same latency$'
run compare "$work/first.json" "$work/other.json"
expect_status "another seed" 1
expect_line "its hash" out '^  state.hash  *0x[0-9a-f]* | 0x[0-9a-f]*$'
expect_line "its seed" out '^  seed  *7 | 8$'
expect_line "the reject that one of them had" out '^  risk-collar  *1 | -$'
run compare --json "$work/first.json" "$work/slower.json"
expect_status "another latency" 1
expect_line "as JSON" out '"latency":"e2e","differs":true,"verdict":"B is slower"'
run compare "$work/first.json" "$work/slower.json"
expect_line "the setting behind it" out '^  bundle.wait  *100us | 150us$'
expect_line "and nothing else" out '^the same outcome, another latency$'
run compare --tolerance=60 "$work/first.json" "$work/slower.json"
expect_status "with a tolerance" 0
run compare --tolerance=4000000 "$work/first.json" "$work/slower.json"
expect_status "one that cannot be" 2

session large 18446744073709551615 'wait 1ms'
run compare "$work/large.json" "$work/other.json"
expect_line "the largest seed" out '^  seed  *18446744073709551615 | 8$'

echo '{"summary":99}' >"$work/form.json"
for wrong in "$work/none.json" "$work/form.json" "$VX_SRCDIR/README.md"; do
    run compare "$work/first.json" "$wrong"
    expect_status "$(basename "$wrong") is no summary" 2
    expect_line "and is named" err "$wrong"
done
run compare "$work/nowhere.json" "$work/first.json"
expect_status "no such file" 2
expect_line "... is said once" err "^velox: compare: $work/nowhere.json: No such file or directory\$"
# Rates apart: bundles wait otherwise, though none of the quantiles moves.
run --seed 3 --rate 100k --summary "$work/fast.json" -c 'wait 1s'
run --seed 4 --rate 50k --summary "$work/slow.json" -c 'wait 1s'
run compare "$work/fast.json" "$work/slow.json"
expect_line "a distribution that differs is not called the same" out \
    'bundle: no significant difference of these quantiles, though of the distribution (K.* significant)'
run compare "$work/first.json"
expect_status "one is not enough" 2
run --summary "$work/no/such.json" -c 'echo begun'
expect_status "a summary that cannot be written" 1
expect_nothing "... is said before the session, not behind it" out
expect_line "is named" err "cannot write '$work/no/such.json'"

run --summary "$work/text.txt" -c 'buy 1 @ 99.00'
if grep -q '^orders.accepted  *1$' "$work/text.txt"; then
    ok "a summary as text"
else
    not_ok "a summary as text" "$work/text.txt"
fi
run --format json -c 'buy 1 @ 99.00; show summary'
expect_line "show summary" out '"cmd":"show","ok":true,"summary":1,'
finish
