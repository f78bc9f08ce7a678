#!/bin/sh
# test_repeat.sh: what was recorded in real time, played on the virtual clock, puts in the same inputs
# in the same order, and comes to the same hash; what it cannot repeat it says.
set -u

# shellcheck source=tests/tools/lib.sh
. "$VX_SRCDIR/tests/tools/lib.sh"

cat >"$work/session.vx" <<'END'
set ring.ingress 65536
rate 50k
wait 20ms
buy 5 @ 99.50 as b1
sell 7 @ 100.00; buy 100 market; buy 3 @ 100.01 tif=ioc
wait 3ms
rate 80k
wait 10ms
flow flash-crash
wait 10ms
pause
buy 10 @ 100.10
wait 2ms
step 20
rate 20k
resume
wait 5ms
burst 500 over 2ms
wait 1ms
replace b1 price=99.60
cancel b1
seed 9
wait 5ms
rate x2
sell 3 @ 99.00
run 5ms
resume
wait 2ms
halt on
wait 1ms
halt off
flow market
wait 5ms
rate 0
wait 1ms
rate 100k
wait 10ms
END

# inputs DIRECTORY: what went in, in its order; the engine's times are not part of it.
inputs() {
    "$velox" journal dump "$1" | sed -n 's/^[^ ]* \(seq=[0-9]*\) t=[0-9]* input /\1 /p'
}

n=0
for topology in shared shared paired; do
    n=$((n + 1))
    run --clock real --topology $topology --seed $n --data "$work/lived.$n" \
        --record "$work/recorded.$n.vx" -c "source \"$work/session.vx\""
    expect_status "session $n, $topology, in real time" 0
    run --data "$work/played.$n" "$work/recorded.$n.vx"
    expect_status "session $n, played" 0
    inputs "$work/lived.$n" >"$work/lived"
    inputs "$work/played.$n" >"$work/played"
    if [ "$(wc -l <"$work/lived")" -gt 1000 ] && cmp -s "$work/lived" "$work/played"; then
        ok "session $n: the same inputs"
    else
        diff "$work/lived" "$work/played" >"$work/diff"
        not_ok "session $n: the same inputs" "$work/diff" "$work/recorded.$n.vx"
    fi
done

# metrics NUMBER: of a session in virtual time that is kept; what the disk took is of the real clock.
metrics() {
    run --seed 7 --data "$work/kept.$1" -c 'set journal.interval 100us' -c 'set snapshot.every 3000' \
        -c 'rate 100k; wait 60ms; buy 5 @ 99.50; wait 20ms; show metrics'
    grep -v '^journal.sync\|^snapshot.last ' "$work/out" >"$work/metrics.$1"
}

metrics 1
metrics 2
metrics 3
if grep -q '^journal.records  *[0-9]\{4,\}' "$work/metrics.1" &&
    cmp -s "$work/metrics.1" "$work/metrics.2" && cmp -s "$work/metrics.1" "$work/metrics.3"; then
    ok "in virtual time, a session that is kept has the same metrics"
else
    diff "$work/metrics.1" "$work/metrics.2" >"$work/diff"
    not_ok "in virtual time, a session that is kept has the same metrics" "$work/diff"
fi

run replay "$work/kept.1" -c 'show summary'
expect_line "a journal that is looked at has no topology" out '^topology  *none$'
expect_line "and nobody knows its seed" out '^seed  *-$'

run --clock real --record "$work/max.vx" -c 'rate max; wait 2ms; set risk.collar 0.1'
expect_status "a load without a rate" 0
expect_line "it is said that it cannot be repeated" err 'does not repeat everything'
if grep -q '^# not exact: 1 times the load had no rate' "$work/max.vx" &&
    grep -q '^# not exact: 1 settings of the risk gate' "$work/max.vx"; then
    ok "and in the recording why"
else
    not_ok "and in the recording why" "$work/max.vx"
fi
run --data "$work/loaded" --record "$work/loaded.vx" -c 'buy 1 @ 99.00; snapshot save; snapshot load'
expect_status "a snapshot loaded" 0
expect_line "that cannot be repeated either" err 'does not repeat everything'
run "$work/loaded.vx"
expect_status "the rest is" 0
run --record "$work/virtual.vx" -c 'rate max; wait 10us; record off'
expect_nothing "in virtual time everything repeats" err

mkdir "$work/example"
status=0
sh "$VX_SRCDIR/share/examples/repeat.sh" "$velox" "$work/example" >"$work/out" 2>"$work/err" || status=$?
expect_status "the example" 0
expect_line "what it recorded plays the same" out '^they are the same: up to sequence '
expect_line "what it changed is found" out '^first difference at sequence [0-9]*: another input$'
finish
