#!/bin/sh
# test_clock.sh: a wall clock that jumps, and a counter that the kernel does not trust: order is by
# sequence, time goes on evenly, and what was kept can be repeated.
set -u

# shellcheck source=tests/tools/lib.sh
. "$VX_SRCDIR/tests/tools/lib.sh"

module=$VX_BUILDDIR/tests/tools/.libs/clocks.so
if [ ! -e "$module" ]; then
    skip 'clocks that jump' 'the build is instrumented, or makes no shared libraries'
    finish
fi

cat >"$work/session.vx" <<'END'
let T = engine.now
rate 20k
buy 5 @ 90.00 as first
wait 100ms
buy 6 @ 90.00 as second
snapshot save
rate 0
until book.answered == ingress.sequenced timeout 30s
expect order.first.status == live && order.second.status == live
expect engine.now - $T >= 100ms && engine.now - $T < 60s
cancel first
hash
show version
END

# session SOURCE: under clocks that jump.
session() {
    rm -rf "$work/data"
    status=0
    env LD_PRELOAD="$module" VX_CLOCK_SOURCE="$1" "$velox" --clock real --data "$work/data" \
        "$work/session.vx" </dev/null >"$work/out" 2>"$work/err" || status=$?
    hash=$(grep '^0x' "$work/out")
}

for source in tsc hpet; do
    session $source
    expect_status "clock source $source: a session while the wall clock jumps" 0
    cp "$work/out" "$work/told"
    if "$velox" journal verify "$work/data" >"$work/out" 2>"$work/err" &&
        [ "$("$velox" --data "$work/data" -c hash 2>"$work/err" | tail -n 1)" = "$hash" ]; then
        ok "clock source $source: the journal comes back to the same hash"
    else
        not_ok "clock source $source: the journal comes back to the same hash" "$work/out" "$work/err"
    fi
done
if grep -q '^clock source  *clock_gettime$' "$work/told"; then
    ok "a counter that is not trusted is not used"
else
    not_ok "a counter that is not trusted is not used" "$work/told"
fi
finish
