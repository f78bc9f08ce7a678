#!/bin/sh
# test_diverge.sh: the first sequence at which two journals differ, found where it is known.
set -u

# shellcheck source=tests/tools/lib.sh
. "$VX_SRCDIR/tests/tools/lib.sh"

# session NAME COMMAND...
session() {
    name=$1
    shift
    run --seed 5 --data "$work/$name" -c "set snapshot.every 5000; $*"
    [ "$status" -eq 0 ] || not_ok "session $name" "$work/err"
}

# first_of NAME NAME: the first sequence whose inputs differ, by comparing all of them.
first_of() {
    for side in "$1" "$2"; do
        "$velox" journal dump "$work/$side" |
            sed -n 's/^[^ ]* seq=\([0-9]*\) t=[0-9]* input /\1 /p' >"$work/$side.inputs"
    done
    diff "$work/$1.inputs" "$work/$2.inputs" | sed -n 's/^< \([0-9]*\) .*/\1/p' | head -n 1
}

load='rate 100k; wait 300ms'
session one "$load; buy 5 @ 99.50; wait 100ms"
session again "$load; buy 5 @ 99.50; wait 100ms"
session other "$load; buy 6 @ 99.50; wait 100ms"
session shorter "$load; buy 5 @ 99.50; wait 20ms"

run diverge "$work/one" "$work/again"
expect_status "the same session twice" 0
expect_line "that is said" out '^they are the same: up to sequence [0-9]* both have hash 0x'

run diverge "$work/one" "$work/other"
expect_status "another order" 1
want=$(first_of one other)
expect_line "the first difference is where a comparison of all inputs finds it" out \
    "^first difference at sequence ${want:-none}: another input$"
expect_line "one side" out '^A input  *limit id=1 buy 5 @ 99.50 tif=gtc owner=0 instrument=0 from=operator$'
expect_line "the other side" out '^B input  *limit id=1 buy 6 @ 99.50 '
expect_line "its answer" out '^B answer  *accepted id=1 buy 6 @ 99.50 leaves=6$'
before=$(sed -n 's/^  hash before  *//p' "$work/out")
run diverge --json "$work/other" "$work/one"
expect_status "the other way round, as JSON" 1
expect_line "the hash before it" out "\"hash_before\":\"${before:-none}\",\"a\":{\"input\":\"limit id=1 buy 6"

run diverge "$work/one" "$work/shorter"
expect_status "one of them ends earlier" 1
expect_line "that is said" out '^they differ only in length: '

pair='buy 5 @ 100.00 owner=7; buy 3 @ 99.90'
session newest "$pair"
session oldest "set engine.stp oldest; $pair"
run diverge "$work/newest" "$work/oldest"
expect_status "another setting" 1
expect_line "which" out '^setting engine.stp: newest | oldest$'
expect_line "and nothing else" out '^they differ only in settings: up to sequence 2 '
session newest2 "$pair; sell 2 @ 100.00 owner=7"
session oldest2 "set engine.stp oldest; $pair; sell 2 @ 100.00 owner=7"
run diverge "$work/newest2" "$work/oldest2"
expect_line "the same input that does something else" out \
    '^first difference at sequence 3: the same input, other events$'
expect_line "by one setting" out '^A event  *cancelled id=3 sell 2 @ 100.00 leaves=0 (self-trade, aggressor)$'
expect_line "by the other" out '^B event  *cancelled id=1 buy 5 @ 100.00 leaves=0 (self-trade, resting)$'

run diverge "$work/one/journal-00000001.vxj" "$work/again"
expect_status "a segment stands for its directory" 0
run diverge "$work/one" "$work/none"
expect_status "no journal" 5
expect_line "which" err "velox: diverge: $work/none: "
run diverge "$work/one"
expect_status "one is not enough" 2
run diverge /etc/passwd "$work/one"
expect_status "a file that is no journal" 5
expect_line "it is named" err '^velox: diverge: /etc/passwd: it is no journal: a directory that --data was given'
run compare "$work/one" "$work/one"
expect_status "journals for summaries" 2
expect_line "it is said who takes them" err 'velox diverge takes two journals'
finish
