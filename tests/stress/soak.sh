#!/bin/sh
# soak.sh: the console on, the load at 100,000 a second, an operator's hands on the keyboard.
# Passes if nothing was dropped, memory stayed flat to the page, every order is accounted for and
# the stop was orderly.  SOAK_SECONDS (600), SOAK_RATE (100k), VELOX (the binary).
set -u
velox=${VELOX:-${VX_BUILDDIR:-build}/velox}
seconds=${SOAK_SECONDS:-600}
rate=${SOAK_RATE:-100k}
command -v tmux >/dev/null || { echo "soak: skipped: tmux is missing"; exit 77; }
dir=$(mktemp -d) || exit 1
socket=$dir/tmux
trap 'tmux -S "$socket" kill-server 2>/dev/null; rm -rf "$dir"' EXIT

type_line() { tmux -S "$socket" send-keys -t soak -l "$1" && tmux -S "$socket" send-keys -t soak Enter; }
rss() { awk '/^VmRSS/ {print $2}' "/proc/$pid/status" 2>/dev/null; }
metric() { sed -n "s/.*{\"metric\":\"$1\",\"value\":\([^,}]*\).*/\1/p" "$dir/metrics.json"; }

XDG_STATE_HOME=$dir tmux -S "$socket" new-session -d -s soak -x 160 -y 48 \
    "'$velox' --rate $rate; echo \"exit \$?\" >'$dir/status'" || exit 1
sleep 3
pid=$(pgrep -n -f "$velox --rate $rate") || { echo "soak: velox did not start"; exit 1; }

round=0 first=0
end=$(($(date +%s) + seconds))
while [ "$(date +%s)" -lt $end ] && kill -0 "$pid" 2>/dev/null; do
    round=$((round + 1))
    type_line "buy $((round % 90 + 1)) @ 99.5$((round % 10)) as s$((round % 50))"
    sleep 0.5
    type_line "show book 5"
    sleep 0.5
    type_line "replace s$((round % 50)) price=99.4$((round % 10))"
    sleep 0.5
    type_line "sell 1 market"
    sleep 0.5
    type_line "cancel s$((round % 50))"
    sleep 0.5
    type_line "byu 5 @ 1"
    sleep 0.5
    # history and names are bounded: they are full after some hundred lines
    if [ "$first" -eq 0 ] && [ "$(date +%s)" -gt $((end - seconds / 2)) ]; then
        first=$(rss)
    fi
done
last=$(rss)
type_line "pause"
sleep 1
type_line "export metrics $dir/metrics.json json"
sleep 1
type_line "quit"
sleep 1
tmux -S "$socket" send-keys -t soak y 2>/dev/null
for _ in 1 2 3 4 5; do [ -s "$dir/status" ] && break; sleep 1; done

status=$(cat "$dir/status" 2>/dev/null)
dropped=$(metric ingress.dropped) conserved=$(metric engine.conserved) answered=$(metric book.answered)
echo "soak: $seconds s, $round rounds typed, answered ${answered:-?}, dropped ${dropped:-?}," \
    "conserved ${conserved:-?}, rss $first -> $last kB, ${status:-no exit status}"
[ "$status" = "exit 0" ] && [ "$dropped" = 0 ] && [ "$conserved" = 1 ] && [ "$first" -gt 0 ] &&
    [ "$last" -le "$first" ]
