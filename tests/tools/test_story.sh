#!/bin/sh
# test_story.sh: `why` and `diff` over a session whose story is known.
set -u

# shellcheck source=tests/tools/lib.sh
. "$VX_SRCDIR/tests/tools/lib.sh"

cat >"$work/known.vx" <<'END'
buy 10 @ 99.00 as a
buy 20 @ 99.00
buy 5 @ 99.00 as b1
sell 12 @ 99.00
cancel 2 qty=3
replace b1 qty=4
sell 16 @ 99.00 as s
why b1
wait 1ms
replace b1 price=98.50
cancel b1
why 3
buy 3 @ 500.00 as bad
why bad
sell 4 @ 101.00
sell 6 @ 101.00
diff 7 now top 1
END
run --data "$work/known" "$work/known.vx"
expect_status "a session that asks about itself" 0
expect_line "accepted, and what was ahead" out '^ *3 .* accepted *99.00 *5 *5 *- *2 orders, 30 lots ahead: 1 2$'
expect_line "who traded before it" out '^ *4 .* before it *99.00 *10 *0 *1 '
expect_line "a replace that keeps its place" out '^ *6 .* replaced *99.00 *4 *4 *- *kept its place$'
expect_line "a fill, and by whom" out '^ *7 .* filled *99.00 *1 *3 *5 *$'
expect_line "what left ahead of it" out '^3 lots ahead of it left without trading$'
expect_line "how it stands" out '^ok why b1 -> live, filled 1, 3 left$'
expect_line "a replace that loses its place" out '^ *8 .* replaced *98.50 *3 *3 *- *first at its price$'
expect_line "how it ended" out '^ *9 .* ended .* cancelled by cancel from operator$'
expect_line "why it was refused" out '^ *10 .* rejected *500.00 *3 *0 *- *further from the reference'
expect_line "what came" out '^sell *2 *10 *0 *0 '
expect_line "what went" out '^buy *0 *0 *1 *3 '
expect_line "the level that changed most" out '^sell *101.00 *0 *0 *10 *0 *2$'
expect_line "and how many more" out '^and 2 more$'

run --data "$work/known" --format json -c 'why 1; diff 2 7; why 77'
expect_line "as JSON" out '"cmd":"why","ok":true,"id":1,.*"status":"filled",.*"filled":10,'
expect_line "diff as JSON" out '"cmd":"diff","ok":true,"moments":\[.*"trades_count":4,'
expect_line "an id that never was" out 'no order of the journal had id 77'
run replay "$work/known" -c 'why 3; diff 7 now top 1'
expect_status "with no engine" 0
expect_line "the same life" out '^ *9 .* ended .* cancelled by cancel from operator$'
run --data "$work/named" -c 'buy 5 @ 99 as b1; buy 7 @ 98 as c1; cancel c1'
run replay "$work/named" -c 'why b1; why c1; expect order.b1.leaves == 5'
expect_status "names of orders that rest, and of those that are gone" 0
expect_line "they are known without an engine" out '^ok why c1 -> cancelled, filled 0, 0 left$'
run replay "$work/known" -c 'diff 1 1h'
expect_status "a moment that is still to come" 1
expect_line "it is said, with the time it is" err 'diff: .* is still to come: it is .* now'
run --data "$work/known" -c 'diff soon now'
expect_status "no moment" 1
expect_line "what would be right" err 'T1: a sequence (812344), a time (12.5s), so long ago (-5s) or now'
run --data "$work/paused" -c 'pause; buy 5 @ 99 as b1; why b1'
expect_status "an order that waits for the engine" 1
# shellcheck disable=SC2016 # the text has such quotes
expect_line "it is said that it does" err 'had id 1 yet: its answer is still to come (paused? `resume`)'
run -c 'buy 1 @ 99.00; why 1'
expect_status "no journal" 1
expect_line "what would be right" err 'start velox with --data DIR'
finish
