#!/bin/sh
# test_demo.sh: the demonstration: its steps are commands that there are, and what turns a terminal's
# output into a recording does so.
set -u
# shellcheck source=tests/tools/lib.sh
. "$VX_SRCDIR/tests/tools/lib.sh"

demo=$VX_SRCDIR/share/demo

# A character cut in two by an event's end, what JSON escapes, and a second event's own time.
printf 'Script started [COMMAND="x"]\nab"\\\033[1m\342\224\200\342\224' >"$work/output"
printf '\202\r\nend' >>"$work/output"
printf '0.250000 13\n1.5 3\n0.000001 3\n' >"$work/timing"
cat >"$work/wanted" <<'END'
{"version": 2, "width": 80, "height": 24, "title": "velox", "env": {"TERM": "xterm-256color"}}
[0.250000, "o", "ab\"\\\u001b[1m─"]
[1.750000, "o", "│\u000d\u000a"]
[1.750001, "o", "end"]
END
LC_ALL=C awk -v timing="$work/timing" -v size=80x24 -f "$demo/cast.awk" "$work/output" >"$work/cast"
if cmp -s "$work/cast" "$work/wanted"; then
    ok 'a recording in the form of asciinema'
else
    not_ok 'a recording in the form of asciinema' "$work/cast"
fi

# Every line that is typed parses, in their order.
awk '!/^#/ && $2 == "type" { $1 = $2 = ""; print }' "$demo/steps" >"$work/typed.vx"
if [ -s "$work/typed.vx" ] && "$velox" -n "$work/typed.vx" >"$work/out" 2>&1; then
    ok 'what is typed parses'
else
    not_ok 'what is typed parses' "$work/out"
fi
if awk '/^#/ || NF == 0 { next } $1 !~ /^[0-9]+$/ || $2 !~ /^(say|type|key|shot)$/ || NF < 3 { exit 1 }' \
    "$demo/steps"; then
    ok 'steps have a time, a kind and a text'
else
    not_ok 'steps have a time, a kind and a text'
fi
finish
