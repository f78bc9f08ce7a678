#!/bin/sh
# test_cli.sh: the command line's contract, from outside: exit statuses, what goes to which
# stream, the forms of errors, and the ways to give commands.
set -u

# shellcheck source=tests/tools/lib.sh
. "$VX_SRCDIR/tests/tools/lib.sh"

# ---- usage ----

run --version
expect_status "--version: 0" 0
expect_line "--version: on stdout" out '^velox [0-9][0-9.]*$'
expect_nothing "--version: nothing on stderr" err

run --help
expect_status "--help: 0" 0
expect_nothing "--help: nothing on stderr" err
options=$(sed -n 's/^VX_OPTION([A-Z_]*, [^,]*, "\([a-z-]*\)".*/\1/p' "$VX_SRCDIR/src/option.def")
for option in $options; do
    expect_line "--help: names --$option" out "--$option\\>"
done

# usage_error NAME ARG...: status 2, nothing on stdout, a sentence on stderr.
usage_error() {
    name=$1
    shift
    run "$@"
    expect_status "$name: 2" 2
    expect_nothing "$name: nothing on stdout" out
    expect_line "$name: said on stderr" err 'velox: '
}
usage_error "an unknown option" --no-such-option
usage_error "an option without its value" --seed
usage_error "a seed that is no number" --seed x -c hash
usage_error "a rate that is no number" --rate fast -c hash
usage_error "no such topology" --topology star -c hash
usage_error "no such format" --format xml -c hash
usage_error "no such clock" --clock sundial -c hash
usage_error "no such colour" --color sometimes -c hash
usage_error "a time limit of nothing" --max-time 0 -c hash
usage_error "two scripts" one.vx two.vx
usage_error "a script and -c" one.vx -c hash

# ---- exit statuses ----

run -c 'buy 5 @ 100.25 as b1' -c 'expect book.bid.price == 100.25' -c 'expect order.b1.leaves == 5'
expect_status "orders and what they lead to: 0" 0
expect_line "a command that worked says ok" out '^ok '
expect_nothing "success: nothing on stderr" err

run -c 'buy 5 @ 100.005'
expect_status "a refused price: 1" 1
expect_line "a refused price: said with its place" err '^<-c>:1:9: error: .*100\.005.*tick 0\.01'
expect_line "a refused price: the line is shown" err 'buy 5 @ 100\.005'
expect_line "a refused price: a caret points at it" err '^ *[|]* *\^'

run "$work/no-such-file.vx"
expect_status "no such script: 1" 1
expect_line "no such script: named" err 'no-such-file\.vx.*[Nn]o such file'

run -c 'expect book.orders == 7'
expect_status "expect that fails: 3" 3
expect_line "expect that fails: both sides" err \
    '^<-c>:1:[0-9]*: .*expect failed: book\.orders == 7 (actual 0)'

run -c 'until book.orders == 7 timeout 10ms'
expect_status "until that runs out: 4" 4
run --max-time 1s -c 'wait 1h'
expect_status "--max-time in market time: 4" 4

# What is asked for later is done before a batch ends.
run -c 'watch book.orders every 1s count 2'
expect_status "a watch at the end of a batch" 0
expect_line "... runs to its end" out '^book.orders  *0'
run -c 'at 5ms buy 5 @ 100.00 as late'
expect_line "at at the end of a batch" out '^ok buy 5 @ 100.00 as late'
run -c 'at 5ms expect 1 == 2' -c 'at 6ms echo beyond'
expect_status "... is checked" 3
run -c 'at 5ms echo never; quit 7'
expect_status "quit leaves at once" 7
run -c 'at 1s bell; bogus'
expect_status "an error ends a batch at once" 1
run --max-time 1s -c 'at 5s bell'
expect_status "--max-time comes first: 4" 4

run --clock real -c 'rate 1M; wait 20ms; step 3; resume; wait 5ms; step 4'
expect_line "a load that runs is paused before the first step" out '^ok step 3 -> 3 inputs in$'
expect_line "and again" out '^ok step 4 -> 4 inputs in$'

run --clock real --max-time 200ms -c 'wait 1h'
expect_status "--max-time in real time: 4" 4

run -c 'quit 7' -c 'echo not reached'
expect_status "quit N: N" 7
expect_nothing "quit: nothing after it" out
run -c 'quit'
expect_status "quit: 0" 0

