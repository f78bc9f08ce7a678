#!/bin/sh
# repeat.sh: records a session in real time, plays the recording, and lets velox say that nothing
# differs; then changes one order, and lets velox find it.
# usage: repeat.sh [VELOX [DIRECTORY]]
set -eu
velox=${1:-velox}
work=${2:-$(mktemp -d)}

"$velox" --clock real --seed 7 --data "$work/lived" --summary "$work/lived.json" \
    --record "$work/session.vx" \
    -c 'rate 20k; wait 50ms; buy 5 @ 99.90 as mine; wait 20ms; rate 40k; wait 20ms' \
    -c 'why mine; diff -20ms now top 3'

"$velox" --data "$work/played" --summary "$work/played.json" "$work/session.vx"
"$velox" diverge "$work/lived" "$work/played"

# the latencies are another matter: one was a machine's, the other is simulated
"$velox" compare "$work/lived.json" "$work/played.json" | grep -A1 '^outcome'

sed 's/buy 5 @ 99.90/buy 6 @ 99.90/' "$work/session.vx" >"$work/changed.vx"
"$velox" --data "$work/changed" "$work/changed.vx"
"$velox" diverge "$work/lived" "$work/changed" || echo "they differ, as they should"
