#!/bin/sh
# test_travel.sh: the commands that look at the past, over a session's own journal.
set -u

# shellcheck source=tests/tools/lib.sh
. "$VX_SRCDIR/tests/tools/lib.sh"

dir=$work/data

cat >"$work/past.vx" <<'EOF'
rate 50k
wait 100ms
buy 5 @ 90.00 as mine
let SEQ = book.answered
let HASH = state.hash
wait 100ms
goto $SEQ
expect state.hash == $HASH
expect order.mine.leaves == 5
step -1
expect own.count == 0
goto 50ms
expect engine.now <= 50ms
rewind 20ms
expect engine.now <= 30ms
goto +20ms
expect engine.now > 49ms
goto -45ms
expect engine.now < 6ms
goto first
expect book.orders == 0
goto next book.orders == 100
expect book.orders == 100
goto prev book.orders == 50
expect book.orders == 50
play 1x
wait 10ms
pause
cancel mine
resume
expect order.mine.status == cancelled
expect engine.now == 210ms
EOF
run --data "$dir" "$work/past.vx"
expect_status "a script that looks about" 0
expect_line "what goes to the engine says so" out '^cancel went to the engine, which runs on'
expect_line "a move says where it leads" out '^ok rewind 20ms -> seq [0-9,]* at [23][0-9.]* ms, 1[0-9.]* ms ago$'

run --data "$work/long" -c 'wait 61s; buy 5 @ 100.00'
run replay "$work/long" -c 'goto last'
expect_line "times of a long session are exact" out '^ok goto last -> seq 1 at 00:01:01\.000, the end$'

refused() {
    run --data "$dir" -c 'goto first' -c "$1"
    expect_status "the past refuses $1" 1
    # shellcheck disable=SC2016 # quotes of the message
    expect_line "... and says what to do: $1" err 'you look at the past, and .* acts on the engine now: `resume` first'
}
refused 'buy 1 @ 100.00'
refused 'rate 5k'
refused 'burst 10'
refused 'at 5s sell 1 market'
refused 'flow quiet'

run --data "$dir" -c 'step -1'
# shellcheck disable=SC2016 # quotes of the message
expect_line "the engine does not step back" err 'to step back, `rewind` or `goto` first'
run --data "$dir" -c 'play 2x'
expect_line "a play begins in the past" err 'play begins in the past'
run --data "$dir" -c 'goto first' -c 'goto next book.orders > 1M'
expect_line "what never is so" err 'it is not so at any moment from here to now'
run --data "$dir" -c 'goto 99999999'
expect_line "beyond the end" err 'the journal ends at sequence'
run -c 'rewind 1s'
expect_status "without a journal" 1
expect_line "... it says what to do" err 'start velox with --data DIR'
run --data "$dir" --format json -c 'goto first'
expect_line "as JSON" out '"seq":0,"t_ns":0,"now_ns":'
run --data "$dir" --read-only -c 'goto first' -c 'step 5' -c 'expect book.answered == 5'
expect_status "read-only may look" 0

# ---- with no engine ----

# The hash at the end, as the engine had it.
run --data "$dir" -c hash
end=$(cat "$work/out")
before=$(ls -l "$dir")
run replay "$dir" -c hash
expect_line "a journal's end is what the engine had" out "^$end\$"
run replay "$dir" -c 'goto 5' -c 'expect book.answered == 5' -c 'step 5' -c 'expect book.answered == 10'
expect_status "it is moved in" 0
run replay "$dir/journal-00000001.vxj" -c 'rewind 1ms' -c 'show latency' -c 'show book 3'
expect_status "a file stands for its directory" 0
for command in 'buy 1 @ 100.00' 'cancel all' 'halt on' 'rate 5k' 'pause' 'resume' 'snapshot save'; do
    run replay "$dir" -c "$command"
    case $command in
    pause) expect_status "$command only ends a play" 0 ;;
    *) expect_status "$command needs an engine" 1 ;;
    esac
done
if [ "$before" = "$(ls -l "$dir")" ]; then
    ok "nothing was written"
else
    not_ok "nothing was written"
fi
run replay "$work/none" -c hash
expect_status "no such directory" 5
expect_line "... is said" err 'No such file or directory'
run replay
expect_status "a journal has to be named" 2

finish