# signalled NAME SIGNAL STATUS ARG...: velox, told to end once it is at work, leaves with STATUS.
signalled() {
    name=$1 signal=$2 wanted=$3
    shift 3
    rm -f "$work/out"
    "$velox" "$@" </dev/null >"$work/out" 2>"$work/err" &
    pid=$!
    tries=0
    until [ -s "$work/out" ] || [ "$tries" -ge 200 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
    kill -s "$signal" "$pid"
    (sleep 20 && kill -s KILL "$pid") >/dev/null 2>&1 &
    guard=$!
    status=0
    wait "$pid" 2>/dev/null || status=$?
    kill "$guard" 2>/dev/null
    expect_status "$name" "$wanted"
}
signalled "SIGINT in a batch: 130" INT 130 --clock real -c 'echo here; wait 1h'
signalled "SIGTERM in a batch: 143" TERM 143 --clock real -c 'echo here; wait 1h'
signalled "SIGTERM on the virtual clock: 143" TERM 143 -c 'echo here; rate 1k; wait 1000h'

# ---- no terminal and no script: status lines ----

signalled "status lines end with SIGTERM: 143" TERM 143 --rate 1k
expect_line "status lines: there are some" out '[0-9]'
run --rate 1k --max-time 1200ms
expect_status "status lines end with --max-time: 4" 4
run --once --rate 1k
expect_status "--once: 0" 0
expect_line "--once: figures" out '[0-9]'
run --once --format json
expect_status "--once --format json: 0" 0
if [ "$(wc -l <"$work/out")" -eq 1 ] && awk -f "$VX_SRCDIR/tests/tools/json_lines.awk" "$work/out"; then
    ok "--once --format json: one object"
else
    not_ok "--once --format json: one object" "$work/out"
fi

# ---- ways to give commands ----

cat >"$work/demo.vx" <<'END'
# a script
let P = 100.25
buy 5 @ $P as b1   # a comment behind a command
sell 2 @ 100.25; sell 1 \
    @ 100.25
expect order.b1.filled == 3; hash
END
run "$work/demo.vx"
expect_status "a file" 0
hash=$(grep -o '0x[0-9a-f]*' "$work/out" | tail -n 1)
expect_line "a file: its hash" out '0x[0-9a-f]\{16\}'

# from_stdin NAME ARG...: the same script through standard input.
from_stdin() {
    name=$1
    shift
    status=0
    "$velox" "$@" <"$work/demo.vx" >"$work/out" 2>"$work/err" || status=$?
    expect_status "$name" 0
    expect_line "$name: the same hash" out "${hash:-none}"
}
from_stdin "- is standard input" -
from_stdin "a redirected standard input" --yes
from_stdin "--batch" --batch
run -c "source \"$work/demo.vx\""
expect_status "-c source" 0
expect_line "-c source: the same hash" out "${hash:-none}"
run --rc "$work/demo.vx" -c 'expect order.b1.filled == 3'
expect_status "--rc runs first" 0

printf 'rate 0\n\nbuy x @ 100\n' >"$work/in"
status=0
"$velox" - <"$work/in" >"$work/out" 2>"$work/err" || status=$?
expect_status "an error on standard input: 1" 1
expect_line "an error on standard input: its place" err '^<stdin>:3:5: error: '
printf 'echo one\nsell 5 @ no\n' >"$work/bad.vx"
run "$work/bad.vx"
expect_line "an error in a file: its place" err 'bad\.vx:2:10: error: '
run -c 'buy x @ 100'
expect_line "an error in -c: its place" err '^<-c>:1:5: error: '
run -k -c 'buy x @ 100' -c 'echo one' -c 'buy 5 @ no'
expect_line "an error in the first of several -c" err '^<-c 1>:1:5: error: '
expect_line "an error in the third of them" err '^<-c 3>:1:9: error: '
run -c 'bya 5 @ 100'
expect_status "no such command: 1" 1
expect_line "no such command: what it may have been" err 'buy'

run -c 'echo one' -c 'buy x @ 100' -c 'echo two'
expect_line "batch stops at the first error" out '^one$'
if grep -q '^two$' "$work/out"; then
    not_ok "batch stops at the first error: nothing after it" "$work/out"
else
    ok "batch stops at the first error: nothing after it"
fi
run -k -c 'echo one' -c 'buy x @ 100' -c 'echo two'
expect_status "-k: 1 all the same" 1
expect_line "-k: goes on" out '^two$'
printf 'buy x @ 100\nexpect book.orders == 1\necho end\n' >"$work/bad.vx"
run -k "$work/bad.vx"
expect_line "-k: goes on in a file" out '^end$'

run -n -c 'buy 5 @ 100; echo here'
expect_status "-n: 0" 0
expect_nothing "-n: runs nothing" out
run -n -c 'buy 5 @'
expect_status "-n: finds an error" 1
run --read-only -c 'show book' -c 'buy 5 @ 100'
expect_status "--read-only: refuses an order" 1
expect_line "--read-only: says so" err 'read-only'

# ---- formats ----

run --format json "$work/demo.vx"
expect_status "--format json" 0
if awk -f "$VX_SRCDIR/tests/tools/json_lines.awk" "$work/out" >"$work/json"; then
    ok "--format json: one object a line"
else
    not_ok "--format json: one object a line" "$work/json" "$work/out"
fi
expect_line "--format json: says which command" out '^{"line":3,"cmd":"buy","ok":true'
run --format json -k -c 'show book 5; show rings; show stages; show latency; show metrics' \
    -c 'show config; show orders; show trades; show bundles; show version; hash; bad' \
    -c 'expect book.orders == 1' -c 'echo "a \" quote"'
cat "$work/err" >>"$work/out"
if awk -f "$VX_SRCDIR/tests/tools/json_lines.awk" "$work/out" >"$work/json"; then
    ok "--format json: of every show and of errors"
else
    not_ok "--format json: of every show and of errors" "$work/json" "$work/out"
fi

# An answer is there before the next command is: other programs talk to velox through pipes.
mkfifo "$work/to" "$work/from"
"$velox" --format json - <"$work/to" >"$work/from" 2>"$work/err" &
pid=$!
exec 3>"$work/to" 4<"$work/from"
echo 'buy 5 @ 100' >&3
if IFS= read -r line <&4 && [ "${line#*'"ok":true'}" != "$line" ]; then
    ok "answers are flushed one by one"
else
    not_ok "answers are flushed one by one"
fi
echo 'quit 9' >&3
status=0
wait "$pid" || status=$?
exec 3>&- 4<&-
expect_status "a dialogue ends with quit's status" 9

status=0
"$velox" -c 'help' >/dev/full 2>"$work/err" </dev/null || status=$?
expect_status "standard output full: 1" 1
expect_line "standard output full: said" err 'No space left'

# ---- the same session, the same hash ----

# hash_of ARG...: the hash that a session under load ends with.
hash_of() {
    "$velox" "$@" -c 'rate 100k; flow market; wait 300ms; burst 5k over 2ms; wait 50ms' \
        -c 'flow flash-crash; wait 200ms; rate 0; wait 10ms; hash' </dev/null 2>&1 |
        grep -o '0x[0-9a-f]\{16\}'
}
want=$(hash_of --seed 42)
case $want in
0x*) ok "a seeded session has a hash" ;;
*) not_ok "a seeded session has a hash" ;;
esac
if [ "$want" != "$(hash_of --seed 43)" ]; then
    ok "another seed, another hash"
else
    not_ok "another seed, another hash"
fi
for topology in shared paired dedicated auto; do
    if [ "$want" = "$(hash_of --seed 42 --topology $topology)" ]; then
        ok "the same hash with --topology $topology"
    else
        not_ok "the same hash with --topology $topology"
    fi
done

# A recording repeats what it recorded.
run --seed 42 --record "$work/again.vx" -c 'rate 50k; wait 20ms; buy 5 @ 99.50 as b1; wait 20ms' \
    -c 'cancel b1; burst 1k; wait 5ms; rate 0; wait 1ms' -c 'record off' -c 'hash'
expect_status "--record" 0
want=$(grep -o '0x[0-9a-f]\{16\}' "$work/out")
echo hash >>"$work/again.vx"
run "$work/again.vx"
expect_status "a recording runs" 0
expect_line "a recording ends with the same hash" out "${want:-none}"
finish
